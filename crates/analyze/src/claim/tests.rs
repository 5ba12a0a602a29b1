//! Claims with little evidence: every id is known, and what is missing is said.

use expect_test::expect;
use schema::{
    columns::*,
    series::{dates, integers, reals, texts},
};

use super::*;
use crate::tests::filled;

const HEAD: &str = "claim_id,claim,published_value,second_value,unit,tolerance,measured_as,where\n";
const WEEK: Date = Date::constant(2026, 4, 12);

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

#[test]
fn the_edge_of_a_tolerance_holds() {
    let stated = |tolerance| Stated {
        claim_id: String::new(),
        claim: String::new(),
        published_value: "0.123".to_owned(),
        second_value: None,
        unit: None,
        tolerance: Some(tolerance),
        _measured_as: String::new(),
        _place: String::new(),
    };
    assert_eq!(Measured::near(&stated(0.0005), 0.1235, "").verdict, Verdict::Holds);
    assert_eq!(Measured::near(&stated(0.0005), 0.1236, "").verdict, Verdict::Fails);
    assert_eq!(Measured::near(&stated(0.0), 0.123, "").verdict, Verdict::Holds);
}

/// One claim on what its evidence says: verdict and why.
fn tested(row: &str, evidence: &Evidence) -> String {
    let claims = claim(format!("{HEAD}{row}\n").as_bytes(), evidence, WEEK).unwrap();
    claims.to_text(&[&VERDICT, &OUR_VALUE, &BECAUSE]).lines().skip(1).collect()
}

/// About a quarter then is half of the sentence.
#[test]
fn a_claim_about_then_and_now_needs_both() {
    let grown = |now: f64| {
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
        tested("anthropic_last_year,text,0.25,0.12,share,0.005,as,where", &Evidence::default().with_growth(&growth))
    };
    expect!["holds | 0.247 | 24.7 % then, 12.3 % now"].assert_eq(&grown(0.123));
    expect!["fails | 0.247 | 24.7 % then, 18.0 % now"].assert_eq(&grown(0.18));
}

/// A share of each on one basis, with its bounds.
fn premium(shares: [[f64; 3]; 2]) -> String {
    let of = |place: usize| shares.map(|share| Some(share[place]));
    let gap: Frame<schema::tables::VendorGap> = filled(vec![
        texts(&VENDOR, [Some("anthropic"), Some("openai")]),
        texts(&RULE, [Some("published"); 2]),
        texts(&PRICE_BASIS, [Some("list_3to1"); 2]),
        dates(&WINDOW_START_DATE, [Some(WEEK); 2]),
        dates(&WINDOW_END_DATE, [Some(WEEK); 2]),
        texts(&BOARD, [Some("apps"); 2]),
        reals(&DOLLAR_SHARE_LOW, of(0)),
        reals(&DOLLAR_SHARE, of(1)),
        reals(&DOLLAR_SHARE_HIGH, of(2)),
    ]);
    tested("premium_takes_dollars,text,0.5,,share,0,as,where", &Evidence::default().with_gap(&gap))
}

#[test]
fn most_of_the_dollars_is_most_wherever_the_bounds_leave_them() {
    expect!["holds | 0.65 | anthropic and openai together: 65.0 % (55.0 % to 75.0 %) on list_3to1, rule published"]
        .assert_eq(&premium([[0.40, 0.45, 0.50], [0.15, 0.20, 0.25]]));
    expect!["cannot_be_tested | 0.65 | anthropic and openai together: 65.0 % (45.0 % to 75.0 %) on list_3to1, rule published; the half lies within the bounds in 1 of 1, so more and less are both possible"].assert_eq(&premium([[0.30, 0.45, 0.50], [0.15, 0.20, 0.25]]));
    expect!["fails | 0.35 | anthropic and openai together: 35.0 % (25.0 % to 45.0 %) on list_3to1, rule published"]
        .assert_eq(&premium([[0.10, 0.15, 0.20], [0.15, 0.20, 0.25]]));
}
