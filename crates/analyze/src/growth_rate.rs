//! `growth_rate`: how fast each vendor grows, between which weeks, and how sure that is.

mod bootstrap;
mod history;
mod spans;

use std::collections::BTreeSet;

use jiff::civil::Date;
use schema::{
    Frame, GrowthWindow, Origin, Rule,
    columns::{
        ANNUAL_HIGH, ANNUAL_LOW, ANNUAL_RATIO, BLOCK_COUNT, CHANGE_COUNT, GROWTH_LEAST, GROWTH_MOST, GROWTH_RATIO,
        GROWTH_WINDOW, NOW_TOKENS, NOW_WEEKS_PRESENT, OF_MARKET_HIGH, OF_MARKET_LOW, OF_MARKET_RATIO, PAST_TOKENS,
        PAST_WEEKS_PRESENT, REASON, RULE, VALUE_ORIGIN, VENDOR, WEEKS, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{GrowthRate, VendorWeek},
};

use crate::{
    AnalyzeError,
    series::VendorSeries,
    vendor_growth::{GAP, NEW, TOTAL},
    window::{Sum, Window, share},
};
pub use bootstrap::{Drawn, drawn};
use history::{History, tokens};
use spans::{Span, spans, without_a_year};

const DAYS_OF_A_YEAR: f64 = 365.25;

const ABSENT: &str = "absent in every week of a window: no ratio";
const GONE: &str = "no tokens in the last window: the ratio is 0, and there is no rate per year";
const NO_YEAR: &str = "no week of the series lies a year before its last ones: no ratio";
const SHORT: &str = "fewer than 39 changes from one week to the next are known: no interval";
const PARTIAL: &str = "a week is not complete: what it does to the ratio, and no interval";
const HOLES: &str = "weeks are missing between the first and the last: no interval";
const PARTLY: &str =
    "absent in some weeks of a window, or a lower bound: the ratio lies between its bounds, and there is no interval";
const NOTHING: &str = "without tokens in some weeks of a window: no interval";

/// One vendor over one span.
struct Row {
    vendor: String,
    kind: GrowthWindow,
    days: (Date, Date),
    weeks: i64,
    past: Sum,
    now: Sum,
    /// The ratio of the whole market over the same span; none of the market itself.
    market: Option<f64>,
    rate: Rate,
}

/// How fast it grows in a year, as logarithms.
#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    annual: Option<f64>,
    interval: Option<(f64, f64)>,
    /// Both ends of what it grew by beyond the market over the span, without what was found.
    beyond: Option<(f64, f64)>,
    /// Changes that the intervals are made of.
    changes: Option<i64>,
    /// Blocks of them that each drawn series is put together of.
    blocks: Option<i64>,
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
/// `annual_ratio` = `growth_ratio` to the power of 365.25 over the days from one window's beginning to the other's: of two
/// months side by side that is the power of 13, and says what would be if all months were so. Its interval, nominally 95 %, is
/// of moving blocks of four over the weekly changes of the logarithm of tokens in all complete weeks of the series, see
/// `bootstrap.rs`: it says how fast the series may grow underneath what single weeks do, if their changes are of one
/// kind all along; it knows nothing of what the weeks themselves are wrong by. On a thousand simulated series of 40 and
/// of 52 weeks, of the last eight of 52, and of the last 56 of 104 it held the truth in 93 to 95 of 100 where changes know nothing
/// of each other, in 90 to 91 where each keeps three tenths of the one before, and in all where weeks only scatter around a
/// line: there it is too wide.
///
/// `of_market_ratio` = `growth_ratio` over that of the market. Its interval is of pairs: each drawn series of the vendor's
/// changes is set beside that of the market's changes of the same weeks, so that what moved both in a week falls out. Whether
/// the interval takes in 1 tells whether the vendor grew with the market; whether `annual_ratio` of the vendor and of the market
/// have intervals that overlap does not, since these are of two series that are not independent. The market has the vendor
/// in it: of a large one the ratio is nearer to 1 than that to all others.
///
/// Two windows side by side are seven changes: each drawn series is of two blocks (`drawn_block_count`), few blocks give few
/// different sums, and the ends are coarse: from one seed to another they moved by up to 17 % of the width, where 3 % is the
/// most over a year.
///
/// `growth_least_ratio` and `growth_most_ratio` count what absent weeks, and weeks that are lower bounds, may hide in `others`.
///
/// Null, with a reason: the interval where fewer than 39 changes of the vendor are known, where weeks of the span are missing
/// or not complete, or where the vendor is absent, without tokens, or a lower bound, in a week of either window. Where it is
/// absent or a lower bound `of_market_ratio` is null, too: `growth_ratio` is one of those between its bounds there. The rate
/// where it is absent in all of a window, or named there without tokens.
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
/// assert_eq!(of(39)?, "a | first_last | 15 | 56.66776059807223 | fewer than 39 changes from one week to the next are known: no interval");
/// assert_eq!(of(40)?, "a | first_last | 15.4 | 52.625736594536306 | -");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn growth_rate(weeks: &Frame<VendorWeek>, count: usize) -> Result<Frame<GrowthRate>, AnalyzeError> {
    let series = VendorSeries::read(weeks);
    let mut history = History::of(&series);
    let mut rows: Vec<Row> = spans(&series, count).iter().flat_map(|span| rows(span, &mut history)).collect();
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
        real(&GROWTH_LEAST, Row::least),
        real(&GROWTH_MOST, Row::most),
        real(&ANNUAL_RATIO, |row| row.rate.annual.map(libm::exp)),
        real(&ANNUAL_LOW, |row| row.rate.interval.map(|(low, _)| libm::exp(low))),
        real(&ANNUAL_HIGH, |row| row.rate.interval.map(|(_, high)| libm::exp(high))),
        integer(&CHANGE_COUNT, |row| row.rate.changes),
        integer(&BLOCK_COUNT, |row| row.rate.blocks),
        real(&OF_MARKET_RATIO, Row::of_market),
        real(&OF_MARKET_LOW, |row| row.of_market_end(row.rate.beyond?.0)),
        real(&OF_MARKET_HIGH, |row| row.of_market_end(row.rate.beyond?.1)),
        texts(&REASON, rows.iter().map(|row| row.rate.reason)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.past.origin.max(row.now.origin).map(Origin::word))),
    ])?)
}

