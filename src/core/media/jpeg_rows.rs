//! Whether a JPEG without its end marker has all of its pixels: its codes are walked to the last block, none is turned
//! into pixels (ITU-T T.81, annex F). Only sequential Huffman coding: of the rest an end is asked for.

/// What one scan is read with.
#[derive(Default)]
struct Tables {
    /// Codes of block averages and of what differs from them, by their number.
    averages: [Huffman; 4],
    details: [Huffman; 4],
    /// Blocks' groups between two restarts; 0 = none.
    restart_interval: usize,
}

/// A table of codes, by their lengths.
#[derive(Clone, Default)]
struct Huffman {
    /// How many codes of each length, 1 to 16 bits.
    counts: [u8; 16],
    values: Vec<u8>,
}

/// A component of the picture.
#[derive(Clone, Copy)]
struct Component {
    id: u8,
    across: usize,
    down: usize,
}

/// The picture, as its frame header says.
struct Frame {
    width: usize,
    height: usize,
    components: Vec<Component>,
}

/// Every block of every component is there.
pub(super) fn are_complete(bytes: &[u8]) -> bool {
    walk(bytes) == Some(true)
}

fn walk(bytes: &[u8]) -> Option<bool> {
    let mut tables = Tables::default();
    let mut frame: Option<Frame> = None;
    let mut seen: Vec<u8> = Vec::new();
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?)).max(2);
        let segment = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        match marker {
            0xc0 | 0xc1 => frame = Some(Frame::read(segment)?),
            0xc2..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcf => return None,
            0xc4 => tables.read(segment)?,
            0xdd => tables.restart_interval = usize::from(u16::from_be_bytes(*segment.first_chunk()?)),
            0xda => {
                let frame = frame.as_ref()?;
                let scan = Scan::read(segment, frame)?;
                let used = scan.length(bytes.get(at..)?, frame, &tables)?;
                seen.extend(scan.parts.iter().map(|part| part.component.id));
                if frame.components.iter().all(|component| seen.contains(&component.id)) {
                    return Some(true);
                }
                at += used;
            }
            _ => {}
        }
    }
}

impl Frame {
    fn read(segment: &[u8]) -> Option<Self> {
        let side = |at: usize| Some(usize::from(u16::from_be_bytes(*segment.get(at..)?.first_chunk()?)));
        let components = segment.get(6..)?.as_chunks::<3>().0.iter().map(|[id, sides, _]| Component {
            id: *id,
            across: usize::from(sides >> 4).max(1),
            down: usize::from(sides & 15).max(1),
        });
        Some(Self { height: side(1)?, width: side(3)?, components: components.collect() })
    }
}

impl Tables {
    fn read(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = segment.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>()?;
            let (values, rest) =
                rest.split_at_checked(counts.iter().map(|&count| usize::from(count)).sum())?;
            let tables = if kind >> 4 == 0 { &mut self.averages } else { &mut self.details };
            *tables.get_mut(usize::from(kind & 15))? = Huffman { counts: *counts, values: values.to_vec() };
            segment = rest;
        }
        Some(())
    }
}

/// A component in a scan.
struct Part {
    component: Component,
    averages: usize,
    details: usize,
}

struct Scan {
    parts: Vec<Part>,
}

impl Scan {
    fn read(segment: &[u8], frame: &Frame) -> Option<Self> {
        let count = usize::from(*segment.first()?);
        let parts = segment.get(1..1 + 2 * count)?.as_chunks::<2>().0.iter().map(|[id, tables]| {
            let component = *frame.components.iter().find(|component| component.id == *id)?;
            Some(Part { component, averages: usize::from(tables >> 4), details: usize::from(tables & 15) })
        });
        Some(Self { parts: parts.collect::<Option<_>>()? })
    }

    /// Groups of blocks in the scan, and how many blocks of each part are in one.
    fn groups(&self, frame: &Frame) -> (usize, bool) {
        let most = |side: fn(&Component) -> usize| frame.components.iter().map(side).max().unwrap_or(1);
        let (across, down) = (most(|component| component.across), most(|component| component.down));
        if let [part] = self.parts.as_slice() {
            // A component by itself has no blocks beyond its own edge.
            let blocks = |side: usize, own: usize, most: usize| (side * own).div_ceil(most).div_ceil(8);
            let own = part.component;
            (blocks(frame.width, own.across, across) * blocks(frame.height, own.down, down), false)
        } else {
            (frame.width.div_ceil(8 * across) * frame.height.div_ceil(8 * down), true)
        }
    }

    /// Bytes of the scan's codes; `None` when one is missing.
    fn length(&self, bytes: &[u8], frame: &Frame, tables: &Tables) -> Option<usize> {
        let mut bits = Bits { bytes, at: 0, held: 0, count: 0 };
        let (groups, is_mixed) = self.groups(frame);
        for group in 0..groups {
            if tables.restart_interval > 0 && group > 0 && group % tables.restart_interval == 0 {
                bits.restart()?;
            }
            for part in &self.parts {
                let blocks = if is_mixed { part.component.across * part.component.down } else { 1 };
                for _ in 0..blocks {
                    skip_block(
                        &mut bits,
                        tables.averages.get(part.averages)?,
                        tables.details.get(part.details)?,
                    )?;
                }
            }
        }
        Some(bits.at)
    }
}

fn skip_block(bits: &mut Bits<'_>, averages: &Huffman, details: &Huffman) -> Option<()> {
    let length = averages.next(bits)?;
    bits.take(u32::from(length.min(16)))?;
    let mut index = 1;
    while index < 64 {
        let code = details.next(bits)?;
        let (zeros, length) = (usize::from(code >> 4), code & 15);
        if length == 0 {
            if zeros != 15 {
                break;
            }
            index += 16;
        } else {
            bits.take(u32::from(length))?;
            index += zeros + 1;
        }
    }
    Some(())
}

impl Huffman {
    fn next(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for &count in &self.counts {
            code = code << 1 | bits.take(1)?;
            let count = u32::from(count);
            if code < first + count {
                return self.values.get((index + code - first) as usize).copied();
            }
            index += count;
            first = (first + count) << 1;
        }
        None
    }
}

/// Bits of a scan, first to last, stuffed bytes taken out.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            if byte == 0xff {
                match self.bytes.get(self.at) {
                    Some(0) => self.at += 1,
                    _ => return None,
                }
            }
            self.held = self.held << 8 | u32::from(byte);
            self.count += 8;
        }
        self.count -= count;
        Some(self.held >> self.count & ((1 << count) - 1))
    }

    /// Past a restart marker.
    fn restart(&mut self) -> Option<()> {
        self.count = 0;
        if let [0xff, 0xd0..=0xd7] = self.bytes.get(self.at..self.at + 2)? {
            self.at += 2;
            Some(())
        } else {
            None
        }
    }
}
