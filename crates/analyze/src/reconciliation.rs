//! `reconciliation`: what two sources both say, side by side. Here: dollar shares on each list basis, beside what second
//! sources say was spent; tokens of feeds stand in `feed_agreement.rs`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use schema::{
    Basis, Column, Frame, Origin, Rule, Table,
    columns::{
        A_VALUE, B_VALUE, CAPTURED_AT, DAY_DATE, DIFFERENCE_VALUE, DOLLAR_SHARE, GATEWAY_METRIC, GATEWAY_SHARE,
        IS_COMPLETE, LAB_LABEL, MODEL_PERMASLUG, MOVE_KEY, PRICE_BASIS, QUANTITY, REASON, RELATIVE_DIFFERENCE, RULE,
        SOURCE_A, SOURCE_B, TAG_SPEND_SHARE, TASK_SPEND_SHARE, TOKENS, VALUE_ORIGIN, VALUE_UNIT, VENDOR,
        WEEK_START_DATE, WINDOW_DAYS, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    day,
    series::{dates, reals, texts},
    tables::{DollarShare, GatewayShare, Reconciliation, TaskSpend, VendorGap},
};

use crate::{
    AnalyzeError, LabLabels,
    feed::{Feeds, said as said_of_tokens},
    feed_agreement::{reconciled, values},
    usage::at,
};

/// What is compared of single weeks.
pub(crate) const OF_WEEKS: &str = "vendor_dollar_share";
/// The same of longer windows: a week and a month may begin on one day.
pub(crate) const OF_WINDOWS: &str = "vendor_dollar_share_of_window";
const UNIT: &str = "share";
/// The second source for what another gateway's users spent.
const GATEWAY: &str = "vercel_gateway/labs";
/// The second source for what upstream's own users spent, by task.
const TASKS: &str = "frontend/task-spend";
const SPEND: &str = "spend";
const OTHER_TRAFFIC: &str = "another gateway's users: other traffic, so the direction counts more than the size";
const SAMPLED: &str = "tasks of a sample of the traffic, ten models of each: what it lacks is not nothing";
/// A day on which a feed says nothing leaves the week's mean to the other days; fewer than this are no week.
const FEWEST_DAYS: usize = 7;
/// Fewer vendors than this that both name are no comparison of shares.
const FEWEST_VENDORS: usize = 2;

/// First and last day.
type Days = (Date, Date);
/// Dollar shares by vendor.
type Shares = BTreeMap<String, f64>;

/// Shares of a window, by who says so.
struct Said {
    by: String,
    days: Days,
    /// Whether it is of single weeks or of longer windows.
    quantity: &'static str,
    /// When it was captured, where it was.
    at: Option<Timestamp>,
    shares: Shares,
    origin: Option<Origin>,
    reason: Option<&'static str>,
}

/// What can be compared.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a function prints nothing")]
pub struct Compared<'frame> {
    /// Our dollar shares by week.
    pub weeks: &'frame Frame<DollarShare>,
    /// Our dollar shares over the last weeks, or the month.
    pub gaps: &'frame Frame<VendorGap>,
    /// What another gateway's users spent.
    pub gateway: &'frame Frame<GatewayShare>,
    /// What upstream's users spent, by task.
    pub tasks: &'frame Frame<TaskSpend>,
    /// What the gateway calls vendors.
    pub labels: &'frame LabLabels,
    /// The vendor of a permanent slug on a day, renames resolved.
    pub vendor: &'frame dyn Fn(&str, Date) -> String,
}

