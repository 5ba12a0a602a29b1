//! `vendor_growth`: the first weeks against the last.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schema::{
    Frame, Origin, Rule,
    columns::{
        DELTA_POINTS, GROWTH_LABEL, GROWTH_LEAST, GROWTH_MOST, GROWTH_RATIO, NOW_SHARE, NOW_TOKENS, NOW_TOKENS_HIGH,
        NOW_WEEKS_PRESENT, PAST_SHARE, PAST_TOKENS, PAST_TOKENS_HIGH, PAST_WEEKS_PRESENT, REASON, RULE, VALUE_ORIGIN,
        VENDOR, WEEKS, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{VendorGrowth, VendorWeek},
};

use crate::{
    AnalyzeError,
    series::VendorSeries,
    window::{Sum, Window, share},
};

/// The row of the whole market.
pub const TOTAL: &str = "total";
pub(crate) const OVERLAP: &str = "the two windows share weeks: the series is too short for them";
pub(crate) const GAP: &str = "weeks are missing inside a window: it is longer than its number of weeks";
const ABSENT: &str = "absent in every week of a window: no ratio, but bounds";
pub(crate) const NEW: &str = "no tokens in the first window: no ratio";
const PARTLY: &str = "absent in some weeks: tokens are lower bounds, and the ratio lies between its bounds";

const LEAST: &str =
    "tokens are lower bounds: models below the daily lists are inside `others`, and the ratio lies between its bounds";

/// One vendor, or the market.
struct Row {
    vendor: String,
    rule: Rule,
    days: (Date, Date),
    weeks: i64,
    past: Sum,
    now: Sum,
    totals: (i64, i64),
    shared: Shared,
    has_gap: bool,
}

/// Weeks that the two windows of a row share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    None,
    Some,
    /// Both windows are the same weeks.
    All,
}

impl Shared {
    fn of(weeks: usize, count: usize) -> Self {
        match weeks {
            weeks if weeks >= 2 * count => Self::None,
            weeks if weeks > count => Self::Some,
            _ => Self::All,
        }
    }
}

/// Growth from the first `count` weeks to the last `count`.
///
/// Grain: label × rule, and `total` for the market: by rule `default` each that the series names in any week, by rule
/// `published` those that one of the two windows names. Units: tokens; shares 0 to 1 of all
/// buckets; percentage points from unrounded shares; ratio of tokens, not of shares.
///
/// Rule `published`: the first and last buckets as they are, the cut first one and the running one among them; absent
/// is 0, growth from 0 is `new` and to 0 `gone`. Rule `default`: complete weeks only; tokens over the weeks present are
/// a lower bound, and growth is `absent` where a window has no week with the vendor. Weeks made of daily lists are lower
/// bounds of every vendor: `others` as a whole may be its own, in one window and not in the other. Windows that share weeks
/// are not compared by rule `default`, and by rule `published` where they are the same weeks: the ratio, its bounds and the
/// change of the share are null.
///
/// ```
/// # use schema::{Frame, columns::*, tables::*};
/// # let alike = [
/// #     (&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "sunday"),
/// #     (&VALUE_ORIGIN, "observed"), (&CAPTURED_AT, "2026-04-14T00:00:00Z"), (&SNAPSHOT_ID, "s"),
/// # ];
/// use schema::Rule;
///
/// let weeks = Frame::<VendorWeek>::from_text("
///     week_start_date | vendor | tokens | is_attributed
///     2026-03-29      | google | 30     | true
///     2026-03-29      | others | 10     | false
///     2026-04-05      | google | 60     | true
///     2026-04-05      | qwen   | 50     | true
///     2026-04-05      | others | 20     | false
/// ", &alike)?;
/// let growth = analyze::vendor_growth(&weeks, &[Rule::Published, Rule::Default], 1)?;
/// // Rule `published` takes absent for 0. Rule `default` knows that `others` can have hidden ten of its tokens at most, so
/// // that it grew five times at least.
/// assert_eq!(growth.to_text(&[&VENDOR, &RULE, &GROWTH_LABEL, &GROWTH_RATIO, &GROWTH_LEAST]), "\
/// vendor | rule | growth_label | growth_ratio | growth_least_ratio
/// google | default | ratio | 2 | 2
/// google | published | ratio | 2 | 2
/// others | default | ratio | 2 | 2
/// others | published | ratio | 2 | 2
/// qwen | default | absent | - | 5
/// qwen | published | new | - | -
/// total | default | ratio | 3.25 | 3.25
/// total | published | ratio | 3.25 | 3.25
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn vendor_growth(
    weeks: &Frame<VendorWeek>,
    rules: &[Rule],
    count: usize,
) -> Result<Frame<VendorGrowth>, AnalyzeError> {
    let series = VendorSeries::read(weeks);
    let rows: Vec<Row> = rules.iter().flat_map(|rule| rows(&series, *rule, count)).collect();
    let most = |sum: Sum| Some(sum.tokens.unwrap_or(0).saturating_add(sum.hidden));
    let integer = |column, value: fn(&Row) -> Option<i64>| integers(column, rows.iter().map(value));
    let real = |column, value: fn(&Row) -> Option<f64>| reals(column, rows.iter().map(value));
    Ok(Frame::from_columns(vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor.as_str()))),
        texts(&RULE, rows.iter().map(|row| Some(row.rule.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.days.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.days.1))),
        integer(&WEEKS, |row| Some(row.weeks)),
        integer(&PAST_WEEKS_PRESENT, |row| Some(row.past.weeks_present)),
        integer(&NOW_WEEKS_PRESENT, |row| Some(row.now.weeks_present)),
        texts(&GROWTH_LABEL, rows.iter().map(|row| Some(row.label()))),
        real(&PAST_SHARE, |row| share(row.past.tokens?, row.totals.0)),
        real(&NOW_SHARE, |row| share(row.now.tokens?, row.totals.1)),
        real(&DELTA_POINTS, Row::delta),
        integer(&PAST_TOKENS, |row| row.past.tokens),
        integer(&NOW_TOKENS, |row| row.now.tokens),
        integers(&PAST_TOKENS_HIGH, rows.iter().map(|row| most(row.past))),
        integers(&NOW_TOKENS_HIGH, rows.iter().map(|row| most(row.now))),
        real(&GROWTH_RATIO, |row| row.compared(row.now.tokens?, row.past.tokens?)),
        real(&GROWTH_LEAST, |row| {
            row.compared(row.now.tokens.unwrap_or(0), row.past.tokens.unwrap_or(0) + row.past.hidden)
        }),
        real(&GROWTH_MOST, |row| row.compared(row.now.tokens.unwrap_or(0) + row.now.hidden, row.past.tokens?)),
        texts(&REASON, rows.iter().map(Row::reason)),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.past.origin.max(row.now.origin).map(Origin::word))),
    ])?)
}

