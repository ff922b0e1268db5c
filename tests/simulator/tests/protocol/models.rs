//! The page's table of models against the simulator's rules, which were written apart: whatever is chosen with one model
//! and whichever is chosen next, nothing that is sent is refused.

use pentimento::api::{Account, Options, SubmitRequest, fal, openai};
use pentimento::core::geometry::Size;
use pentimento::core::job::RemoteInputs;
use pentimento::core::markup::{Colour, Mark, Markup, Shape, Spot};
use pentimento::core::model::{Background, Complexity, EngineId, FrameSize, OFFERS, OTHER, Offer, Quality};
use pentimento::core::picture::PictureFormat;
use pentimento::core::request::{BlobHash, BothDrawn, EditRequest, EditSettings, MarkupWay, PictureRef};
use simulator::rules;

const BASES: [Size; 3] = [Size::new(4000, 3000), Size::new(64, 48), Size::new(300, 6000)];

/// Every setting of the form that a model offers: each choice with each other that it can depend on.
fn all_settings(offer: &Offer) -> Vec<EditSettings> {
    let usual = EditSettings::default_for(offer);
    let or_default = |has_none: bool, first| if has_none { vec![first] } else { Vec::new() };
    let mut qualities = offer.qualities().to_vec();
    qualities.extend(or_default(qualities.is_empty(), usual.quality));
    let mut backgrounds = offer.backgrounds().to_vec();
    backgrounds.extend(backgrounds.is_empty().then_some(Background::Auto));
    let mut complexities = offer.complexities().to_vec();
    complexities.extend(complexities.is_empty().then_some(Complexity::Auto));
    let mut sizes: Vec<FrameSize> = offer.presets().map(|preset| preset.frame).collect();
    if offer.custom_size().is_some() {
        for (width, height) in [(1024, 1024), (3840, 2160), (2880, 2880), (1920, 1088), (1440, 480)] {
            sizes.push(FrameSize::Custom { width, height });
        }
    }
    let mut compressions = vec![None];
    if offer.has_compression() {
        compressions.extend([Some(0), Some(99)]);
    }
    let mut all = Vec::new();
    for &quality in &qualities {
        for &background in &backgrounds {
            for &complexity in &complexities {
                for &size in &sizes {
                    for &compression in &compressions {
                        for &format in offer.engine.formats {
                            // By the ways of the form, in which the later of two that exclude each other wins.
                            let mut settings =
                                EditSettings { quality, complexity, size, compression, count: 4, ..usual };
                            settings.choose_background(background);
                            settings.choose_format(format);
                            all.push(settings);
                            settings.choose_background(background);
                            all.push(settings);
                        }
                    }
                }
            }
        }
    }
    all.dedup();
    all
}

fn request(offer: &Offer, settings: EditSettings, base: Size) -> EditRequest {
    EditRequest {
        engine: offer.engine.id,
        model: offer.model.name.to_owned(),
        prompt: "make it blue".to_owned(),
        pictures: vec![PictureRef {
            blob: BlobHash::of(b"a"),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: base,
        }],
        mask: Some(BlobHash::of(b"mask")),
        settings,
        region: None,
        parent: None,
        masked_px: 0,
        masked_rect: None,
        markup: None,
    }
}

/// Why the simulator's rules refuse what the page would send; `None` when they do not.
fn refusal(request: &EditRequest) -> Option<String> {
    let refused = match request.engine {
        EngineId::LocalFill => return None,
        EngineId::OpenAi => {
            let account = Account {
                engine: request.engine,
                api_address: String::new(),
                storage_address: String::new(),
                proxy_address: None,
                key: None,
                options: Options { with_partials: true, ..Options::default() },
            };
            let fields = openai::fields(&account, request);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let has_markup = request.markup_way() == MarkupWay::Layer;
            rules::images_api(&fields, request.sent_mask().is_some(), has_markup)
        }
        EngineId::ModelRunner | EngineId::Fal => {
            let inputs = RemoteInputs {
                picture_urls: vec!["https://a.example/a".to_owned()],
                mask_url: None,
                markup_url: None,
            };
            let asked = SubmitRequest {
                request,
                inputs: &inputs,
                files: &pentimento::api::InputFiles::default(),
                tag: "t",
            };
            let mut body = fal::request_json(&asked);
            let Some(body) = body.as_object_mut() else { return Some("the request is no object".to_owned()) };
            if request.engine == EngineId::ModelRunner {
                let known = ["prompt", "image_urls", "image_size", "num_images", "output_format"];
                return body.keys().find(|name| !known.contains(&name.as_str())).cloned();
            }
            let path = request.offer().path.trim_end_matches("/edit");
            let known = rules::FAL_PATHS.iter().find(|(one, _)| *one == path);
            let Some((_, generation)) = known else { return Some(format!("no path {path}")) };
            rules::fal(body, *generation)
        }
    };
    refused.err().map(|refusal| format!("{}: {}", refusal.param, refusal.message))
}