fn rows<'series>(span: &Span<'series>, history: &mut History<'series>) -> Vec<Row> {
    let (past, now) = (span.past(), span.now());
    let (Some((start, _)), Some((_, end))) = (past.days(), now.days()) else { return Vec::new() };
    let labels: BTreeSet<_> = past.labels().into_iter().chain(now.labels()).collect();
    let named = labels.into_iter().map(|label| (label, past.sum(label), now.sum(label)));
    let all = named.chain([(TOTAL, market(&past), market(&now))]);
    let of_all = share(now.total(), past.total()).filter(|ratio| *ratio > 0.0);
    let gap = (past.has_gap() || now.has_gap()).then_some(GAP);
    let row = |(vendor, past, now): (&'series str, Sum, Sum)| {
        let row = Row {
            vendor: vendor.to_owned(),
            kind: span.kind,
            days: (start, end),
            weeks: i64::try_from(span.count).unwrap_or(i64::MAX),
            past,
            now,
            market: of_all.filter(|_| vendor != TOTAL),
            rate: Rate::default(),
        };
        let rate = rate(vendor, &row, span, history);
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
        market: None,
        rate: Rate::without(NO_YEAR),
    };
    all.map(row).collect()
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        share(self.now.tokens?, self.past.tokens?)
    }

    /// Least and most of it that absent weeks and lower bounds allow; none where one of the windows is of no known weeks.
    fn least(&self) -> Option<f64> {
        let past = self.past.tokens.unwrap_or(0).saturating_add(self.past.hidden);
        share(self.now.tokens.unwrap_or(0), past).filter(|_| self.is_of_weeks())
    }

    fn most(&self) -> Option<f64> {
        share(self.now.tokens.unwrap_or(0).saturating_add(self.now.hidden), self.past.tokens?)
    }

    /// How many times the growth of the market; none where the ratio is but one of those between its bounds.
    fn of_market(&self) -> Option<f64> {
        Some(self.ratio().filter(|_| !self.is_bounded())? / self.market?)
    }

    /// Whether weeks of a window hide tokens of it, so that its ratio is known between bounds alone.
    const fn is_bounded(&self) -> bool {
        self.past.hidden + self.now.hidden > 0
    }

    /// The same, so far off as a logarithm.
    fn of_market_end(&self, off: f64) -> Option<f64> {
        Some(self.of_market()? * libm::exp(off))
    }

    /// Why it has no rate: to be named with nothing is another thing than not to be named.
    const fn without_rate(&self) -> &'static str {
        match (self.past.tokens, self.now.tokens) {
            (None, _) | (_, None) => ABSENT,
            (Some(0), _) => NEW,
            _ => GONE,
        }
    }

    fn is_of_weeks(&self) -> bool {
        self.rate.reason != Some(NO_YEAR)
    }
}

/// The annual rate and its interval, or why there is none.
fn rate<'series>(vendor: &'series str, row: &Row, span: &Span<'series>, history: &mut History<'series>) -> Rate {
    let ratio = row.ratio().filter(|ratio| *ratio > 0.0);
    let (Some(ratio), Some(days)) = (ratio, span.days()) else { return Rate::without(row.without_rate()) };
    let (growth, years) = (libm::log(ratio), f64::from(days) / DAYS_OF_A_YEAR);
    let without = |reason| Rate { annual: Some(growth / years), ..Rate::without(reason) };
    if span.has_partial_week() {
        return without(PARTIAL);
    }
    if span.has_gap() {
        return without(HOLES);
    }
    if row.is_bounded() {
        return without(PARTLY);
    }
    if !span.ends().all(|week| tokens(week, vendor).is_some()) {
        return without(NOTHING);
    }
    let Some((spread, known)) = history.spread(vendor, span) else { return without(SHORT) };
    let (low, high) = spread.own;
    Rate {
        annual: Some(growth / years),
        interval: Some(((growth + low) / years, (growth + high) / years)),
        beyond: spread.beyond,
        changes: i64::try_from(known).ok(),
        blocks: i64::try_from(spread.blocks).ok(),
        reason: None,
    }
}

impl Rate {
    fn without(reason: &'static str) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }
}

#[cfg(test)]
mod tests;
