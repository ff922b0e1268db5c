//! Values and algorithms. No I/O, no clock, no randomness, no Leptos, no `web_sys`: time and seeds come
//! in as arguments, so almost nothing here can fail.

pub mod alpha;
pub mod ancestry;
pub mod archive;
pub mod colour;
pub mod draft;
pub mod estimate;
pub mod file_name;
pub mod hex;
pub mod job;
pub mod keyboard;
pub mod lineage;
pub mod markup;
pub mod mask_file;
pub mod media;
pub mod model;
pub mod own_runs;
pub mod picture;
pub mod png_codec;
pub mod price;
pub mod prompt_history;
pub mod provenance;
pub mod raster;
pub mod region;
pub mod request;
pub mod resample;
pub mod secret;
pub mod select;
pub mod spending;
pub mod stack;
pub mod version_tree;

// Built for speed in a crate of its own, `src/core/mask/Cargo.toml`.
pub use pentimento_mask as mask;
pub use pentimento_mask::geometry;
