//! Cuts a stream of server-sent events into its events while it comes, looking at each byte once.

/// Most events that are handed on.
const MAX_EVENTS: usize = 16;

/// What has come of the event that is not complete.
#[derive(Default)]
pub(super) struct Events {
    begun: Vec<u8>,
    count: usize,
}

impl Events {
    /// Takes in a piece; hands on each event that is complete with it: its lines, without the empty one at its end.
    pub(super) fn add(&mut self, piece: &[u8], mut on_event: impl FnMut(&[u8])) {
        for line in piece.split_inclusive(|byte| *byte == b'\n') {
            if self.count >= MAX_EVENTS {
                self.begun = Vec::new();
                return;
            }
            self.begun.extend_from_slice(line);
            let is_end = self.begun.ends_with(b"\n\n") || self.begun.ends_with(b"\n\r\n");
            if is_end {
                self.count += 1;
                on_event(&self.begun);
                self.begun.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the stream is cut, the events are the same.
    #[test]
    fn events_are_whole_in_any_pieces() {
        let stream = b"event: a\ndata: 1\n\ndata: 2\r\ndata: 3\r\n\r\ndata: cut";
        for length in 1..stream.len() {
            let (mut events, mut found) = (Events::default(), Vec::new());
            for piece in stream.chunks(length) {
                events.add(piece, |event| found.push(String::from_utf8_lossy(event).into_owned()));
            }
            assert_eq!(found, ["event: a\ndata: 1\n\n", "data: 2\r\ndata: 3\r\n\r\n"], "{length}");
        }
    }
}
