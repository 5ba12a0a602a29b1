//! How every vendor's weeks changed, and what that says of how far off a growth may be.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::day;

use super::{
    bootstrap::{Changes, Draws, Spread},
    spans::Span,
};
use crate::{
    series::{VendorSeries, Week},
    vendor_growth::TOTAL,
};

/// Fewest changes from week to week that an interval is made of: three quarters of a year. With fewer it holds the truth too
/// seldom; how often it does with so many stands in `bootstrap/tests.rs`.
const LEAST_CHANGES: usize = 39;

/// How every vendor's weeks changed, all complete weeks long.
pub(super) struct History<'series> {
    weeks: Vec<&'series Week>,
    changes: BTreeMap<&'series str, Changes>,
    /// Those of the market in the weeks that a vendor is known in, by where its blocks are.
    market: BTreeMap<Vec<usize>, Changes>,
    draws: Draws,
}

impl<'series> History<'series> {
    pub(super) fn of(series: &'series VendorSeries) -> Self {
        let weeks = series.weeks.iter().filter(|week| week.is_complete).collect();
        Self { weeks, changes: BTreeMap::new(), market: BTreeMap::new(), draws: Draws::default() }
    }

    /// How far growth over a span may lie off what was found, and of how many changes that is told.
    pub(super) fn spread(&mut self, vendor: &'series str, span: &Span<'series>) -> Option<(Spread, usize)> {
        let (weeks, changes) = (&self.weeks, span.weeks.len() - 1);
        let own = self.changes.entry(vendor).or_insert_with(|| Changes::of(&values(weeks, vendor)));
        let known = own.known;
        if known < LEAST_CHANGES {
            return None;
        }
        let against = if vendor == TOTAL {
            None
        } else {
            let of_market = || Changes::of(&beside(weeks, vendor));
            Some(self.market.entry(own.places.clone()).or_insert_with(of_market))
        };
        Some((own.spread(changes, span.count, against, &mut self.draws)?, known))
    }
}

/// The tokens of the market in each week in which those of a vendor are known.
fn beside(weeks: &[&Week], vendor: &str) -> Vec<Option<f64>> {
    let own = values(weeks, vendor);
    own.into_iter().zip(values(weeks, TOTAL)).map(|(own, market)| own.and(market)).collect()
}

/// The tokens of each week, a week without any known ones where one is missing: nothing is known of a change over two weeks.
fn values(weeks: &[&Week], vendor: &str) -> Vec<Option<f64>> {
    let mut values = Vec::new();
    let mut before: Option<Date> = None;
    for week in weeks {
        if before.is_some_and(|before| day::shifted(before, 7) != week.start) {
            values.push(None);
        }
        values.push(tokens(week, vendor));
        before = Some(week.start);
    }
    values
}

/// Those of one week, where they are known and above 0.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
pub(super) fn tokens(week: &Week, vendor: &str) -> Option<f64> {
    let tokens = match week.cells.get(vendor) {
        _ if vendor == TOTAL => Some(week.total()),
        Some(cell) if !cell.is_lower_bound => Some(cell.tokens),
        _ => None,
    };
    tokens.filter(|tokens| *tokens > 0).map(|tokens| tokens as f64)
}
