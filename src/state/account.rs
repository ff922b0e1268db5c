//! The remote engines' addresses, and whether there are keys. The keys themselves are the key service's.

use leptos::prelude::*;

use crate::core::model::EngineId;
use crate::core::price::MicroDollars;

/// How long a key is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepKey {
    /// In this tab's memory: gone with a reload.
    Memory,
    Session,
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

/// What a connection test found of one engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionTest {
    /// Whose; `None` where there was nothing to test.
    pub engine: Option<EngineId>,
    pub is_fine: bool,
    pub text: String,
}

/// What is known of one remote engine's account.
#[derive(Clone, Copy, Debug)]
pub struct EngineAccount {
    /// API, storage and proxy address, as [`FIELDS`] names them; empty = none.
    pub fields: [RwSignal<String>; 3],
    /// There is a key for the API address.
    pub has_key: RwSignal<bool>,
}

impl EngineAccount {
    pub const fn api_address(self) -> RwSignal<String> {
        let [api_address, ..] = self.fields;
        api_address
    }
}

/// The names of an account's fields, in their order.
pub const FIELDS: [&str; 3] = ["API address", "storage address", "proxy address"];

/// A switch of the account's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountSwitch {
    /// Ask providers to forget prompt and result soon after the end.
    ForgetPayloads,
    /// Ask providers to delete files after a day.
    ExpireFiles,
    /// Show the picture while it forms.
    Partials,
}

impl AccountSwitch {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::ForgetPayloads, Self::ExpireFiles, Self::Partials];

    pub const fn label(self) -> &'static str {
        match self {
            Self::ForgetPayloads => {
                "Don't store my prompts and results at the provider (keep this tab open until the run ends)"
            }
            Self::ExpireFiles => "Delete my files at the provider after a day",
            Self::Partials => "Show previews while OpenAI works (+$0.006, single picture only)",
        }
    }

    /// The name under which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ForgetPayloads => "forget-payloads",
            Self::ExpireFiles => "expire-files",
            Self::Partials => "partials",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct AccountState {
    /// One for each of [`EngineId::REMOTE`].
    pub engines: [EngineAccount; 3],
    pub keep_key: RwSignal<KeepKey>,
    /// What the last connection test found; `None` while it runs.
    pub test: RwSignal<Option<Vec<ConnectionTest>>>,
    /// [`AccountSwitch::ALL`], on or off.
    pub switches: RwSignal<[bool; 3]>,
    /// Most to spend in a day before Run asks.
    pub budget: RwSignal<Option<MicroDollars>>,
}

impl AccountState {
    pub(super) fn new() -> Self {
        Self {
            engines: EngineId::REMOTE.map(|engine| {
                let capabilities = engine.capabilities();
                EngineAccount {
                    fields: [capabilities.api_address, capabilities.storage_address, ""]
                        .map(|text| RwSignal::new(text.to_owned())),
                    has_key: RwSignal::new(false),
                }
            }),
            keep_key: RwSignal::new(KeepKey::Memory),
            test: RwSignal::new(Some(Vec::new())),
            switches: RwSignal::new([false; 3]),
            budget: RwSignal::new(None),
        }
    }

    /// Pictures that are asked for while a result forms.
    pub fn partials(&self, engine: EngineId) -> u8 {
        let [_, _, with_partials] = self.switches.get();
        if with_partials && engine.capabilities().has_partials { 2 } else { 0 }
    }

    /// The account of an engine; a local one has none.
    pub fn of(&self, engine: EngineId) -> Option<&EngineAccount> {
        self.engines.get(engine.remote_index()?)
    }

    /// The engine can be used as far as keys go: it has one, or a proxy that may have one.
    pub fn is_ready(&self, engine: EngineId) -> bool {
        self.of(engine).is_none_or(|account| {
            let [_, _, proxy] = account.fields;
            account.has_key.get() || !proxy.get().is_empty()
        })
    }
}
