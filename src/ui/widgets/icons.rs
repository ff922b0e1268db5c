//! Icons: 18 x 18 strokes in the text's colour. Decoration only; the control around has the name.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    Add,
    Undo,
    Redo,
    Close,
    Download,
    Help,
    Settings,
    Theme,
    Edit,
    Stage,
    Results,
    Tree,
    More,
    /// A page that is filled in again.
    Reuse,
    /// Two rows of dots: something to drag.
    Grip,
    Eye,
    /// Two halves.
    Compare,
    Pencil,
    Bin,
}

impl Symbol {
    const fn path(self) -> &'static str {
        match self {
            Self::Add => "M9 3.5v11M3.5 9h11",
            Self::Undo => "M7 4 4 7l3 3M4 7h6.500a3.500 3.500 0 0 1 0 7H8",
            Self::Redo => "m11 4 3 3-3 3M14 7H7.500a3.500 3.500 0 0 0 0 7H10",
            Self::Close => "m4.500 4.500 9 9M13.500 4.500l-9 9",
            Self::Download => "M9 3v8M5.500 8 9 11.500 12.500 8M3.500 15h11",
            Self::Help => {
                "M9 2a7 7 0 1 0 0 14A7 7 0 0 0 9 2zM7.200 7a1.900 1.900 0 1 1 3 1.600c-.8.5-1.200.9-1.200 1.800M9 13v.1"
            }
            Self::Settings => {
                "M3 5h7M14 5h1M3 13h1M8 13h7M12 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6 11a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
            }
            Self::Theme => "M9 2.500a6.500 6.500 0 1 0 0 13zM9 2.500a6.500 6.500 0 0 1 0 13",
            Self::Edit => "M3 5h12M3 9h12M3 13h7",
            Self::Stage => "M5 3h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
            Self::Results => "M3 3h5v5H3zM10 3h5v5h-5zM3 10h5v5H3zM10 10h5v5h-5z",
            Self::Tree => {
                "M4.500 2.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zM13.500 5.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zM13.500 12.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zM4.500 5.500v6a2.500 2.500 0 0 0 2.500 2.500h5M4.500 5.500a1.500 1.500 0 0 0 1.500 1.500h6"
            }
            Self::More => "M4 9h.1M9 9h.1M14 9h.1",
            Self::Reuse => "M3.500 9a5.500 5.500 0 1 1 1.700 4M3.500 14.500V11H7",
            Self::Grip => "M7 4.500v.1M11 4.500v.1M7 9v.1M11 9v.1M7 13.500v.1M11 13.500v.1",
            Self::Eye => {
                "M2 9c1.700-3 4.100-4.500 7-4.500S14.300 6 16 9c-1.700 3-4.100 4.500-7 4.500S3.700 12 2 9zM9 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
            }
            Self::Compare => "M9 2.500v13M7 4.500H3.500v9H7M11 4.500h3.500v9H11",
            Self::Pencil => "M3.500 14.500l.7-3 7.300-7.300 2.300 2.300-7.300 7.300zM10 5.700 12.300 8",
            Self::Bin => "M3.500 5h11M7 5V3h4v2M5 5l.700 10h6.600L13 5M7.700 8v4.500M10.300 8v4.500",
        }
    }
}

#[component]
pub fn Icon(symbol: Symbol) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 18 18" aria-hidden="true">
            <path d=symbol.path() />
        </svg>
    }
}
