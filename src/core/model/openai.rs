//! `OpenAI`: the rules of its documents for gpt-image-2, read on 2026-11-23.

use super::capabilities::{Capabilities, MaskEncoding};
use super::engine_id::EngineId;
use super::gpt_image_2::GPT_IMAGE_2;
use super::quality::Quality;
use crate::core::price::{MicroDollars, PriceRow, PriceRule};

/// Output of gpt-image-2 per picture, in millionths of a dollar; input tokens come on top.
static PRICES: [PriceRow; 3] = [
    PriceRow::micros(1024, 1024, [6_000, 53_000, 211_000]),
    PriceRow::micros(1024, 1536, [5_000, 41_000, 165_000]),
    PriceRow::micros(1536, 1024, [5_000, 41_000, 165_000]),
];

/// What the engine can do.
pub(super) static CAPABILITIES: Capabilities = Capabilities {
    id: EngineId::OpenAi,
    label: "OpenAI",
    qualities: &Quality::ALL,
    mask: MaskEncoding::TransparentEdits,
    max_mask_bytes: 4_000_000,
    max_picture_bytes: 50_000_000,
    attaches_files: true,
    model_name: Some("gpt-image-2"),
    has_partials: true,
    price: PriceRule::Table(&PRICES),
    read_on: "2026-11-23",
    api_address: "https://api.openai.com/v1",
    ..GPT_IMAGE_2
};

/// Millionths of a dollar per token of gpt-image-2: text in, picture in, picture out.
const TOKEN_MICROS: [u64; 3] = [5, 8, 30];

/// The cost of the tokens used; `None` for another model than gpt-image-2, whose prices are not listed here.
pub fn usage_cost(model: &str, text_in: u64, picture_in: u64, out: u64) -> Option<MicroDollars> {
    let [per_text, per_picture, per_out] = TOKEN_MICROS;
    let cost = |tokens: u64, micros: u64| tokens.saturating_mul(micros);
    model.starts_with("gpt-image-2").then(|| {
        MicroDollars(
            cost(text_in, per_text)
                .saturating_add(cost(picture_in, per_picture))
                .saturating_add(cost(out, per_out)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cost_what_the_capture_says() {
        assert_eq!(usage_cost("gpt-image-2", 37, 768, 7024), Some(MicroDollars(185 + 6144 + 210_720)));
        assert_eq!(usage_cost("gpt-image-1", 1, 1, 1), None);
    }
}