/// Dollar shares by vendor and window, beside what second sources say, and tokens that two feeds both give.
///
/// Grain: quantity × window × vendor (model, site) × pair of sources. Of dollar shares `source_a` is a list basis of this run by rule `default`;
/// `source_b` another gateway's spend (`vercel_gateway/labs`), upstream's spend by task (`frontend/task-spend`), what
/// tokens cost in fact (`effective`), or upstream's own totals (`billed`). Units: shares 0 to 1 of what both sources name:
/// each is taken of the vendors that the other has too, so that what one lacks is no error of the other. A week of the
/// gateway is the mean of its seven days. The sign of `difference_value` says who says more. Of tokens both are feeds, see
/// [`crate::feed_agreement()`]: every value that two have of the same days, those that are equal too.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn reconciliation(compared: &Compared<'_>, feeds: &Feeds<'_>) -> Result<Frame<Reconciliation>, AnalyzeError> {
    let tokens = reconciled(&values(&said_of_tokens(feeds)))?;
    Ok(Frame::stacked([of_dollars(compared)?, tokens])?)
}

fn of_dollars(compared: &Compared<'_>) -> Result<Frame<Reconciliation>, AnalyzeError> {
    let ours = ours(compared);
    let (of_lists, of_payment): (Vec<_>, Vec<_>) = ours.into_iter().partition(|(basis, _)| is_of_lists(*basis));
    let mut others: Vec<Said> = of_payment.into_iter().map(|(_, said)| said).collect();
    others.extend(of_gateway(compared.gateway, compared.labels));
    others.extend(of_tasks(compared.tasks, compared.vendor));
    let mut rows = Vec::new();
    for (_, own) in &of_lists {
        let mut nearest: BTreeMap<&str, &Said> = BTreeMap::new();
        for other in others.iter().filter(|other| fits(own, other)) {
            let stands = nearest.entry(other.by.as_str()).or_insert(other);
            if rank(own, other) > rank(own, stands) {
                *stands = other;
            }
        }
        rows.extend(nearest.values().flat_map(|other| pairs(own, other)));
    }
    frame(&rows)
}

const fn is_of_lists(basis: Basis) -> bool {
    matches!(basis, Basis::List3to1 | Basis::ListCurrent | Basis::ListAsof)
}

/// Whether two are of the same time: at least two thirds of the longer window in both. What we say of weeks is set beside
/// what we say of weeks.
fn fits(own: &Said, other: &Said) -> bool {
    let is_ours = other.at.is_none();
    let fits = 3 * common(own.days, other.days) >= 2 * length(own.days).max(length(other.days));
    fits && (!is_ours || own.quantity == other.quantity)
}

/// Of several answers of one source the one with most days in common speaks, of equals the newest.
fn rank(own: &Said, other: &Said) -> (i64, Option<Timestamp>) {
    (common(own.days, other.days), other.at)
}

fn length(days: Days) -> i64 {
    common(days, days)
}

/// Days in both.
fn common(one: Days, other: Days) -> i64 {
    i64::from(day::to_days(one.1.min(other.1)) - day::to_days(one.0.max(other.0))) + 1
}

/// Our shares by basis: of every complete week, and of the gap's window.
fn ours(compared: &Compared<'_>) -> Vec<(Basis, Said)> {
    let weeks = compared.weeks.cells(&WEEK_START_DATE).dates();
    let complete = compared.weeks.cells(&IS_COMPLETE).truths();
    let days =
        |row: usize| at(&weeks, row).filter(|_| at(&complete, row) == Some(true)).map(|w| (w, day::shifted(w, 6)));
    let mut ours = said(compared.weeks, OF_WEEKS, days);
    let (starts, ends) =
        (compared.gaps.cells(&WINDOW_START_DATE).dates(), compared.gaps.cells(&WINDOW_END_DATE).dates());
    ours.extend(said(compared.gaps, OF_WINDOWS, |row| at(&starts, row).zip(at(&ends, row))));
    ours
}

