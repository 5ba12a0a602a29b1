//! How much of a vendor's tokens is of free variants: the vendor series does not tell, the usage of models does.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{Board, MatchClass, WindowKind};

use crate::{usage::Usage, window::share};

/// Tokens that are not free, in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Paid {
    /// All that no usage tells apart is free.
    pub(super) least: f64,
    /// What is known to be free is taken out.
    pub(super) known: f64,
    /// All that no usage tells apart is paid.
    pub(super) most: f64,
}

/// The usage that is nearest to each week, by week and vendor.
#[derive(Debug, Default)]
pub(super) struct FreeTraffic<'frame> {
    splits: BTreeMap<(Date, &'frame str), Split>,
}

/// A vendor's usage.
#[derive(Debug, Default)]
struct Split {
    tokens: i64,
    free: i64,
    /// What the vendor had in all in the days of the usage: about, and at most.
    of_vendor: BTreeMap<(Date, Date), [Option<i64>; 2]>,
    age: i64,
}

impl Paid {
    /// None of them is free.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
    pub(super) const fn all(tokens: i64) -> Self {
        let tokens = tokens as f64;
        Self { least: tokens, known: tokens, most: tokens }
    }

    /// All of them are free.
    pub(super) const NONE: Self = Self { least: 0.0, known: 0.0, most: 0.0 };

    pub(super) fn add(&mut self, other: Self) {
        self.least += other.least;
        self.known += other.known;
        self.most += other.most;
    }
}

impl<'frame> FreeTraffic<'frame> {
    pub(super) fn read(usages: &'frame [Usage]) -> Self {
        let mut splits: BTreeMap<_, Split> = BTreeMap::new();
        let of_weeks = |usage: &&Usage| usage.board == Board::Site && usage.kind == WindowKind::Week;
        // Free then, and no longer to be had: of what that became usage of another week says nothing.
        let is_over = |usage: &Usage| usage.asof_class == MatchClass::FreeEnded && usage.used.1 < usage.window.0;
        for usage in usages.iter().filter(of_weeks).filter(|usage| !is_over(usage)) {
            let split = splits.entry((usage.window.0, &*usage.vendor)).or_default();
            split.tokens += usage.tokens;
            split.free += if usage.is_free() { usage.tokens } else { 0 };
            split.of_vendor.insert(usage.used, [usage.vendor_tokens, usage.most_vendor_tokens]);
            split.age = split.age.max(usage.weights_age);
        }
        Self { splits }
    }

    /// The paid part of a vendor's `tokens` in the week that begins on `week`. The usage names a part of the vendor's tokens
    /// on its own days, which need not be those of the week; of the rest nothing is known. Without usage nothing is. Where
    /// nobody says how much it names, what is taken out is as if that were all; the bounds are as if it were nothing.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
    pub(super) fn paid(&self, week: Date, vendor: &str, tokens: i64) -> Paid {
        let tokens = tokens as f64;
        let split = self.splits.get(&(week, vendor));
        let Some((split, free)) = split.and_then(|split| Some((split, share(split.free, split.tokens)?))) else {
            return Paid { least: 0.0, known: tokens, most: tokens };
        };
        let [about, least] = [split.named(|[about, _]| *about), split.named(|[_, most]| *most)];
        let without = |named: f64| tokens * (1.0 - named * free);
        Paid {
            least: tokens * least.unwrap_or(0.0) * (1.0 - free),
            known: without(about.or(least).unwrap_or(1.0)),
            most: without(least.unwrap_or(0.0)),
        }
    }

    /// Days from the usage to the week, where there is some.
    pub(super) fn age(&self, week: Date, vendor: &str) -> Option<i64> {
        self.splits.get(&(week, vendor)).map(|split| split.age)
    }
}

impl Split {
    /// The part of the vendor's tokens that the usage names, about or at least; none where no series says.
    fn named(&self, in_all: fn(&[Option<i64>; 2]) -> Option<i64>) -> Option<f64> {
        let all: Option<i64> = self.of_vendor.values().map(in_all).sum();
        share(self.tokens, all?.max(self.tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tests::usage, usage::usages};

    const WEEK: Date = Date::constant(2026, 4, 6);

    /// The paid part of 1,000 tokens, where the usage is of half of the vendor's and a quarter of it is free.
    fn paid([about, most]: [Option<i64>; 2], vendor: &str) -> Paid {
        let frame = usage(&["site a/x standard 75 75 1 1", "site a/x free 25 25 0 0"]);
        let week = (WEEK, Date::constant(2026, 4, 12));
        let of_week = |usage: Usage| Usage {
            kind: WindowKind::Week,
            window: week,
            vendor_tokens: about,
            most_vendor_tokens: most,
            ..usage
        };
        let usages: Vec<Usage> = usages(&frame).iter().cloned().map(of_week).collect();
        FreeTraffic::read(&usages).paid(WEEK, vendor, 1000)
    }

    #[test]
    fn half_is_named_and_a_quarter_of_that_is_free() {
        assert_eq!(paid([Some(200); 2], "a"), Paid { least: 375.0, known: 875.0, most: 875.0 });
    }

    #[test]
    fn all_is_named() {
        assert_eq!(paid([Some(100); 2], "a"), Paid { least: 750.0, known: 750.0, most: 750.0 });
        assert_eq!(paid([Some(90); 2], "a"), Paid { least: 750.0, known: 750.0, most: 750.0 }, "never more than all");
    }

    /// On its days the vendor had about 125, and may have had 200.
    #[test]
    fn what_is_named_for_sure_bounds_what_is_likely() {
        assert_eq!(paid([Some(125), Some(200)], "a"), Paid { least: 375.0, known: 800.0, most: 875.0 });
    }

    #[test]
    fn how_much_is_named_is_not_known_or_there_is_no_usage() {
        assert_eq!(paid([None; 2], "a"), Paid { least: 0.0, known: 750.0, most: 1000.0 });
        assert_eq!(paid([Some(200); 2], "b"), Paid { least: 0.0, known: 1000.0, most: 1000.0 });
    }
}
