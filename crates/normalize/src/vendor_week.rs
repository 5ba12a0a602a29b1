//! `vendor_week`: tokens by week and vendor, one truth per week.

use std::collections::BTreeMap;

use schema::{
    Frame, Origin,
    columns::{
        CAPTURED_AT, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT, IS_LOWER_BOUND, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN,
        VENDOR, VENDOR_LABEL, WEEK_ANCHOR, WEEK_START_DATE,
    },
    series::{dates, instants, integers, texts, truths},
    tables::{ModelDay, VendorChart, VendorWeek},
};

use crate::{
    Aliases, Charted, NormalizeError,
    capture::Capture,
    day_week::{Row, by_monday, whole_weeks},
    identity::{OTHERS, vendor_of},
};

/// What adds up under one vendor in a week.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) tokens: i64,
    pub(crate) origin: Origin,
    pub(crate) is_attributed: bool,
    pub(crate) is_lower_bound: bool,
}

/// What each vendor has in a week.
pub(crate) type Sums = BTreeMap<String, Sum>;

/// Tokens by week and vendor, from vendor charts or, where there are none, from daily data.
///
/// Grain: week × vendor that the chart or the daily list names, `others` among them. Units: tokens. Nothing is filled: a
/// vendor that is not named has no row.
///
/// From charts: per week the newest capture that saw it whole speaks, else the fullest; captures on another weekday are
/// replaced as a whole series, and what is left aside [`unused_captures`](crate::unused_captures) tells. Labels that an
/// alias merges are added up.
///
/// From days: Monday weeks of all their seven days, and no others ([`missing_days`](crate::missing_days) tells); the
/// snapshot is the newest of those that the days were taken from, and `model_day` has that of each day. A vendor's tokens
/// are those of its models on the lists, a lower bound: what it has below them is inside `others`. Where a chart is among
/// the inputs it speaks alone, and [`unused_days`](crate::unused_days) tells.
///
/// Two captures of a chart, a week apart:
///
/// ```
/// use normalize::{Aliases, Charted, vendor_week};
/// use schema::{Frame, columns::*, tables::{ModelDay, VendorChart}};
///
/// let alike = [(&VENDOR_LABEL, "qwen"), (&SOURCE, "x"), (&VALUE_ORIGIN, "observed"), (&JSON_PATH, "$")];
/// let weeks = |rows: &str| {
///     let charts = Charted::of(Frame::<VendorChart>::from_text(rows, &alike)?);
///     vendor_week(&charts, &Frame::<ModelDay>::empty()?, &Aliases::default())
/// };
/// let sundays = "
///     snapshot_id | captured_at          | week_start_date | tokens
///     april-14    | 2026-04-14T12:00:00Z | 2026-03-29      | 70
///     april-14    | 2026-04-14T12:00:00Z | 2026-04-05      | 80
///     april-14    | 2026-04-14T12:00:00Z | 2026-04-12      | 20
///     april-21    | 2026-04-21T12:00:00Z | 2026-04-05      | 10
///     april-21    | 2026-04-21T12:00:00Z | 2026-04-12      | 90
///     april-21    | 2026-04-21T12:00:00Z | 2026-04-19      | 30
/// ";
/// // The first bucket is cut. The week of 04-05 is whole in the older capture and cut in the newer one, which does not
/// // supersede it. That of 04-12 ran when it was captured first, and was over the second time; that of 04-19 runs.
/// assert_eq!(weeks(sundays)?.to_text(&[&WEEK_START_DATE, &TOKENS, &IS_LEFT_CUT, &IS_COMPLETE, &SNAPSHOT_ID]), "\
/// week_start_date | tokens | is_left_cut | is_complete | snapshot_id
/// 2026-03-29 | 70 | true | false | april-14
/// 2026-04-05 | 80 | false | true | april-14
/// 2026-04-12 | 90 | false | true | april-21
/// 2026-04-19 | 30 | false | false | april-21
/// ");
/// // In a chart that begins at 04-05 the second bucket is that of 04-12, which was whole before: more than 5 % below that the
/// // window cut it, too, and the older capture speaks. What fell less was restated.
/// let second = |tokens: i64| {
///     let rows = ["2026-04-05 | 9".to_owned(), format!("2026-04-12 | {tokens}")];
///     let newer = rows.map(|row| format!("april-28 | 2026-04-28T12:00:00Z | {row}\n")).concat();
///     let text = weeks(&format!("{sundays}\n{newer}"))?.to_text(&[&WEEK_START_DATE, &TOKENS, &SNAPSHOT_ID]);
///     Ok::<_, normalize::NormalizeError>(text.lines().filter(|row| row.starts_with("2026-04-12")).collect::<String>())
/// };
/// assert_eq!(second(85)?, "2026-04-12 | 90 | april-21");
/// assert_eq!(second(86)?, "2026-04-12 | 86 | april-28");
/// // A week that begins on Monday is of another series, and nothing is glued. None here covers 50 weeks, so the newest is
/// // in force.
/// let monday = format!("{sundays} may-06 | 2026-05-06T12:00:00Z | 2026-04-27 | 95");
/// assert_eq!(weeks(&monday)?.to_text(&[&WEEK_START_DATE, &WEEK_ANCHOR]), "\
/// week_start_date | week_anchor
/// 2026-04-27 | monday
/// ");
/// # Ok::<(), normalize::NormalizeError>(())
/// ```
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for a label that can't be a vendor.
pub fn vendor_week(
    chart: &Charted<VendorChart>,
    days: &Frame<ModelDay>,
    aliases: &Aliases,
) -> Result<Frame<VendorWeek>, NormalizeError> {
    let is_charted = chart.rows().height() > 0;
    let captures = if is_charted { chart.speaking() } else { &whole_weeks(days) };
    let (charted, mut listed) = (VendorRows::of(chart.rows(), aliases), by_monday(days));
    let mut rows = Vec::new();
    for (week, capture) in captures {
        let days = listed.remove(week).unwrap_or_default();
        let sums = if is_charted { charted.sums(capture)? } else { of_days(days) };
        rows.extend(sums.into_iter().map(|(vendor, sum)| (capture, vendor, sum)));
    }
    Ok(Frame::from_columns(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|(capture, ..)| Some(capture.week))),
        texts(&VENDOR, rows.iter().map(|(_, vendor, _)| Some(vendor.as_str()))),
        integers(&TOKENS, rows.iter().map(|(.., sum)| Some(sum.tokens))),
        truths(&IS_COMPLETE, rows.iter().map(|(capture, ..)| Some(capture.is_complete()))),
        truths(&IS_LEFT_CUT, rows.iter().map(|(capture, ..)| Some(capture.is_left_cut))),
        truths(&IS_ATTRIBUTED, rows.iter().map(|(.., sum)| Some(sum.is_attributed))),
        truths(&IS_LOWER_BOUND, rows.iter().map(|(.., sum)| Some(sum.is_lower_bound))),
        texts(&WEEK_ANCHOR, rows.iter().map(|(capture, ..)| Some(capture.anchor()))),
        texts(&VALUE_ORIGIN, rows.iter().map(|(.., sum)| Some(sum.origin.word()))),
        instants(&CAPTURED_AT, rows.iter().map(|(capture, ..)| Some(capture.captured_at))),
        texts(&SNAPSHOT_ID, rows.iter().map(|(capture, ..)| Some(&*capture.snapshot_id))),
    ])?)
}

