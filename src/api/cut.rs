//! Cuts the pictures out of an answer's text while it arrives: each goes to the files, and a name stands in its place.
//!
//! A picture is a JSON text that is base64 and begins as one of a picture's formats does, or is a `data:image/…` URL of
//! it. The rules hold for plain JSON and for events alike: a line break ends a text, which JSON's cannot contain.
//! Each byte is looked at once, and of a picture no more than a part is held.

use super::base64_stream::{Decoder, is_base64};
use super::data_url;
use super::intake::Intake;
use crate::core::request::BlobHash;

/// What stands before the name of a file in the place of its picture. Counts only for files of the same answer.
const NAMED: &str = "arrived:";
/// Letters after which a text is taken for base64; a shorter one is judged when it is complete.
const SURE_LETTERS: usize = 256;

/// The file that a text stands for, if it is one of `files`.
pub(super) fn file_of<'a>(text: &str, files: &'a [BlobHash]) -> Option<&'a BlobHash> {
    let name = text.strip_prefix(NAMED)?;
    files.iter().find(|file| file.0 == name)
}

/// Where the text is.
enum Place {
    /// Between texts.
    Outside,
    /// In a text that is no picture.
    Text {
        /// After a backslash.
        is_escaped: bool,
    },
    /// In a text that may be a picture.
    Begun(Begun),
    /// In a picture.
    Picture { unescaped: Unescape, media_type: &'static str, decoder: Decoder },
    /// There is too much text: all goes to a file, as it comes.
    Over,
}

/// A text as far as it has come.
#[derive(Default)]
struct Begun {
    raw: Vec<u8>,
    letters: Vec<u8>,
    unescaped: Unescape,
}

impl Begun {
    /// The media type of the picture that it is so far, and its base64.
    fn picture(&self) -> Option<(&'static str, &[u8])> {
        let picture = data_url::begin(&self.letters);
        picture.filter(|(_, base64)| base64.iter().copied().all(is_base64))
    }
}

/// What a text's escapes stand for, one byte after the other.
#[derive(Clone, Copy, Default)]
enum Unescape {
    #[default]
    Plain,
    Escaped,
    /// In the digits of `\uXXXX`.
    Digits {
        left: u8,
        value: u32,
    },
}

impl Unescape {
    /// The byte that is complete with this one; what is not ASCII becomes no letter.
    fn add(&mut self, byte: u8) -> Option<u8> {
        let (next, letter) = match (*self, byte) {
            (Self::Plain, b'\\') => (Self::Escaped, None),
            (Self::Escaped, b'u') => (Self::Digits { left: 4, value: 0 }, None),
            (Self::Escaped, b'n' | b'r' | b't') => (Self::Plain, Some(b'\n')),
            (Self::Plain | Self::Escaped, byte) => (Self::Plain, Some(byte)),
            (Self::Digits { left, value }, byte) => {
                let digit = char::from(byte).to_digit(16).unwrap_or(0xf_ffff);
                let value = (value << 4).saturating_add(digit);
                if left == 1 {
                    (Self::Plain, Some(u8::try_from(value).ok().filter(u8::is_ascii).unwrap_or(0)))
                } else {
                    (Self::Digits { left: left - 1, value }, None)
                }
            }
        };
        *self = next;
        letter
    }
}

/// An answer as it arrives.
pub(super) struct Cutter {
    /// The text without its pictures.
    text: Vec<u8>,
    /// Most bytes of it.
    limit_bytes: usize,
    place: Place,
    files: Vec<BlobHash>,
}

/// An answer that has arrived.
pub(super) struct Cut {
    /// Its text without its pictures; empty when there was too much.
    pub(super) text: Vec<u8>,
    /// Its pictures, in order. The last may not be complete.
    pub(super) files: Vec<BlobHash>,
    /// There was too much text: it is the last of the files.
    pub(super) is_over: bool,
}

impl Cutter {
    pub(super) fn new(limit_bytes: usize) -> Self {
        Self { text: Vec::new(), limit_bytes, place: Place::Outside, files: Vec::new() }
    }

    /// The pictures so far.
    pub(super) fn files(&self) -> &[BlobHash] {
        &self.files
    }

