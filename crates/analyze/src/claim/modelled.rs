//! What a chart of models says of vendors where no chart of vendors has the week: the models that it names, added up. What it
//! does not name is inside its remainder and may be anybody's, so that each part has a least and a most.

use std::{collections::BTreeMap, iter};

use jiff::civil::Date;
use schema::{
    Frame, Origin,
    columns::{IS_ATTRIBUTED, MODEL, TOKENS, VALUE_ORIGIN, VENDOR, WEEK_START_DATE},
    day,
    tables::ModelWeek,
};

use super::{
    chart::{Bucket, Chart},
    evidence::{WINDOW, YEAR},
    labs::{Doubt, GAINERS},
    measure::DEAR,
};
use crate::{mover::PAGE_WEEKS, series::OTHERS, usage::at, window::share};

/// Parts of all tokens in some weeks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// Of the models of the vendor that the text is about.
    pub(super) dear: f64,
    /// Of those of the six labs.
    pub(super) labs: f64,
    /// What may be anybody's besides.
    pub(super) doubt: Doubt,
}

/// The weeks up to the one on which claims are tested.
#[derive(Clone, Copy, Debug)]
pub(super) struct Modelled {
    /// The first four of a year and its ends; none where the chart does not reach back so far.
    pub(super) past: Option<Parts>,
    /// The last four.
    pub(super) now: Parts,
    pub(super) origin: Option<Origin>,
}

/// Tokens of one week.
#[derive(Clone, Copy, Debug, Default)]
struct Week {
    total: i64,
    dear: i64,
    labs: i64,
    nobodys: i64,
    /// Only a week with a remainder counts all tokens.
    others: Option<i64>,
    origin: Option<Origin>,
}

impl Modelled {
    /// Of the weeks that end with the one that begins on `week`, back as long as each is there and counts all tokens. None of
    /// fewer than four.
    pub(super) fn of(models: &Frame<ModelWeek>, week: Date) -> Option<Self> {
        let weeks = weeks(&models.between(day::shifted(week, -7 * PAGE_WEEKS), week));
        let starts = iter::successors(Some(week), |week| Some(day::shifted(*week, -7)));
        let whole = |start: Date| weeks.get(&start).copied().filter(|week| week.others.is_some());
        let mut found: Vec<Week> = starts.take(YEAR).map_while(whole).collect();
        found.reverse();
        let now = found.get(found.len().checked_sub(WINDOW)?..)?;
        let past = found.get(..WINDOW).filter(|_| found.len() == YEAR);
        let origin = found.iter().map(|week| week.origin).max().flatten();
        Some(Self { past: past.and_then(Parts::of), now: Parts::of(now)?, origin })
    }
}

impl Parts {
    fn of(weeks: &[Week]) -> Option<Self> {
        let sum = |tokens: fn(&Week) -> i64| weeks.iter().map(tokens).sum::<i64>();
        let part = |tokens: fn(&Week) -> i64| share(sum(tokens), sum(|week| week.total));
        let doubt = Doubt { hidden: part(|week| week.others.unwrap_or(0))?, nobodys: part(|week| week.nobodys)? };
        Some(Self { dear: part(|week| week.dear)?, labs: part(|week| week.labs)?, doubt })
    }

    /// The least and the most that the vendor of the text can have: labels of no vendor are not its own.
    pub(super) fn of_dear(&self) -> (f64, f64) {
        (self.dear, self.dear + self.doubt.hidden)
    }
}

fn weeks(models: &Frame<ModelWeek>) -> BTreeMap<Date, Week> {
    let text = |column| models.cells(column).texts();
    let (names, vendors, origins) = (text(&MODEL), text(&VENDOR), text(&VALUE_ORIGIN));
    let (starts, tokens) = (models.cells(&WEEK_START_DATE).dates(), models.cells(&TOKENS).integers());
    let attributed = models.cells(&IS_ATTRIBUTED).truths();
    let mut weeks: BTreeMap<Date, Week> = BTreeMap::new();
    for row in 0..models.height() {
        let (Some(start), Some(tokens), Some(vendor)) = (at(&starts, row), at(&tokens, row), at(&vendors, row)) else {
            continue;
        };
        let week = weeks.entry(start).or_default();
        week.total += tokens;
        week.origin = week.origin.max(at(&origins, row).and_then(|word| word.parse().ok()));
        match vendor {
            _ if at(&names, row) == Some(OTHERS) => week.others = Some(week.others.unwrap_or(0) + tokens),
            _ if at(&attributed, row) == Some(false) => week.nobodys += tokens,
            DEAR => week.dear += tokens,
            vendor if GAINERS.contains(&vendor) => week.labs += tokens,
            _ => {}
        }
    }
    weeks
}

/// How much the last four weeks of a chart of models have of what its first four had, and how many weeks it has: of a year and
/// its ends up to a day, in each of which it counts all tokens.
pub(super) fn growth(chart: &Chart, last: Date) -> Option<(f64, usize)> {
    let weeks: Vec<&Bucket> = chart.until(last).rev().take(YEAR).map(|(_, bucket)| bucket).collect();
    if weeks.len() < YEAR || weeks.iter().any(|week| week.others.is_none()) {
        return None;
    }
    let sum = |weeks: &[&Bucket]| weeks.iter().map(|week| week.tokens).sum();
    let (now, past) = (weeks.get(..WINDOW)?, weeks.get(weeks.len().checked_sub(WINDOW)?..)?);
    Some((share(sum(now), sum(past))?, weeks.len()))
}
