//! What a database consists of, and the words for what is done with it.

/// The name of a store.
pub type Store = &'static str;

/// What a database consists of.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// Its name, shared by all pages of the origin.
    pub name: &'static str,
    /// Raised whenever a store is added.
    pub version: u32,
    /// All its stores; missing ones are made on opening.
    pub stores: &'static [Store],
}

/// When a change counts as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Once the operating system has it: a crash of the tab loses nothing, a power cut may.
    Relaxed,
    /// Once it is on the disk.
    Strict,
}

/// What is tried, for errors.
pub(super) const WRITE: &str = "save the work";
pub(super) const READ: &str = "read the saved work";
/// Texts that are read at once: what takes long shows that it goes on.
pub(super) const TEXTS_AT_ONCE: u32 = 250;