fn said<T: Table>(
    frame: &Frame<T>,
    quantity: &'static str,
    days: impl Fn(usize) -> Option<Days>,
) -> Vec<(Basis, Said)> {
    let text = |column: &Column| frame.cells(column).texts();
    let (vendors, bases, rules, origins) = (text(&VENDOR), text(&PRICE_BASIS), text(&RULE), text(&VALUE_ORIGIN));
    let (shares, tokens) = (frame.cells(&DOLLAR_SHARE).reals(), frame.cells(&TOKENS).integers());
    let mut by_window: BTreeMap<(Basis, Days), (Shares, Option<Origin>)> = BTreeMap::new();
    for row in (0..frame.height()).filter(|row| at(&rules, *row) == Some(Rule::Default.word())) {
        let key = || Some((at(&bases, row)?.parse().ok()?, days(row)?));
        // Who has no tokens has no share to be right or wrong about.
        let share = at(&shares, row).filter(|_| at(&tokens, row) > Some(0));
        if let (Some(key), Some(vendor), Some(share)) = (key(), at(&vendors, row), share) {
            let (shares, origin) = by_window.entry(key).or_default();
            shares.insert(vendor.to_owned(), share);
            *origin = (*origin).max(at(&origins, row).and_then(|word| word.parse().ok()));
        }
    }
    let said = |((basis, days), (shares, origin)): ((Basis, Days), _)| {
        (basis, Said { by: basis.word().to_owned(), days, quantity, at: None, shares, origin, reason: None })
    };
    by_window.into_iter().map(said).collect()
}

/// Whole Monday weeks of another gateway: the mean of seven days of shares of spend.
fn of_gateway(frame: &Frame<GatewayShare>, labels: &LabLabels) -> Vec<Said> {
    let (days, metrics) = (frame.cells(&DAY_DATE).dates(), frame.cells(&GATEWAY_METRIC).texts());
    let (names, shares) = (frame.cells(&LAB_LABEL).texts(), frame.cells(&GATEWAY_SHARE).reals());
    let (seen, origins) = (frame.cells(&CAPTURED_AT).instants(), frame.cells(&VALUE_ORIGIN).texts());
    // The newest answer about spend speaks for a day.
    let mut newest: BTreeMap<Date, _> = BTreeMap::new();
    for row in (0..frame.height()).filter(|row| at(&metrics, *row) == Some(SPEND)) {
        if let (Some(day), Some(at)) = (at(&days, row), at(&seen, row)) {
            let stands = newest.entry(day).or_insert(at);
            *stands = at.max(*stands);
        }
    }
    let mut weeks: BTreeMap<Date, (BTreeSet<Date>, Shares, Option<Origin>)> = BTreeMap::new();
    for row in (0..frame.height()).filter(|row| at(&metrics, *row) == Some(SPEND)) {
        let (Some(day), Some(label), Some(share)) = (at(&days, row), at(&names, row), at(&shares, row)) else {
            continue;
        };
        if at(&seen, row).as_ref() != newest.get(&day) {
            continue;
        }
        let (seen, shares, origin) = weeks.entry(monday(day)).or_default();
        seen.insert(day);
        *shares.entry(labels.vendor(label).to_owned()).or_default() += share / 7.0;
        *origin = (*origin).max(at(&origins, row).and_then(|word| word.parse().ok()));
    }
    let whole = weeks.into_iter().filter(|(_, (days, ..))| days.len() >= FEWEST_DAYS);
    whole
        .map(|(start, (_, shares, origin))| Said {
            by: GATEWAY.to_owned(),
            days: (start, day::shifted(start, 6)),
            quantity: OF_WEEKS,
            at: newest.get(&start).copied(),
            shares,
            origin,
            reason: Some(OTHER_TRAFFIC),
        })
        .collect()
}

