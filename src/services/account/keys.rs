//! Keys: where they are stored, and for which URL.
//!
//! A key belongs to the API URL it was entered for; for another URL there is none. It leaves this room only
//! inside an [`api::Account`]. Neither keys nor URLs are ever taken from a link.

use leptos::prelude::*;

use crate::api;
use crate::api::url;
use crate::browser::preferences::{self, Lifetime};
use crate::browser::random;
use crate::core::model::EngineId;
use crate::core::price::MicroDollars;
use crate::core::secret::ApiKey;
use crate::services::account::{Account, BoundKey, Error};
use crate::services::held::Held;
use crate::state::account::{AccountSwitch, FIELDS, KeepKey};

/// The place of the API address among an account's fields.
const API: usize = 0;
/// How long the provider stores files when it is asked to delete them: a day, in seconds.
const EXPIRE_SECONDS: u32 = 86_400;
/// The name of a text that changes when the keys are forgotten.
const FORGOTTEN: &str = "keys-forgotten";
/// The name under which the budget is stored.
const BUDGET: &str = "budget";

impl Account {
    /// Takes over what earlier visits stored.
    pub(super) fn restore(self) {
        for (index, engine) in EngineId::REMOTE.into_iter().enumerate() {
            for (field, signal) in
                self.state.engines.get(index).iter().flat_map(|account| account.fields.iter().enumerate())
            {
                if let Some(stored) = preferences::read(&field_name(engine, field), Lifetime::Device) {
                    signal.set(stored);
                }
            }
            for (lifetime, keep) in
                [(Lifetime::Session, KeepKey::Session), (Lifetime::Device, KeepKey::Device)]
            {
                let [name, url_name] = key_names(engine);
                let stored = preferences::read(&name, lifetime).zip(preferences::read(&url_name, lifetime));
                if let Some((text, url)) = stored
                    && let Ok(key) = ApiKey::new(&text)
                {
                    self.put(engine, Some((key, url)));
                    self.state.keep_key.set(keep);
                    break;
                }
            }
        }
        self.state.switches.set(
            AccountSwitch::ALL.map(|switch| preferences::read(switch.as_str(), Lifetime::Device).is_some()),
        );
        let budget = preferences::read(BUDGET, Lifetime::Device);
        self.state.budget.set(budget.and_then(|text| MicroDollars::parse(&text)));
        self.update_has_key();
    }

    /// Takes a key for the API URL of an engine as it is now.
    ///
    /// # Errors
    /// Why the text is no key; never with any part of it.
    pub fn enter_key(self, engine: EngineId, text: &str) -> Result<(), Error> {
        let key = ApiKey::new(text)?;
        self.put(engine, Some((key, self.field(engine, API))));
        self.store_keys();
        self.update_has_key();
        self.state.test.set(Some(Vec::new()));
        Ok(())
    }

    /// Forgets the keys here, on this device, and in every other tab of the page.
    pub fn forget_keys(self) {
        self.forget_keys_here();
        // Written anew each time: the other tabs hear of a change only.
        preferences::write(FORGOTTEN, &random::unique_name(), Lifetime::Device);
    }

    fn forget_keys_here(self) {
        *self.keys.borrow_mut() = Default::default();
        self.store_keys();
        self.update_has_key();
    }

    /// Forgets the keys when another tab does.
    pub(super) fn follow_other_tabs(self) {
        // For as long as the page.
        Held::new(preferences::on_change_elsewhere(FORGOTTEN, move || self.forget_keys_here()));
    }

    /// Chooses how long keys are stored.
    pub fn choose_keep(self, keep: KeepKey) {
        self.state.keep_key.set(keep);
        self.store_keys();
    }

    /// Sets a field of an account, as [`FIELDS`] counts them. An empty one is the default.
    ///
    /// # Errors
    /// Why it is not accepted; the old one stays.
    pub fn set_field(self, engine: EngineId, index: usize, typed: &str) -> Result<(), Error> {
        let capabilities = engine.capabilities();
        let default = match index {
            API => capabilities.api_address,
            1 => capabilities.storage_address,
            _ => "",
        };
        let text = if typed.trim().is_empty() { default.to_owned() } else { url::normalise(typed)? };
        let name = field_name(engine, index);
        if text == default {
            preferences::remove(&name, Lifetime::Device);
        } else {
            preferences::write(&name, &text, Lifetime::Device);
        }
        if let Some(signal) = self.state.of(engine).and_then(|account| account.fields.get(index)) {
            signal.set(text);
        }
        self.update_has_key();
        Ok(())
    }

