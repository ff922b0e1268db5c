//! Bytes eight at a time: what is done to a whole plane must not take its time byte by byte.

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const EVEN: u64 = 0x00ff_00ff_00ff_00ff;

fn word(chunk: [u8; 8]) -> u64 {
    u64::from_le_bytes(chunk)
}

/// How many bytes are not zero.
pub(crate) fn count_non_zero(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut count = 0;
    for chunk in chunks {
        let word = word(*chunk);
        // The top bit of each byte that is not zero.
        count += u64::from(((((word & LOW) + LOW) | word) & !LOW).count_ones());
    }
    count + rest.iter().filter(|&&byte| byte > 0).count() as u64
}

/// All bytes have this value.
pub(crate) fn all_are(bytes: &[u8], value: u8) -> bool {
    let wanted = u64::from_le_bytes([value; 8]);
    let (chunks, rest) = bytes.as_chunks::<8>();
    chunks.iter().all(|chunk| word(*chunk) == wanted) && rest.iter().all(|&byte| byte == value)
}

/// Rounded means of 2 x 2 bytes: half as many as the shorter row has whole pairs.
pub(crate) fn halve(above: &[u8], below: &[u8], out: &mut [u8]) {
    let (out, _) = out.as_chunks_mut::<4>();
    let rows = above.as_chunks::<8>().0.iter().zip(below.as_chunks::<8>().0);
    for (out, (above, below)) in out.iter_mut().zip(rows) {
        let (above, below) = (word(*above), word(*below));
        let sums = (above & EVEN) + ((above >> 8) & EVEN) + (below & EVEN) + ((below >> 8) & EVEN);
        let means = (sums + 0x0002_0002_0002_0002) >> 2;
        *out = [
            means as u8,
            (means >> 16) as u8,
            (means >> 32) as u8,
            (means >> 48) as u8,
        ];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_bytes_say() {
        let bytes: Vec<u8> = (0..61_u32).map(|index| (index * index % 7 * 40) as u8).collect();
        for length in 0..bytes.len() {
            let part = &bytes[..length];
            let slow = part.iter().filter(|&&byte| byte != 0).count() as u64;
            assert_eq!(count_non_zero(part), slow, "{length}");
        }
        assert_eq!(count_non_zero(&[255, 128, 1, 0, 127, 0, 0, 2, 0]), 5);
        assert!(all_are(&[7; 19], 7) && all_are(&[], 3));
        assert!(!all_are(&[7, 7, 7, 7, 7, 7, 7, 7, 6], 7) && !all_are(&[7, 7, 7, 6, 7, 7, 7, 7], 7));
    }

    #[test]
    fn halves_are_rounded_means() {
        let above: Vec<u8> = (0..24_u32).map(|index| (index * 97 % 256) as u8).collect();
        let below: Vec<u8> = (0..24_u32).map(|index| (index * 31 % 256) as u8).collect();
        let mut out = [0; 12];
        halve(&above, &below, &mut out);
        for (index, &mean) in out.iter().enumerate() {
            let sum: u32 = [
                above[2 * index],
                above[2 * index + 1],
                below[2 * index],
                below[2 * index + 1],
            ]
            .map(u32::from)
            .iter()
            .sum();
            assert_eq!(u32::from(mean), (sum + 2) / 4);
        }
    }
}