fn monday(day: Date) -> Date {
    day::shifted(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// What each answer about tasks says of vendors: the task's part of all spend times the model's part of the task.
fn of_tasks(frame: &Frame<TaskSpend>, vendor: &dyn Fn(&str, Date) -> String) -> Vec<Said> {
    let (models, origins) = (frame.cells(&MODEL_PERMASLUG).texts(), frame.cells(&VALUE_ORIGIN).texts());
    let [of_task, of_all] = [&TAG_SPEND_SHARE, &TASK_SPEND_SHARE].map(|column| frame.cells(column).reals());
    let (seen, lengths) = (frame.cells(&CAPTURED_AT).instants(), frame.cells(&WINDOW_DAYS).integers());
    let mut answers: BTreeMap<(Timestamp, Days), (Shares, Option<Origin>)> = BTreeMap::new();
    for row in 0..frame.height() {
        let (Some(model), Some(part), Some(whole)) = (at(&models, row), at(&of_task, row), at(&of_all, row)) else {
            continue;
        };
        let (Some(seen), Some(length)) = (at(&seen, row), at(&lengths, row)) else { continue };
        let days = (day::shifted(day::of(seen), -length), day::shifted(day::of(seen), -1));
        let (shares, origin) = answers.entry((seen, days)).or_default();
        *shares.entry(vendor(model, days.1)).or_default() += part * whole;
        *origin = (*origin).max(at(&origins, row).and_then(|word| word.parse().ok()));
    }
    let said = |((at, days), (shares, origin))| {
        let by = TASKS.to_owned();
        Said { by, days, quantity: OF_WINDOWS, at: Some(at), shares, origin, reason: Some(SAMPLED) }
    };
    answers.into_iter().map(said).collect()
}

/// One vendor of which both speak.
struct Row<'said> {
    own: &'said Said,
    other: &'said Said,
    vendor: &'said str,
    values: (f64, f64),
}

/// Each share of what both name.
fn pairs<'said>(own: &'said Said, other: &'said Said) -> Vec<Row<'said>> {
    let both: Vec<(&str, f64, f64)> = own
        .shares
        .iter()
        .filter_map(|(vendor, share)| Some((vendor.as_str(), *share, *other.shares.get(vendor)?)))
        .collect();
    let [a, b]: [f64; 2] = [both.iter().map(|(_, a, _)| a).sum(), both.iter().map(|(.., b)| b).sum()];
    if both.len() < FEWEST_VENDORS || a <= 0.0 || b <= 0.0 {
        return Vec::new();
    }
    both.into_iter().map(|(vendor, one, two)| Row { own, other, vendor, values: (one / a, two / b) }).collect()
}

/// How much more the first says, in parts of the second.
fn relative((one, other): (f64, f64)) -> Option<f64> {
    (other > 0.0).then(|| (one - other) / other)
}

fn frame(rows: &[Row<'_>]) -> Result<Frame<Reconciliation>, AnalyzeError> {
    let origin = |row: &Row<'_>| row.own.origin.max(row.other.origin).map(Origin::word);
    Ok(Frame::from_columns(vec![
        texts(&QUANTITY, rows.iter().map(|row| Some(row.own.quantity))),
        dates(&WEEK_START_DATE, rows.iter().map(|row| Some(row.own.days.0))),
        texts(&MOVE_KEY, rows.iter().map(|row| Some(row.vendor))),
        texts(&SOURCE_A, rows.iter().map(|row| Some(row.own.by.as_str()))),
        texts(&SOURCE_B, rows.iter().map(|row| Some(row.other.by.as_str()))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.own.days.1))),
        texts(&VALUE_UNIT, rows.iter().map(|_| Some(UNIT))),
        reals(&A_VALUE, rows.iter().map(|row| Some(row.values.0))),
        reals(&B_VALUE, rows.iter().map(|row| Some(row.values.1))),
        reals(&DIFFERENCE_VALUE, rows.iter().map(|row| Some(row.values.0 - row.values.1))),
        reals(&RELATIVE_DIFFERENCE, rows.iter().map(|row| relative(row.values))),
        texts(&REASON, rows.iter().map(|row| row.other.reason)),
        texts(&VALUE_ORIGIN, rows.iter().map(origin)),
    ])?)
}

#[cfg(test)]
mod tests;
