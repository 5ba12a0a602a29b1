//! What a guard finds: one figure, or the least and the largest of several.

use crate::metric::Range;

/// The least is held against the minimum and the largest against the maximum, so that neither hides the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The least of all.
    pub least: f64,
    /// The largest of all.
    pub most: f64,
}

impl Found {
    /// Of all figures; `None` where there are none.
    pub(super) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let both =
            |found: Self, other: Self| Self { least: found.least.min(other.least), most: found.most.max(other.most) };
        figures.into_iter().map(Self::from).reduce(both)
    }

    /// What lies below the minimum, and what above the maximum.
    pub(super) fn outside(self, range: Range) -> [Option<f64>; 2] {
        let is_low = range.min.is_some_and(|min| self.least < min);
        let is_high = range.max.is_some_and(|max| self.most > max);
        [is_low.then_some(self.least), is_high.then_some(self.most)]
    }
}

impl From<f64> for Found {
    fn from(figure: f64) -> Self {
        Self { least: figure, most: figure }
    }
}
