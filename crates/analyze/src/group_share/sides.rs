//! A week's tokens on the sides of a group: in it, perhaps in it, not in it, and hidden.

use schema::{Majority, Rule};

use super::free::Paid;
use crate::{group::Belongs, window::share};

/// A label of a week as a group sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labelled {
    pub(super) belongs: Belongs,
    pub(super) tokens: i64,
    pub(super) paid: Paid,
}

/// Some labels, added up.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    labels: usize,
    tokens: i64,
    paid: Paid,
}

/// The tokens of a week.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sides {
    own: Side,
    perhaps: Side,
    rest: Side,
    /// Upstream's remainder; none where the week has no such row, and nobody knows what it lacks.
    others: Option<i64>,
    /// Tokens of the remainder that may be of the group.
    hidden: i64,
    /// By rule `published` absent is zero.
    rule: Option<Rule>,
}

/// A share with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    /// None where no member is named, and absent is not zero.
    pub(super) share: Option<f64>,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Sides {
    /// Adds up `labels`, none of which is the remainder.
    pub(super) fn of(labels: impl Iterator<Item = Labelled>, others: Option<i64>, hidden: i64, rule: Rule) -> Self {
        let mut sides = Self { others, hidden, rule: Some(rule), ..Self::default() };
        for label in labels {
            let side = match label.belongs {
                Belongs::Yes => &mut sides.own,
                Belongs::Perhaps => &mut sides.perhaps,
                Belongs::No => &mut sides.rest,
            };
            side.labels += 1;
            side.tokens += label.tokens;
            side.paid.add(label.paid);
        }
        sides
    }

    /// Tokens of the remainder that may be of the group.
    pub(super) const fn hidden(&self) -> i64 {
        self.hidden
    }

    /// Tokens of the members that are named.
    pub(super) fn tokens(&self) -> Option<i64> {
        self.is_known().then_some(self.own.tokens)
    }

    /// Tokens of labels of which nobody knows whether they belong.
    pub(super) const fn unknown(&self) -> i64 {
        self.perhaps.tokens
    }

    /// Their part of all tokens.
    pub(super) fn unknown_share(&self) -> Option<f64> {
        share(self.perhaps.tokens, self.total()?)
    }

    /// Of all tokens: at least what is named; at most also what may belong to it, named or hidden.
    pub(super) fn of_all(&self) -> Option<Range> {
        self.range(self.own.tokens + self.perhaps.tokens + self.hidden, self.total()?)
    }

    /// Of the named tokens.
    pub(super) fn of_named(&self) -> Option<Range> {
        self.range(self.own.tokens + self.perhaps.tokens, self.named())
    }

    /// Of all tokens that are not known to be free. A part `x` beside a rest `y` is `x / (x + y)`, which rises with `x` and
    /// falls with `y`: so the least is the least of the group beside the most of everybody else, and the reverse. The
    /// remainder may be free as a whole, or not at all.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
    pub(super) fn of_paid(&self) -> Option<Range> {
        let (others, hidden) = (self.others? as f64, self.hidden as f64);
        let part = |own: f64, rest: f64| (own + rest > 0.0).then(|| (own / (own + rest)).clamp(0.0, 1.0));
        let outside = |paid: fn(Paid) -> f64| paid(self.perhaps.paid) + paid(self.rest.paid) + others;
        let share = part(self.own.paid.known, outside(|paid| paid.known))?;
        let low = part(self.own.paid.least, outside(|paid| paid.most)).unwrap_or(share);
        let most = self.own.paid.most + self.perhaps.paid.most + hidden;
        let high = part(most, self.rest.paid.least).unwrap_or(share);
        Some(Range { share: self.is_known().then_some(share), low: low.min(share), high: high.max(share) })
    }

    fn range(&self, most: i64, whole: i64) -> Option<Range> {
        let low = share(self.own.tokens, whole)?;
        Some(Range { share: self.is_known().then_some(low), low, high: share(most, whole)?.min(1.0) })
    }

    fn is_known(&self) -> bool {
        self.own.labels > 0 || self.rule == Some(Rule::Published)
    }

    const fn named(&self) -> i64 {
        self.own.tokens + self.perhaps.tokens + self.rest.tokens
    }

    fn total(&self) -> Option<i64> {
        Some(self.named() + self.others?)
    }
}

