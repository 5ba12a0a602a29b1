//! When a group has more than half, where its share is known between bounds.

use crate::Majority;

impl Majority {
    /// Of a share that is at least `low` and at most `high`.
    ///
    /// ```
    /// use schema::Majority;
    /// assert_eq!(Majority::of(0.51, 0.60), Majority::Certainly);
    /// // What is hidden in `others` decides it, or half is not more than half.
    /// assert_eq!(Majority::of(0.45, 0.55), Majority::Perhaps);
    /// assert_eq!(Majority::of(0.40, 0.50), Majority::Not);
    /// ```
    #[must_use]
    pub fn of(low: f64, high: f64) -> Self {
        match (low > 0.5, high > 0.5) {
            (true, _) => Self::Certainly,
            (false, true) => Self::Perhaps,
            (false, false) => Self::Not,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_not_more_than_half() {
        assert_eq!(Majority::of(0.51, 0.6), Majority::Certainly);
        assert_eq!(Majority::of(0.5, 0.51), Majority::Perhaps);
        assert_eq!(Majority::of(0.4, 0.5), Majority::Not);
    }
}
