//! Split points: functions whose code a release build by `cargo xtask` moves out of the first load.
//!
//! Without the feature `split` (any build by Trunk alone) they are plain calls, and the page is one piece.

/// A part of the page could not be fetched. Trying again may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a part of the page could not be fetched")]
pub struct NotFetched;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotFetched {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Defines functions of one part of the page: each becomes `async`, with a `Result<_, NotFetched>`.
/// `[preload name]` before one defines a function of that name, too, which fetches the part ahead.
macro_rules! split_points {
    ($part:ident: $(
        $(#[$docs:meta])* $([preload $preload:ident])?
        pub fn $name:ident($($argument:ident: $type:ty),*) -> $output:ty $body:block
    )+) => { $(
        #[cfg(feature = "split")]
        $(#[$docs])*
        #[wasm_split_helpers::wasm_split($part, fallible $(, preload($preload))?)]
        pub fn $name($($argument: $type),*) -> Result<$output, $crate::services::shell::split_point::NotFetched> {
            let output: $output = $body;
            Ok(output)
        }

        #[cfg(not(feature = "split"))]
        $(#[$docs])*
        pub async fn $name($($argument: $type),*) -> Result<$output, $crate::services::shell::split_point::NotFetched> {
            let output: $output = $body;
            std::future::ready(Ok(output)).await
        }

        $(
            #[cfg(not(feature = "split"))]
            async fn $preload() -> Result<(), $crate::services::shell::split_point::NotFetched> {
                std::future::ready(Ok(())).await
            }
        )?
    )+ };
}
pub(crate) use split_points;