#[test]
fn every_setting_of_every_model_is_accepted() {
    let mut count = 0;
    for offer in OFFERS {
        for settings in all_settings(offer) {
            for base in BASES {
                let request = request(offer, settings, base);
                assert_eq!(refusal(&request), None, "{}: {settings:?}", offer.label());
                // What is chosen in the form is what is sent.
                let sent = request.sent_settings();
                assert_eq!(
                    (sent.quality, sent.background, sent.complexity, sent.format, sent.count),
                    (settings.quality, settings.background, settings.complexity, settings.format, 4),
                    "{}",
                    offer.label()
                );
                count += 1;
            }
        }
    }
    assert!(count > 5000, "{count}");
}

/// What can be drawn on a picture, and what can be said of it.
fn all_drawn(request: &EditRequest) -> Vec<EditRequest> {
    let spot = |x| Spot { x, y: 160 };
    let shape = Shape::Note { at: spot(160), number: 1, text: "here".to_owned() };
    let marks = vec![Mark { shape, colour: Colour::Red, width_px: 4 }];
    let markup = Markup { size: request.pictures[0].size, marks };
    let mut all = Vec::new();
    for both_drawn in [BothDrawn::MaskInMarkup, BothDrawn::Markup, BothDrawn::Mask] {
        for choice in 0..16_u8 {
            let mut drawn = request.clone();
            drawn.mask = drawn.mask.filter(|_| choice & 1 > 0);
            drawn.markup = (choice & 2 > 0).then(|| markup.clone());
            drawn.settings.send_mask = choice & 4 > 0;
            drawn.settings.send_markup = choice & 8 > 0;
            drawn.settings.both_drawn = both_drawn;
            all.push(drawn);
        }
    }
    all
}

#[test]
fn whatever_is_drawn_is_accepted_by_every_model_and_seen_by_it() {
    let (mut layers, mut pictures) = (0, 0);
    for offer in OFFERS {
        for settings in all_settings(offer).into_iter().step_by(7) {
            for request in all_drawn(&request(offer, settings, BASES[0])) {
                assert_eq!(refusal(&request), None, "{}: {request:?}", offer.label());
                let (way, prompt) = (request.markup_way(), request.sent_prompt());
                assert_eq!(way == MarkupWay::Picture, prompt.contains("Image 2 is image 1 with marks"));
                assert_eq!(request.drawn_mask().is_some(), prompt.contains("magenta outline"));
                let sent = request.sent_picture_sizes();
                assert_eq!(sent.len(), if way == MarkupWay::Nowhere { 1 } else { 2 });
                assert!(sent.iter().all(|size| *size == sent[0]));
                layers += u32::from(way == MarkupWay::Layer);
                pictures += u32::from(way == MarkupWay::Picture);
            }
        }
    }
    assert!(layers > 1000 && pictures > 1000, "{layers} {pictures}");
}

#[test]
fn every_switch_between_models_with_every_setting_is_accepted() {
    for before in OFFERS.iter().chain([&OTHER]) {
        for settings in all_settings(before) {
            for after in OFFERS {
                let (switched, moved) = settings.switched(before, after);
                let request = request(after, switched, BASES[0]);
                let names = || format!("{} to {}: {settings:?}", before.label(), after.label());
                assert_eq!(refusal(&request), None, "{}", names());
                // A second look moves nothing more, and what did not have to move did not.
                assert_eq!(switched.fitted(after), (switched, Vec::new()), "{}", names());
                if std::ptr::eq(before, after) {
                    assert_eq!((switched, moved), (settings, Vec::new()), "{}", names());
                }
                // Settings that were saved for another model are sent as this one takes them.
                let mut saved = request;
                saved.settings = settings;
                assert_eq!(refusal(&saved), None, "{}", names());
            }
        }
    }
}

#[test]
fn a_choice_that_moves_says_so() {
    use pentimento::core::request::Moved;
    let (newer, two) = (EngineId::OpenAi.offer("gpt-image-2.5-flare"), EngineId::OpenAi.offer("gpt-image-2"));
    let mut settings = EditSettings { quality: Quality::Max, ..EditSettings::default_for(newer) };
    settings.choose_background(Background::Transparent);
    let (switched, moved) = settings.switched(newer, two);
    assert_eq!(
        moved,
        [
            Moved::Quality { from: Quality::Max, to: Some(Quality::High) },
            Moved::Background(Background::Transparent)
        ]
    );
    assert_eq!((switched.quality, switched.format), (Quality::High, PictureFormat::Png));
    let old = EngineId::OpenAi.offer("gpt-image-1.5");
    let wide = EditSettings { size: FrameSize::Landscape169, ..EditSettings::default_for(two) };
    let (_, moved) = wide.switched(two, old);
    assert_eq!(moved, [Moved::Size { from: FrameSize::Landscape169, to: FrameSize::Landscape32 }]);
}
