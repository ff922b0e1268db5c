//! What the settings dialog asks for: entering a key, testing the connection, bringing the history.

pub mod costs;
pub mod keys;
pub mod texts;

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::{Client, Connection};
use crate::browser::fetch::FetchTransport;
use crate::browser::spawn;
use crate::core::model::EngineId;
use crate::services::Inner;
use crate::services::account::texts::failure_line;
use crate::state::account::ConnectionTest;

/// Takes a key. Jobs may have waited for it: see `Runs::resume_waiting`.
///
/// # Errors
/// Why the text is no key.
pub fn enter_key(inner: &Rc<Inner>, engine: EngineId, text: &str) -> Result<(), String> {
    inner.keys.enter(engine, text)?;
    inner.state.account.test.set(Some(Vec::new()));
    Ok(())
}

/// Tells of every engine with a key or a proxy whether its API is reached and takes the key, without spending
/// anything.
pub fn test_connection(inner: &Rc<Inner>) {
    let test = inner.state.account.test;
    let accounts: Vec<_> =
        EngineId::REMOTE.into_iter().filter_map(|engine| inner.keys.account_or_proxy(engine)).collect();
    if accounts.is_empty() {
        let text = "enter a key first".to_owned();
        test.set(Some(vec![ConnectionTest { is_fine: false, text }]));
        return;
    }
    test.set(None);
    spawn(async move {
        let mut found = Vec::new();
        for account in accounts {
            let engine = account.engine;
            let outcome = Client::new(&FetchTransport, account).test_connection().await;
            let (is_fine, text) = match &outcome {
                Ok(Connection::Accepted) => (true, "Connected. Your key works.".to_owned()),
                Ok(Connection::Refused(error)) => {
                    (false, ["Connected. ", &failure_line(engine, &error.into())].concat())
                }
                Err(error) => (false, failure_line(engine, &error.into())),
            };
            found.push(ConnectionTest { is_fine, text: [engine.capabilities().label, ": ", &text].concat() });
        }
        test.set(Some(found));
    });
}

/// Copies a text, and says so.
pub fn copy_text(inner: &Rc<Inner>, text: String) {
    let notices = inner.state.notices;
    spawn(async move {
        match crate::browser::files::copy_text(&text).await {
            Ok(()) => {
                notices.info("copied; put your own key in".to_owned());
            }
            Err(error) => {
                notices.error(["not copied: ", &error.to_string()].concat());
            }
        }
    });
}
