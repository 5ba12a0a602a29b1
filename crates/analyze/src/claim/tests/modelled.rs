//! Claims on a chart of models, in weeks that no chart of vendors has; and on the boards of a week.

use expect_test::expect;
use schema::{
    Frame,
    columns::*,
    day,
    tables::{BenchmarkScore, ModelLeaderboard, ModelWeek},
};

use super::{Evidence, HEAD, WEEK, WHOLE_WEEK, claim, tested};

const SHARE: &str = "anthropic_token_share,text,0.123,,share,0.0005,as,where";
const MAJORITY: &str = "cn_majority,text,>0.5,,share,,as,where";

/// `VENDOR TOKENS` per cell, of one model each, in so many weeks up to [`WEEK`]; `stealth` is nobody's name.
fn chart(weeks: std::ops::Range<i64>, cells: &[&str]) -> String {
    let line = |back: i64| {
        let week = day::shifted(WEEK, -7 * back);
        let row = move |cell: &&str| {
            let (vendor, tokens) = cell.split_once(' ').unwrap();
            let model = if vendor == "others" { "others".to_owned() } else { format!("{vendor}/model") };
            format!("{week} | {model} | {vendor} | {} | {tokens}\n", !["others", "stealth"].contains(&vendor))
        };
        cells.iter().map(row).collect::<String>()
    };
    weeks.map(line).collect()
}

fn models(lines: &[String]) -> Frame<ModelWeek> {
    models_of(lines, "true")
}

fn models_of(lines: &[String], is_complete: &'static str) -> Frame<ModelWeek> {
    let head = "week_start_date | model | vendor | is_attributed | tokens\n";
    let alike = WHOLE_WEEK.iter().copied();
    let alike = alike.filter(|(column, _)| ![IS_ATTRIBUTED.name, IS_COMPLETE.name].contains(&column.name));
    let more = [
        (&IS_COMPLETE, is_complete),
        (&VARIANT, "standard"),
        (&SNAPSHOT_ID, "s"),
        (&CAPTURED_AT, "2026-04-20T00:00:00Z"),
    ];
    let alike: Vec<_> = alike.chain(more).collect();
    Frame::from_text(&format!("{head}{}", lines.concat()), &alike).unwrap()
}

/// What a run knows of a week that only a chart of models has.
fn evidence(lines: &[String]) -> Evidence {
    let models = models(lines);
    Evidence::default().with_series(&Frame::empty().unwrap(), &models).with_models_of_week(&models, WEEK)
}

#[test]
fn a_running_week_of_models_is_told() {
    let cells: &[&str] = &["anthropic 12", "qwen 20", "google 33", "others 35"];
    let claims = [SHARE, MAJORITY, "market_growth,text,1,,ratio,0.05,as,where"];
    let of_a_year =
        ["anthropic_last_year,text,0.25,0.12,share,0.005,as,where", "cn_rounding_error,text,<0.02,,share,,as,where"];
    let claims = claims.into_iter().chain(of_a_year);
    for row in claims {
        for (is_complete, expected) in [("true", false), ("false", true)] {
            let models = models_of(&[chart(0..53, cells)], is_complete);
            let evidence = Evidence::default().with_series(&Frame::empty().unwrap(), &models);
            let said = tested(row, &evidence.with_models_of_week(&models, WEEK));
            assert_eq!(said.contains("the running one among them"), expected, "{said}");
            assert!(said.contains("since there is no vendor chart"), "{said}");
        }
    }
}