fn rows(series: &VendorSeries, rule: Rule, count: usize) -> Vec<Row> {
    let weeks = series.weeks_of(rule);
    let (past, now) = (Window::first(&weeks, count, rule), Window::last(&weeks, count, rule));
    let (Some((start, _)), Some((_, end))) = (past.days(), now.days()) else { return Vec::new() };
    let labels: BTreeSet<_> = match rule {
        // Who is absent in both is a row, too: absent is not zero.
        Rule::Default => Window::first(&weeks, weeks.len(), rule).labels(),
        Rule::Published => past.labels().into_iter().chain(now.labels()).collect(),
    };
    let row = |vendor: &str, past_sum: Sum, now_sum: Sum| Row {
        vendor: vendor.to_owned(),
        rule,
        days: (start, end),
        weeks: now.weeks(),
        past: past_sum,
        now: now_sum,
        totals: (past.total(), now.total()),
        shared: Shared::of(weeks.len(), count),
        has_gap: past.has_gap() || now.has_gap(),
    };
    let mut rows: Vec<_> = labels.into_iter().map(|label| row(label, past.sum(label), now.sum(label))).collect();
    rows.push(row(TOTAL, market(&past), market(&now)));
    rows
}

/// The market is named in every week.
fn market(window: &Window<'_>) -> Sum {
    let origin = window.labels().into_iter().filter_map(|label| window.sum(label).origin).max();
    Sum { tokens: Some(window.total()), weeks_present: window.weeks(), hidden: 0, unlisted: 0, origin }
}

impl Row {
    /// Whether the two windows tell of growth. Rule `published` took what there was; no rule compares weeks with themselves.
    fn is_compared(&self) -> bool {
        match self.shared {
            Shared::None => true,
            Shared::Some => self.rule == Rule::Published,
            Shared::All => false,
        }
    }

    /// Tokens of the last window over those of the first; none where the two are not compared.
    fn compared(&self, now: i64, past: i64) -> Option<f64> {
        share(now, past).filter(|_| self.is_compared())
    }

    fn label(&self) -> &'static str {
        match (self.past.tokens, self.now.tokens) {
            (None, _) | (_, None) => "absent",
            _ if !self.is_compared() => "ratio",
            (Some(0), _) => "new",
            (_, Some(0)) => "gone",
            _ => "ratio",
        }
    }

    fn delta(&self) -> Option<f64> {
        let (past, now) = (share(self.past.tokens?, self.totals.0)?, share(self.now.tokens?, self.totals.1)?);
        Some(100.0 * (now - past)).filter(|_| self.is_compared())
    }

    fn reason(&self) -> Option<&'static str> {
        let (absent, unlisted) = (self.past.hidden + self.now.hidden, self.past.unlisted + self.now.unlisted);
        match self.label() {
            _ if self.shared != Shared::None => Some(OVERLAP),
            _ if self.has_gap => Some(GAP),
            "absent" => Some(ABSENT),
            "new" => Some(NEW),
            _ if absent > unlisted => Some(PARTLY),
            _ if unlisted > 0 => Some(LEAST),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