impl Range {
    pub(super) fn majority(&self) -> Majority {
        Majority::of(self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label(belongs: Belongs, tokens: i64) -> Labelled {
        Labelled { belongs, tokens, paid: Paid::all(tokens) }
    }

    fn sides(labels: &[Labelled], others: Option<i64>, hidden: i64) -> Sides {
        Sides::of(labels.iter().copied(), others, hidden, Rule::Default)
    }

    /// 40 in it, 20 perhaps, 20 not, and 20 hidden, of which 10 may be its own.
    #[test]
    fn what_may_belong_counts_at_the_most_and_not_at_the_least() {
        let labels = [label(Belongs::Yes, 40), label(Belongs::Perhaps, 20), label(Belongs::No, 20)];
        let sides = sides(&labels, Some(20), 10);
        assert_eq!(sides.of_all(), Some(Range { share: Some(0.4), low: 0.4, high: 0.7 }));
        assert_eq!(sides.of_named(), Some(Range { share: Some(0.5), low: 0.5, high: 0.75 }));
        assert_eq!((sides.tokens(), sides.unknown(), sides.unknown_share()), (Some(40), 20, Some(0.2)));
        assert_eq!(sides.of_all().unwrap().majority(), Majority::Perhaps);
        assert_eq!(sides.of_named().unwrap().majority(), Majority::Perhaps, "half is not more than half");
    }

    #[test]
    fn without_a_remainder_nothing_is_said_of_all_tokens() {
        let sides = sides(&[label(Belongs::Yes, 40), label(Belongs::No, 20)], None, 0);
        assert_eq!((sides.of_all(), sides.of_paid(), sides.unknown_share()), (None, None, None));
        assert_eq!(sides.of_named().unwrap().majority(), Majority::Certainly);
    }

    #[test]
    fn absent_is_unknown_or_zero_by_the_rule() {
        let labels = [label(Belongs::No, 80)];
        let absent = sides(&labels, Some(20), 20);
        assert_eq!(absent.of_all(), Some(Range { share: None, low: 0.0, high: 0.2 }));
        assert_eq!(absent.tokens(), None);
        let zero = Sides::of(labels.into_iter(), Some(20), 0, Rule::Published);
        assert_eq!(zero.of_all(), Some(Range { share: Some(0.0), low: 0.0, high: 0.0 }));
    }

    /// Of 40 in it 10 are free and 10 unknown; of 40 beside it all are paid; 20 are hidden.
    #[test]
    fn free_traffic_leaves_both_sides() {
        let own = Labelled { paid: Paid { least: 20.0, known: 30.0, most: 30.0 }, ..label(Belongs::Yes, 40) };
        let found = sides(&[own, label(Belongs::No, 40)], Some(20), 5).of_paid();
        let expected = Range { share: Some(30.0 / 90.0), low: 20.0 / 80.0, high: 35.0 / 75.0 };
        assert_eq!(found, Some(expected));
    }

    proptest! {
        /// However the doubtful tokens and the remainder fall, and whatever of both is free, the share lies in its bounds.
        #[test]
        fn any_truth_lies_within_the_bounds(
            tokens in prop::array::uniform4(0_i32..1000),
            hundredths in 0_i32..=100,
            truth in prop::array::uniform7(0.0_f64..=1.0),
        ) {
            let [is_own, at_hidden, free_own, free_perhaps, free_rest, free_in, free_out] = truth;
            let [own, perhaps, rest, others] = tokens;
            let part = |tokens: i32, share: f64| f64::from(tokens) * share;
            let hidden = others * hundredths / 100;
            // Half of what each label has is known to be paid, a quarter to be free.
            let doubted = |belongs, tokens: i32| {
                let paid = Paid { least: part(tokens, 0.5), known: part(tokens, 0.75), most: part(tokens, 0.75) };
                Labelled { belongs, tokens: tokens.into(), paid }
            };
            let labels =
                [doubted(Belongs::Yes, own), doubted(Belongs::Perhaps, perhaps), doubted(Belongs::No, rest)];
            let sides = sides(&labels, Some(others.into()), hidden.into());
            let within = |range: Option<Range>, own: f64, all: f64| {
                range.is_none_or(|range| all == 0.0 || (range.low - 1e-9..=range.high + 1e-9).contains(&(own / all)))
            };
            let (found, of_group) = (part(hidden, at_hidden), part(perhaps, is_own));
            let all = f64::from(own + perhaps + rest + others);
            prop_assert!(within(sides.of_all(), f64::from(own) + of_group + found, all));
            prop_assert!(within(sides.of_named(), f64::from(own) + of_group, f64::from(own + perhaps + rest)));
            let paid = |tokens: f64, free: f64| tokens * (0.5 + 0.25 * free);
            let [own, rest] = [paid(own.into(), free_own), paid(rest.into(), free_rest)];
            let (inside, outside) =
                (paid(of_group, free_perhaps), paid(part(perhaps, 1.0 - is_own), free_perhaps));
            let (hidden, left) = (found * free_in, (f64::from(others) - found) * free_out);
            let group = own + inside + hidden;
            prop_assert!(within(sides.of_paid(), group, group + rest + outside + left));
        }
    }
}
