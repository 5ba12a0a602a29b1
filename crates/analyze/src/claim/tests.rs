//! Claims with little evidence: every id is known, and what is missing is said.

use expect_test::expect;
use schema::{
    columns::*,
    series::{dates, integers, reals, texts},
};

use super::*;
use crate::{
    Traffic,
    tests::{filled, vendor_weeks},
};

mod hidden;
mod labs;
mod modelled;
mod shortage;

const HEAD: &str = "claim_id,claim,published_value,second_value,unit,tolerance,measured_as,where\n";
/// What rows of a whole week have alike.
const WHOLE_WEEK: [(&schema::Column, &str); 6] = [
    (&IS_COMPLETE, "true"),
    (&IS_LEFT_CUT, "false"),
    (&IS_ATTRIBUTED, "true"),
    (&IS_LOWER_BOUND, "false"),
    (&WEEK_ANCHOR, "sunday"),
    (&VALUE_ORIGIN, "observed"),
];

const WEEK: Date = Date::constant(2026, 4, 12);
/// The month that ends with it.
const MONTH: [Date; 2] = [Date::constant(2026, 3, 22), Date::constant(2026, 4, 18)];

#[test]
fn without_evidence_nothing_is_judged() {
    let rows: Vec<_> = claim_ids().iter().map(|id| format!("{id},text,1,,,,,\n")).collect();
    let claims = claim(format!("{HEAD}{}", rows.concat()).as_bytes(), &Evidence::default(), WEEK).unwrap();
    let verdicts = claims.cells(&VERDICT).texts();
    assert_eq!(verdicts.len(), 23);
    assert!(
        verdicts.iter().all(|verdict| *verdict == Some("cannot_be_tested")),
        "{}",
        claims.to_text(&[&CLAIM_ID, &VERDICT, &BECAUSE])
    );
}

#[test]
fn a_claim_nobody_can_measure_stops() {
    let error = claim(format!("{HEAD}moon_cheese,text,1,,,,,\n").as_bytes(), &Evidence::default(), WEEK).unwrap_err();
    assert!(error.to_string().starts_with("claim `moon_cheese` has no measurement: expected one of `market_growth`"));
}

#[test]
fn a_broken_file_names_its_line() {
    let error = claim(format!("{HEAD}a,b\n").as_bytes(), &Evidence::default(), WEEK).unwrap_err();
    expect!["`claims.csv`, line 2: CSV error: record 1 (line: 2, byte: 77): found record with 2 fields, but the previous record has 8 fields"].assert_eq(&error.to_string());
}

fn stated(tolerance: f64) -> Stated {
    Stated {
        claim_id: String::new(),
        claim: String::new(),
        published_value: "0.123".to_owned(),
        second_value: None,
        unit: None,
        tolerance: Some(Tolerance::Around(tolerance)),
        _measured_as: String::new(),
        _place: String::new(),
    }
}

#[test]
fn the_edge_of_a_tolerance_holds() {
    assert_eq!(Measured::near(&stated(0.0005), 0.1235, "").verdict, Verdict::Holds);
    assert_eq!(Measured::near(&stated(0.0005), 0.1236, "").verdict, Verdict::Fails);
    assert_eq!(Measured::near(&stated(0.0), 0.123, "").verdict, Verdict::Holds);
}

/// 2.4T on a page that cuts is 2.40T to just below 2.50T, and nothing below it.
#[test]
fn a_figure_that_was_cut_stands_for_what_begins_with_it() {
    let cut = || Stated {
        tolerance: Tolerance::try_from("+1e11".to_owned()).ok(),
        published_value: "2.4e12".to_owned(),
        ..stated(0.0)
    };
    let near = |value| Measured::near(&cut(), value, "").verdict;
    assert_eq!([2.4e12, 2.47e12, 2.5e12 - 1.0].map(near), [Verdict::Holds; 3]);
    assert_eq!([2.32e12, 2.4e12 - 1.0, 2.5e12].map(near), [Verdict::Fails; 3]);
    let within = |ends| Measured::near_within(&cut(), ends, "").verdict;
    assert_eq!([(2.41e12, 2.49e12), (2.3e12, 2.39e12)].map(within), [Verdict::Holds, Verdict::Fails]);
    assert_eq!([(2.3e12, 2.45e12), (2.45e12, 2.5e12)].map(within), [Verdict::CannotBeTested; 2]);
}

