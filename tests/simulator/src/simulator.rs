//! Everything the simulator keeps while it runs.

use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::failure::{CallKind, OrderedFailure};
use crate::fault::Fault;
use crate::identifiers::Identifiers;
use crate::journal::Journal;
use crate::object_store::{Content, Object, ObjectStore};
use crate::providers::fal::Fal;
use crate::providers::modelrunner::ModelRunner;
use crate::settings::Settings;
use crate::sync::locked;

/// Edits computed at the same time.
const EDITS_AT_ONCE: usize = 2;

/// The state that all requests share.
#[derive(Debug)]
pub(crate) struct Simulator {
    /// Host and port it is bound to.
    pub(crate) bound_to: String,
    /// What a reset goes back to.
    initial_settings: Settings,
    settings: Mutex<Settings>,
    /// Gives names to jobs, files and answers.
    pub(crate) identifiers: Identifiers,
    /// The requests received.
    pub(crate) journal: Mutex<Journal>,
    objects: Mutex<ObjectStore>,
    /// The jobs of ModelRunner.
    pub(crate) modelrunner: ModelRunner,
    /// The jobs of fal.
    pub(crate) fal: Fal,
    /// The time of all jobs.
    pub(crate) clock: Arc<Clock>,
    /// Edits computed at the same time.
    pub(crate) edit_permits: Arc<Semaphore>,
}

impl Simulator {
    /// A simulator that has seen nothing.
    pub(crate) fn new(bound_to: String, settings: Settings, seed: u64) -> Self {
        Self {
            bound_to,
            settings: Mutex::new(settings.clone()),
            initial_settings: settings,
            identifiers: Identifiers::new(seed),
            journal: Mutex::default(),
            objects: Mutex::default(),
            modelrunner: ModelRunner::default(),
            fal: Fal::default(),
            clock: Arc::default(),
            edit_permits: Arc::new(Semaphore::new(EDITS_AT_ONCE)),
        }
    }

    /// The settings as they are now.
    pub(crate) fn settings(&self) -> Settings {
        locked(&self.settings).clone()
    }

    /// Replaces the settings by what `change` makes of them.
    ///
    /// # Errors
    /// That of `change`; the settings then stay.
    pub(crate) fn change_settings(
        &self,
        change: impl FnOnce(&Settings) -> Result<Settings, String>,
    ) -> Result<(), String> {
        let mut settings = locked(&self.settings);
        *settings = change(&settings)?;
        Ok(())
    }

    /// The fault of a request whose key chose `of_key`: the control route's, when one is set.
    pub(crate) fn fault(&self, of_key: Fault) -> Fault {
        locked(&self.settings).fault.unwrap_or(of_key)
    }

    /// The ordered failure that this call is to meet, if any.
    pub(crate) fn take_failure(&self, call: CallKind) -> Option<OrderedFailure> {
        locked(&self.settings).take_failure(call)
    }

    /// The object of a name.
    pub(crate) fn object(&self, name: &str) -> Option<Object> {
        locked(&self.objects).get(name).cloned()
    }

    /// Stores an object under a name.
    pub(crate) fn put_object(&self, name: &str, object: Object) {
        locked(&self.objects).put(name, object);
    }

    /// Stores bytes under a new name with an ending, and gives the name.
    pub(crate) fn store_bytes(&self, extension: &str, media_type: &str, bytes: impl Into<Bytes>) -> String {
        let name = format!("{}.{extension}", self.identifiers.next());
        let object = Object {
            media_type: media_type.to_owned(),
            signature: None,
            content: Content::Stored(bytes.into()),
        };
        self.put_object(&name, object);
        name
    }

    /// Forgets requests, jobs and files, and goes back to the settings of the start.
    pub(crate) fn reset(&self) {
        *locked(&self.journal) = Journal::default();
        *locked(&self.objects) = ObjectStore::default();
        *locked(&self.settings) = self.initial_settings.clone();
        self.modelrunner.forget_jobs();
        self.fal.forget_jobs();
    }
}