    /// The text so far.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Takes in the next bytes.
    pub(super) fn add(&mut self, piece: &[u8], intake: &mut dyn Intake) {
        let mut rest = piece;
        while !rest.is_empty() {
            let place = std::mem::replace(&mut self.place, Place::Outside);
            let (taken, place) = self.step(place, rest, intake);
            // What went over the limit meanwhile stays so.
            if !matches!(self.place, Place::Over) {
                self.place = place;
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    /// Goes on as far as one rule reaches; gives how many bytes that took, at least one, and where it led.
    fn step(&mut self, place: Place, rest: &[u8], intake: &mut dyn Intake) -> (usize, Place) {
        match place {
            Place::Outside => {
                let quote = rest.iter().position(|byte| *byte == b'"');
                let length = quote.map_or(rest.len(), |at| at + 1);
                self.put(rest.get(..length).unwrap_or_default(), intake);
                let next = if quote.is_some() { Place::Begun(Begun::default()) } else { Place::Outside };
                (length, next)
            }
            Place::Text { is_escaped: true } => {
                self.put(rest.get(..1).unwrap_or_default(), intake);
                (1, Place::Text { is_escaped: false })
            }
            Place::Text { is_escaped: false } => {
                let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'));
                let length = end.map_or(rest.len(), |at| at + 1);
                self.put(rest.get(..length).unwrap_or_default(), intake);
                let next = match end.and_then(|at| rest.get(at)) {
                    Some(b'\\') => Place::Text { is_escaped: true },
                    Some(_) => Place::Outside,
                    None => Place::Text { is_escaped: false },
                };
                (length, next)
            }
            Place::Begun(begun) => (1, self.step_begun(begun, rest, intake)),
            Place::Picture { mut unescaped, media_type, mut decoder } => {
                let mut write = |bytes: &[u8]| intake.write(bytes);
                let is_plain = matches!(unescaped, Unescape::Plain);
                let end =
                    rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n')).filter(|_| is_plain);
                let length = if is_plain { end.unwrap_or(rest.len()) } else { 1 };
                let letters = rest.get(..length).unwrap_or_default();
                if is_plain {
                    decoder.add(letters, &mut write);
                } else if let Some(letter) = letters.first().and_then(|byte| unescaped.add(*byte)) {
                    decoder.add(&[letter], &mut write);
                }
                match end.and_then(|at| rest.get(at)) {
                    Some(b'\\') => {
                        unescaped.add(b'\\');
                        (length + 1, Place::Picture { unescaped, media_type, decoder })
                    }
                    Some(byte) => {
                        self.end_picture(decoder, media_type, intake);
                        self.put(&[*byte], intake);
                        (length + 1, Place::Outside)
                    }
                    None => (length, Place::Picture { unescaped, media_type, decoder }),
                }
            }
            Place::Over => {
                intake.write(rest);
                (rest.len(), Place::Over)
            }
        }
    }

    /// Takes in one more byte of a text that may be a picture.
    fn step_begun(&mut self, mut begun: Begun, rest: &[u8], intake: &mut dyn Intake) -> Place {
        let Some(byte) = rest.first().copied() else { return Place::Begun(begun) };
        let is_end = matches!(begun.unescaped, Unescape::Plain) && byte == b'"' || byte == b'\n';
        if !is_end {
            begun.raw.push(byte);
            begun.letters.extend(begun.unescaped.add(byte));
        }
        let is_sure = begun.letters.len() >= SURE_LETTERS;
        if !is_end && !is_sure && data_url::may_begin(&begun.letters) {
            return Place::Begun(begun);
        }
        let Some((media_type, base64)) = begun.picture().filter(|_| is_end || is_sure) else {
            let is_escaped = matches!(begun.unescaped, Unescape::Escaped);
            self.put(&begun.raw, intake);
            if is_end {
                self.put(&[byte], intake);
                return Place::Outside;
            }
            return Place::Text { is_escaped };
        };
        let mut decoder = Decoder::default();
        decoder.add(base64, &mut |bytes| intake.write(bytes));
        if is_end {
            self.end_picture(decoder, media_type, intake);
            self.put(&[byte], intake);
            return Place::Outside;
        }
        Place::Picture { unescaped: begun.unescaped, media_type, decoder }
    }

    /// A picture is over: its name takes its place.
    fn end_picture(&mut self, decoder: Decoder, media_type: &str, intake: &mut dyn Intake) {
        decoder.finish(&mut |bytes| intake.write(bytes));
        let file = intake.finish(media_type);
        self.put([NAMED, &file.0].concat().as_bytes(), intake);
        self.files.push(file);
    }

    fn put(&mut self, text: &[u8], intake: &mut dyn Intake) {
        if matches!(self.place, Place::Over) {
            intake.write(text);
        } else if self.text.len() + text.len() > self.limit_bytes {
            intake.write(&std::mem::take(&mut self.text));
            intake.write(text);
            self.place = Place::Over;
        } else {
            self.text.extend_from_slice(text);
        }
    }

    /// The answer is over, or broke off.
    pub(super) fn finish(mut self, intake: &mut dyn Intake) -> Cut {
        match std::mem::replace(&mut self.place, Place::Outside) {
            Place::Begun(begun) => match begun.picture() {
                Some((media_type, base64)) => {
                    let mut decoder = Decoder::default();
                    decoder.add(base64, &mut |bytes| intake.write(bytes));
                    self.end_picture(decoder, media_type, intake);
                }
                None => self.put(&begun.raw, intake),
            },
            Place::Picture { decoder, media_type, .. } => self.end_picture(decoder, media_type, intake),
            Place::Over => self.place = Place::Over,
            Place::Outside | Place::Text { .. } => {}
        }
        let is_over = matches!(self.place, Place::Over);
        if is_over {
            self.files.push(intake.finish("application/json"));
        }
        Cut { text: self.text, files: self.files, is_over }
    }
}

#[cfg(test)]
mod tests;
