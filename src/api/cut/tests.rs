//! Answers cut in any pieces, and anything that is no picture left as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;
use crate::api::intake::InMemory;

const LIMIT_BYTES: usize = 10_000;

fn cut(text: &[u8], length: usize) -> (Cut, InMemory) {
    let (mut cutter, mut intake) = (Cutter::new(LIMIT_BYTES), InMemory::default());
    for piece in text.chunks(length.max(1)) {
        cutter.add(piece, &mut intake);
    }
    (cutter.finish(&mut intake), intake)
}

/// The bytes of a picture, as far as anyone here looks.
fn picture(kind: usize, noise: &[u8]) -> (&'static str, Vec<u8>) {
    let starts: [(&str, &[u8]); 3] = [
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\x0d"),
        ("image/jpeg", b"\xff\xd8\xff\xe0\0\x10"),
        ("image/webp", b"RIFF\0\0\0\0WEBP"),
    ];
    let (media_type, start) = starts[kind % 3];
    (media_type, [start, noise].concat())
}

/// A picture as it may stand in a JSON text.
fn written((media_type, bytes): &(&str, Vec<u8>), way: usize) -> String {
    let base64 = STANDARD.encode(bytes);
    match way % 6 {
        0 => base64,
        1 => format!("data:{media_type};base64,{base64}"),
        2 => base64.replace('/', "\\/"),
        3 => base64.replace('+', "\\u002b").replace('=', "\\u003D"),
        4 => base64.trim_end_matches('=').to_owned(),
        _ => base64.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line) + "\\r\\n").collect(),
    }
}

fn name_of(bytes: &[u8]) -> String {
    [NAMED, &BlobHash::of(bytes).0].concat()
}

proptest! {
    /// Whatever stands around the pictures stays as it was, and the pictures are what was coded.
    #[test]
    fn pictures_are_cut_out_and_the_rest_stays(
        pictures in prop::collection::vec((0_usize..3, prop::collection::vec(any::<u8>(), 0..600), 0_usize..6), 0..4),
        words in prop::collection::vec("[ -~äß☃\"\\\\]{0,40}", 4),
        length in 1_usize..300, is_stream: bool,
    ) {
        let pictures: Vec<_> = pictures.into_iter().map(|(kind, noise, way)| (picture(kind, &noise), way)).collect();
        let (mut text, mut expected) = (String::new(), String::new());
        for (place, (picture, way)) in pictures.iter().enumerate() {
            let word = serde_json::to_string(&words[place]).unwrap();
            for (text, picture) in [(&mut text, written(picture, *way)), (&mut expected, name_of(&picture.1))] {
                let entry = format!("{{\"b64_json\": \"{picture}\", \"word\": {word}, \"n\": [1, null]}}");
                if is_stream {
                    text.push_str(&["event: image_edit.completed\r\ndata: ", &entry, "\r\n\r\n: it's\n\n"].concat());
                } else {
                    text.push_str(if place == 0 { "[" } else { ", " });
                    text.push_str(&entry);
                }
            }
        }
        let (cut, intake) = cut(text.as_bytes(), length);
        prop_assert_eq!(String::from_utf8(cut.text).unwrap(), expected);
        let expected: Vec<_> = pictures.iter().map(|((kind, bytes), _)| ((*kind).to_owned(), bytes.clone())).collect();
        prop_assert_eq!(intake.files, expected);
        prop_assert!(!cut.is_over);
        for ((_, bytes), _) in &pictures {
            prop_assert!(file_of(&name_of(bytes), &cut.files).is_some());
        }
    }

    /// Any bytes: nothing is lost of what is no picture, however it comes.
    #[test]
    fn any_bytes_are_taken(
        bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b'\\'), Just(b'\n'), Just(b'/'), Just(b'i'), any::<u8>()], 0..400),
        length in 1_usize..50,
    ) {
        let (first, _) = cut(&bytes, bytes.len());
        let (second, intake) = cut(&bytes, length);
        prop_assert_eq!(&first.text, &second.text);
        if intake.files.is_empty() {
            prop_assert_eq!(first.text, bytes);
        }
    }

    /// What is over the limit is a file, whole.
    #[test]
    fn too_much_text_is_a_file(extra in 1_usize..20_000, length in 1_usize..5000) {
        let text = format!("{{\"text\": \"{}\"}}", "no picture ".repeat(extra / 11 + LIMIT_BYTES / 11 + 1));
        let (cut, intake) = cut(text.as_bytes(), length);
        prop_assert!(cut.is_over && cut.text.is_empty());
        prop_assert_eq!(intake.files, vec![("application/json".to_owned(), text.into_bytes())]);
    }
}

#[test]
fn an_answer_that_breaks_off_leaves_the_picture_so_far() {
    let bytes = picture(0, &[7; 3000]).1;
    let text = format!("{{\"data\": [{{\"b64_json\": \"{}", &STANDARD.encode(&bytes)[..2000]);
    let (cut, intake) = cut(text.as_bytes(), 64);
    assert_eq!(intake.files, [("image/png".to_owned(), bytes[..1500].to_vec())]);
    assert!(cut.text.starts_with(b"{\"data\""));
}

#[test]
fn only_a_file_of_the_same_answer_is_named() {
    let (cut, _) = cut(br#"{"url": "arrived:0000", "image": "iVBORw0KGgoA"}"#, 5);
    assert_eq!(file_of("arrived:0000", &cut.files), None);
    assert_eq!(cut.files.len(), 1);
}

/// The work is by the bytes: twice the answer is about twice the work, in small pieces, too.
#[test]
fn a_long_answer_in_small_pieces_is_no_more_work_than_a_short_one() {
    let work = |pictures: usize| {
        let base64 = STANDARD.encode(picture(0, &vec![0xa5; 500_000]).1);
        let text = format!("event: image_edit.partial_image\ndata: {{\"b64_json\":\"{base64}\"}}\n\n")
            .repeat(pictures);
        let (mut cutter, mut intake) = (Cutter::new(LIMIT_BYTES), InMemory::default());
        let begun = std::time::Instant::now();
        for piece in text.as_bytes().chunks(100) {
            cutter.add(piece, &mut intake);
        }
        begun.elapsed()
    };
    let (short, long) = (work(2).min(work(2)), work(16).min(work(16)));
    assert!(long < short * 30, "{short:?} for 2, {long:?} for 16");
}
