//! What is being edited: pictures, prompt, engine, settings.

use leptos::prelude::*;

use crate::core::model::{Capabilities, EngineId};
use crate::core::region::Region;
use crate::core::request::{BlobHash, EditSettings, PictureRef};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftPicture {
    /// Unique among all pictures ever added: the mask belongs to it.
    pub key: u64,
    /// What it is and where its bytes are.
    pub picture: PictureRef,
    /// An address of the bytes for `<img>`.
    pub address: String,
    pub thumbnail: BlobHash,
    /// An address of the small copy.
    pub thumbnail_address: String,
}

#[derive(Clone, Copy, Debug)]
pub struct DraftState {
    /// 0 to 16 pictures, the base first.
    pub pictures: RwSignal<Vec<DraftPicture>>,
    /// Files being read: shown as places in the list.
    pub reading: RwSignal<usize>,
    pub prompt: RwSignal<String>,
    pub engine: RwSignal<EngineId>,
    /// Frame, count, format.
    pub settings: RwSignal<EditSettings>,
    /// What would be sent of the base picture if it were to be edited at full detail now; `None` when that is
    /// not asked for, or would win nothing.
    pub region: RwSignal<Option<Region>>,
    /// As [`Self::region`], whether or not it is asked for: it can be offered.
    pub offered: RwSignal<Option<Region>>,
}

impl DraftState {
    pub(super) fn new() -> Self {
        let engine = EngineId::LocalFill;
        Self {
            pictures: RwSignal::new(Vec::new()),
            reading: RwSignal::new(0),
            prompt: RwSignal::new(String::new()),
            engine: RwSignal::new(engine),
            settings: RwSignal::new(EditSettings::default_for(engine.capabilities())),
            region: RwSignal::new(None),
            offered: RwSignal::new(None),
        }
    }

    /// What the chosen engine can do.
    pub fn capabilities(self) -> &'static Capabilities {
        self.engine.get().capabilities()
    }

    pub fn base(self) -> Option<DraftPicture> {
        self.pictures.with(|pictures| pictures.first().cloned())
    }

    /// Chooses an engine; settings that it does not offer, and a size that was never changed, become its
    /// defaults.
    pub fn choose_engine(self, engine: EngineId) {
        let before = self.engine.get_untracked().capabilities();
        let capabilities = engine.capabilities();
        self.engine.set(engine);
        self.settings.update(|settings| {
            let defaults = EditSettings::default_for(capabilities);
            if settings.size == before.default_size {
                settings.size = defaults.size;
            }
            let is_custom = matches!(settings.size, crate::core::model::FrameSize::Custom { .. });
            let has_size = if is_custom {
                capabilities.custom_size.is_some()
            } else {
                capabilities.presets.contains(&settings.size)
            };
            if !has_size {
                settings.size = defaults.size;
            }
            if !capabilities.formats.contains(&settings.format) {
                settings.format = defaults.format;
            }
            let keeps_quality = settings.quality != before.qualities.first().copied().unwrap_or_default()
                && capabilities.qualities.contains(&settings.quality);
            if !keeps_quality {
                settings.quality = defaults.quality;
            }
            settings.count = settings.count.clamp(1, capabilities.max_count);
        });
    }

    /// Editing at full detail is offered, or chosen already with an engine that can.
    pub fn can_detail(self) -> bool {
        let is_chosen = self.settings.get().detail_percent.is_some();
        self.offered.get().is_some() || (is_chosen && self.capabilities().is_remote)
    }

    /// The settings as they would be sent.
    pub fn sent_settings(self) -> EditSettings {
        let settings = self.settings.get();
        match self.region.get() {
            Some(region) => EditSettings { size: region.frame(), ..settings },
            None => settings,
        }
    }

    /// Makes the picture at `index` the base; the others keep their order.
    pub fn make_base(self, index: usize) {
        self.pictures.update(|pictures| {
            if index < pictures.len() {
                let picture = pictures.remove(index);
                pictures.insert(0, picture);
            }
        });
    }

    /// Moves the picture at `from` to the place of the one at `to`.
    pub fn move_picture(self, from: usize, to: usize) {
        self.pictures.update(|pictures| {
            if from < pictures.len() && to < pictures.len() {
                let picture = pictures.remove(from);
                pictures.insert(to, picture);
            }
        });
    }

    /// Takes the picture at `index` away.
    pub fn remove_picture(self, index: usize) {
        self.pictures.update(|pictures| {
            if index < pictures.len() {
                pictures.remove(index);
            }
        });
    }
}
