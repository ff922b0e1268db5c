//! What can be wrong with what the person types.

use crate::api::url::UrlError;
use crate::core::secret::ApiKeyError;

/// Why something typed is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is no key that can be sent.
    #[error(transparent)]
    Key(#[from] ApiKeyError),
    /// It is no URL that is allowed.
    #[error(transparent)]
    Url(#[from] UrlError),
}