/// Models that the chart does not name are inside its remainder, whoever they are of.
#[test]
fn a_share_by_named_models_is_a_least_and_a_most() {
    let of = |cells: &[&str]| tested(SHARE, &evidence(&[chart(0..4, cells)]));
    expect!["cannot_be_tested | 0.12 | of all tokens, by the models that a chart names, since there is no vendor chart of the week, up to 47.0 % with what may be its besides"].assert_eq(&of(&["anthropic 12", "qwen 20", "google 33", "others 35"]));
    expect!["fails | 0.2 | of all tokens, by the models that a chart names, since there is no vendor chart of the week, up to 55.0 % with what may be its besides"].assert_eq(&of(&["anthropic 20", "qwen 20", "google 25", "others 35"]));
    expect!["fails | 0 | of all tokens, by the models that a chart names, since there is no vendor chart of the week, up to 5.0 % with what may be its besides"].assert_eq(&of(&["qwen 40", "google 55", "others 5"]));
    expect![
        "holds | 0.123 | of all tokens, by the models that a chart names, since there is no vendor chart of the week"
    ]
    .assert_eq(&of(&["anthropic 123", "google 877", "others 0"]));
}

#[test]
fn a_majority_by_named_models_is_one_wherever_the_rest_belongs() {
    let of = |cells: &[&str]| tested(MAJORITY, &evidence(&[chart(0..4, cells)]));
    expect!["holds | 0.51 | 51.0 % of all tokens, up to 86.0 % with what may be theirs besides, 78.5 % of those of named vendors (51.0 % to 86.0 % wherever what the lists do not name belongs), by the models that a chart names, since there is no vendor chart of the week; expected above 50.0 %"].assert_eq(&of(&["qwen 51", "google 14", "others 35"]));
    // A model under a borrowed name may be theirs, too.
    expect!["cannot_be_tested | 0.1 | 10.0 % of all tokens, up to 51.0 % with what may be theirs besides, 16.9 % of those of named vendors (10.0 % to 51.0 % wherever what the lists do not name belongs), by the models that a chart names, since there is no vendor chart of the week; expected above 50.0 %"].assert_eq(&of(&["qwen 10", "google 49", "stealth 6", "others 35"]));
    expect!["fails | 0.1 | 10.0 % of all tokens, up to 45.0 % with what may be theirs besides, 15.4 % of those of named vendors (10.0 % to 45.0 % wherever what the lists do not name belongs), by the models that a chart names, since there is no vendor chart of the week; expected above 50.0 %"].assert_eq(&of(&["qwen 10", "google 55", "others 35"]));
}

/// 53 weeks are a year and its ends; one fewer is none.
#[test]
fn a_year_of_models_tells_of_then_and_now() {
    let (then, now): (&[&str], &[&str]) =
        (&["anthropic 25", "qwen 1", "google 74", "others 0"], &["anthropic 12", "qwen 30", "google 48", "others 10"]);
    let of = |weeks: i64, row: &str| {
        tested(row, &evidence(&[chart(0..4, now), chart(4..weeks - 4, now), chart(weeks - 4..weeks, then)]))
    };
    let error = "cn_rounding_error,text,<0.02,,share,,as,where";
    let year = "anthropic_last_year,text,0.25,0.12,share,0.005,as,where";
    expect!["holds | 0.01 | they had 1.0 % of all tokens a year before, by the models that a chart names, since there is no vendor chart of the week; expected below 2.0 %"].assert_eq(&of(53, error));
    // What was then is certain, what is now is not.
    expect!["cannot_be_tested | 0.25 | 25.0 % then, 12.0 % to 22.0 % now, by the models that a chart names, since there is no vendor chart of the week"].assert_eq(&of(53, year));
    for row in [error, year] {
        expect!["cannot_be_tested | - | this run has no vendor chart of the week with two windows, or no rows of rule `published`"].assert_eq(&of(52, row));
    }
    let grown = of(53, "market_growth,text,1,,ratio,0.05,as,where");
    expect!["holds | 1 | of the 53 weeks of the model chart, since there is no vendor chart of the week: the first four against the last four"].assert_eq(&grown);
}

/// A list of the ten largest has no remainder: of what its tokens are a part nobody knows. Nor does a week that is missing say.
#[test]
fn weeks_that_do_not_count_all_tokens_say_nothing_of_shares() {
    let whole: &[&str] = &["anthropic 123", "google 877", "others 0"];
    let unknown = "cannot_be_tested | - | this run has no vendor chart of the week with two windows, or no rows of rule `published`";
    let of = |lines: &[String]| tested(SHARE, &evidence(lines));
    assert_eq!(of(&[chart(0..4, &whole[..2])]), unknown);
    assert_eq!(of(&[chart(0..1, whole), chart(1..2, &whole[..2]), chart(2..6, whole)]), unknown);
    assert_eq!(of(&[chart(0..2, whole), chart(3..9, whole)]), unknown);
    assert_eq!(of(&[chart(1..9, whole)]), unknown, "the week itself is not there");
    assert!(of(&[chart(0..4, whole)]).starts_with("holds"));
}

