//! A PNG of a drawn layer, written by runs: most of it is clear, and what is clear costs nothing to make.
//!
//! RFC 1950 and 1951 with the fixed codes: a run of equal pixels is its first one and copies of it from four bytes
//! before. Rows are not filtered.

use crate::core::geometry::Size;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
/// Longest copy.
const MAX_COPY: usize = 258;
/// Shortest copy.
const MIN_COPY: usize = 3;
const ADLER: u64 = 65_521;

/// The base lengths of the codes from 257, and their extra bits.
const LENGTHS: [(u16, u8); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// Writes the pixels of a picture in order.
pub(super) struct PngWriter {
    /// The compressed rows.
    data: Vec<u8>,
    bits: u64,
    bit_count: u32,
    /// Zeros that are not written yet.
    zeros: usize,
    adler: (u64, u64),
    size: Size,
}

impl PngWriter {
    pub(super) fn new(size: Size) -> Self {
        let mut writer =
            Self { data: vec![0x78, 0x01], bits: 0, bit_count: 0, zeros: 0, adler: (1, 0), size };
        // The last block, with the fixed codes.
        writer.push_bits(0b011, 3);
        writer
    }

    /// Begins a row: it has no filter.
    pub(super) fn begin_row(&mut self) {
        self.zeros += 1;
    }

    /// Adds clear pixels.
    pub(super) fn clear(&mut self, count: usize) {
        self.zeros += count * 4;
    }

    /// Adds pixels.
    pub(super) fn pixels(&mut self, mut pixels: &[[u8; 4]]) {
        while let Some(first) = pixels.first() {
            let count = pixels.iter().take_while(|pixel| *pixel == first).count();
            if *first == [0; 4] {
                self.clear(count);
            } else {
                self.run(*first, count);
            }
            pixels = pixels.get(count..).unwrap_or_default();
        }
    }

    fn run(&mut self, pixel: [u8; 4], count: usize) {
        self.flush_zeros();
        for _ in 0..count {
            for byte in pixel {
                self.adler.0 = (self.adler.0 + u64::from(byte)) % ADLER;
                self.adler.1 = (self.adler.1 + self.adler.0) % ADLER;
            }
        }
        for byte in pixel {
            self.literal(byte);
        }
        // At a distance of 4, which has the code 3.
        let left = self.copies((count - 1) * 4, 3);
        // Only whole pixels are left, or nothing.
        for place in 0..left {
            self.literal(pixel.get((4 - left % 4 + place) % 4).copied().unwrap_or_default());
        }
    }

    fn flush_zeros(&mut self) {
        let count = std::mem::take(&mut self.zeros);
        if count == 0 {
            return;
        }
        self.adler.1 = (self.adler.1 + count as u64 % ADLER * self.adler.0) % ADLER;
        self.literal(0);
        // At a distance of 1, which has the code 0.
        let left = self.copies(count - 1, 0);
        for _ in 0..left {
            self.literal(0);
        }
    }

    /// Writes as many copies as go into `length` bytes; returns how many bytes are left.
    fn copies(&mut self, mut length: usize, distance: u32) -> usize {
        while length >= MIN_COPY {
            let copy = length.min(MAX_COPY);
            let code = LENGTHS.iter().rposition(|(base, _)| usize::from(*base) <= copy).unwrap_or_default();
            let (base, extra) = LENGTHS.get(code).copied().unwrap_or_default();
            self.symbol(257 + code as u32);
            self.push_bits(copy as u32 - u32::from(base), u32::from(extra));
            self.push_bits(reversed(distance, 5), 5);
            length -= copy;
        }
        length
    }

    fn literal(&mut self, byte: u8) {
        self.symbol(u32::from(byte));
    }

    /// A code of the fixed table.
    fn symbol(&mut self, symbol: u32) {
        let (code, count) = match symbol {
            0..144 => (0x30 + symbol, 8),
            144..256 => (0x190 + symbol - 144, 9),
            256..280 => (symbol - 256, 7),
            _ => (0xc0 + symbol - 280, 8),
        };
        self.push_bits(reversed(code, count), count);
    }

    fn push_bits(&mut self, value: u32, count: u32) {
        self.bits |= u64::from(value) << self.bit_count;
        self.bit_count += count;
        while self.bit_count >= 8 {
            self.data.push(self.bits as u8);
            self.bits >>= 8;
            self.bit_count -= 8;
        }
    }

    /// The file.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.flush_zeros();
        self.symbol(256);
        if self.bit_count > 0 {
            self.data.push(self.bits as u8);
        }
        let adler = (self.adler.1 << 16) | self.adler.0;
        self.data.extend((adler as u32).to_be_bytes());
        let mut file = Vec::with_capacity(self.data.len() + 64);
        file.extend(SIGNATURE);
        let mut header = Vec::new();
        header.extend(self.size.width.to_be_bytes());
        header.extend(self.size.height.to_be_bytes());
        // 8 bits a sample; red, green, blue, alpha.
        header.extend([8, 6, 0, 0, 0]);
        push_chunk(&mut file, *b"IHDR", &header);
        push_chunk(&mut file, *b"IDAT", &self.data);
        push_chunk(&mut file, *b"IEND", &[]);
        file
    }
}

/// Codes are packed from their first bit on.
const fn reversed(code: u32, count: u32) -> u32 {
    code.reverse_bits() >> (32 - count)
}

fn push_chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend(name);
    file.extend(data);
    let sum = crc32fast::hash(file.get(start..).unwrap_or_default());
    file.extend(sum.to_be_bytes());
}
