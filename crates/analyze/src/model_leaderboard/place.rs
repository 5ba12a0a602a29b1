//! Places among models, and moves between them.

use std::cmp::Ordering;

/// One more than the number of larger values: equal values share the better place.
pub(super) fn rank<'values, T: PartialOrd + 'values>(values: impl Iterator<Item = &'values T>, value: &T) -> i64 {
    let larger = values.filter(|other| other.partial_cmp(&value) == Some(Ordering::Greater)).count();
    i64::try_from(larger).map_or(i64::MAX, |larger| larger.saturating_add(1))
}

/// How many places `one` of `pairs` stands higher by its second value than by its first. All pairs have both: a place among
/// all models less one among a part of them would say how many are missing.
pub(super) fn gained<A: PartialOrd, B: PartialOrd>(pairs: &[(A, B)], one: &(A, B)) -> i64 {
    rank(pairs.iter().map(|(first, _)| first), &one.0) - rank(pairs.iter().map(|(_, second)| second), &one.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_better_place() {
        let ranks = |values: &[i64]| values.iter().map(|value| rank(values.iter(), value)).collect::<Vec<_>>();
        assert_eq!(ranks(&[5, 9, 9, 1]), [3, 1, 1, 4]);
    }

    #[test]
    fn without_equal_values_places_gained_add_up_to_nothing() {
        let pairs = [(9, 1.0), (7, 4.0), (5, 2.5), (1, 3.0)];
        let moves: Vec<i64> = pairs.iter().map(|pair| gained(&pairs, pair)).collect();
        assert_eq!(moves, [-3, 1, 0, 2]);
        assert_eq!(moves.iter().sum::<i64>(), 0);
    }
}