/// What a text says in words has a bound, which is ours, and no figure that was published.
#[test]
fn a_bound_is_told_beside_the_value_and_is_no_published_figure() {
    let expected = |value: &str, unit: &str| {
        let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
        let stated = Stated { published_value: value.to_owned(), unit, ..stated(0.0) };
        (stated.number(), stated.expected())
    };
    let said = |text: &str| (None, Some(text.to_owned()));
    assert_eq!(expected(">0.5", "share"), said("expected above 50.0 %"));
    assert_eq!(expected("<1", "usd_per_mtok"), said("expected below $1/M"));
    assert_eq!(expected("<0", "correlation"), said("expected below 0"));
    assert_eq!(expected("0.5", "share"), (Some(0.5), None));
    let of = |value| {
        Measured { value, ..Measured::cannot("so") }
            .beside(&Stated { published_value: ">2".to_owned(), ..stated(0.0) })
            .because
    };
    assert_eq!((of(Some(1.0)), of(None)), ("so; expected above 2".to_owned(), "so".to_owned()));
}

/// One claim on what its evidence says: verdict and why.
fn tested(row: &str, evidence: &Evidence) -> String {
    let claims = claim(format!("{HEAD}{row}\n").as_bytes(), evidence, WEEK).unwrap();
    claims.to_text(&[&VERDICT, &OUR_VALUE, &BECAUSE]).lines().skip(1).collect()
}

/// About a quarter then is half of the sentence; and then is a year before, or nothing is known of it.
#[test]
fn a_claim_about_then_and_now_needs_both() {
    let grown = |now: f64, weeks: i64| {
        let week = |back: i64| format!("{}\n", WEEK.saturating_sub(jiff::Span::new().weeks(back)));
        let alike = [
            &WHOLE_WEEK[..],
            &[(&VENDOR, "anthropic"), (&TOKENS, "1"), (&SNAPSHOT_ID, "s"), (&CAPTURED_AT, "2026-04-14T00:00:00Z")],
        ]
        .concat();
        let weeks = "week_start_date\n".to_owned() + &(0..weeks).map(week).collect::<String>();
        let series = Frame::<schema::tables::VendorWeek>::from_text(&weeks, &alike).unwrap();
        let models = Frame::empty().unwrap();
        let growth: Frame<schema::tables::VendorGrowth> = filled(vec![
            texts(&VENDOR, [Some("anthropic")]),
            texts(&RULE, [Some("published")]),
            dates(&WINDOW_START_DATE, [Some(WEEK)]),
            dates(&WINDOW_END_DATE, [Some(WEEK)]),
            integers(&WEEKS, [Some(4)]),
            integers(&PAST_WEEKS_PRESENT, [Some(4)]),
            integers(&NOW_WEEKS_PRESENT, [Some(4)]),
            texts(&GROWTH_LABEL, [Some("ratio")]),
            reals(&PAST_SHARE, [Some(0.247)]),
            reals(&NOW_SHARE, [Some(now)]),
        ]);
        let evidence = Evidence::default().with_series(&series, &models).with_growth(&growth);
        tested("anthropic_last_year,text,0.25,0.12,share,0.005,as,where", &evidence)
    };
    expect!["holds | 0.247 | 24.7 % then, 12.3 % now"].assert_eq(&grown(0.123, 53));
    expect!["fails | 0.247 | 24.7 % then, 18.0 % now; now is not what was said"].assert_eq(&grown(0.18, 53));
    expect!["cannot_be_tested | - | of the 53 weeks of a year and its ends up to this one the vendor chart has 52: nothing says what was a year before"].assert_eq(&grown(0.18, 52));
}

