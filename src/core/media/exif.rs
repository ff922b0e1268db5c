//! EXIF: how a picture is turned, and what of it may be kept: who made it when, with which camera. Never where.

/// How the picture is turned (tag of the first directory).
const ORIENTATION: u16 = 0x0112;
/// Where the second directory is.
const SECOND: u16 = 0x8769;
/// Of the first directory: maker, model, date, artist, copyright.
const KEPT: [u16; 5] = [0x010f, 0x0110, 0x0132, 0x013b, 0x8298];
/// Of the second: dates with their offsets and parts of seconds, maker and model of the lens. No serial numbers, no names
/// of owners.
const KEPT_IN_SECOND: [u16; 10] =
    [0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292, 0xa433, 0xa434];
/// The type of a text.
const TEXT: u16 = 2;
/// The type of a whole number of 32 bits.
const LONG: u16 = 4;
/// A longer text is none of those that are kept.
const MOST_TEXT_BYTES: usize = 2000;

/// Reads the orientation of a TIFF block; 1 (upright) when it is missing or damaged.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    Tiff::of(tiff).and_then(|tiff| tiff.orientation()).unwrap_or(1)
}

/// A TIFF block with date, camera and copyright of another one; `None` when that has none of them.
pub(super) fn credits(tiff: &[u8]) -> Option<Vec<u8>> {
    let tiff = Tiff::of(tiff)?;
    let first = tiff.u32(4)? as usize;
    let own = tiff.texts(first, &KEPT);
    let second = tiff.entry(first, SECOND).and_then(|at| tiff.u32(at + 8));
    let more = second.map(|second| tiff.texts(second as usize, &KEPT_IN_SECOND)).unwrap_or_default();
    (!own.is_empty() || !more.is_empty()).then(|| written(&own, &more))
}

/// A block in little-endian order.
fn written(own: &[(u16, &[u8])], more: &[(u16, &[u8])]) -> Vec<u8> {
    let has_second = usize::from(!more.is_empty());
    // Of a directory with so many entries.
    let length = |entries: usize| 2 + 12 * entries + 4;
    let second = 8 + length(own.len() + has_second);
    let mut texts = second + if more.is_empty() { 0 } else { length(more.len()) };
    let mut out = b"II\x2a\0\x08\0\0\0".to_vec();
    let mut behind = Vec::new();
    let mut push = |out: &mut Vec<u8>, entries: &[(u16, &[u8])], pointer: Option<usize>| {
        out.extend(((entries.len() + usize::from(pointer.is_some())) as u16).to_le_bytes());
        let mut is_due = pointer;
        for (tag, text) in entries {
            // In the order of their numbers.
            if let Some(pointer) = is_due.take_if(|_| *tag > SECOND) {
                push_entry(out, SECOND, LONG, 1, (pointer as u32).to_le_bytes());
            }
            let mut value = [0; 4];
            if let Some(short) = value.get_mut(..text.len()) {
                short.copy_from_slice(text);
            } else {
                value = (texts as u32).to_le_bytes();
                texts += text.len();
                behind.extend_from_slice(text);
            }
            push_entry(out, *tag, TEXT, text.len() as u32, value);
        }
        if let Some(pointer) = is_due {
            push_entry(out, SECOND, LONG, 1, (pointer as u32).to_le_bytes());
        }
        // No further directory.
        out.extend([0; 4]);
    };
    push(&mut out, own, (!more.is_empty()).then_some(second));
    if !more.is_empty() {
        push(&mut out, more, None);
    }
    out.extend(behind);
    out
}

fn push_entry(out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]) {
    out.extend(tag.to_le_bytes());
    out.extend(kind.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(value);
}

/// A block of directories; every read is checked.
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let is_little = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        Some(Self { bytes, is_little })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let pair: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// Where an entry of a directory is.
    fn entry(&self, directory: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.u16(directory)?);
        (0..count)
            .filter_map(|index| directory.checked_add(2 + index * 12))
            .find(|&entry| self.u16(entry) == Some(tag))
    }

    fn orientation(&self) -> Option<u8> {
        let entry = self.entry(self.u32(4)? as usize, ORIENTATION)?;
        let value = self.u16(entry.checked_add(8)?)?;
        (1..=8).contains(&value).then_some(value as u8)
    }

    /// The texts of a directory that are there, with the zero at their end.
    fn texts(&self, directory: usize, tags: &[u16]) -> Vec<(u16, &'a [u8])> {
        let text = |tag: u16| {
            let entry = self.entry(directory, tag)?;
            let length = self.u32(entry.checked_add(4)?)? as usize;
            if self.u16(entry.checked_add(2)?)? != TEXT || !(2..=MOST_TEXT_BYTES).contains(&length) {
                return None;
            }
            let start = if length <= 4 { entry + 8 } else { self.u32(entry + 8)? as usize };
            let text = self.bytes.get(start..start.checked_add(length)?)?;
            text.ends_with(&[0]).then_some((tag, text))
        };
        tags.iter().filter_map(|tag| text(*tag)).collect()
    }
}
