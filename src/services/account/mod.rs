//! What the settings dialog asks for: entering a key, testing the connection, bringing the history.

pub mod costs;
pub mod keys;
pub mod texts;

use std::rc::Rc;

use leptos::prelude::*;

use crate::api::{Client, Connection};
use crate::browser::fetch::FetchTransport;
use crate::browser::spawn;
use crate::browser::time::now_millis;
use crate::core::job::{JOB_RECORD_VERSION, JobRecord, Phase, Waiting};
use crate::core::model::EngineId;
use crate::core::request::{EditRequest, EditSettings};
use crate::services::Inner;
use crate::services::account::texts::failure_line;
use crate::services::runs::job_runner;
use crate::state::account::ConnectionTest;

/// Takes a key; jobs that waited for one go on.
///
/// # Errors
/// Why the text is no key.
pub fn enter_key(inner: &Rc<Inner>, engine: EngineId, text: &str) -> Result<(), String> {
    inner.keys.enter(engine, text)?;
    inner.state.account.test.set(Some(Vec::new()));
    job_runner::resume_waiting(inner);
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

/// Takes up the requests of this app that a provider knows and this device does not.
pub fn bring_history(inner: &Rc<Inner>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let engine = EngineId::ModelRunner;
        let Some(account) = inner.keys.account(engine) else {
            inner.state.notices.error("enter your ModelRunner key first".to_owned());
            return;
        };
        let api_address = account.api_address.clone();
        match Client::new(&FetchTransport, account).history().await {
            Err(error) => {
                inner.state.notices.error(failure_line(engine, &error.into()));
            }
            Ok(past) => {
                let mut count = 0;
                for entry in past.into_iter().rev() {
                    if inner.state.jobs.find(&entry.tag).is_some() || inner.state.results.has_job(&entry.tag)
                    {
                        continue;
                    }
                    count += 1;
                    let now = now_millis();
                    let record = JobRecord {
                        version: JOB_RECORD_VERSION,
                        id: entry.tag,
                        request: EditRequest {
                            engine,
                            prompt: entry.prompt,
                            pictures: Vec::new(),
                            mask: None,
                            settings: EditSettings::default_for(engine.capabilities()),
                            region: None,
                        },
                        api_address: api_address.clone(),
                        created_millis: now,
                        state: Waiting::new(now, entry.ticket, Phase::InProgress).into(),
                        deleted_at_provider: false,
                    };
                    job_runner::adopt(&inner, record).await;
                }
                inner
                    .state
                    .notices
                    .info([&count.to_string(), " requests of another device are taken up"].concat());
            }
        }
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
