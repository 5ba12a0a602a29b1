//! `growth_rate`: how fast each vendor grows, between which weeks, and how sure that is.

mod bootstrap;
mod spans;

use std::collections::BTreeSet;

use jiff::civil::Date;
use schema::{
    Frame, GrowthWindow, Origin, Rule,
    columns::{
        ANNUAL_HIGH, ANNUAL_LOW, ANNUAL_RATIO, CHANGE_COUNT, GROWTH_RATIO, GROWTH_WINDOW, NOW_TOKENS,
        NOW_WEEKS_PRESENT, PAST_TOKENS, PAST_WEEKS_PRESENT, REASON, RULE, VALUE_ORIGIN, VENDOR, WEEKS, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{GrowthRate, VendorWeek},
};

use crate::{
    AnalyzeError,
    series::VendorSeries,
    vendor_growth::{GAP, TOTAL},
    window::{Sum, Window, share},
};
use bootstrap::Draws;
pub use bootstrap::{Drawn, drawn};
use spans::{Span, spans, without_a_year};

/// Fewest weeks in a row that an annual rate and its interval are made of: three quarters of a year. With fewer the interval
/// holds the truth too seldom; how often it does with so many stands in `bootstrap/tests.rs`.
const LEAST_WEEKS: usize = 40;
const DAYS_OF_A_YEAR: f64 = 365.25;

const ABSENT: &str = "absent in every week of a window: no ratio";
const NO_YEAR: &str = "no week of the series lies a year before its last ones: no ratio";
const SHORT: &str = "fewer than 40 weeks from the first to the last: no annual rate";
const PARTIAL: &str = "a week is not complete: what it does to the ratio, and no interval";
const HOLES: &str = "weeks are missing between the first and the last: no interval";
const PARTLY: &str =
    "absent or without tokens in some weeks, or a lower bound: changes from week to week are not known, no interval";

/// One vendor over one span.
struct Row {
    vendor: String,
    kind: GrowthWindow,
    days: (Date, Date),
    weeks: i64,
    past: Sum,
    now: Sum,
    rate: Rate,
}

/// How fast it grows in a year, as logarithms.
#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    annual: Option<f64>,
    interval: Option<(f64, f64)>,
    /// Changes that the interval is made of.
    changes: Option<i64>,
    reason: Option<&'static str>,
}

/// Growth as an annual rate with an interval, over the windows that a series has.
///
/// Grain: label named in one of the two windows × growth window × weeks, and `total` for the market; by rule `default`:
/// complete weeks, and absent is not zero. A table of its own beside `vendor_growth`, which repeats and mends what was
/// published, row by row of one pair of windows, and whose key others rely on. Units: tokens, ratios of tokens.
///
/// Windows (`growth_window`) of `count` weeks, where the series has them: the first against the last; the last against those
/// 52 weeks before (without such weeks, rows without a ratio say so); four weeks against the four before (`month_on_month`); at every week the last against those before
/// (`rolling`). `with_cut_week` and `with_running_week` are the first against the last once more, with the cut first bucket
/// or the running one among them: what each does to the ratio. With both it is `vendor_growth` by rule `published`.
///
/// `annual_ratio` = `growth_ratio` to the power of 365.25 over the days from one window's beginning to the other's. Its
/// interval, nominally 95 %, is of moving blocks of four over the weekly changes of the logarithm of tokens, see
/// `bootstrap.rs`: it says how fast the series may grow underneath what single weeks do, if their changes are of one
/// kind all along; it knows nothing of what the weeks themselves are wrong by. On a thousand simulated series of 40 and
/// of 52 weeks it held the truth in 93 of 100 where changes know nothing of each other, in 90 where each keeps three tenths of
/// the one before, and in all where weeks only scatter around a line: there it is too wide.
///
/// Null, with a reason: the annual rate where the span has fewer than 40 weeks; the interval besides where weeks are missing
/// or not complete, or where the vendor is absent, or a lower bound, in one of them.
///
/// ```
/// # use jiff::civil::date;
/// # use schema::{Frame, columns::*, tables::*};
/// # let alike = [
/// #     (&VENDOR, "a"), (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"),
/// #     (&IS_ATTRIBUTED, "true"), (&WEEK_ANCHOR, "sunday"), (&VALUE_ORIGIN, "observed"),
/// #     (&CAPTURED_AT, "2026-04-14T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// // A vendor that has a thousand tokens more each week.
/// let of = |weeks: i64| -> Result<String, analyze::AnalyzeError> {
///     let row = |rows, week| format!("{rows}{} | {}\n", schema::day::shifted(date(2025, 4, 20), 7 * week), 1000 * (week + 1));
///     let rows = (0..weeks).fold("week_start_date | tokens\n".to_owned(), row);
///     let found = analyze::growth_rate(&Frame::<VendorWeek>::from_text(&rows, &alike)?, 4)?;
///     let text = found.to_text(&[&VENDOR, &GROWTH_WINDOW, &GROWTH_RATIO, &ANNUAL_RATIO, &REASON]);
///     Ok(text.lines().filter(|row| row.starts_with("a | first_last")).collect())
/// };
/// assert_eq!(of(39)?, "a | first_last | 15 | - | fewer than 40 weeks from the first to the last: no annual rate");
/// assert_eq!(of(40)?, "a | first_last | 15.4 | 52.625736594536306 | -");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn growth_rate(weeks: &Frame<VendorWeek>, count: usize) -> Result<Frame<GrowthRate>, AnalyzeError> {
    let series = VendorSeries::read(weeks);
    let mut draws = Draws::default();
    let mut rows: Vec<Row> = spans(&series, count).iter().flat_map(|span| rows(span, &mut draws)).collect();
    rows.extend(without_a_year(&series, count).into_iter().flat_map(|(now, days)| unknown(&now, days)));
    let integer = |column, value: fn(&Row) -> Option<i64>| integers(column, rows.iter().map(value));
    let real = |column, value: fn(&Row) -> Option<f64>| reals(column, rows.iter().map(value));
    Ok(Frame::from_columns(vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor.as_str()))),
        texts(&GROWTH_WINDOW, rows.iter().map(|row| Some(row.kind.word()))),
        texts(&RULE, rows.iter().map(|_| Some(Rule::Default.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.days.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.days.1))),
        integer(&WEEKS, |row| Some(row.weeks)),
        integer(&PAST_WEEKS_PRESENT, |row| Some(row.past.weeks_present)),
        integer(&NOW_WEEKS_PRESENT, |row| Some(row.now.weeks_present)),
        integer(&PAST_TOKENS, |row| row.past.tokens),
        integer(&NOW_TOKENS, |row| row.now.tokens),
        real(&GROWTH_RATIO, Row::ratio),
        real(&ANNUAL_RATIO, |row| row.rate.annual.map(libm::exp)),
        real(&ANNUAL_LOW, |row| row.rate.interval.map(|(low, _)| libm::exp(low))),
        real(&ANNUAL_HIGH, |row| row.rate.interval.map(|(_, high)| libm::exp(high))),
        integer(&CHANGE_COUNT, |row| row.rate.changes),
        texts(&REASON, rows.iter().map(|row| row.rate.reason)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.past.origin.max(row.now.origin).map(Origin::word))),
    ])?)
}

