//! Claims on a series as it ended with some week: how long it was, and what its ends are like.

use expect_test::expect;
use schema::{
    Frame, Rule,
    columns::*,
    day,
    tables::{ModelWeek, VendorWeek},
};

use super::{Evidence, WEEK, WHOLE_WEEK, tested};

const GROWTH: &str = "market_growth,text,1,,ratio,0.05,as,where";

/// So many weeks back from the last, of which one may be cut.
fn rows(weeks: i64, cut: Option<i64>, cells: &[&str]) -> String {
    let line = |back: i64| {
        let (week, is_cut) = (day::shifted(WEEK, -7 * back), cut == Some(back));
        cells.iter().map(move |cell| format!("{week} | {is_cut} | {cell}\n")).collect::<Vec<_>>().concat()
    };
    (0..weeks).map(line).collect()
}

fn alike(more: &[(&'static schema::Column, &'static str)]) -> Vec<(&'static schema::Column, &'static str)> {
    let whole = WHOLE_WEEK.into_iter().filter(|(column, _)| column.name != IS_LEFT_CUT.name);
    whole.chain(more.iter().copied()).collect()
}

const CAPTURED: [(&schema::Column, &str); 2] = [(&SNAPSHOT_ID, "s"), (&CAPTURED_AT, "2026-04-14T00:00:00Z")];

fn vendors(weeks: i64, cut: Option<i64>) -> Evidence {
    let alike = alike(&[&CAPTURED[..], &[(&TOKENS, "1")]].concat());
    let text = format!("week_start_date | is_left_cut | vendor\n{}", rows(weeks, cut, &["anthropic"]));
    let series: Frame<VendorWeek> = Frame::from_text(&text, &alike).unwrap();
    let growth = crate::vendor_growth(&series, &[Rule::Published], 4).unwrap();
    Evidence::default().with_series(&series, &Frame::empty().unwrap(), WEEK).with_growth(&growth)
}

fn models(weeks: i64, cut: Option<i64>) -> Frame<ModelWeek> {
    let alike = alike(&[&CAPTURED[..], &[(&TOKENS, "1"), (&VARIANT, "standard"), (&VENDOR, "a")]].concat());
    let text = format!("week_start_date | is_left_cut | model\n{}", rows(weeks, cut, &["a/x", "others"]));
    Frame::from_text(&text, &alike).unwrap()
}

/// The first bucket of a page is mostly cut; where it is whole nobody says that it was.
#[test]
fn a_first_bucket_is_said_to_be_cut_where_it_is() {
    expect!["holds | 1 | first four buckets, the cut one among them, against the last four"]
        .assert_eq(&tested(GROWTH, &vendors(53, Some(52))));
    expect!["holds | 1 | first four buckets against the last four"].assert_eq(&tested(GROWTH, &vendors(53, None)));
}

/// Of a chart that goes on for longer the year up to the week counts, and what its own first bucket is like.
#[test]
fn a_year_of_models_ends_with_the_week() {
    let models = models(55, Some(53));
    let of = |back: i64| {
        let until = day::shifted(WEEK, -7 * back);
        tested(GROWTH, &Evidence::default().with_series(&Frame::empty().unwrap(), &models, until))
    };
    expect!["holds | 1 | of the 53 weeks of the model chart, since there is no vendor chart of the week: the first four against the last four"].assert_eq(&of(0));
    expect!["holds | 1 | of the 53 weeks of the model chart, since there is no vendor chart of the week: the first four, the cut one among them, against the last four"].assert_eq(&of(1));
    expect!["cannot_be_tested | - | this run has no vendor chart of the week with two windows, or no rows of rule `published`"].assert_eq(&of(3));
}

/// What came behind the week is no part of the series that ended with it.
#[test]
fn days_behind_a_week_make_no_days_of_its_chart() {
    let week = |back: i64, is_least: bool| format!("{} | {is_least}\n", day::shifted(WEEK, -7 * back));
    let text: String = (0..10).map(|back| week(back, back == 0)).collect();
    let all =
        alike(&[&CAPTURED[..], &[(&TOKENS, "1"), (&VARIANT, "standard"), (&VENDOR, "a"), (&MODEL, "a/x")]].concat());
    let all = all.into_iter().filter(|(column, _)| column.name != IS_LOWER_BOUND.name).chain([(&IS_LEFT_CUT, "false")]);
    let models: Frame<ModelWeek> =
        Frame::from_text(&format!("week_start_date | is_lower_bound\n{text}"), &all.collect::<Vec<_>>()).unwrap();
    let of = |back: i64| {
        let until = day::shifted(WEEK, -7 * back);
        let evidence = Evidence::default().with_series(&Frame::empty().unwrap(), &models, until);
        tested("series_model,text,9,,weeks,0,as,where", &evidence)
    };
    expect!["cannot_be_tested | - | the 10 weeks of this run are made of days: how long the chart of the page was they do not say"].assert_eq(&of(0));
    expect!["holds | 9 | buckets of the model chart"].assert_eq(&of(1));
}

/// Two captures of 52 buckets, a week apart, have 53 weeks together: no page had these. How many of its first buckets the newer one
/// shows cut nobody says.
#[test]
fn the_length_of_a_vendor_chart_is_that_of_one_capture() {
    let week = |back: i64| {
        let capture = if back > 50 { "old | 2026-04-07T00:00:00Z" } else { "new | 2026-04-14T00:00:00Z" };
        format!("{} | {capture}\n", day::shifted(WEEK, -7 * back))
    };
    let text: String = (0..53).map(week).collect();
    let alike = alike(&[(&TOKENS, "1"), (&VENDOR, "a"), (&IS_LEFT_CUT, "false")]);
    let head = "week_start_date | snapshot_id | captured_at\n";
    let series: Frame<VendorWeek> = Frame::from_text(&format!("{head}{text}"), &alike).unwrap();
    let evidence = || Evidence::default().with_series(&series, &Frame::empty().unwrap(), WEEK);
    let of = |said: i64| tested(&format!("series_vendor,text,{said},,weeks,0,as,where"), &evidence());
    expect!["cannot_be_tested | 52 | buckets of the vendor chart in the newest of 2 captures, or up to 53: older ones speak for its first weeks"].assert_eq(&of(53));
    expect!["fails | 52 | buckets of the vendor chart in the newest of 2 captures, or up to 53: older ones speak for its first weeks"].assert_eq(&of(77));
}