/// Each row says what the tokens of vendors in its week are from.
#[test]
fn what_vendors_are_read_off_stands_in_the_row() {
    let from = |evidence: &Evidence| {
        let claims = claim(format!("{HEAD}{SHARE}\n").as_bytes(), evidence, WEEK).unwrap();
        claims.cells(&TOKENS_FROM).texts()[0].map(str::to_owned)
    };
    let of_models = evidence(&[chart(0..4, &["anthropic 1", "others 1"])]);
    let lines = ["2026-04-12 anthropic 1", "2026-04-12 others 1"];
    let of_vendors =
        |lines: &[&str]| Evidence::default().with_series(&crate::tests::vendor_weeks(lines), &Frame::empty().unwrap());
    assert_eq!(from(&of_models).as_deref(), Some("model_chart"));
    assert_eq!(from(&of_vendors(&lines)).as_deref(), Some("vendor_chart"));
    assert_eq!(from(&of_vendors(&["2026-04-12 anthropic 1 least"])).as_deref(), Some("daily_lists"));
    assert_eq!(from(&Evidence::default()).as_deref(), Some("nothing"));
}

/// Ten models of a board, better scores with fewer tokens, on two bases: what `benchmark_correlation` has of the board.
#[test]
fn scores_are_held_against_the_models_of_each_board() {
    let name = |place: i64| format!("m/{place}");
    let scores: Vec<String> = (0..10).map(|place| format!("{} | {place}", name(place))).collect();
    let scores: Frame<BenchmarkScore> = Frame::from_text(
        &format!("model | score\n{}", scores.join("\n")),
        &[
            (&BENCHMARK_NAME, "b"),
            (&BENCHMARK_VERSION, "1"),
            (&MODEL_LABEL, "label"),
            (&LABEL_MATCH, "name"),
            (&LABEL_COUNT, "1"),
            (&SNAPSHOT_ID, "s"),
            (&CAPTURED_AT, "2026-04-14T00:00:00Z"),
            (&VALUE_ORIGIN, "observed"),
        ],
    )
    .unwrap();
    let row = |place: i64, basis: &str| format!("{} | {basis} | {}\n", name(place), 100 - place);
    let boards = |count: i64| -> Frame<ModelLeaderboard> {
        let rows: String =
            (0..count).flat_map(|place| ["list_3to1", "list_asof"].map(|basis| row(place, basis))).collect();
        let alike = [
            (&BOARD, "site"),
            (&WINDOW_START_DATE, "2026-03-16"),
            (&WINDOW_END_DATE, "2026-04-12"),
            (&VENDOR, "m"),
            (&VALUE_ORIGIN, "observed"),
        ];
        Frame::from_text(&format!("model | price_basis | tokens\n{rows}"), &alike).unwrap()
    };
    let of = |count: i64| {
        let evidence = Evidence::default().with_scores_of_boards(&scores, &boards(count));
        tested("benchmark_correlation,text,<0,,correlation,,as,where", &evidence)
    };
    expect!["holds | -1 | score against tokens on the site board: rho -1.00 (-1.00 to -1.00) over 10 models; expected below 0"].assert_eq(&of(10));
    expect!["cannot_be_tested | - | not enough models: 9 have a score and tokens, and 10 are needed"].assert_eq(&of(9));
    // As the table says it.
    let table = crate::benchmark_correlation(&scores, &boards(10), &Frame::empty().unwrap()).unwrap();
    let by_table = Evidence::default().with_score_correlation(&table);
    assert_eq!(of(10), tested("benchmark_correlation,text,<0,,correlation,,as,where", &by_table));
}