fn rows(span: &Span<'_>, draws: &mut Draws) -> Vec<Row> {
    let (past, now) = (span.past(), span.now());
    let (Some((start, _)), Some((_, end))) = (past.days(), now.days()) else { return Vec::new() };
    let labels: BTreeSet<_> = past.labels().into_iter().chain(now.labels()).collect();
    let named = labels.into_iter().map(|label| (label, past.sum(label), now.sum(label)));
    let all = named.chain([(TOTAL, market(&past), market(&now))]);
    let gap = (past.has_gap() || now.has_gap()).then_some(GAP);
    let row = |(vendor, past, now): (&str, Sum, Sum)| {
        let row = Row {
            vendor: vendor.to_owned(),
            kind: span.kind,
            days: (start, end),
            weeks: i64::try_from(span.count).unwrap_or(i64::MAX),
            past,
            now,
            rate: Rate::default(),
        };
        let rate = rate(vendor, row.ratio(), span, draws);
        Row { rate: Rate { reason: gap.or(rate.reason), ..rate }, ..row }
    };
    all.map(row).collect()
}

/// The sum of all labels.
fn market(window: &Window<'_>) -> Sum {
    let origin = window.labels().into_iter().filter_map(|label| window.sum(label).origin).max();
    Sum { tokens: Some(window.total()), weeks_present: window.weeks(), hidden: 0, unlisted: 0, origin }
}

/// Year on year where the series does not reach back so far: what is not known is a row, too.
fn unknown(now: &Window<'_>, days: (Date, Date)) -> Vec<Row> {
    let named = now.labels().into_iter().map(|label| (label, now.sum(label)));
    let all = named.chain([(TOTAL, market(now))]);
    let row = |(vendor, of_now): (&str, Sum)| Row {
        vendor: vendor.to_owned(),
        kind: GrowthWindow::YearOnYear,
        days,
        weeks: now.weeks(),
        past: Sum { tokens: None, weeks_present: 0, hidden: 0, unlisted: 0, origin: None },
        now: of_now,
        rate: Rate::without(NO_YEAR),
    };
    all.map(row).collect()
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        share(self.now.tokens?, self.past.tokens?)
    }
}

/// The annual rate and its interval, or why there is none.
fn rate(vendor: &str, ratio: Option<f64>, span: &Span<'_>, draws: &mut Draws) -> Rate {
    let Some(ratio) = ratio.filter(|ratio| *ratio > 0.0) else { return Rate::without(ABSENT) };
    let Some(days) = span.days().filter(|_| span.weeks.len() >= LEAST_WEEKS) else { return Rate::without(SHORT) };
    let years = f64::from(days) / DAYS_OF_A_YEAR;
    let annual = Some(libm::log(ratio) / years);
    let doubt = match (span.has_partial_week(), span.has_gap()) {
        (true, _) => Some(PARTIAL),
        (_, true) => Some(HOLES),
        _ => None,
    };
    let Some(values) = values(span, vendor).filter(|_| doubt.is_none()) else {
        return Rate { annual, ..Rate::without(doubt.unwrap_or(PARTLY)) };
    };
    let interval = bootstrap::interval(&values, span.count, draws);
    let interval = interval.map(|(low, high)| (low / years, high / years));
    Rate { annual, interval, changes: i64::try_from(values.len() - 1).ok(), reason: None }
}

impl Rate {
    fn without(reason: &'static str) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }
}

/// The tokens of every week, where they are known of each and above 0.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every week")]
fn values(span: &Span<'_>, vendor: &str) -> Option<Vec<f64>> {
    let tokens = span.weeks.iter().map(|week| match week.cells.get(vendor) {
        _ if vendor == TOTAL => Some(week.total()),
        Some(cell) if !cell.is_lower_bound => Some(cell.tokens),
        _ => None,
    });
    tokens.map(|tokens| tokens.filter(|tokens| *tokens > 0).map(|tokens| tokens as f64)).collect()
}

#[cfg(test)]
mod tests;
