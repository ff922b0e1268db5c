//! Prompts used before, those with a star, and beginnings of new ones, put into the field as if typed: its own undo takes
//! them back.

use leptos::prelude::*;

use crate::browser::preferences::{self, Lifetime};
use crate::browser::{dom, spawn};
use crate::core::prompt_history;
use crate::services::draft::{Draft, FOCUS_MILLIS, PROMPT_ID};

/// The preference with the prompts that have a star.
const STARRED_PREFERENCE: &str = "starred-prompts";

/// The beginning of a prompt, by the kind of the edit; what is in brackets is to be filled in.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    pub name: &'static str,
    text: &'static str,
}

pub const BEGINNINGS: [Beginning; 4] = [
    Beginning {
        name: "Recolour",
        text: "Change the colour of [the object] to [a colour]. Keep its texture and the light.",
    },
    Beginning {
        name: "Restage",
        text: "Place [the subject] in [another setting]. Keep its shape and match the light.",
    },
    Beginning { name: "Text", text: "Change the text to \"[your text]\". Keep its font, size and colour." },
    Beginning { name: "Remove", text: "Remove [the object] and fill in what is behind it." },
];

/// The prompts with a star, the newest first.
pub fn starred() -> Vec<String> {
    prompt_history::from_text(&preferences::read(STARRED_PREFERENCE, Lifetime::Device).unwrap_or_default())
}

/// Gives a prompt a star or takes it away, for all visits; gives back those that have one then.
pub fn toggle_star(text: &str) -> Vec<String> {
    // Another tab may have changed them.
    let mut starred = starred();
    prompt_history::toggle(&mut starred, text);
    // A browser that refuses shows it until the next visit.
    let _ = preferences::write(STARRED_PREFERENCE, &prompt_history::to_text(&starred), Lifetime::Device);
    starred
}

impl Draft {
    /// Puts a prompt in place of what is in the field.
    pub fn use_prompt(self, text: String) {
        self.type_prompt(text, true);
    }

    /// Adds the beginning of a prompt behind what is in the field, with the first of its brackets selected.
    pub fn begin_prompt(self, beginning: Beginning) {
        self.type_prompt(beginning.text.to_owned(), false);
    }

    fn type_prompt(self, text: String, replaces: bool) {
        spawn(async move {
            // Once what was pressed has let go of the focus.
            crate::browser::time::sleep(FOCUS_MILLIS).await;
            if !dom::type_text(PROMPT_ID, &text, replaces) {
                self.state.prompt.set(text);
            }
        });
    }
}
