//! What the settings dialog asks for: entering a key, testing the connection.

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::modelrunner::{Connection, ModelRunner};
use crate::browser::fetch::FetchTransport;
use crate::browser::spawn;
use crate::core::job::Failure;
use crate::services::{Inner, job_runner};
use crate::state::account::ConnectionTest;

/// Takes a key; jobs that waited for one go on.
///
/// # Errors
/// Why the text is no key.
pub fn enter_key(inner: &Rc<Inner>, text: &str) -> Result<(), String> {
    inner.keys.enter(text)?;
    inner.state.account.test.set(ConnectionTest::None);
    job_runner::resume_waiting(inner);
    Ok(())
}

/// Tells whether the API is reached and takes the key, without spending anything.
pub fn test_connection(inner: &Rc<Inner>) {
    let test = inner.state.account.test;
    let Some(account) = inner.keys.account() else {
        test.set(ConnectionTest::Bad("enter a key first".to_owned()));
        return;
    };
    test.set(ConnectionTest::Running);
    spawn(async move {
        let found = ModelRunner::new(&FetchTransport, account)
            .test_connection()
            .await;
        test.set(match found {
            Ok(Connection::Accepted) => ConnectionTest::Fine("reached, and the key is accepted".to_owned()),
            Ok(Connection::KeyRefused { message } | Connection::NoCredit { message }) => {
                ConnectionTest::Bad(format!("reached, but: {message}"))
            }
            Err(error) => ConnectionTest::Bad(Failure::from(error).message),
        });
    });
}
