//! Rows that say which part of their day they are: thirty days hide none.

use ingest::{DayParts, Ingested};

use super::*;

/// A hundred rows fit, and of those of one day so many of ten.
fn fitting(day: Date, fitting: usize) -> Profile {
    tuesday(|table| {
        table.parts = (100, 100);
        table.day_parts = BTreeMap::from([(day, (10, fitting))]);
    })
}

/// One of Monday that was accepted as it was is no news on Tuesday.
#[test]
fn a_new_day_whose_rows_do_not_fit() {
    let before = fitting(MONDAY, 8);
    let parts = |day: Date, of_ten: usize| {
        let now = fitting(day, of_ten);
        let change = Change { now: &now, before: &before, days: 1 };
        let found = change.parts().expect("parts");
        (found, witness::parts(&change, found).expect("a witness"))
    };
    let all = (1.0, "`model_daily`: 100 of 100 rows".to_owned());
    assert_eq!([parts(TUESDAY, 10), parts(MONDAY, 8)], [all.clone(), all]);
    assert_eq!(parts(TUESDAY, 8), (0.8, "`model_daily`, 2026-08-04: 8 of 10 rows".to_owned()));
    assert_eq!(parts(MONDAY, 7), (0.7, "`model_daily`, 2026-08-03: 7 of 10 rows".to_owned()));
}

#[test]
fn what_an_answer_says_of_its_days_is_looked_at() {
    let mut answer = Ingested::default();
    answer.day_parts.push(DayParts { table: "model_daily", day: MONDAY, rows: 51, fitting: 51 });
    answer.day_parts.push(DayParts { table: "model_daily", day: TUESDAY, rows: 51, fitting: 0 });
    let profile = Profile::of(&answer, jiff::Timestamp::UNIX_EPOCH);
    let table = &profile.tables["model_daily"];
    assert_eq!((table.parts, table.day_parts[&TUESDAY]), ((102, 51), (51, 0)));
}
