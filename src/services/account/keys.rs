//! Keys: where they are kept, and for which address.
//!
//! A key belongs to the API address it was entered for; for another address there is none. It leaves this
//! room only inside an [`Account`]. Neither keys nor addresses are ever taken from a link.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::api::{Account, Options, url};
use crate::browser::preferences::{self, Lifetime};
use crate::core::model::EngineId;
use crate::core::price::MicroDollars;
use crate::core::secret::ApiKey;
use crate::services::account::texts::url_error_text;
use crate::state::account::{AccountState, AccountSwitch, FIELDS, KeepKey};

/// The place of the API address among an account's fields.
const API: usize = 0;
/// The place of the model's name.
const MODEL: usize = 3;
/// Files are kept this long at the provider when it is asked to delete them: a day, in seconds.
const EXPIRE_SECONDS: u32 = 86_400;
/// The words under which the rest is kept.
const BUDGET: &str = "budget";

/// A key and the API address it was entered for.
type BoundKey = Option<(ApiKey, String)>;

/// The keys' owner.
pub struct Keys {
    state: AccountState,
    keys: RefCell<[BoundKey; 3]>,
}

impl Keys {
    /// Takes up what earlier visits kept.
    pub fn new(state: AccountState) -> Self {
        let keys = Self { state, keys: RefCell::default() };
        for (index, engine) in EngineId::REMOTE.into_iter().enumerate() {
            for (field, signal) in
                state.engines.get(index).iter().flat_map(|account| account.fields.iter().enumerate())
            {
                if let Some(kept) = preferences::read(&field_name(engine, field), Lifetime::Device) {
                    signal.set(kept);
                }
            }
            for (lifetime, keep) in
                [(Lifetime::Session, KeepKey::Session), (Lifetime::Device, KeepKey::Device)]
            {
                let [name, address_name] = key_names(engine);
                let kept = preferences::read(&name, lifetime).zip(preferences::read(&address_name, lifetime));
                if let Some((text, address)) = kept
                    && let Ok(key) = ApiKey::new(&text)
                {
                    keys.put(engine, Some((key, address)));
                    state.keep_key.set(keep);
                    break;
                }
            }
        }
        state.switches.set(
            AccountSwitch::ALL.map(|switch| preferences::read(switch.word(), Lifetime::Device).is_some()),
        );
        state
            .budget
            .set(preferences::read(BUDGET, Lifetime::Device).and_then(|text| MicroDollars::parse(&text)));
        keys.tell();
        keys
    }

    /// Takes a key for the API address of an engine as it is now.
    ///
    /// # Errors
    /// Why the text is no key; never with any part of it.
    pub fn enter(&self, engine: EngineId, text: &str) -> Result<(), String> {
        let key = ApiKey::new(text).map_err(|error| error.to_string())?;
        self.put(engine, Some((key, self.field(engine, API))));
        self.keep();
        self.tell();
        Ok(())
    }

    /// Forgets all keys everywhere.
    pub fn forget(&self) {
        *self.keys.borrow_mut() = Default::default();
        self.keep();
        self.tell();
    }

    /// Chooses how long keys are kept.
    pub fn choose_keep(&self, keep: KeepKey) {
        self.state.keep_key.set(keep);
        self.keep();
    }

    /// Sets a field of an account, as [`FIELDS`] counts them. An empty one is the default.
    ///
    /// # Errors
    /// Why it is not accepted; the old one stays.
    pub fn set_field(&self, engine: EngineId, index: usize, typed: &str) -> Result<(), String> {
        let capabilities = engine.capabilities();
        let default = match index {
            API => capabilities.api_address,
            1 => capabilities.storage_address,
            MODEL => capabilities.model_name.unwrap_or_default(),
            _ => "",
        };
        let text = if typed.trim().is_empty() {
            default.to_owned()
        } else if index == MODEL {
            typed.trim().chars().filter(|letter| !letter.is_control()).take(100).collect()
        } else {
            url::normalise(typed).map_err(|error| url_error_text(&error))?
        };
        let name = field_name(engine, index);
        if text == default {
            preferences::remove(&name, Lifetime::Device);
        } else {
            preferences::write(&name, &text, Lifetime::Device);
        }
        if let Some(signal) = self.state.of(engine).and_then(|account| account.fields.get(index)) {
            signal.set(text);
        }
        self.tell();
        Ok(())
    }

