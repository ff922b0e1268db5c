//! Pentimento: edits pictures in the browser.
//!
//! The rooms of the house; a lower room never knows a higher one and no two files import each other
//! (`tests/architecture.rs` checks both). A newcomer's route: this file, `core/job/`, `runs/`, `ui/app.rs`.
//!
//! `core`, `fill`, `api`, `worker` and `runs` are pure and are tested natively. `browser` and everything above
//! exist on wasm32 only, so that native builds and tests compile none of the page's dependencies.

pub mod api;
pub mod core;
pub mod fill;
pub mod runs;
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod browser;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod services;
/// The sentences that people read are pure: they are tested natively, without the services around them.
#[cfg(all(test, not(target_arch = "wasm32")))]
pub mod services {
    pub mod account {
        //! What is read of accounts.
        mod error;
        pub mod texts;
        pub use error::Error;
    }
    pub mod draft {
        //! What is read of the draft.
        pub mod prices {
            //! What is read of prices.
            pub mod texts;
        }
    }
    pub mod markup {
        //! What is read of markup.
        pub mod texts;
    }
    pub mod runs {
        //! What is read of runs.
        pub mod texts;
    }
}
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod ui;