/// Days were added up, and no chart was read: they do not say how long that of the page was.
#[test]
fn the_length_of_a_chart_is_not_that_of_days() {
    let said = |is_lower_bound| {
        let alike = [
            (&TOKENS, "1"),
            (&VENDOR, "a"),
            (&IS_COMPLETE, "true"),
            (&IS_LEFT_CUT, "false"),
            (&IS_ATTRIBUTED, "true"),
            (&IS_LOWER_BOUND, is_lower_bound),
            (&WEEK_ANCHOR, "monday"),
            (&VALUE_ORIGIN, "observed"),
            (&SNAPSHOT_ID, "s"),
            (&CAPTURED_AT, "2026-04-14T00:00:00Z"),
        ];
        let weeks: Vec<_> =
            (0..53).map(|back| WEEK.saturating_sub(jiff::Span::new().weeks(back)).to_string()).collect();
        let weeks = weeks.join("\n");
        let vendors =
            Frame::<schema::tables::VendorWeek>::from_text(&format!("week_start_date\n{weeks}"), &alike).unwrap();
        let of_models =
            alike.into_iter().chain([(&schema::columns::MODEL, "a/x"), (&schema::columns::VARIANT, "standard")]);
        let models = Frame::<schema::tables::ModelWeek>::from_text(
            &format!("week_start_date\n{weeks}"),
            &of_models.collect::<Vec<_>>(),
        )
        .unwrap();
        let evidence = Evidence::default().with_series(&vendors, &models);
        ["series_vendor", "series_model"]
            .map(|id| tested(&format!("{id},text,53,,weeks,0,as,where"), &evidence))
            .join("\n")
    };
    expect![[r#"
        holds | 53 | buckets of the vendor chart, a year and its two ends at the most
        holds | 53 | buckets of the model chart"#]]
    .assert_eq(&said("false"));
    expect![[r#"
        cannot_be_tested | - | the 53 weeks of this run are made of days: how long the chart of the page was they do not say
        cannot_be_tested | - | the 53 weeks of this run are made of days: how long the chart of the page was they do not say"#]].assert_eq(&said("true"));
}

/// So many weeks, whose first four name `then` and the others `now`.
fn of_weeks(weeks: i64, [then, now]: [&[&str]; 2]) -> Evidence {
    let lines = |back: i64| {
        let week = WEEK.saturating_sub(jiff::Span::new().weeks(back));
        let named = if weeks - back <= 4 { then } else { now };
        named.iter().map(move |cell| format!("{week} {cell}"))
    };
    let lines: Vec<String> = (0..weeks).flat_map(lines).collect();
    let series = vendor_weeks(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let growth = crate::vendor_growth(&series, &[schema::Rule::Published], 4).unwrap();
    Evidence::default().with_series(&series, &Frame::empty().unwrap()).with_growth(&growth)
}

/// The last four weeks stand as they are, and what is not over is told; the first four are over, and the year before is counted
/// back from the last.
#[test]
fn a_running_week_among_the_last_is_told() {
    let claims = [
        "market_growth,text,1,,ratio,0.05",
        "anthropic_last_year,text,0.5,0.5,share,0.005",
        "cn_rounding_error,text,<0.02,,share,",
        "anthropic_token_share,text,0.5,,share,0.005",
        "cn_majority,text,>0.5,,share,",
    ];
    for last in ["", " running"] {
        let line = |back: i64| {
            let (week, end) = (schema::day::shifted(WEEK, -7 * back), if back == 0 { last } else { "" });
            format!("{week} anthropic 10{end}\n{week} qwen 10{end}\n")
        };
        let text: String = (0..53).map(line).collect();
        let series = vendor_weeks(&text.lines().collect::<Vec<_>>());
        let growth = crate::vendor_growth(&series, &[schema::Rule::Published], 4).unwrap();
        let pricing = crate::Pricing {
            rules: vec![schema::Rule::Published],
            bases: vec![schema::Basis::List3to1],
            weights: crate::Weights { published: schema::Board::Apps, default: schema::Board::Site },
            traffic: Traffic::ALL,
        };
        let none = Frame::empty().unwrap();
        let gap = crate::vendor_gap(&series, &none, &Frame::empty().unwrap(), &pricing, 4).unwrap();
        let evidence = Evidence::default().with_series(&series, &Frame::empty().unwrap()).with_growth(&growth);
        let evidence = evidence.with_gap(&gap, Traffic::ALL);
        for row in claims {
            let said = tested(&format!("{row},as,where"), &evidence);
            assert_eq!(said.contains("the running one among them"), !last.is_empty(), "{said}");
            assert!(!said.contains("this run has no"), "{said}");
        }
    }
}

/// A page that was read later had lost its first weeks; one that was read then had no more.
#[test]
fn a_page_that_is_cut_off_says_not_how_long_it_was() {
    let week: &[&str] = &["anthropic 1"];
    let of = |evidence: &Evidence| tested("series_vendor,text,53,,weeks,0,as,where", evidence);
    expect!["cannot_be_tested | - | 50 weeks of a page that was read later end with this one: how many had slid out of it by then it does not say"].assert_eq(&of(&of_weeks(50, [week; 2]).cut_off()));
    expect!["holds | 53 | buckets of the vendor chart, a year and its two ends at the most"]
        .assert_eq(&of(&of_weeks(53, [week; 2]).cut_off()));
    expect!["fails | 50 | buckets of the vendor chart, a year and its two ends at the most"]
        .assert_eq(&of(&of_weeks(50, [week; 2])));
}

/// Captures by name and day, each with the weeks back from the last for which it speaks.
fn charted(captures: &[(&str, &str, std::ops::Range<i64>)]) -> Evidence {
    let alike = [&WHOLE_WEEK[..], &[(&MODEL, "a/x"), (&VARIANT, "standard"), (&VENDOR, "a"), (&TOKENS, "1")]].concat();
    let mut table = "week_start_date | snapshot_id | captured_at\n".to_owned();
    for (name, day, weeks) in captures {
        let week =
            |back: i64| format!("{} | {name} | {day}T00:00:00Z\n", WEEK.saturating_sub(jiff::Span::new().weeks(back)));
        table.extend(weeks.clone().map(week));
    }
    Evidence::default().with_series(&Frame::empty().unwrap(), &Frame::from_text(&table, &alike).unwrap())
}

/// Captures have more weeks together than any has, and the page is one. A newer one shows its first bucket cut, perhaps its
/// second, for which older ones speak; one that was made later had lost others, and a list of one week is no chart.
#[test]
fn the_length_of_a_chart_is_that_of_one_capture() {
    let of = |said: i64, evidence: &Evidence| tested(&format!("series_model,text,{said},,weeks,0,as,where"), evidence);
    let merged = charted(&[("old", "2026-03-17", 52..57), ("new", "2026-04-14", 0..52)]);
    expect!["fails | 53 | buckets of the model chart in the newest of 2 captures, or up to 54: older ones speak for its first weeks"].assert_eq(&of(77, &merged));
    expect!["cannot_be_tested | 53 | buckets of the model chart in the newest of 2 captures, or up to 54: older ones speak for its first weeks"].assert_eq(&of(53, &merged));
    expect!["cannot_be_tested | - | 41 weeks of a page that was read later end with this one: how many had slid out of it by then it does not say"].assert_eq(&of(77, &charted(&[("summer", "2026-07-12", 0..41)])));
    let one = || charted(&[("one", "2026-04-14", 0..53)]);
    expect!["holds | 53 | buckets of the model chart"].assert_eq(&of(53, &one()));
    expect!["cannot_be_tested | - | 53 weeks of a page that was read later end with this one: how many had slid out of it by then it does not say"].assert_eq(&of(53, &one().cut_off()));
    expect!["cannot_be_tested | - | the newest of 2 captures has a single week of models: how long the chart of the page was it does not say, that takes a capture of the whole chart"].assert_eq(&of(2, &charted(&[("old", "2026-04-07", 1..2), ("new", "2026-04-14", 0..1)])));
}

/// Opus at $10; models at $0.50 and $0.51, and one whose tokens have a price in so far as this part.
fn cheaper(tokens: [i64; 3], covered: f64) -> String {
    let models = ["anthropic/claude-4.6-opus-20260205", "cheap/x", "near/y"];
    let board: Frame<schema::tables::ModelLeaderboard> = filled(vec![
        texts(&MODEL, models.map(Some)),
        texts(&VENDOR, ["anthropic", "cheap", "near"].map(Some)),
        texts(&BOARD, [Some("apps"); 3]),
        texts(&PRICE_BASIS, [Some("list_3to1"); 3]),
        dates(&WINDOW_START_DATE, [Some(MONTH[0]); 3]),
        dates(&WINDOW_END_DATE, [Some(MONTH[1]); 3]),
        integers(&TOKENS, tokens.map(Some)),
        reals(&BLENDED_PRICE, [10.0, 0.5, 0.51].map(Some)),
        reals(&COVERAGE_SHARE, [1.0, 1.0, covered].map(Some)),
        texts(&VALUE_ORIGIN, [Some("observed"); 3]),
    ]);
    tested("twenty_times_cheaper,text,>0.5,,share,,as,where", &Evidence::default().with_leaderboard(&board))
}

/// A twentieth is cheap enough, a little more is not; what has no price may be either.
#[test]
fn most_tokens_are_cheap_wherever_those_without_a_price_belong() {
    expect!["holds | 0.6666666666666666 | 66.7 % of the tokens with a price are of models at a twentieth of Opus 4.6 or less, 60.0 % to 70.0 % of all; expected above 50.0 %"].assert_eq(&cheaper([20, 60, 20], 0.5));
    expect!["cannot_be_tested | 0.5454545454545454 | 54.5 % of the tokens with a price are of models at a twentieth of Opus 4.6 or less, 45.0 % to 62.5 % of all; expected above 50.0 %"].assert_eq(&cheaper([20, 45, 35], 0.5));
    expect!["fails | 0.4444444444444444 | 44.4 % of the tokens with a price are of models at a twentieth of Opus 4.6 or less, 40.0 % to 50.0 % of all; expected above 50.0 %"].assert_eq(&cheaper([40, 40, 20], 0.5));
}

/// Tokens by vendor, in millions, at $4, $4, $1, and in `others`.
fn premium(tokens: [i64; 4]) -> String {
    let million = |tokens: i64| Some(tokens * 1_000_000);
    let gap: Frame<schema::tables::VendorGap> = filled(vec![
        texts(&VENDOR, ["anthropic", "cheap", "openai", "others"].map(Some)),
        texts(&RULE, [Some("published"); 4]),
        texts(&PRICE_BASIS, [Some("list_3to1"); 4]),
        dates(&WINDOW_START_DATE, [Some(WEEK); 4]),
        dates(&WINDOW_END_DATE, [Some(WEEK); 4]),
        texts(&BOARD, [Some("apps"); 4]),
        integers(&TOKENS, [tokens[0], tokens[2], tokens[1], tokens[3]].map(million)),
        reals(&BLENDED_PRICE, [Some(4.0), Some(1.0), Some(4.0), None]),
        reals(&COVERAGE_SHARE, [Some(1.0); 4]),
        reals(&WEIGHTS_SHARE, [Some(1.0); 4]),
        // Of which they are read from the row only that there is one.
        reals(&DOLLAR_SHARE, [Some(0.1), Some(0.1), Some(0.1), None]),
    ]);
    tested("premium_takes_dollars,text,>0.5,,share,,as,where", &Evidence::default().with_gap(&gap, Traffic::ALL))
}

/// $16 beside $4 and $2 to $8; then beside $4 and $5 to $20; then $8 beside $16.
#[test]
fn most_of_the_dollars_is_most_wherever_the_bounds_leave_them() {
    expect!["holds | 0.8 | anthropic and openai together: 80.0 % (57.1 % to 80.0 %) on list_3to1, rule published; expected above 50.0 %"]
        .assert_eq(&premium([2, 2, 4, 2]));
    expect!["cannot_be_tested | 0.8 | anthropic and openai together: 80.0 % (40.0 % to 80.0 %) on list_3to1, rule published; the half lies within the bounds in 1 of 1, so more and less are both possible; expected above 50.0 %"].assert_eq(&premium([2, 2, 4, 5]));
    expect!["fails | 0.3333333333333333 | anthropic and openai together: 33.3 % (33.3 % to 33.3 %) on list_3to1, rule published; expected above 50.0 %"].assert_eq(&premium([1, 1, 16, 0]));
}

fn ranked(ranks: &[(&str, i64)]) -> String {
    let board: Frame<schema::tables::ModelLeaderboard> = filled(vec![
        texts(&MODEL, ranks.iter().map(|_| Some("anthropic/claude-4.6-opus-20260205"))),
        texts(&VENDOR, ranks.iter().map(|_| Some("anthropic"))),
        texts(&BOARD, ranks.iter().map(|(board, _)| Some(*board))),
        texts(&PRICE_BASIS, ranks.iter().map(|_| Some("list_3to1"))),
        dates(&WINDOW_START_DATE, ranks.iter().map(|_| Some(MONTH[0]))),
        dates(&WINDOW_END_DATE, ranks.iter().map(|_| Some(MONTH[1]))),
        integers(&TOKENS, ranks.iter().map(|_| Some(1))),
        integers(&TOKEN_RANK, ranks.iter().map(|(_, rank)| Some(*rank))),
        texts(&VALUE_ORIGIN, ranks.iter().map(|_| Some("observed"))),
    ]);
    tested("top_model_token_rank,text,4,,rank,1,as,where", &Evidence::default().with_leaderboard(&board))
}

#[test]
fn a_claim_of_both_boards_is_tested_on_both() {
    expect!["holds | 5 | rank 4 on the app board; rank 5 on the site board"]
        .assert_eq(&ranked(&[("apps", 4), ("site", 5)]));
    expect!["fails | 6 | rank 4 on the app board; rank 6 on the site board, and the claim is held against each board"]
        .assert_eq(&ranked(&[("apps", 4), ("site", 6)]));
    expect!["holds | 3 | rank 3 on the site board"].assert_eq(&ranked(&[("site", 3)]));
}

/// Ten models that a week names, better scores with fewer tokens; another week names one of them.
#[test]
fn scores_are_held_against_the_models_of_a_week() {
    let scores: Frame<schema::tables::BenchmarkScore> = filled(vec![
        texts(&BENCHMARK_NAME, [Some("b"); 10]),
        texts(&BENCHMARK_VERSION, [Some("1"); 10]),
        texts(&MODEL, MODELS.map(Some)),
        texts(&MODEL_LABEL, MODELS.map(Some)),
        texts(&LABEL_MATCH, [Some("name"); 10]),
        integers(&LABEL_COUNT, [Some(1); 10]),
        texts(&SNAPSHOT_ID, [Some("test"); 10]),
        schema::series::instants(&CAPTURED_AT, (0..10).map(|_| "2026-04-14T00:00:00Z".parse().ok())),
        reals(&SCORE, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(|score| Some(f64::from(score)))),
        texts(&VALUE_ORIGIN, [Some("observed"); 10]),
    ]);
    let models: Frame<schema::tables::ModelWeek> = filled(vec![
        dates(&WEEK_START_DATE, (0..11).map(|row| Some(if row < 10 { WEEK } else { schema::day::shifted(WEEK, 8) }))),
        texts(&MODEL, MODELS.into_iter().chain(["m/0"]).map(Some)),
        texts(&VARIANT, [Some("standard"); 11]),
        texts(&VENDOR, [Some("m"); 11]),
        integers(&TOKENS, (0..11).map(|row| Some(100 - row))),
        schema::series::truths(&IS_ATTRIBUTED, [Some(true); 11]),
        schema::series::truths(&IS_COMPLETE, [Some(true); 11]),
        schema::series::truths(&IS_LOWER_BOUND, [Some(false); 11]),
        schema::series::truths(&IS_LEFT_CUT, [Some(false); 11]),
        texts(&WEEK_ANCHOR, [Some("monday"); 11]),
        texts(&VALUE_ORIGIN, [Some("observed"); 11]),
        schema::series::instants(&CAPTURED_AT, (0..11).map(|_| "2026-04-14T00:00:00Z".parse().ok())),
        texts(&SNAPSHOT_ID, [Some("test"); 11]),
    ]);
    let of = |week: Date| {
        let evidence = Evidence::default().with_scores_of_week(&scores, &models, week);
        tested("benchmark_correlation,text,0,,correlation,0,as,where", &evidence)
    };
    expect![
        "holds | -1 | score against tokens on the site in this week alone: rho -1.00 (-1.00 to -1.00) over 10 models"
    ]
    .assert_eq(&of(WEEK));
    // The series of models begins its weeks a day later.
    expect!["cannot_be_tested | - | not enough models: 1 of those that the week names have a score, and 10 are needed"]
        .assert_eq(&of(schema::day::shifted(WEEK, 7)));
    expect!["cannot_be_tested | - | this run has neither a board nor a model chart of this week, or no scores"]
        .assert_eq(&of(schema::day::shifted(WEEK, 21)));
    let unscored = Evidence::default().with_scores_of_week(&Frame::empty().unwrap(), &models, WEEK);
    expect!["cannot_be_tested | - | this run has no score of any model"]
        .assert_eq(&tested("benchmark_correlation,text,0,,correlation,0,as,where", &unscored));
}

const MODELS: [&str; 10] = ["m/0", "m/1", "m/2", "m/3", "m/4", "m/5", "m/6", "m/7", "m/8", "m/9"];