/// The days of a week, added up by vendor.
pub(crate) fn of_days(days: Vec<Row>) -> Sums {
    let mut sums = Sums::new();
    for row in days {
        let (is_attributed, is_lower_bound) = (row.key.is_attributed, row.key.vendor != OTHERS);
        let empty = Sum { tokens: 0, origin: row.origin, is_attributed, is_lower_bound };
        let sum = sums.entry(row.key.vendor).or_insert(empty);
        sum.tokens = sum.tokens.saturating_add(row.tokens);
        sum.origin = sum.origin.max(row.origin);
    }
    sums
}

/// The rows of vendor charts.
pub(crate) struct VendorRows<'chart> {
    chart: &'chart Frame<VendorChart>,
    aliases: &'chart Aliases,
    labels: Vec<Option<&'chart str>>,
    tokens: Vec<Option<i64>>,
    origins: Vec<Option<&'chart str>>,
}

impl<'chart> VendorRows<'chart> {
    pub(crate) fn of(chart: &'chart Frame<VendorChart>, aliases: &'chart Aliases) -> Self {
        let (labels, origins) = (chart.cells(&VENDOR_LABEL).texts(), chart.cells(&VALUE_ORIGIN).texts());
        Self { chart, aliases, labels, tokens: chart.cells(&TOKENS).integers(), origins }
    }

    /// Whether two captures say the same of one week, row by row.
    pub(crate) fn are_same(&self, one: &Capture, other: &Capture) -> bool {
        one.says_as(other, |one, other| {
            self.labels.get(one) == self.labels.get(other)
                && self.tokens.get(one) == self.tokens.get(other)
                && self.origins.get(one) == self.origins.get(other)
        })
    }