    /// Turns a switch.
    pub fn set_switch(&self, switch: AccountSwitch, is_on: bool) {
        if is_on {
            preferences::write(switch.word(), "on", Lifetime::Device);
        } else {
            preferences::remove(switch.word(), Lifetime::Device);
        }
        self.state.switches.update(|switches| {
            if let Some(place) = switches.get_mut(switch as usize) {
                *place = is_on;
            }
        });
    }

    /// Sets the budget of a day; a text that is no amount means none.
    pub fn set_budget(&self, typed: &str) {
        let budget = MicroDollars::parse(typed);
        match budget {
            Some(amount) => {
                preferences::write(BUDGET, &amount.to_string(), Lifetime::Device);
            }
            None => preferences::remove(BUDGET, Lifetime::Device),
        }
        self.state.budget.set(budget);
    }

    /// The account of an engine, if there is a key for its API address.
    pub fn account(&self, engine: EngineId) -> Option<Account> {
        let kept = self.keys.borrow().get(engine.remote_index()?).cloned();
        let (key, for_address) = kept.flatten()?;
        let account = self.account_without_key(engine);
        (for_address == account.api_address).then_some(Account { key: Some(key), ..account })
    }

    /// The account of an engine, if there is a key or a relay that may have one.
    pub fn account_or_proxy(&self, engine: EngineId) -> Option<Account> {
        self.account(engine).or_else(|| {
            let without = self.account_without_key(engine);
            without.proxy_address.is_some().then_some(without)
        })
    }

    /// The addresses alone, for what is read without a key.
    pub fn account_without_key(&self, engine: EngineId) -> Account {
        let [forget_payloads, expires, with_partials] = self.state.switches.get_untracked();
        Account {
            engine,
            api_address: self.field(engine, API),
            storage_address: self.field(engine, 1),
            proxy_address: Some(self.field(engine, 2)).filter(|proxy| !proxy.is_empty()),
            key: None,
            options: Options {
                model: self.field(engine, MODEL),
                forget_payloads,
                expire_seconds: expires.then_some(EXPIRE_SECONDS),
                with_partials: with_partials && engine.capabilities().has_partials,
            },
        }
    }

    fn field(&self, engine: EngineId, index: usize) -> String {
        self.state
            .of(engine)
            .and_then(|account| account.fields.get(index))
            .map(|signal| signal.get_untracked())
            .unwrap_or_default()
    }

    fn put(&self, engine: EngineId, key: BoundKey) {
        let mut keys = self.keys.borrow_mut();
        if let Some(place) = engine.remote_index().and_then(|index| keys.get_mut(index)) {
            *place = key;
        }
    }

    fn keep(&self) {
        let lifetime = match self.state.keep_key.get_untracked() {
            KeepKey::Memory => None,
            KeepKey::Session => Some(Lifetime::Session),
            KeepKey::Device => Some(Lifetime::Device),
        };
        for (engine, bound) in EngineId::REMOTE.into_iter().zip(self.keys.borrow().iter()) {
            let [name, address_name] = key_names(engine);
            for lifetime in [Lifetime::Session, Lifetime::Device] {
                preferences::remove(&name, lifetime);
                preferences::remove(&address_name, lifetime);
            }
            if let (Some((key, address)), Some(lifetime)) = (bound, lifetime) {
                preferences::write(&name, key.expose(), lifetime);
                preferences::write(&address_name, address, lifetime);
            }
        }
    }

    fn tell(&self) {
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