    pub fn set_switch(self, switch: AccountSwitch, is_on: bool) {
        if is_on {
            preferences::write(switch.as_str(), "on", Lifetime::Device);
        } else {
            preferences::remove(switch.as_str(), Lifetime::Device);
        }
        self.state.switches.update(|switches| {
            if let Some(place) = switches.get_mut(switch as usize) {
                *place = is_on;
            }
        });
    }

    /// Sets the budget of a day; a text that is no amount means none.
    pub fn set_budget(self, typed: &str) {
        let budget = MicroDollars::parse(typed);
        match budget {
            Some(amount) => {
                preferences::write(BUDGET, &amount.to_string(), Lifetime::Device);
            }
            None => preferences::remove(BUDGET, Lifetime::Device),
        }
        self.state.budget.set(budget);
    }

    /// The account of an engine, if there is a key for its API URL.
    pub fn account(self, engine: EngineId) -> Option<api::Account> {
        let bound = self.keys.borrow().get(engine.remote_index()?).cloned();
        let (key, for_url) = bound.flatten()?;
        let account = self.account_without_key(engine);
        (for_url == account.api_address).then_some(api::Account { key: Some(key), ..account })
    }

    /// The account of an engine, if there is a key or a proxy that may have one.
    pub fn account_or_proxy(self, engine: EngineId) -> Option<api::Account> {
        self.account(engine).or_else(|| {
            let without = self.account_without_key(engine);
            without.proxy_address.is_some().then_some(without)
        })
    }

    /// The URLs alone, for what is read without a key.
    pub fn account_without_key(self, engine: EngineId) -> api::Account {
        let [forget_payloads, expires, with_partials] = self.state.switches.get_untracked();
        api::Account {
            engine,
            api_address: self.field(engine, API),
            storage_address: self.field(engine, 1),
            proxy_address: Some(self.field(engine, 2)).filter(|proxy| !proxy.is_empty()),
            key: None,
            options: api::Options {
                forget_payloads,
                expire_seconds: expires.then_some(EXPIRE_SECONDS),
                with_partials: with_partials && engine.capabilities().has_partials,
            },
        }
    }

    /// The model's name that an earlier version of the page stored for an engine, if any.
    pub fn stored_model(engine: EngineId) -> Option<String> {
        preferences::read(&[engine.as_str(), ".model"].concat(), Lifetime::Device)
    }

    fn field(self, engine: EngineId, index: usize) -> String {
        self.state
            .of(engine)
            .and_then(|account| account.fields.get(index))
            .map(|signal| signal.get_untracked())
            .unwrap_or_default()
    }

    fn put(self, engine: EngineId, key: BoundKey) {
        let mut keys = self.keys.borrow_mut();
        if let Some(place) = engine.remote_index().and_then(|index| keys.get_mut(index)) {
            *place = key;
        }
    }

    fn store_keys(self) {
        let lifetime = match self.state.keep_key.get_untracked() {
            KeepKey::Memory => None,
            KeepKey::Session => Some(Lifetime::Session),
            KeepKey::Device => Some(Lifetime::Device),
        };
        for (engine, bound) in EngineId::REMOTE.into_iter().zip(self.keys.borrow().iter()) {
            let [name, url_name] = key_names(engine);
            for lifetime in [Lifetime::Session, Lifetime::Device] {
                preferences::remove(&name, lifetime);
                preferences::remove(&url_name, lifetime);
            }
            if let (Some((key, url)), Some(lifetime)) = (bound, lifetime) {
                preferences::write(&name, key.expose(), lifetime);
                preferences::write(&url_name, url, lifetime);
            }
        }
    }

    fn update_has_key(self) {
        for (engine, account) in EngineId::REMOTE.into_iter().zip(self.state.engines) {
            account.has_key.set(self.account(engine).is_some());
        }
    }
}

fn key_names(engine: EngineId) -> [String; 2] {
    ["key", "key-address"].map(|what| [engine.as_str(), ".", what].concat())
}

fn field_name(engine: EngineId, index: usize) -> String {
    let field = FIELDS.get(index).copied().unwrap_or_default();
    [engine.as_str(), ".", field].concat()
}
