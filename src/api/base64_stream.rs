//! Base64 decoded while it arrives, looking at each byte once.
//!
//! RFC 4648 in both alphabets; as in MIME (RFC 2045), what is in neither is passed over. What was paid for is not
//! thrown away for a stray byte: whether it is a picture, its decoder says.

/// Bytes after which what was decoded is handed on.
const HANDED_ON_AT: usize = 64 << 10;
/// No letter of an alphabet.
const NONE: u8 = 0xff;

const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < letters.len() {
        values[letters[value] as usize] = value as u8;
        value += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
}

/// The value of a letter, 0 to 63, or [`NONE`].
fn value_of(letter: u8) -> u8 {
    VALUES.get(usize::from(letter)).copied().unwrap_or(NONE)
}

/// Is it of an alphabet, or may it stand between its letters?
pub(super) fn is_base64(letter: u8) -> bool {
    value_of(letter) != NONE || matches!(letter, b'=' | b'\r' | b'\n' | b' ' | b'\t')
}

/// What was decoded and not handed on, and the letters of a group of four that is not complete.
#[derive(Default)]
pub(super) struct Decoder {
    decoded: Vec<u8>,
    /// The letters' bits, 6 each.
    group: u32,
    /// How many letters are in it, below 4.
    count: u32,
}

impl Decoder {
    /// Takes in the next letters; hands on what is enough.
    pub(super) fn add(&mut self, letters: &[u8], write: &mut dyn FnMut(&[u8])) {
        let mut rest = letters;
        while !rest.is_empty() {
            if self.count == 0 {
                rest = self.add_groups(rest);
            }
            if self.decoded.len() >= HANDED_ON_AT {
                self.hand_on(write);
            } else if let Some((first, after)) = rest.split_first() {
                self.add_one(*first);
                rest = after;
            }
        }
    }

    /// Decodes whole groups of letters up to the first that is not whole, or until there is enough; gives the rest.
    fn add_groups<'a>(&mut self, letters: &'a [u8]) -> &'a [u8] {
        let mut rest = letters;
        while let [a, b, c, d, after @ ..] = rest {
            let [a, b, c, d] = [*a, *b, *c, *d].map(value_of);
            if (a | b | c | d) & 0xc0 != 0 || self.decoded.len() >= HANDED_ON_AT {
                break;
            }
            self.decoded.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
            rest = after;
        }
        rest
    }

    fn add_one(&mut self, letter: u8) {
        match value_of(letter) {
            NONE if letter == b'=' => self.end_group(),
            NONE => {}
            value => {
                self.group = self.group << 6 | u32::from(value);
                self.count += 1;
                if self.count == 4 {
                    self.end_group();
                }
            }
        }
    }

    /// Decodes a group: of two letters one byte, of three two, of four three.
    fn end_group(&mut self) {
        let [_, bytes @ ..] = (self.group << (6 * (4 - self.count))).to_be_bytes();
        let length = self.count.saturating_sub(1) as usize;
        self.decoded.extend(bytes.into_iter().take(length));
        (self.group, self.count) = (0, 0);
    }

    fn hand_on(&mut self, write: &mut dyn FnMut(&[u8])) {
        if !self.decoded.is_empty() {
            write(&self.decoded);
            self.decoded.clear();
        }
    }

    /// The text is over: hands on the rest.
    pub(super) fn finish(mut self, write: &mut dyn FnMut(&[u8])) {
        self.end_group();
        self.hand_on(write);
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
    use proptest::prelude::*;

    use super::*;

    fn decode(pieces: &[&[u8]]) -> Vec<u8> {
        let (mut decoder, mut bytes) = (Decoder::default(), Vec::new());
        for piece in pieces {
            decoder.add(piece, &mut |decoded| bytes.extend_from_slice(decoded));
        }
        decoder.finish(&mut |decoded| bytes.extend_from_slice(decoded));
        bytes
    }

    proptest! {
        #[test]
        fn whatever_is_coded_is_decoded_in_any_pieces(
            bytes in prop::collection::vec(any::<u8>(), 0..400), length in 1_usize..90, every in 1_usize..80,
        ) {
            for text in [STANDARD.encode(&bytes), STANDARD_NO_PAD.encode(&bytes), URL_SAFE.encode(&bytes)] {
                // With line breaks as MIME has them.
                let lines: Vec<&[u8]> = text.as_bytes().chunks(every).collect();
                let text = lines.join(&b"\r\n"[..]);
                let pieces: Vec<&[u8]> = text.chunks(length).collect();
                prop_assert_eq!(decode(&pieces), bytes.clone());
            }
        }

        #[test]
        fn any_text_is_read(text in prop::collection::vec(any::<u8>(), 0..200), length in 1_usize..9) {
            let pieces: Vec<&[u8]> = text.chunks(length).collect();
            prop_assert_eq!(decode(&pieces), decode(&[&text]));
        }
    }

    #[test]
    fn a_long_text_is_handed_on_in_parts() {
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|value| ((value * 31) >> 3) as u8).collect();
        let text = STANDARD.encode(&bytes);
        let (mut decoder, mut most, mut found) = (Decoder::default(), 0, Vec::new());
        let mut write = |decoded: &[u8]| {
            most = most.max(decoded.len());
            found.extend_from_slice(decoded);
        };
        decoder.add(text.as_bytes(), &mut write);
        decoder.finish(&mut write);
        assert!(found == bytes && most <= HANDED_ON_AT + 3, "{most}");
    }
}
