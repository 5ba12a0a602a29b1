//! Two vendors, a week of each source.

use expect_test::expect;
use schema::columns::{COMPARED_COUNT, JSON_PATH, MEAN_ERROR_POINTS, MOST_ERROR_POINTS, SNAPSHOT_ID, SOURCE, TASK_TAG};
use schema::series::{instants, integers, truths};

use super::*;
use crate::{basis_error, tests::filled};

/// `WEEK VENDOR BASIS SHARE [TOKENS]` per line.
fn shares(lines: &[&str]) -> Frame<DollarShare> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    filled(vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| row[0].parse().ok())),
        texts(&VENDOR, rows.iter().map(|row| Some(row[1]))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row[2]))),
        texts(&RULE, rows.iter().map(|_| Some("default"))),
        truths(&IS_COMPLETE, rows.iter().map(|_| Some(true))),
        reals(&DOLLAR_SHARE, rows.iter().map(|row| row[3].parse().ok())),
        integers(&TOKENS, rows.iter().map(|row| row.get(4).map_or(Some(1), |tokens| tokens.parse().ok()))),
        texts(&VALUE_ORIGIN, rows.iter().map(|_| Some("observed"))),
    ])
}

/// Seven days from a Monday on, in which labs spend these parts.
fn gateway(monday: &str, days: i64, labs: &[(&str, f64)], captured_at: &str) -> Frame<GatewayShare> {
    let first: Date = monday.parse().unwrap();
    let rows: Vec<(Date, &str, f64)> = (0..days)
        .flat_map(|day| labs.iter().map(move |(lab, share)| (day::shifted(first, day), *lab, *share)))
        .collect();
    let word = |column: &Column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
    let snapshots: Vec<String> = rows.iter().map(|_| format!("of-{captured_at}")).collect();
    filled(vec![
        texts(&SNAPSHOT_ID, snapshots.iter().map(|id| Some(id.as_str()))),
        dates(&DAY_DATE, rows.iter().map(|(day, ..)| Some(*day))),
        texts(&LAB_LABEL, rows.iter().map(|(_, lab, _)| Some(*lab))),
        word(&GATEWAY_METRIC, "spend"),
        reals(&GATEWAY_SHARE, rows.iter().map(|(.., share)| Some(*share))),
        instants(&CAPTURED_AT, rows.iter().map(|_| captured_at.parse().ok())),
        word(&SOURCE, "vercel_gateway"),
        word(&VALUE_ORIGIN, "observed"),
        word(&JSON_PATH, "x"),
    ])
}

/// `TASK MODEL PART-OF-TASK PART-OF-ALL` per line, over the 30 days before 2026-05-11.
fn tasks(lines: &[&str]) -> Frame<TaskSpend> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let word = |column: &Column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
    filled(vec![
        word(&SNAPSHOT_ID, "s"),
        texts(&TASK_TAG, rows.iter().map(|row| Some(row[0]))),
        texts(&MODEL_PERMASLUG, rows.iter().map(|row| Some(row[1]))),
        reals(&TAG_SPEND_SHARE, rows.iter().map(|row| row[2].parse().ok())),
        reals(&TASK_SPEND_SHARE, rows.iter().map(|row| row[3].parse().ok())),
        integers(&WINDOW_DAYS, rows.iter().map(|_| Some(30))),
        instants(&CAPTURED_AT, rows.iter().map(|_| "2026-05-11T12:00:00Z".parse().ok())),
        word(&SOURCE, "frontend"),
        word(&VALUE_ORIGIN, "observed"),
        word(&JSON_PATH, "x"),
    ])
}

fn slug_vendor(model: &str) -> String {
    model.split('/').next().unwrap().to_owned()
}

fn reconciled(
    weeks: &Frame<DollarShare>,
    gateway: &Frame<GatewayShare>,
    tasks: &Frame<TaskSpend>,
) -> Frame<Reconciliation> {
    let labels = LabLabels::parse(b"label,vendor,source\nzed,z-ai,x\n").unwrap();
    let gaps = Frame::empty().unwrap();
    let vendor = |model: &str, _| slug_vendor(model);
    of_dollars(&Compared { weeks, gaps: &gaps, gateway, tasks, labels: &labels, vendor: &vendor }).unwrap()
}