    /// What a capture says of its week; labels that are one vendor are added up.
    ///
    /// # Errors
    /// [`NormalizeError::MalformedKey`] for a label that can't be a vendor.
    pub(crate) fn sums(&self, capture: &Capture) -> Result<Sums, NormalizeError> {
        let mut sums = Sums::new();
        for row in capture.rows.clone() {
            let Some(Some(label)) = self.labels.get(row) else { continue };
            let (vendor, is_attributed) = vendor_of(label, capture.week, self.aliases, "vendor_week")
                .map_err(|error| error.at(self.chart, row))?;
            let empty = Sum { tokens: 0, origin: Origin::Observed, is_attributed, is_lower_bound: false };
            let sum = sums.entry(vendor).or_insert(empty);
            sum.tokens = sum.tokens.saturating_add(self.tokens.get(row).copied().flatten().unwrap_or_default());
            let origin = self.origins.get(row).copied().flatten().and_then(|word| word.parse().ok());
            sum.origin = sum.origin.max(origin.unwrap_or(Origin::Observed));
        }
        Ok(sums)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::tests::{frame, model_days, no_aliases};

    const COLUMNS: [&schema::Column; 9] = [
        &WEEK_START_DATE,
        &VENDOR,
        &TOKENS,
        &IS_LOWER_BOUND,
        &IS_ATTRIBUTED,
        &IS_COMPLETE,
        &WEEK_ANCHOR,
        &VALUE_ORIGIN,
        &SNAPSHOT_ID,
    ];

    fn check(chart: &str, days: &[&str], expected: &Expect) {
        let given = [&WEEK_START_DATE, &VENDOR_LABEL, &TOKENS, &CAPTURED_AT, &SNAPSHOT_ID];
        let weeks = vendor_week(&Charted::of(frame(&given, chart)), &model_days(days), &no_aliases()).expect("weeks");
        expected.assert_eq(&weeks.to_text(&COLUMNS));
    }

    /// A week of days on which `a` has two models, one of them on Monday alone.
    fn days() -> Vec<String> {
        let mut days = vec!["2026-08-10 a/y free 1 08-11".to_owned()];
        for day in 10..=16 {
            days.push(format!("2026-08-{day} a/x standard 10 08-17"));
            days.push(format!("2026-08-{day} stealth/z standard 2 08-17"));
            days.push(format!("2026-08-{day} others standard 5 08-17"));
        }
        days
    }

    #[test]
    fn days_become_a_week_whose_vendors_are_lower_bounds() {
        let mut days = days();
        let expected = expect![[r#"
            week_start_date | vendor | tokens | is_lower_bound | is_attributed | is_complete | week_anchor | value_origin | snapshot_id
            2026-08-10 | a | 71 | true | true | true | monday | observed | 08-17
            2026-08-10 | others | 35 | false | false | true | monday | observed | 08-17
            2026-08-10 | stealth | 14 | true | false | true | monday | observed | 08-17
        "#]];
        check("", &days.iter().map(String::as_str).collect::<Vec<_>>(), &expected);
        // A running week is none, and a made day makes a made week.
        days.push("2026-08-17 a/x standard 10 08-18".to_owned());
        check("", &days.iter().map(String::as_str).collect::<Vec<_>>(), &expected);
        days.push("2026-08-16 a/w standard 1 08-17 made".to_owned());
        let expected = expect![[r#"
            week_start_date | vendor | tokens | is_lower_bound | is_attributed | is_complete | week_anchor | value_origin | snapshot_id
            2026-08-10 | a | 72 | true | true | true | monday | made | 08-17
            2026-08-10 | others | 35 | false | false | true | monday | observed | 08-17
            2026-08-10 | stealth | 14 | true | false | true | monday | observed | 08-17
        "#]];
        check("", &days.iter().map(String::as_str).collect::<Vec<_>>(), &expected);
    }

    #[test]
    fn a_week_that_lacks_a_day_has_no_row() {
        let days: Vec<_> = days().into_iter().filter(|row| !row.starts_with("2026-08-13")).collect();
        check(
            "",
            &days.iter().map(String::as_str).collect::<Vec<_>>(),
            &expect![[r#"
                week_start_date | vendor | tokens | is_lower_bound | is_attributed | is_complete | week_anchor | value_origin | snapshot_id
            "#]],
        );
    }

    #[test]
    fn a_chart_speaks_alone_and_is_no_lower_bound() {
        let days = days();
        check(
            "2026-07-26 a 9 2026-08-10T00:00:00Z c\n2026-08-02 a 90 2026-08-10T00:00:00Z c\n2026-08-02 Others 9 2026-08-10T00:00:00Z c",
            &days.iter().map(String::as_str).collect::<Vec<_>>(),
            &expect![[r#"
                week_start_date | vendor | tokens | is_lower_bound | is_attributed | is_complete | week_anchor | value_origin | snapshot_id
                2026-07-26 | a | 9 | false | true | false | sunday | observed | c
                2026-08-02 | a | 90 | false | true | true | sunday | observed | c
                2026-08-02 | others | 9 | false | false | true | sunday | observed | c
            "#]],
        );
    }
}
