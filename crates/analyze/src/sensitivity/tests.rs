//! Two vendors and what nobody knows, under each choice.

use expect_test::expect;
use schema::{
    columns::{
        ASOF_CACHE_READ, ASOF_CACHE_READ_HIGH, ASOF_CACHE_READ_LOW, ASOF_INPUT_HIGH, ASOF_INPUT_LOW, ASOF_OUTPUT_HIGH,
        ASOF_OUTPUT_LOW, CACHE_READ_PRICE, CACHED_TOKENS, CAPTURED_AT, CONDITION_NUMBER, INPUT_PRICE, JSON_PATH,
        MODEL_ID, SNAPSHOT_ID, SOURCE, VARIANT,
    },
    series::instants,
};

use super::*;
use crate::tests::{filled, mixed_usage, usage};

/// a: 100 tokens at a tenth output, $1 and $11, of it 60 free. b: 100 at $2. stealth: 100 for
/// nothing. 200 cost $80 and $200 a million at first; with free traffic paid for, $200 and $200; at 3:1, $140 and $200.
#[test]
fn what_each_choice_moves() {
    let usage = mixed_usage(&[
        ("site a/x standard 40 36 1 11", None),
        ("site a/x free 60 54 0 0 1 11", None),
        ("site b/y standard 100 100 2 2", None),
        ("site stealth/z standard 100 100 0 0", None),
    ]);
    let tokenizers = Tokenizers::parse(b"key,tokens_per_word,source\na,2,x\nb,1,x\n").unwrap();
    let conditions = Frame::empty().unwrap();
    let rows = sensitivity(&usage, &conditions, &tokenizers, Basis::ListAsof, Traffic::ALL).unwrap();
    let columns = [&CHOICE, &VENDOR, &TOKENS, &TOKEN_SHARE, &BLENDED_PRICE, &DOLLAR_SHARE, &REASON];
    let text = rows.to_text(&columns);
    // Nothing is cached here, no condition is known, and no price changed in the window.
    let moves_nothing = ["cached_as_fresh", "dearest_condition", "lowest_price", "highest_price"];
    let (still, moved): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| moves_nothing.iter().any(|choice| line.starts_with(choice)));
    let as_run = |line: &str| moves_nothing.iter().fold(line.to_owned(), |line, choice| line.replace(choice, "as_run"));
    assert!(still.len() == 12 && still.iter().all(|line| moved.contains(&as_run(line).as_str())), "{text}");
    expect![[r#"
        choice | vendor | tokens | token_share | blended_usd_per_mtok | dollar_share | reason
        as_run | a | 100 | 0.3333333333333333 | 0.8 | 0.2857142857142857 | -
        as_run | b | 100 | 0.3333333333333333 | 2 | 0.7142857142857142 | -
        as_run | stealth | 100 | 0.3333333333333333 | 0 | 0 | -
        by_tokenizer | a | 100 | 0.23076923076923075 | 0.8 | 0.2857142857142857 | -
        by_tokenizer | b | 100 | 0.4615384615384615 | 2 | 0.7142857142857142 | -
        by_tokenizer | stealth | 100 | 0.3076923076923077 | 0 | 0 | no factor of its tokenizer is cited: its tokens count by the mean of those that are
        free_as_paid | a | 100 | 0.3333333333333333 | 2 | 0.5 | -
        free_as_paid | b | 100 | 0.3333333333333333 | 2 | 0.5 | -
        free_as_paid | stealth | 100 | 0.3333333333333333 | 0 | 0 | -
        mix_3to1 | a | 100 | 0.3333333333333333 | 1.4 | 0.41176470588235287 | -
        mix_3to1 | b | 100 | 0.3333333333333333 | 2 | 0.5882352941176471 | -
        mix_3to1 | stealth | 100 | 0.3333333333333333 | 0 | 0 | -
        without_free | a | 40 | 0.16666666666666666 | 2 | 0.2857142857142857 | -
        without_free | b | 100 | 0.4166666666666667 | 2 | 0.7142857142857142 | -
        without_free | stealth | 100 | 0.4166666666666667 | 0 | 0 | -
        without_promotional | a | 100 | 0.5 | 0.8 | 0.2857142857142857 | -
        without_promotional | b | 100 | 0.5 | 2 | 0.7142857142857142 | -
        without_promotional | stealth | 0 | 0 | - | 0 | left out by this choice
        without_stealth | a | 100 | 0.5 | 0.8 | 0.2857142857142857 | -
        without_stealth | b | 100 | 0.5 | 2 | 0.7142857142857142 | -
        without_stealth | stealth | 0 | 0 | - | 0 | left out by this choice"#]].assert_eq(&moved.join("\n"));
}

/// One catalogue has no lowest and highest price, and at 3:1 nothing is cached.
#[test]
fn what_means_nothing_on_a_basis_is_null_and_says_so() {
    let usage = mixed_usage(&[("site a/x standard 40 36 1 11", None)]);
    let conditions = Frame::empty().unwrap();
    let silent = |basis| {
        let rows = sensitivity(&usage, &conditions, &Tokenizers::default(), basis, Traffic::ALL).unwrap();
        let choices = rows.cells(&CHOICE).texts().into_iter().zip(rows.cells(&REASON).texts());
        let silent = choices.filter(|(_, reason)| *reason == Some(NOT_HERE)).filter_map(|(choice, _)| choice);
        silent.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(silent(Basis::ListAsof), "");
    assert_eq!(silent(Basis::ListCurrent), "highest_price lowest_price");
    let at_3to1 = "cached_as_fresh dearest_condition highest_price lowest_price mix_3to1";
    assert_eq!(silent(Basis::List3to1), at_3to1);
}

/// What a choice moves of `a`, whose input costs $1 to $3, $0.2 from the cache (half of its input), and $5 under a condition.
/// 100 tokens, a tenth output at ten times as much. `b` has 100 tokens at $2, and 10 of what nobody prices.
#[test]
fn each_price_is_asked_at_its_lowest_highest_and_dearest() {
    let usage =
        usage(&["site a/x standard 100 90 2 20", "site b/y standard 100 100 2 2", "site b/z standard 10 10 - -"]);
    let mut data = usage.into_data();
    let of_a = |column, price| reals(column, [Some(price), Some(2.0), None]);
    let cached = |column| reals(column, [Some(0.2), None, None]);
    for column in [
        of_a(&ASOF_INPUT_LOW, 1.0),
        of_a(&ASOF_OUTPUT_LOW, 10.0),
        of_a(&ASOF_INPUT_HIGH, 3.0),
        of_a(&ASOF_OUTPUT_HIGH, 30.0),
        cached(&ASOF_CACHE_READ),
        cached(&ASOF_CACHE_READ_LOW),
        cached(&ASOF_CACHE_READ_HIGH),
        cached(&CACHE_READ_PRICE),
        integers(&CACHED_TOKENS, [Some(50), Some(0), Some(0)]),
    ] {
        data.with_column(column).unwrap();
    }
    let usage = Frame::new(data).unwrap();
    let tokenizers = Tokenizers::default();
    let price = |choice: Scenario, basis| {
        let rows = sensitivity(&usage, &conditions(), &tokenizers, basis, Traffic::ALL).unwrap();
        let found = rows.cells(&CHOICE).texts().into_iter().zip(rows.cells(&BLENDED_PRICE).reals());
        let of_a = found
            .zip(rows.cells(&VENDOR).texts())
            .find(|((word, _), vendor)| *word == Some(choice.word()) && *vendor == Some("a"));
        format!("{:.4}", of_a.unwrap().0.1.unwrap())
    };
    // 40 fresh at $2, 50 cached, 10 out at $20.
    assert_eq!(price(Scenario::AsRun, Basis::ListAsof), "2.9000");
    assert_eq!(price(Scenario::CachedAsFresh, Basis::ListAsof), "3.8000");
    assert_eq!(price(Scenario::CachedAsFresh, Basis::ListCurrent), "3.8000");
    assert_eq!(price(Scenario::LowestPrice, Basis::ListAsof), "1.5000");
    assert_eq!(price(Scenario::HighestPrice, Basis::ListAsof), "4.3000");
    assert_eq!(price(Scenario::DearestCondition, Basis::ListAsof), "4.1000");
    assert_eq!(price(Scenario::DearestCondition, Basis::ListCurrent), "4.1000");
}

fn conditions() -> Frame<PriceCondition> {
    filled(vec![
        texts(&SNAPSHOT_ID, [Some("s")]),
        texts(&MODEL_ID, [Some("a/x")]),
        texts(&VARIANT, [Some("standard")]),
        integers(&CONDITION_NUMBER, [Some(1)]),
        reals(&INPUT_PRICE, [Some(5.0)]),
        instants(&CAPTURED_AT, ["2026-03-30T00:00:00Z".parse().ok()]),
        texts(&SOURCE, [Some("catalog")]),
        texts(&VALUE_ORIGIN, [Some("observed")]),
        texts(&JSON_PATH, [Some("x")]),
    ])
}

/// Half of the tokens, then three eighths without the free ones: 12.5 points less. `c` has no price, `d` no tokens at all.
#[test]
fn points_are_of_shares_and_what_has_no_price_has_no_share_of_the_dollars() {
    let lines = [
        "site a/x standard 30000000 30000000 1 1",
        "site a/x free 20000000 20000000 0 0 1 1",
        "site b/y standard 50000000 50000000 1 1",
        "site c/z standard 0 0 - -",
        "site d/z standard 100000000 100000000 - -",
    ];
    let rows = sensitivity(
        &usage(&lines[..3]),
        &Frame::empty().unwrap(),
        &Tokenizers::default(),
        Basis::ListAsof,
        Traffic::ALL,
    );
    let rows = rows.unwrap();
    let columns = [&CHOICE, &VENDOR, &TOKEN_SHARE, &RUN_TOKEN_SHARE, &TOKEN_DELTA_POINTS, &DOLLAR_DELTA_POINTS];
    let text = rows.to_text(&columns);
    let without: Vec<&str> = text.lines().filter(|line| line.starts_with("without_free")).collect();
    assert_eq!(without, ["without_free | a | 0.375 | 0.5 | -12.5 | 0", "without_free | b | 0.625 | 0.5 | 12.5 | 0"]);
    let rows =
        sensitivity(&usage(&lines), &Frame::empty().unwrap(), &Tokenizers::default(), Basis::ListAsof, Traffic::ALL);
    let text = rows.unwrap().to_text(&[&CHOICE, &VENDOR, &TOKENS, &DOLLAR_SHARE, &REASON]);
    let as_run: Vec<&str> = text.lines().filter(|line| line.starts_with("as_run")).collect();
    // What has no tokens costs nothing, and no choice left it out.
    let expected = [
        "as_run | a | 50000000 | 0.375 | -",
        "as_run | b | 50000000 | 0.625 | -",
        "as_run | c | 0 | 0 | it has no tokens in this window",
        "as_run | d | 100000000 | - | unpriced under this choice",
    ];
    assert_eq!(as_run, expected);
}
