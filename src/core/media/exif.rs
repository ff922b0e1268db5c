//! The one EXIF field that matters here: the orientation (TIFF tag 0x0112 of the first directory).

/// Reads the orientation of a TIFF block; 1 (upright) when it is missing or damaged.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    find(tiff).unwrap_or(1)
}

fn find(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let u32_at = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let directory = u32_at(4)? as usize;
    let count = usize::from(u16_at(directory)?);
    (0..count).find_map(|index| {
        let entry = directory.checked_add(2 + index * 12)?;
        let is_orientation = u16_at(entry)? == 0x0112;
        let value = u16_at(entry.checked_add(8)?)?;
        (is_orientation && (1..=8).contains(&value)).then_some(value as u8)
    })
}
