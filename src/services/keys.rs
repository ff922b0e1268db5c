//! Keys: where they are kept, and for which address.
//!
//! A key belongs to the API address it was entered for; for another address there is none. It leaves this
//! room only inside an [`Account`].

use std::cell::RefCell;

use leptos::prelude::*;

use crate::api::address;
use crate::api::modelrunner::Account;
use crate::browser::preferences::{self, Lifetime};
use crate::core::engine::EngineId;
use crate::core::secret::ApiKey;
use crate::state::account::{AccountState, KeepKey};

const KEY: &str = "modelrunner.key";
const KEY_ADDRESS: &str = "modelrunner.key-address";
const ADDRESSES: [&str; 3] = [
    "modelrunner.api-address",
    "modelrunner.storage-address",
    "modelrunner.proxy-address",
];

/// The keys' owner.
pub struct Keys {
    state: AccountState,
    key: RefCell<Option<(ApiKey, String)>>,
}

impl Keys {
    /// Takes up what earlier visits kept.
    pub fn new(state: AccountState) -> Self {
        let keys = Self {
            state,
            key: RefCell::new(None),
        };
        for (name, signal) in ADDRESSES.into_iter().zip(keys.addresses()) {
            if let Some(kept) = preferences::read(name, Lifetime::Device) {
                signal.set(kept);
            }
        }
        for (lifetime, keep) in [
            (Lifetime::Session, KeepKey::Session),
            (Lifetime::Device, KeepKey::Device),
        ] {
            let kept = preferences::read(KEY, lifetime).zip(preferences::read(KEY_ADDRESS, lifetime));
            if let Some((text, address)) = kept
                && let Ok(key) = ApiKey::new(&text)
            {
                *keys.key.borrow_mut() = Some((key, address));
                state.keep_key.set(keep);
                break;
            }
        }
        keys.tell();
        keys
    }

    /// Takes a key for the API address as it is now.
    ///
    /// # Errors
    /// Why the text is no key; never with any part of it.
    pub fn enter(&self, text: &str) -> Result<(), String> {
        let key = ApiKey::new(text).map_err(|error| error.to_string())?;
        *self.key.borrow_mut() = Some((key, self.state.api_address.get_untracked()));
        self.keep();
        self.tell();
        Ok(())
    }

    /// Forgets the key everywhere.
    pub fn forget(&self) {
        *self.key.borrow_mut() = None;
        self.keep();
        self.tell();
    }

    /// Chooses how long the key is kept.
    pub fn choose_keep(&self, keep: KeepKey) {
        self.state.keep_key.set(keep);
        self.keep();
    }

    /// Sets an address: 0 the API's, 1 the storage's, 2 the proxy's. An empty one is the default.
    ///
    /// # Errors
    /// Why it is not accepted; the old one stays.
    pub fn set_address(&self, index: usize, typed: &str) -> Result<(), String> {
        let capabilities = EngineId::ModelRunner.capabilities();
        let defaults = [capabilities.api_address, capabilities.storage_address, ""];
        let (Some(signal), Some(name), Some(default)) = (
            self.addresses().into_iter().nth(index),
            ADDRESSES.get(index),
            defaults.get(index),
        ) else {
            return Ok(());
        };
        let address = if typed.trim().is_empty() {
            (*default).to_owned()
        } else {
            address::normalise(typed).map_err(|error| error.to_string())?
        };
        if address == *default {
            preferences::remove(name, Lifetime::Device);
        } else {
            preferences::write(name, &address, Lifetime::Device);
        }
        signal.set(address);
        self.tell();
        Ok(())
    }

    /// The account, if there is a key for its API address.
    pub fn account(&self) -> Option<Account> {
        let (key, for_address) = self.key.borrow().clone()?;
        let api_address = self.state.api_address.get_untracked();
        if for_address != api_address {
            return None;
        }
        Some(Account { key: Some(key), ..self.account_without_key() })
    }

    /// The addresses alone, for what is read without a key.
    pub fn account_without_key(&self) -> Account {
        let proxy = self.state.proxy_address.get_untracked();
        Account {
            api_address: self.state.api_address.get_untracked(),
            storage_address: self.state.storage_address.get_untracked(),
            proxy_address: Some(proxy).filter(|proxy| !proxy.is_empty()),
            key: None,
        }
    }

    fn addresses(&self) -> [RwSignal<String>; 3] {
        [
            self.state.api_address,
            self.state.storage_address,
            self.state.proxy_address,
        ]
    }

    fn keep(&self) {
        for lifetime in [Lifetime::Session, Lifetime::Device] {
            preferences::remove(KEY, lifetime);
            preferences::remove(KEY_ADDRESS, lifetime);
        }
        let lifetime = match self.state.keep_key.get_untracked() {
            KeepKey::Memory => return,
            KeepKey::Session => Lifetime::Session,
            KeepKey::Device => Lifetime::Device,
        };
        if let Some((key, address)) = self.key.borrow().as_ref() {
            preferences::write(KEY, key.expose(), lifetime);
            preferences::write(KEY_ADDRESS, address, lifetime);
        }
    }

    fn tell(&self) {
        self.state.has_key.set(self.account().is_some());
    }
}
