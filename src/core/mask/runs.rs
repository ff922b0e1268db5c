//! Run-length coding of coverage: what a hard-edged mask consists of, and little else.
//!
//! A token is one byte: two bits of kind, one that announces a second byte, five of count; with a second byte the
//! count has 13 bits, the lower five in the first. Kept and marked pixels need nothing more. The one or two pixels
//! of an anti-aliased edge follow their token as they are; a longer run of any other value is followed by it.

/// Most pixels of a token of one byte, and of one of two.
const SHORT: usize = 31;
const LONG: usize = (1 << 13) - 1;
/// A run this long is worth a token of its own.
const LEAST_RUN: usize = 4;

const KEPT: u8 = 0;
const MARKED: u8 = 1;
const LITERAL: u8 = 2;
const REPEATED: u8 = 3;

/// The bytes as runs; `None` when they are no shorter.
pub(crate) fn encode(raw: &[u8]) -> Option<Vec<u8>> {
    let mut coded = Vec::new();
    let mut literals: &[u8] = &[];
    let mut rest = raw;
    for run in raw.chunk_by(|one, other| one == other) {
        let kind = match run.first() {
            Some(0) => KEPT,
            Some(255) => MARKED,
            _ if run.len() >= LEAST_RUN => REPEATED,
            _ => {
                // They lie side by side: what is literal so far grows by this run.
                literals = rest.get(..literals.len() + run.len()).unwrap_or_default();
                continue;
            }
        };
        rest = put_literals(&mut coded, literals, rest);
        literals = &[];
        for piece in run.chunks(LONG) {
            put_token(&mut coded, kind, piece.len());
            coded.extend(piece.first().filter(|_| kind == REPEATED));
        }
        rest = rest.get(run.len()..).unwrap_or_default();
        if coded.len() >= raw.len() {
            return None;
        }
    }
    put_literals(&mut coded, literals, rest);
    (coded.len() < raw.len()).then_some(coded)
}

/// What [`encode`] coded; `area` is the number of bytes, for their memory.
pub(crate) fn decode(coded: &[u8], area: usize) -> Vec<u8> {
    let mut raw = Vec::with_capacity(area);
    let mut rest = coded;
    while let [token, after @ ..] = rest {
        rest = after;
        let mut count = usize::from(token & 31);
        if token & 32 != 0
            && let [high, after @ ..] = rest
        {
            count |= usize::from(*high) << 5;
            rest = after;
        }
        match token >> 6 {
            KEPT => raw.resize(raw.len() + count, 0),
            MARKED => raw.resize(raw.len() + count, 255),
            LITERAL => {
                let (literals, after) = rest.split_at(count.min(rest.len()));
                raw.extend_from_slice(literals);
                rest = after;
            }
            _ => {
                if let [value, after @ ..] = rest {
                    raw.resize(raw.len() + count, *value);
                    rest = after;
                }
            }
        }
    }
    raw
}

fn put_token(coded: &mut Vec<u8>, kind: u8, count: usize) {
    let low = kind << 6 | (count & SHORT) as u8;
    if count <= SHORT {
        coded.push(low);
    } else {
        coded.extend([low | 32, (count >> 5) as u8]);
    }
}

/// Puts what is literal, from the start of `rest`; gives what comes after.
fn put_literals<'a>(coded: &mut Vec<u8>, literals: &[u8], rest: &'a [u8]) -> &'a [u8] {
    for piece in literals.chunks(LONG) {
        put_token(coded, LITERAL, piece.len());
        coded.extend_from_slice(piece);
    }
    rest.get(literals.len()..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_there_and_back(raw: &[u8]) {
        match encode(raw) {
            Some(coded) => assert_eq!(decode(&coded, raw.len()), raw),
            None => assert!(raw.len() < 16),
        }
    }

    #[test]
    fn runs_of_all_lengths_come_back() {
        for value in [0, 1, 128, 254, 255] {
            for count in [1, 2, 3, 4, 30, 31, 32, 33, 8190, 8191, 8192, 8193, 70_000] {
                let mut raw = vec![value; count];
                assert_there_and_back(&raw);
                raw.extend([7, 9, 9, 200, 0, 255, 255]);
                raw.extend(std::iter::repeat_n(value, 3 * count));
                assert_there_and_back(&raw);
            }
        }
        assert_eq!(encode(&[]), None);
    }

    #[test]
    fn noise_comes_back_or_is_refused() {
        let mut state = 1_u32;
        for length in 0..400 {
            let raw: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    [0, 0, 0, 255, 255, 17, 17, (state >> 8) as u8][(state >> 29) as usize]
                })
                .collect();
            if let Some(coded) = encode(&raw) {
                assert!(coded.len() < raw.len());
                assert_eq!(decode(&coded, raw.len()), raw);
            }
        }
        let noise: Vec<u8> = (1..=250).collect();
        assert_eq!(encode(&noise), None);
    }

    #[test]
    fn a_hard_edge_takes_some_bytes_a_row() {
        let row = [vec![0; 100], vec![90, 180], vec![255; 120], vec![60], vec![0; 33]].concat();
        let coded = encode(&row).expect("it is shorter");
        assert_eq!(coded.len(), 2 + 3 + 2 + 2 + 2);
        assert_eq!(decode(&coded, row.len()), row);
    }
}
