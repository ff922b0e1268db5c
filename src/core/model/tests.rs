//! What holds of every model and engine.

use super::*;
use crate::core::geometry::{Rect, Size};

#[test]
fn names_lead_to_their_model() {
    let named = |engine: EngineId, name: &str| engine.offer(name).label();
    assert_eq!(named(EngineId::LocalFill, "anything"), "Local fill");
    assert_eq!(named(EngineId::ModelRunner, ""), "ModelRunner gpt-image-2");
    assert_eq!(named(EngineId::ModelRunner, "gpt-image-2.5-flare"), "ModelRunner gpt-image-2");
    assert_eq!(named(EngineId::Fal, "gpt-image-2.5-flare"), "fal gpt-image-2.5 flare");
    assert_eq!(named(EngineId::OpenAi, ""), "OpenAI gpt-image-2");
    assert_eq!(named(EngineId::OpenAi, "gpt-image-2-2026-04-21"), "OpenAI gpt-image-2");
    assert_eq!(named(EngineId::OpenAi, "gpt-image-2.5-sunburst-2026-09-08"), "OpenAI gpt-image-2.5 sunburst");
    assert_eq!(named(EngineId::OpenAi, "somebody-elses"), "OpenAI other model");
}

#[test]
fn every_name_of_the_table_is_its_own() {
    for offer in OFFERS {
        for name in std::iter::once(&offer.model.name).chain(offer.model.snapshots) {
            let found = offer.engine.id.offer(name);
            assert!(std::ptr::eq(found, offer), "{} leads to {}", offer.label(), found.label());
            assert_eq!(retired(name), None);
        }
    }
}

#[test]
fn retired_names_are_told_from_those_that_begin_alike() {
    for name in ["gpt-image-1", " GPT-image-1 ", "gpt-image-1-2025-04-23", "dall-e-2", "dall-e-3"] {
        assert!(retired(name).is_some(), "{name}");
    }
    for name in ["gpt-image-1.5", "gpt-image-1-mini", "gpt-image-2", "dall-e-30", "", "my-gpt-image-1"] {
        assert_eq!(retired(name), None, "{name}");
    }
}

#[test]
fn every_preset_is_a_size_that_its_model_makes() {
    for offer in OFFERS {
        let frames: Vec<FrameSize> = offer.presets().map(|preset| preset.frame).collect();
        assert!(frames.contains(&offer.engine.default_size), "{}", offer.label());
        assert!(frames.contains(&FrameSize::Square), "{}", offer.label());
        for preset in offer.presets() {
            assert!(preset.size.is_none_or(|size| offer.model.sizes.has(size)), "{preset:?}");
            if let (Some(size), Some((across, down))) = (preset.size, preset.frame.aspect()) {
                let error =
                    f64::from(size.width) / f64::from(size.height) * f64::from(down) / f64::from(across);
                assert!((error - 1.0).abs() < 0.01, "{preset:?} is not of its shape");
            }
        }
    }
    let of_the_old = EngineId::OpenAi.offer("gpt-image-1.5");
    let frames: Vec<FrameSize> = of_the_old.presets().map(|preset| preset.frame).collect();
    assert_eq!(
        frames,
        [
            FrameSize::Original,
            FrameSize::Auto,
            FrameSize::Square,
            FrameSize::Landscape32,
            FrameSize::Portrait23
        ]
    );
}

#[test]
fn a_picture_goes_to_modelrunner_in_the_preset_nearest_to_its_shape() {
    let offer = EngineId::ModelRunner.offer("");
    let nearest = [
        ((160, 120), FrameSize::Landscape43, None),
        ((600, 400), FrameSize::Landscape43, Some(Rect::new(33, 0, 567, 400))),
        ((3024, 4032), FrameSize::Portrait34, None),
        ((1000, 1000), FrameSize::Square, None),
        ((1000, 3000), FrameSize::Portrait916, Some(Rect::new(0, 611, 1000, 2389))),
    ];
    for ((width, height), frame, crop) in nearest {
        let base = Size::new(width, height);
        assert_eq!(offer.nearest_preset(base), frame);
        assert_eq!(
            offer.size_of(FrameSize::Original, Some(base)),
            offer.preset(frame).and_then(|preset| preset.size)
        );
        assert_eq!(offer.crop_of(FrameSize::Original, base), crop);
        assert_eq!(offer.crop_of(FrameSize::Auto, base), None);
    }
}

#[test]
fn where_any_size_can_be_asked_for_nothing_of_a_picture_is_cut_off() {
    let offer = EngineId::Fal.offer("");
    for (width, height) in [(600, 400), (640, 427), (3024, 4032), (1600, 900)] {
        assert_eq!(offer.crop_of(FrameSize::Original, Size::new(width, height)), None, "{width} x {height}");
    }
}

#[test]
fn wide_frames_are_sent_to_fal_in_pixels() {
    let offer = EngineId::Fal.offer("");
    assert_eq!(offer.size_of(FrameSize::Landscape169, None), Some(Size::new(1280, 720)));
    assert!(offer.preset(FrameSize::Landscape169).is_some_and(|preset| preset.word.is_empty()));
}

#[test]
fn every_choice_begins_with_that_of_the_model() {
    for offer in OFFERS.iter().chain([&OTHER]) {
        assert_eq!(offer.qualities().first().copied().unwrap_or_default(), Quality::Auto);
        assert_eq!(offer.backgrounds().first().copied().unwrap_or_default(), Background::Auto);
        assert_eq!(offer.complexities().first().copied().unwrap_or_default(), Complexity::Auto);
        let quality = offer.default_quality();
        assert!(quality == Quality::Auto || offer.qualities().contains(&quality));
    }
}
