//! The remote engines' addresses, and whether there are keys. The keys themselves are the key service's.

use leptos::prelude::*;

use crate::core::model::EngineId;
use crate::core::price::MicroDollars;

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

/// What a connection test found of one engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionTest {
    /// It works.
    pub is_fine: bool,
    /// For the person.
    pub text: String,
}

/// What is known of one remote engine's account.
#[derive(Clone, Copy, Debug)]
pub struct EngineAccount {
    /// API, storage and proxy address and the model's name, as [`FIELDS`] names them; empty = none.
    pub fields: [RwSignal<String>; 4],
    /// There is a key for the API address.
    pub has_key: RwSignal<bool>,
}

impl EngineAccount {
    /// The API address.
    pub const fn api_address(self) -> RwSignal<String> {
        let [api_address, ..] = self.fields;
        api_address
    }
}

/// The names of an account's fields, in their order.
pub const FIELDS: [&str; 4] = ["API address", "storage address", "proxy address", "model"];

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

    /// The accessible name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ForgetPayloads => {
                "Ask ModelRunner and fal to forget prompt and result: within minutes, so keep the tab open"
            }
            Self::ExpireFiles => "Ask ModelRunner and fal to delete the files after a day",
            Self::Partials => "Show OpenAI's picture while it forms: one result, about $0.006 more",
        }
    }

    /// The word under which it is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ForgetPayloads => "forget-payloads",
            Self::ExpireFiles => "expire-files",
            Self::Partials => "partials",
        }
    }
}

/// The accounts' store.
#[derive(Clone, Copy, Debug)]
pub struct AccountState {
    /// One for each of [`EngineId::REMOTE`].
    pub engines: [EngineAccount; 3],
    /// How long keys are kept.
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
                    fields: [
                        capabilities.api_address,
                        capabilities.storage_address,
                        "",
                        capabilities.model_name.unwrap_or_default(),
                    ]
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

    /// The account of an engine; a local one has none.
    pub fn of(&self, engine: EngineId) -> Option<&EngineAccount> {
        self.engines.get(engine.remote_index()?)
    }

    /// The engine can be used as far as keys go.
    pub fn is_ready(&self, engine: EngineId) -> bool {
        self.of(engine).is_none_or(|account| account.has_key.get())
    }
}
