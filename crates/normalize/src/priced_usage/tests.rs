//! The join over a few rows of usage.

use expect_test::expect;
use schema::columns::{
    APP_COUNT, BOARD, CACHED_TOKENS, CANONICAL_SLUG, CAPTURED_AT, IS_ALIAS, IS_ATTRIBUTED, IS_COMPLETE, IS_LEFT_CUT,
    MIX_ORIGIN, MODEL_ID, OUTPUT_TEXT, PROMPT_TOKENS, TOKENS, VENDOR, VIEW, WEEK_ANCHOR, WEEK_START_DATE,
    WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
};

use super::*;
use crate::{
    Arrivals, model_price,
    tests::{app_weeks, frame, no_aliases, usage_mix},
};

/// Catalogues that all list one model without a price, and the ledger of them.
fn prices_of_b(instants: &[&str]) -> (Frame<Catalog>, Frame<ModelPrice>) {
    let columns = [&MODEL_ID, &VARIANT, &INPUT_TEXT, &OUTPUT_TEXT, &IS_ALIAS, &SNAPSHOT_ID, &CAPTURED_AT];
    // A price that changes each time, so that each catalogue has a span of its own.
    let line = |(place, at): (usize, &&str)| format!("a/b standard {place} -1 false of-{at} {at}");
    let lines: Vec<_> = instants.iter().enumerate().map(line).collect();
    let catalog = frame(&columns, &lines.join("\n"));
    let prices = model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default())
        .expect("a ledger");
    (catalog, prices)
}

/// The join of usage to a catalogue, or several.
fn join(
    weeks: &Frame<ModelWeek>,
    apps: &Frame<AppModelWeek>,
    instants: &[&str],
    windows: BoardWindows,
) -> Frame<PricedUsage> {
    let (vendors, views) = (Frame::empty().expect("no rows"), Frame::empty().expect("no rows"));
    let (catalog, prices) = prices_of_b(instants);
    let before = Frame::empty().expect("no rows");
    let used = Used { vendors: &vendors, views: &views, weeks, before: &before, apps };
    let with =
        Priced { prices: &prices, catalog: &catalog, effective: &Frame::empty().expect("no rows"), mixes: &mixes() };
    let usage = priced_usage(&used, &with, windows).expect("a join");
    let of_boards = usage.lazy().filter(col(WINDOW_KIND.name).eq(lit("board")));
    Frame::collect(of_boards).expect("the boards")
}

fn mixes() -> UsageMix {
    usage_mix(&["all all 0.03 0.9"])
}

fn windows(weeks: usize) -> BoardWindows {
    let window = WeekWindow { weeks, until: None };
    BoardWindows { site: window, apps: window }
}

const NOON: &[&str] = &["2026-04-14T12:00:00Z"];

const WEEKS: &[&Column] = &[
    &WEEK_START_DATE,
    &MODEL,
    &VARIANT,
    &VENDOR,
    &TOKENS,
    &PROMPT_TOKENS,
    &COMPLETION_TOKENS,
    &CACHED_TOKENS,
    &IS_COMPLETE,
    &IS_LEFT_CUT,
    &IS_ATTRIBUTED,
    &WEEK_ANCHOR,
    &CAPTURED_AT,
    &SNAPSHOT_ID,
];

