//! Turns finished work into the share that is done.

/// Counts work against a total stated in advance; tells at most about a thousand times.
pub(super) struct Progress<'a> {
    tell: &'a mut dyn FnMut(f32),
    total: u64,
    done: u64,
    told: u64,
}

impl<'a> Progress<'a> {
    /// A count from 0 to `total`, in patches compared or their like.
    pub(super) fn new(total: u64, tell: &'a mut dyn FnMut(f32)) -> Self {
        tell(0.0);
        Self {
            tell,
            total: total.max(1),
            done: 0,
            told: 0,
        }
    }

    /// Adds finished work. What passes the total is not told.
    pub(super) fn add(&mut self, work: u64) {
        self.done = (self.done + work).min(self.total);
        if (self.done - self.told) * 1000 >= self.total {
            self.told = self.done;
            // 1.0 is kept for the end.
            (self.tell)((self.done as f64 / self.total as f64).min(0.999) as f32);
        }
    }

    /// Work counted so far.
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// Sets the count to `work` when it is behind: an estimate was too high.
    pub(super) fn catch_up(&mut self, work: u64) {
        self.add(work.saturating_sub(self.done));
    }

    /// All is done.
    pub(super) fn finish(self) {
        (self.tell)(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_to_one_and_tells_1_once() {
        let mut told = Vec::new();
        let mut tell = |share| told.push(share);
        let mut progress = Progress::new(50, &mut tell);
        progress.add(20);
        progress.add(0);
        progress.catch_up(10);
        progress.catch_up(30);
        progress.add(100);
        progress.finish();
        assert_eq!(told, [0.0, 0.4, 0.6, 0.999, 1.0]);
    }
}
