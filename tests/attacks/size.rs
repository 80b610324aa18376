//! How much of an attack is carried out.

/// A part of the whole: one divided by this.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size(usize);

impl Size {
    /// Everything.
    pub(crate) const WHOLE: Self = Self(1);

    /// One part of `divisor`, which is 1 to 1,000.
    pub(crate) fn share(divisor: usize) -> Option<Self> {
        (1..=1_000).contains(&divisor).then_some(Self(divisor))
    }

    /// This part of `whole`, and never nothing.
    pub(crate) fn of(self, whole: usize) -> usize {
        (whole / self.0).max(1)
    }
}
