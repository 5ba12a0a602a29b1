//! Claims with little evidence: every id is known, and what is missing is said.

use expect_test::expect;
use schema::columns::{BECAUSE, CLAIM_ID, VERDICT};

use super::*;

const HEAD: &str = "claim_id,claim,published_value,unit,tolerance,measured_as,where\n";
const WEEK: Date = Date::constant(2026, 4, 12);

#[test]
fn without_evidence_nothing_is_judged() {
    let rows: Vec<_> = claim_ids().iter().map(|id| format!("{id},text,1,,,,\n")).collect();
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
    let error = claim(format!("{HEAD}moon_cheese,text,1,,,,\n").as_bytes(), &Evidence::default(), WEEK).unwrap_err();
    assert!(error.to_string().starts_with("claim `moon_cheese` has no measurement: expected one of `market_growth`"));
}

#[test]
fn a_broken_file_names_its_line() {
    let error = claim(format!("{HEAD}a,b\n").as_bytes(), &Evidence::default(), WEEK).unwrap_err();
    expect!["`claims.csv`, line 2: CSV error: record 1 (line: 2, byte: 64): found record with 2 fields, but the previous record has 7 fields"].assert_eq(&error.to_string());
}

#[test]
fn the_edge_of_a_tolerance_holds() {
    let stated = |tolerance| Stated {
        claim_id: String::new(),
        claim: String::new(),
        published_value: "0.123".to_owned(),
        unit: None,
        tolerance: Some(tolerance),
        _measured_as: String::new(),
        _place: String::new(),
    };
    assert_eq!(Measured::near(&stated(0.0005), 0.1235, "").verdict, Verdict::Holds);
    assert_eq!(Measured::near(&stated(0.0005), 0.1236, "").verdict, Verdict::Fails);
    assert_eq!(Measured::near(&stated(0.0), 0.123, "").verdict, Verdict::Holds);
}
