//! The remote engine's addresses, and whether there is a key. The key itself is the key service's.

use leptos::prelude::*;

use crate::core::engine::EngineId;

/// How long a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepKey {
    /// In this tab's memory: gone with a reload.
    Memory,
    /// Until the browser closes.
    Session,
    /// On this device.
    Device,
}

impl KeepKey {
    /// All, the safest first.
    pub const ALL: [Self; 3] = [Self::Memory, Self::Session, Self::Device];

    /// The accessible name of the choice.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Memory => "Only in this tab's memory",
            Self::Session => "Until the browser closes",
            Self::Device => "On this device",
        }
    }
}

/// What a connection test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionTest {
    /// Not made.
    None,
    /// Under way.
    Running,
    /// It works.
    Fine(String),
    /// It does not.
    Bad(String),
}

/// The account's store.
#[derive(Clone, Copy, Debug)]
pub struct AccountState {
    /// Where the API is.
    pub api_address: RwSignal<String>,
    /// Where uploads go.
    pub storage_address: RwSignal<String>,
    /// The proxy; empty = none.
    pub proxy_address: RwSignal<String>,
    /// There is a key for the API address.
    pub has_key: RwSignal<bool>,
    /// How long it is kept.
    pub keep_key: RwSignal<KeepKey>,
    /// What the last connection test found.
    pub test: RwSignal<ConnectionTest>,
}

impl AccountState {
    pub(super) fn new() -> Self {
        let capabilities = EngineId::ModelRunner.capabilities();
        Self {
            api_address: RwSignal::new(capabilities.api_address.to_owned()),
            storage_address: RwSignal::new(capabilities.storage_address.to_owned()),
            proxy_address: RwSignal::new(String::new()),
            has_key: RwSignal::new(false),
            keep_key: RwSignal::new(KeepKey::Memory),
            test: RwSignal::new(ConnectionTest::None),
        }
    }
}