/// Without a month view: weeks that are complete, parts of the weeks that have them, others without a price.
#[test]
fn weeks_take_the_place_of_a_month() {
    let rows = [
        "2026-03-23 a/b standard a 1 1 0 0",
        "2026-03-30 a/b standard a 100 90 10 50",
        "2026-03-30 a/c standard a 7 6 1 0",
        "2026-03-30 a/b free a 5 - - -",
        "2026-03-30 others standard others 1000 - - -",
        "2026-04-06 a/b standard a 50 - - -",
        "2026-04-06 a/c standard a 3 2 1 -",
    ];
    let complete = rows.map(|row| format!("{row} true false true monday 2026-04-14T12:00:00Z s"));
    let running = "2026-04-13 a/b standard a 9 8 1 0 false false true monday 2026-04-14T12:00:00Z s";
    let weeks = frame(WEEKS, &format!("{}\n{running}", complete.join("\n")));
    let usage = join(&weeks, &Frame::empty().expect("no rows"), NOON, windows(2));
    let columns = [
        &MODEL,
        &VARIANT,
        &WINDOW_START_DATE,
        &WINDOW_END_DATE,
        &TOKENS,
        &PROMPT_TOKENS,
        &COMPLETION_TOKENS,
        &CACHED_TOKENS,
        &MATCH_CLASS,
        &MIX_ORIGIN,
    ];
    expect![[r#"
        model | variant | window_start_date | window_end_date | tokens | prompt_tokens | completion_tokens | cached_tokens | match_class | mix_origin
        a/b | free | 2026-03-30 | 2026-04-12 | 5 | - | - | - | free_ended | reference
        a/b | standard | 2026-03-30 | 2026-04-12 | 150 | 90 | 10 | 50 | dynamic | measured
        a/c | standard | 2026-03-30 | 2026-04-12 | 10 | 8 | 2 | - | not_listed | measured
        others | standard | 2026-03-30 | 2026-04-12 | 1000 | - | - | - | remainder | -
    "#]].assert_eq(&usage.to_text(&columns));
}

/// The page of `early` was captured while the week ran.
#[test]
fn a_running_week_is_not_added_to_whole_ones() {
    let weeks = app_weeks(&[
        "early 2026-03-30 a/b 100 true",
        "early 2026-04-06 a/b 10 false",
        "late 2026-03-30 a/b 1 true",
        "late 2026-04-06 a/b 2 true",
        "late 2026-04-13 a/b 4 false",
    ]);
    let usage = join(&Frame::empty().expect("no rows"), &weeks, NOON, windows(4));
    let columns = [&MODEL, &WINDOW_START_DATE, &WINDOW_END_DATE, &TOKENS, &APP_COUNT];
    expect![[r#"
        model | window_start_date | window_end_date | tokens | app_count
        a/b | 2026-03-30 | 2026-04-12 | 103 | 2
    "#]]
    .assert_eq(&usage.to_text(&columns));
}

/// Weeks of the model chart, a month view and app charts: each board ends with the last of its weeks that is over by the day, and
/// the one at the newest day is that of `priced_usage`.
#[test]
fn boards_of_an_earlier_day_are_of_what_was_over_by_then() {
    let week = |start: &str, tokens: u8| {
        format!("{start} a/b standard a {tokens} - - - true false true monday 2026-04-21T12:00:00Z s")
    };
    let weeks = frame(WEEKS, &[week("2026-03-30", 5), week("2026-04-06", 6), week("2026-04-13", 7)].join("\n"));
    let apps = app_weeks(&["cline 2026-03-30 a/b 1 true", "cline 2026-04-06 a/b 2 true"]);
    let month = [&VIEW, &MODEL, &VARIANT, &WINDOW_START_DATE, &WINDOW_END_DATE, &VENDOR, &IS_ATTRIBUTED];
    let month: Frame<ModelWindow> = frame(
        &[&month[..], &[&TOKENS, &PROMPT_TOKENS, &COMPLETION_TOKENS, &CAPTURED_AT, &SNAPSHOT_ID]].concat(),
        "month a/b standard 2026-03-15 2026-04-13 a true 90 80 10 2026-04-14T12:00:00Z m",
    );
    let (catalog, prices) = prices_of_b(NOON);
    let (vendors, none) = (Frame::empty().expect("no rows"), Frame::empty().expect("no rows"));
    let before = Frame::empty().expect("no rows");
    let used = Used { vendors: &vendors, views: &none, weeks: &weeks, before: &before, apps: &apps };
    let (effective, mixes) = (Frame::empty().expect("no rows"), mixes());
    let with = Priced { prices: &prices, catalog: &catalog, effective: &effective, mixes: &mixes };
    let boards = Boards::read(used, with);
    let columns = [&BOARD, &WINDOW_KIND, &WINDOW_START_DATE, &WINDOW_END_DATE, &TOKENS];
    let at = |until: Option<&str>, views: &Frame<ModelWindow>| {
        let window = WeekWindow { weeks: 2, until: until.map(|day| day.parse().expect("a day")) };
        boards.of(views, BoardWindows { site: window, apps: window }).expect("boards").to_text(&columns)
    };
    expect![[r#"
        board | window_kind | window_start_date | window_end_date | tokens
        apps | board | 2026-03-30 | 2026-04-05 | 1
        site | board | 2026-03-30 | 2026-04-05 | 5
        site | part | 2026-03-30 | 2026-04-05 | 5
    "#]]
    .assert_eq(&at(Some("2026-04-11"), &none));
    expect![[r#"
        board | window_kind | window_start_date | window_end_date | tokens
        apps | board | 2026-03-30 | 2026-04-12 | 3
        site | board | 2026-03-15 | 2026-04-13 | 90
    "#]]
    .assert_eq(&at(Some("2026-04-19"), &month));
    assert_eq!(at(Some("2026-04-04"), &none).lines().count(), 1, "no week was over");
    let window = WeekWindow { weeks: 2, until: None };
    let newest = priced_usage(&used, &with, BoardWindows { site: window, apps: window }).expect("a join");
    let newest = newest.only(col(WINDOW_KIND.name).neq(lit("week"))).expect("rows").to_text(&columns);
    assert_eq!(at(None, &none), newest);
    assert!(newest.contains("site | board | 2026-04-06 | 2026-04-19 | 13"), "{newest}");
}

/// The weeks before and behind the window were captured at other times, and have catalogues of their own.
#[test]
fn prices_are_those_of_the_day_on_which_the_window_was_captured() {
    let at = ["2026-03-14T12:00:00Z", "2026-04-14T12:00:00Z", "2026-05-14T12:00:00Z"];
    let week = |week: &str, is_complete: bool, at: &str| {
        format!("{week} a/b standard a 100 90 10 50 {is_complete} false true monday {at} s")
    };
    let weeks = [week("2026-03-02", true, at[0]), week("2026-03-30", true, at[1]), week("2026-05-11", false, at[2])];
    let weeks = frame(WEEKS, &weeks.join("\n"));
    let snapshot = |instants: &[&str]| {
        let usage = join(&weeks, &Frame::empty().expect("no rows"), instants, windows(1));
        usage.cells(&PRICE_SNAPSHOT_ID).texts().first().copied().flatten().map(str::to_owned)
    };
    assert_eq!(snapshot(&at).as_deref(), Some("of-2026-04-14T12:00:00Z"));
    // Of two as near, the earlier.
    let near = ["2026-04-14T11:59:00Z", "2026-04-14T12:01:00Z", "2026-04-14T12:02:00Z"];
    assert_eq!(snapshot(&near).as_deref(), Some("of-2026-04-14T11:59:00Z"));
}

#[test]
fn apps_are_priced_as_of_their_own_capture() {
    // Captured 2026-04-14, at noon.
    let apps = app_weeks(&["cline 2026-03-30 a/b 100 true"]);
    let instants = ["2026-03-14T12:00:00Z", "2026-04-15T12:00:00Z", "2026-05-14T12:00:00Z"];
    let usage = join(&Frame::empty().expect("no rows"), &apps, &instants, windows(1));
    assert_eq!(usage.cells(&PRICE_SNAPSHOT_ID).texts(), [Some("of-2026-04-15T12:00:00Z")]);
}

/// One catalogue: a model at $1 and $10, its free variant, its batch variant, of which upstream says nothing.
#[test]
fn free_has_the_price_of_its_sibling_beside_its_own_and_a_batch_at_nothing_has_none() {
    let given = [&MODEL_ID, &CANONICAL_SLUG, &VARIANT, &INPUT_TEXT, &INPUT_PRICE, &OUTPUT_TEXT, &OUTPUT_PRICE];
    let given = [&given[..], &[&IS_ALIAS, &SNAPSHOT_ID, &CAPTURED_AT]].concat();
    let entries = ["a/b a/b standard 1 1 10 10", "a/b:free a/b free 0 0 0 0", "a/b:batch a/b batch 0 0 0 0"];
    let entries = entries.map(|entry| format!("{entry} false s 2026-04-14T12:00:00Z"));
    let catalog = frame(&given, &entries.join("\n"));
    let prices = model_price(&catalog, &Frame::empty().expect("no rows"), &no_aliases(), &Arrivals::default())
        .expect("a ledger");
    let rows = ["a/b standard a 9 8 1", "a/b free a 9 8 1", "a/b batch a 9 8 1", "a/embed standard a 9 9 0"];
    let rows = rows.map(|row| format!("2026-04-06 {row} 0 true false true monday 2026-04-14T12:00:00Z s"));
    let weeks = frame(WEEKS, &rows.join("\n"));
    let (vendors, views, apps) = (Frame::empty(), Frame::empty(), Frame::empty());
    let used = Used {
        vendors: &vendors.expect("no rows"),
        views: &views.expect("no rows"),
        weeks: &weeks,
        before: &Frame::empty().expect("no rows"),
        apps: &apps.expect("no rows"),
    };
    let with =
        Priced { prices: &prices, catalog: &catalog, effective: &Frame::empty().expect("no rows"), mixes: &mixes() };
    let usage = priced_usage(&used, &with, windows(1)).expect("a join");
    let usage: Frame<PricedUsage> =
        Frame::collect(usage.lazy().filter(col(WINDOW_KIND.name).eq(lit("board")))).expect("the board");
    let columns = [&MODEL, &VARIANT, &MATCH_CLASS, &INPUT_PRICE, &OUTPUT_PRICE, &PAID_INPUT_PRICE, &PAID_OUTPUT_PRICE];
    expect![[r#"
        model | variant | match_class | input_usd_per_mtok | output_usd_per_mtok | paid_input_usd_per_mtok | paid_output_usd_per_mtok
        a/b | batch | batch_zero | - | - | - | -
        a/b | free | priced | 0 | 0 | 1 | 10
        a/b | standard | priced | 1 | 10 | 1 | 10
        a/embed | standard | prompt_only | - | - | - | -
    "#]].assert_eq(&usage.to_text(&columns));
}
