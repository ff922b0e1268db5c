//! What the providers' tests share.

use proptest::prelude::*;
use serde_json::Value;

use super::{Account, InputFile, InputFiles, Options};
use crate::core::geometry::Size;
use crate::core::job::{Failure, Reason};
use crate::core::model::{EngineId, FrameSize};
use crate::core::request::{BlobHash, EditRequest, EditSettings, PictureRef};
use crate::core::secret::ApiKey;

/// The key of [`account`].
pub(crate) const KEY: &str = "sesame-1234";

/// An account at the engine's own URLs.
pub(crate) fn account(engine: EngineId) -> Account {
    let capabilities = engine.capabilities();
    Account {
        engine,
        api_address: capabilities.api_address.to_owned(),
        storage_address: capabilities.storage_address.to_owned(),
        proxy_address: None,
        key: Some(ApiKey::new(KEY).unwrap()),
        options: Options::default(),
    }
}

/// A request for a picture of some size.
pub(crate) fn request(engine: EngineId, size: FrameSize) -> EditRequest {
    EditRequest {
        engine,
        model: String::new(),
        prompt: "a sign reading \"NOODLES\"".to_owned(),
        pictures: vec![PictureRef {
            blob: BlobHash::of(b"a"),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: Size::new(64, 48),
        }],
        mask: None,
        settings: EditSettings { size, ..EditSettings::default_for(engine.offer("")) },
        region: None,
        parent: None,
        masked_px: 0,
        masked_rect: None,
        markup: None,
    }
}

/// Files of these bytes.
pub(crate) fn files(pictures: &[&[u8]], mask: Option<&[u8]>) -> InputFiles {
    let file = |name: &str, bytes: &[u8]| InputFile {
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        bytes: bytes.to_vec(),
        hash: BlobHash::of(bytes),
    };
    InputFiles {
        pictures: pictures.iter().map(|bytes| file("picture.png", bytes)).collect(),
        mask: mask.map(|bytes| file("mask.png", bytes)),
        markup: None,
    }
}

/// A failure in a few words: its kind, the reason if there is one, and the raw text.
pub(crate) fn failure_words(failure: &Failure) -> String {
    let reason = match &failure.reason {
        Reason::Unspecified => String::new(),
        reason => format!(" {reason:?}"),
    };
    let details = if failure.details.is_empty() { "" } else { ": " };
    format!("{:?}{reason}{details}{}", failure.kind, failure.details)
}

/// Any JSON, with a liking for these words and members, each list apart by spaces.
pub(crate) fn any_json(words: &str, members: &str) -> impl Strategy<Value = Value> + use<> {
    let one_of = |list: &str| prop::sample::select(list.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let text = prop_oneof![one_of(words), ".{0,12}"];
    let member = prop_oneof![9 => one_of(members), 1 => ".{0,6}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((member.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
