//! Messages to the person.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something went wrong: stays until it is dismissed.
    Error,
    /// Good to know: goes by itself.
    Info,
    /// An offer that stays until it is taken or dismissed.
    Standing,
}

#[derive(Clone, Debug)]
pub struct Notice {
    /// Unique.
    pub id: u64,
    pub kind: NoticeKind,
    pub text: String,
    /// A small picture beside the text.
    pub picture: Option<String>,
    pub action: Option<NoticeAction>,
}

/// What a message offers to do.
#[derive(Clone, Debug)]
pub enum NoticeAction {
    /// Show a result, by its name.
    Show(String),
    /// Undo the last change of the draft.
    UndoDraft,
    /// Something else, under a name of its own.
    Run { name: &'static str, run: Callback<()> },
}

#[derive(Clone, Copy, Debug)]
pub struct NoticesState {
    /// At most [`NoticesState::MOST`].
    pub notices: RwSignal<Vec<Notice>>,
    next_id: StoredValue<u64>,
}

impl NoticesState {
    /// Messages shown at once; the oldest go first.
    pub const MOST: usize = 4;

    pub(super) fn new() -> Self {
        Self { notices: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) }
    }

    /// Shows that something went wrong. The same text is not shown twice at once.
    pub fn error(self, text: impl Into<String>) -> u64 {
        self.add(NoticeKind::Error, text.into(), None, None)
    }

    pub fn info(self, text: impl Into<String>) -> u64 {
        self.add(NoticeKind::Info, text.into(), None, None)
    }

    /// Shows that something happened, with a picture of it and what can be done about it.
    pub fn offer(self, text: impl Into<String>, picture: Option<String>, action: NoticeAction) -> u64 {
        self.add(NoticeKind::Info, text.into(), picture, Some(action))
    }

    /// As [`Self::offer`]; it stays.
    pub fn stand(self, text: impl Into<String>, action: NoticeAction) -> u64 {
        self.add(NoticeKind::Standing, text.into(), None, Some(action))
    }

    pub fn dismiss(self, id: u64) {
        self.notices.update(|notices| notices.retain(|notice| notice.id != id));
    }

    /// Takes all errors away: a new attempt begins.
    pub fn clear_errors(self) {
        if self.notices.with_untracked(|notices| notices.iter().any(|n| n.kind == NoticeKind::Error)) {
            self.notices.update(|notices| notices.retain(|notice| notice.kind != NoticeKind::Error));
        }
    }

    fn add(
        self,
        kind: NoticeKind,
        text: String,
        picture: Option<String>,
        action: Option<NoticeAction>,
    ) -> u64 {
        let id = self.next_id.get_value() + 1;
        self.next_id.set_value(id);
        self.notices.update(|notices| {
            notices.retain(|notice| notice.text != text);
            notices.push(Notice { id, kind, text, picture, action });
            if notices.len() > Self::MOST {
                notices.remove(0);
            }
        });
        id
    }
}
