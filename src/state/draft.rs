//! What is being edited: pictures, prompt, engine, settings.

use leptos::prelude::*;

use crate::core::estimate::Asked;
use crate::core::model::tariff::text_tokens;
use crate::core::model::{Engine, EngineId, Offer};
use crate::core::region::Region;
use crate::core::request::{BlobHash, Drawn, EditSettings, MarkupWay, Moved, PictureRef, sent_prompt};

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
    /// The result that it is, by its name; `None` when the person added it.
    pub parent: Option<String>,
}

/// A change of the draft that can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftChange {
    /// A picture was removed.
    Removed,
    /// Everything was emptied.
    StartedOver,
    /// A result took the base picture's place.
    EditedFurther,
}

/// The draft before a change.
#[derive(Clone, Debug)]
pub struct FormerDraft {
    pub change: DraftChange,
    pictures: Vec<DraftPicture>,
    prompt: String,
    settings: EditSettings,
    /// The result that was shown in place of the base picture.
    result: Option<String>,
}

/// Changes of the draft that can be undone.
const MOST_FORMER: usize = 50;

#[derive(Clone, Copy, Debug)]
pub struct DraftState {
    /// 0 to 16 pictures, the base first.
    pub pictures: RwSignal<Vec<DraftPicture>>,
    /// Files being read: shown as places in the list.
    pub reading: RwSignal<usize>,
    pub prompt: RwSignal<String>,
    pub engine: RwSignal<EngineId>,
    /// The model's name there, as it is sent; empty = the engine's default.
    pub model: RwSignal<String>,
    /// Frame, count, format.
    pub settings: RwSignal<EditSettings>,
    /// What would be sent of the base picture if it were to be edited at full detail now; `None` when that is
    /// not asked for, or would win nothing.
    pub region: RwSignal<Option<Region>>,
    /// As [`Self::region`], whether or not it is asked for: it can be offered.
    pub offered: RwSignal<Option<Region>>,
    /// What the draft was before its last changes, the newest last.
    pub former: RwSignal<Vec<FormerDraft>>,
}

impl DraftState {
    pub(super) fn new() -> Self {
        let engine = EngineId::LocalFill;
        Self {
            pictures: RwSignal::new(Vec::new()),
            reading: RwSignal::new(0),
            prompt: RwSignal::new(String::new()),
            engine: RwSignal::new(engine),
            model: RwSignal::new(String::new()),
            settings: RwSignal::new(EditSettings::default_for(engine.offer(""))),
            region: RwSignal::new(None),
            offered: RwSignal::new(None),
            former: RwSignal::new(Vec::new()),
        }
    }

    /// Remembers the draft as it is, before a change; `result` is shown in place of the base picture.
    pub fn remember(self, change: DraftChange, result: Option<String>) {
        let former = FormerDraft {
            change,
            pictures: self.pictures.get_untracked(),
            prompt: self.prompt.get_untracked(),
            settings: self.settings.get_untracked(),
            result,
        };
        self.former.update(|list| {
            list.push(former);
            if list.len() > MOST_FORMER {
                list.remove(0);
            }
        });
    }

    /// The change that [`Self::undo_change`] would undo.
    pub fn last_change(self) -> Option<DraftChange> {
        self.former.with(|former| former.last().map(|one| one.change))
    }

    /// Undoes the last change; gives the result that was shown then. Pictures that were added since stay.
    pub fn undo_change(self) -> Option<String> {
        let former = self.former.try_update(Vec::pop).flatten()?;
        let FormerDraft { change, pictures: mut before, prompt, settings, result } = former;
        let added = self.pictures.get_untracked().into_iter().filter(|now| {
            let is_known = before.iter().any(|known| known.key == now.key);
            !is_known && now.parent.is_none()
        });
        before.extend(added.collect::<Vec<_>>());
        self.pictures.set(before);
        if change == DraftChange::StartedOver {
            self.prompt.set(prompt);
            self.settings.set(settings);
        }
        result
    }

    /// The keys of the draft's pictures.
    pub fn keys(self) -> Vec<u64> {
        self.pictures.with(|pictures| pictures.iter().map(|picture| picture.key).collect())
    }

    /// The keys of the pictures that the draft can have again, those of its last changes first.
    pub fn former_keys(self) -> Vec<u64> {
        self.former.with(|former| {
            let pictures = former.iter().rev().flat_map(|one| &one.pictures);
            pictures.map(|picture| picture.key).collect()
        })
    }

    /// What the chosen engine can do, whichever model is chosen there.
    pub fn capabilities(self) -> &'static Engine {
        self.engine.get().capabilities()
    }

    /// What the chosen model can do.
    pub fn offer(self) -> &'static Offer {
        let engine = self.engine.get();
        self.model.with(|model| engine.offer(model))
    }

    pub fn base(self) -> Option<DraftPicture> {
        self.pictures.with(|pictures| pictures.first().cloned())
    }

    /// Chooses a model of an engine. What was never changed becomes its default; a choice that it does not have moves
    /// to the nearest one, which is given back.
    pub fn choose(self, engine: EngineId, model: &str) -> Vec<Moved> {
        let before = untrack(|| self.offer());
        let after = engine.offer(model);
        let (settings, moved) = self.settings.get_untracked().switched(before, after);
        self.engine.set(engine);
        self.model.set(model.trim().to_owned());
        self.settings.set(settings);
        moved
    }

    /// What Run would ask of a model of which this is the offer, with the settings as they are now.
    pub fn asked_of(self, offer: &'static Offer, partials: u8, drawn: Drawn) -> Asked {
        let (chosen, settings) = (self.offer(), self.settings.get());
        let is_chosen = std::ptr::eq(chosen, offer);
        let settings = if is_chosen { settings } else { settings.switched(chosen, offer).0 };
        let base = self.base().map(|base| base.picture.size);
        let region = self.region.get().filter(|_| offer.engine.is_remote);
        let limit = if settings.reduce { offer.engine.useful_side_px } else { 0 };
        let mut sizes = self.pictures.with(|pictures| {
            let sent = pictures.iter().enumerate().map(|(index, one)| {
                let region = region.filter(|_| index == 0);
                region.map_or(one.picture.size, Region::part).fitted(limit)
            });
            sent.collect::<Vec<_>>()
        });
        let count = sizes.len();
        let way = MarkupWay::of(drawn, &settings, offer);
        if way != MarkupWay::Nowhere {
            // The marks go along as a picture of the base's size, or count as one.
            sizes.extend(sizes.first().copied());
        }
        let draws_mask = way.draws_mask(drawn, &settings);
        Asked {
            settings: settings.sent(offer, base, region),
            pictures: sizes,
            text_tokens: self.prompt.with(|prompt| text_tokens(&sent_prompt(prompt, count, way, draws_mask))),
            partials,
        }
    }

    /// Editing at full detail is offered, or chosen already with an engine that can.
    pub fn can_detail(self) -> bool {
        let is_chosen = self.settings.get().detail_percent.is_some();
        self.offered.get().is_some() || (is_chosen && self.capabilities().is_remote)
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

    /// Takes the picture at `index` away, until that is undone.
    pub fn remove_picture(self, index: usize) {
        self.remember(DraftChange::Removed, None);
        self.pictures.update(|pictures| {
            if index < pictures.len() {
                pictures.remove(index);
            }
        });
    }
}
