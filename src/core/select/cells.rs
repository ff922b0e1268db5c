//! Reading and writing cells of flat tables without a panic: what lies outside reads as the default value and
//! is not written.

/// A flat table of small values.
pub(super) trait Cells<T> {
    /// The value at `index`, the default outside.
    fn at(&self, index: usize) -> T;
    /// Writes a value; outside nothing happens.
    fn put(&mut self, index: usize, value: T);
    /// Changes a value in place; outside nothing happens.
    fn change(&mut self, index: usize, how: impl FnOnce(&mut T));
}

impl<T: Copy + Default> Cells<T> for [T] {
    #[inline]
    fn at(&self, index: usize) -> T {
        self.get(index).copied().unwrap_or_default()
    }

    #[inline]
    fn put(&mut self, index: usize, value: T) {
        if let Some(cell) = self.get_mut(index) {
            *cell = value;
        }
    }

    #[inline]
    fn change(&mut self, index: usize, how: impl FnOnce(&mut T)) {
        if let Some(cell) = self.get_mut(index) {
            how(cell);
        }
    }
}
