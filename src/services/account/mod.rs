//! The person's accounts: keys and URLs, the connection test, and what was spent.

pub mod costs;
mod error;
pub mod keys;
pub mod links;
pub mod texts;

use std::cell::RefCell;

use leptos::prelude::*;

use crate::api::{Client, Connection};
use crate::browser::fetch::FetchTransport;
use crate::browser::spawn;
use crate::core::model::EngineId;
use crate::core::secret::ApiKey;
use crate::services::held::Held;
use crate::state::account::{AccountState, ConnectionTest};
use crate::state::{AppState, JobsState};
pub use error::Error;
use texts::failure_line;

/// A key and the API URL it was entered for.
type BoundKey = Option<(ApiKey, String)>;

/// The accounts at the remote engines. Only this subject has the keys.
#[derive(Clone, Copy)]
pub struct Account {
    state: AccountState,
    jobs: JobsState,
    /// One for each of [`EngineId::REMOTE`].
    keys: Held<RefCell<[BoundKey; 3]>>,
}

impl Account {
    /// The accounts as earlier visits left them.
    pub fn new(state: AppState) -> Self {
        let account = Self { state: state.account, jobs: state.jobs, keys: Held::default() };
        account.restore();
        account.follow_other_tabs();
        account
    }

    /// Tests for every engine with a key or a proxy whether its API is reached and takes the key, without spending
    /// anything.
    pub fn test_connection(self) {
        self.test_engines(&EngineId::REMOTE);
    }

    /// Tests one engine likewise.
    pub fn test_engine(self, engine: EngineId) {
        self.test_engines(&[engine]);
    }

    fn test_engines(self, engines: &[EngineId]) {
        let test = self.state.test;
        let accounts: Vec<_> = engines.iter().filter_map(|engine| self.account_or_proxy(*engine)).collect();
        if accounts.is_empty() {
            let text = texts::NO_KEY.to_owned();
            let engine = if let [engine] = engines { Some(*engine) } else { None };
            test.set(Some(vec![ConnectionTest { engine, is_fine: false, text }]));
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
                let text = [engine.capabilities().label, ": ", &text].concat();
                found.push(ConnectionTest { engine: Some(engine), is_fine, text });
            }
            test.set(Some(found));
        });
    }
}