const WEEKS: &[&str] = &[
    "2026-04-06 anthropic list_asof 0.5",
    "2026-04-06 z-ai list_asof 0.3",
    "2026-04-06 small list_asof 0.2",
    "2026-04-06 anthropic list_3to1 0.7",
    "2026-04-06 z-ai list_3to1 0.1",
    "2026-04-06 anthropic billed 0.6",
    "2026-04-06 z-ai billed 0.4",
];

const COLUMNS: &[&Column] = &[&WEEK_START_DATE, &MOVE_KEY, &SOURCE_A, &SOURCE_B, &A_VALUE, &B_VALUE, &DIFFERENCE_VALUE];

/// Of what both name: 0.5 and 0.3 of 0.8 against 0.6 and 0.4; 0.6 and 0.2 of 0.8 of the gateway.
#[test]
fn each_list_basis_stands_beside_each_second_source() {
    let labs = [("anthropic", 0.6), ("zed", 0.2), ("unknown", 0.2)];
    let rows =
        reconciled(&shares(WEEKS), &gateway("2026-04-06", 7, &labs, "2026-04-20T00:00:00Z"), &Frame::empty().unwrap());
    expect![[r#"
        week_start_date | key | source_a | source_b | a_value | b_value | difference_value
        2026-04-06 | anthropic | list_3to1 | billed | 0.875 | 0.6 | 0.275
        2026-04-06 | anthropic | list_3to1 | vercel_gateway/labs | 0.875 | 0.75 | 0.125
        2026-04-06 | anthropic | list_asof | billed | 0.625 | 0.6 | 0.025000000000000022
        2026-04-06 | anthropic | list_asof | vercel_gateway/labs | 0.625 | 0.75 | -0.125
        2026-04-06 | z-ai | list_3to1 | billed | 0.12500000000000003 | 0.4 | -0.275
        2026-04-06 | z-ai | list_3to1 | vercel_gateway/labs | 0.12500000000000003 | 0.25 | -0.12499999999999997
        2026-04-06 | z-ai | list_asof | billed | 0.37499999999999994 | 0.4 | -0.025000000000000078
        2026-04-06 | z-ai | list_asof | vercel_gateway/labs | 0.37499999999999994 | 0.25 | 0.12499999999999994
    "#]]
    .assert_eq(&rows.to_text(COLUMNS));
    let scores = basis_error(&rows).unwrap();
    expect![[r#"
        price_basis | source_b | mean_absolute_error_points | most_error_points | compared_count
        list_3to1 | billed | 27.500000000000004 | 27.500000000000004 | 2
        list_3to1 | vercel_gateway/labs | 12.499999999999998 | 12.5 | 2
        list_asof | billed | 2.5000000000000053 | 2.500000000000008 | 2
        list_asof | vercel_gateway/labs | 12.499999999999996 | 12.5 | 2
    "#]]
    .assert_eq(&scores.to_text(&[&PRICE_BASIS, &SOURCE_B, &MEAN_ERROR_POINTS, &MOST_ERROR_POINTS, &COMPARED_COUNT]));
}

#[test]
fn a_week_that_lacks_a_day_is_no_week_and_one_vendor_no_comparison() {
    let labs = [("anthropic", 0.6), ("zed", 0.4)];
    let nothing = Frame::empty().unwrap();
    let weeks = shares(&WEEKS[..2]);
    assert_eq!(reconciled(&weeks, &gateway("2026-04-06", 6, &labs, "2026-04-20T00:00:00Z"), &nothing).height(), 0);
    assert_eq!(reconciled(&weeks, &gateway("2026-04-13", 7, &labs, "2026-04-20T00:00:00Z"), &nothing).height(), 0);
    assert_eq!(reconciled(&weeks, &gateway("2026-04-06", 7, &labs[..1], "2026-04-20T00:00:00Z"), &nothing).height(), 0);
    assert_eq!(reconciled(&weeks, &gateway("2026-04-06", 7, &labs, "2026-04-20T00:00:00Z"), &nothing).height(), 2);
}

#[test]
fn of_two_answers_about_a_day_the_newer_speaks() {
    let [old, new] = [("2026-04-14T00:00:00Z", 0.9), ("2026-04-20T00:00:00Z", 0.5)]
        .map(|(at, share)| gateway("2026-04-06", 7, &[("anthropic", share), ("zed", 1.0 - share)], at));
    let both = Frame::stacked([old, new]).unwrap();
    let rows = reconciled(&shares(&WEEKS[..2]), &both, &Frame::empty().unwrap());
    assert_eq!(rows.cells(&B_VALUE).reals(), [Some(0.5), Some(0.5)]);
}

/// 0.6 of a task that is half of all, and 0.2 of the other half: 0.4. The window is a month, and so must be ours.
#[test]
fn spend_by_task_is_added_up_by_vendor() {
    let tasks = tasks(&["code anthropic/opus 0.6 0.5", "code z-ai/glm 0.2 0.5", "chat anthropic/opus 0.2 0.5"]);
    let said = of_tasks(&tasks, &|model, _| slug_vendor(model));
    let shares: Vec<String> = said[0].shares.iter().map(|(vendor, share)| format!("{vendor} {share}")).collect();
    assert_eq!((said[0].days.0.to_string(), said[0].days.1.to_string()), ("2026-04-11".into(), "2026-05-10".into()));
    assert_eq!(shares, ["anthropic 0.4", "z-ai 0.1"]);
    assert_eq!(reconciled(&super::tests::shares(WEEKS), &Frame::empty().unwrap(), &tasks).height(), 4, "billed alone");
}

/// What has no tokens has share 0 on each basis: that it agrees says nothing.
#[test]
fn who_has_no_tokens_is_not_compared() {
    let lines =
        ["2026-04-06 a list_asof 1", "2026-04-06 b list_asof 0 0", "2026-04-06 a billed 1", "2026-04-06 b billed 0 0"];
    let nothing = Frame::empty().unwrap();
    assert_eq!(
        reconciled(&shares(&lines), &nothing, &Frame::empty().unwrap()).height(),
        0,
        "one vendor is no comparison"
    );
}

/// A gap of one week is a window beside the week itself.
#[test]
fn a_window_of_one_week_is_not_the_week() {
    let weeks = shares(&WEEKS[..2]);
    let gaps = filled::<VendorGap>(vec![
        texts(&VENDOR, [Some("anthropic"), Some("z-ai")]),
        texts(&PRICE_BASIS, [Some("list_asof"); 2]),
        texts(&RULE, [Some("default"); 2]),
        dates(&WINDOW_START_DATE, ["2026-04-06".parse().ok(); 2]),
        dates(&WINDOW_END_DATE, ["2026-04-12".parse().ok(); 2]),
        texts(&schema::columns::BOARD, [Some("site"); 2]),
        reals(&DOLLAR_SHARE, [Some(0.5), Some(0.5)]),
        integers(&TOKENS, [Some(1), Some(1)]),
    ]);
    let labs = [("anthropic", 0.6), ("zed", 0.4)];
    let gateway = gateway("2026-04-06", 7, &labs, "2026-04-20T00:00:00Z");
    let labels = LabLabels::parse(b"label,vendor,source\nzed,z-ai,x\n").unwrap();
    let (tasks, vendor) = (Frame::empty().unwrap(), |model: &str, _| slug_vendor(model));
    let compared =
        Compared { weeks: &weeks, gaps: &gaps, gateway: &gateway, tasks: &tasks, labels: &labels, vendor: &vendor };
    let rows = of_dollars(&compared).unwrap();
    let quantities = rows.cells(&QUANTITY).texts();
    assert_eq!(quantities.iter().filter(|quantity| **quantity == Some(OF_WEEKS)).count(), 2);
    assert_eq!(quantities.iter().filter(|quantity| **quantity == Some(OF_WINDOWS)).count(), 2);
}

/// Two answers about nearly the same month, and two of one day: the newest that fits best.
#[test]
fn of_several_answers_one_speaks() {
    let one = tasks(&["code anthropic/opus 0.6 1", "code z-ai/glm 0.4 1"]);
    let mut data = tasks(&["code anthropic/opus 0.9 1", "code z-ai/glm 0.1 1"]).into_data();
    data.with_column(texts(&SNAPSHOT_ID, [Some("later"); 2])).unwrap();
    data.with_column(instants(&CAPTURED_AT, ["2026-05-11T18:00:00Z".parse().ok(); 2])).unwrap();
    let both = Frame::stacked([one, Frame::new(data).unwrap()]).unwrap();
    let said = of_tasks(&both, &|model, _| slug_vendor(model));
    assert_eq!(said.len(), 2, "answers are not added up");
    let own = Said {
        by: "list_asof".into(),
        days: said[0].days,
        quantity: OF_WINDOWS,
        at: None,
        shares: Shares::new(),
        origin: None,
        reason: None,
    };
    assert!(said.iter().all(|other| fits(&own, other)) && rank(&own, &said[1]) > rank(&own, &said[0]));
}

/// A later answer about tokens alone takes no day of spend away.
#[test]
fn another_metric_of_a_later_answer_speaks_of_itself() {
    let labs = [("anthropic", 0.6), ("zed", 0.4)];
    let spend = gateway("2026-04-06", 7, &labs, "2026-04-20T00:00:00Z");
    let mut tokens = gateway("2026-04-06", 1, &labs, "2026-04-21T00:00:00Z").into_data();
    tokens.with_column(texts(&GATEWAY_METRIC, [Some("tokens"); 2])).unwrap();
    let both = Frame::stacked([spend, Frame::new(tokens).unwrap()]).unwrap();
    assert_eq!(reconciled(&shares(&WEEKS[..2]), &both, &Frame::empty().unwrap()).height(), 2);
}

/// Our shares of a window of days, all on `list_asof`.
fn gaps(days: (&str, &str), shares: &[(&str, f64)]) -> Frame<VendorGap> {
    let word = |column: &Column, word: &'static str| texts(column, shares.iter().map(|_| Some(word)));
    filled(vec![
        texts(&VENDOR, shares.iter().map(|(vendor, _)| Some(*vendor))),
        word(&PRICE_BASIS, "list_asof"),
        word(&RULE, "default"),
        word(&schema::columns::BOARD, "site"),
        dates(&WINDOW_START_DATE, shares.iter().map(|_| days.0.parse().ok())),
        dates(&WINDOW_END_DATE, shares.iter().map(|_| days.1.parse().ok())),
        reals(&DOLLAR_SHARE, shares.iter().map(|(_, share)| Some(*share))),
        integers(&TOKENS, shares.iter().map(|_| Some(1))),
    ])
}

const TASKS_OF_TWO: [&str; 2] = ["code anthropic/opus 0.6 0.5", "code z-ai/glm 0.4 0.5"];

/// The tasks are of the 30 days to 2026-05-10.
#[test]
fn windows_are_compared_where_they_are_of_the_same_time() {
    let said = |first: &str, last: &str| Said {
        by: String::new(),
        days: (first.parse().unwrap(), last.parse().unwrap()),
        quantity: OF_WINDOWS,
        at: None,
        shares: Shares::new(),
        origin: None,
        reason: None,
    };
    let month = said("2026-04-11", "2026-05-10");
    let fit = |first, last| fits(&month, &said(first, last));
    // 20 of 30 days in common, then 19; 20 days and all of them in the month, then ten.
    assert!(fit("2026-04-21", "2026-05-20") && !fit("2026-04-22", "2026-05-21"));
    assert!(fit("2026-04-21", "2026-05-10") && !fit("2026-05-01", "2026-05-10"));
    let (tasks, labels) = (tasks(&TASKS_OF_TWO), LabLabels::default());
    let gaps = gaps(("2026-04-13", "2026-05-10"), &[("anthropic", 0.5), ("z-ai", 0.5)]);
    let (weeks, gateway) = (Frame::empty().unwrap(), Frame::empty().unwrap());
    let vendor = |model: &str, _| slug_vendor(model);
    let compared =
        Compared { weeks: &weeks, gaps: &gaps, gateway: &gateway, tasks: &tasks, labels: &labels, vendor: &vendor };
    let rows = of_dollars(&compared).unwrap();
    expect![[r#"
        quantity | week_start_date | window_end_date | key | a_value | b_value
        vendor_dollar_share_of_window | 2026-04-13 | 2026-05-10 | anthropic | 0.5 | 0.6
        vendor_dollar_share_of_window | 2026-04-13 | 2026-05-10 | z-ai | 0.5 | 0.4
    "#]]
    .assert_eq(&rows.to_text(&[&QUANTITY, &WEEK_START_DATE, &WINDOW_END_DATE, &MOVE_KEY, &A_VALUE, &B_VALUE]));
    let scores = basis_error(&rows).unwrap();
    assert_eq!(scores.cells(&MEAN_ERROR_POINTS).reals().len(), 1, "a source without weeks is scored on windows");
}

/// A source that has weeks is scored on them; the most is the most, wherever it stands.
#[test]
fn the_score_is_of_weeks_where_there_are_some() {
    let row = |quantity, key, difference| (quantity, key, difference);
    let rows =
        [row(OF_WEEKS, "a", 0.01), row(OF_WEEKS, "b", -0.04), row(OF_WEEKS, "c", 0.01), row(OF_WINDOWS, "a", 0.5)];
    let word = |column: &Column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
    let value = |column: &Column| reals(column, rows.iter().map(|_| Some(0.5)));
    let day = |column: &Column| dates(column, rows.iter().map(|_| Some(Date::constant(2026, 4, 6))));
    let reconciled = filled(vec![
        texts(&QUANTITY, rows.iter().map(|(quantity, ..)| Some(*quantity))),
        texts(&MOVE_KEY, rows.iter().map(|(_, key, _)| Some(*key))),
        reals(&DIFFERENCE_VALUE, rows.iter().map(|(.., difference)| Some(*difference))),
        word(&SOURCE_A, "list_asof"),
        word(&SOURCE_B, "billed"),
        word(&VALUE_UNIT, UNIT),
        day(&WEEK_START_DATE),
        day(&WINDOW_END_DATE),
        value(&A_VALUE),
        value(&B_VALUE),
    ]);
    let scores = basis_error(&reconciled).unwrap();
    let found = [&MEAN_ERROR_POINTS, &MOST_ERROR_POINTS].map(|column| scores.cells(column).reals());
    assert_eq!((found, scores.cells(&COMPARED_COUNT).integers()), ([vec![Some(2.0)], vec![Some(4.0)]], vec![Some(3)]));
}

/// Only complete weeks by rule `default`; only what was spent; nothing where one side has no dollars.
#[test]
fn what_is_not_compared() {
    let labs = [("anthropic", 0.6), ("zed", 0.4)];
    let gateway_of = |labs: &[(&str, f64)]| gateway("2026-04-06", 7, labs, "2026-04-20T00:00:00Z");
    let nothing = Frame::empty().unwrap();
    let height =
        |weeks: &Frame<DollarShare>, gateway: &Frame<GatewayShare>| reconciled(weeks, gateway, &nothing).height();
    let weeks = || shares(&WEEKS[..2]);
    assert_eq!(height(&weeks(), &gateway_of(&labs)), 2);
    let running = changed(weeks(), truths(&IS_COMPLETE, [Some(false); 2]));
    assert_eq!(height(&running, &gateway_of(&labs)), 0);
    let published = changed(weeks(), texts(&RULE, [Some("published"); 2]));
    assert_eq!(height(&published, &gateway_of(&labs)), 0);
    let tokens = changed(gateway_of(&labs), texts(&GATEWAY_METRIC, [Some("tokens"); 14]));
    assert_eq!(height(&weeks(), &tokens), 0);
    let both = Frame::stacked([
        gateway_of(&labs),
        changed(gateway_of(&[("anthropic", 0.1), ("zed", 0.9)]), texts(&GATEWAY_METRIC, [Some("tokens"); 14])),
    ]);
    let rows = reconciled(&weeks(), &both.unwrap(), &nothing);
    let spent = rows.cells(&B_VALUE).reals();
    assert_eq!(spent.iter().map(|share| format!("{:.2}", share.unwrap())).collect::<Vec<_>>(), ["0.60", "0.40"]);
    assert_eq!(height(&weeks(), &gateway_of(&[("anthropic", 0.0), ("zed", 0.0)])), 0);
}

fn changed<T: Table>(frame: Frame<T>, column: polars::prelude::Column) -> Frame<T> {
    let mut data = frame.into_data();
    data.with_column(column).unwrap();
    Frame::new(data).unwrap()
}

/// The newer answer stands first: its snapshot comes before the other's.
#[test]
fn the_newer_answer_speaks_whatever_its_name_and_a_row_is_as_good_as_the_weaker_source() {
    let labs = |share| [("anthropic", share), ("zed", 1.0 - share)];
    let old = gateway("2026-04-06", 7, &labs(0.9), "2026-04-14T00:00:00Z");
    let new = changed(
        gateway("2026-04-06", 7, &labs(0.5), "2026-04-20T00:00:00Z"),
        texts(&SNAPSHOT_ID, [Some("a-first"); 14]),
    );
    let new = changed(new, texts(&VALUE_ORIGIN, [Some("made"); 14]));
    let rows = reconciled(&shares(&WEEKS[..2]), &Frame::stacked([old, new]).unwrap(), &Frame::empty().unwrap());
    assert_eq!(rows.cells(&B_VALUE).reals(), [Some(0.5), Some(0.5)]);
    assert_eq!(rows.cells(&VALUE_ORIGIN).texts(), [Some("made"); 2]);
}
