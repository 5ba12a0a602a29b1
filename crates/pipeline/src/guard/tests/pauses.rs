//! Between what answers are about time may lie: then less has to be alike.

use schema::day;

use super::*;

/// Behind forty days other models lead, and there are more of them: nothing is wrong with that.
#[test]
fn a_long_pause_says_nothing_of_names_and_tokens() {
    let later = |days: i64| {
        tuesday(|table| {
            table.names = (0..10).map(|place| format!("n{place}")).collect();
            let tokens = table.names.iter().map(|name| (name.clone(), 900)).collect();
            table.tokens = BTreeMap::from([(day::shifted(MONDAY, days), tokens)]);
            table.prices.clear();
        })
    };
    check(
        &later(36),
        36,
        &expect![[r#"
            rows 1.00
            tokens -
            names -
            prices -
            cache_prices -
            price_level -
            same_unit -
            steady -
            same_prices -
            slipped_prices -
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
    check(
        &later(35),
        35,
        &expect![[r#"
            rows 1.00
            tokens 8.61 told
            names 0.00 refused
            prices -
            cache_prices -
            price_level -
            same_unit 0.00 refused
            steady -
            same_prices -
            slipped_prices -
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

/// Days of a file of March beside one of August: nothing is alike but the unit of what both have.
#[test]
fn a_pause_is_one_of_what_answers_are_about_too() {
    let later = answer(Date::constant(2026, 12, 1), |_| 10_000);
    assert_eq!(Change { now: &later, before: &monday(), days: 0 }.tokens(), None);
}

/// Some of the few largest leave in a fortnight; that all of them do is another list.
#[test]
fn a_missed_monday_is_no_loss_of_names() {
    let left = |gone: usize, days: i64| {
        tuesday(|table| {
            let tokens = table.tokens.values().flatten().skip(gone).map(|(name, tokens)| (name.clone(), *tokens));
            table.tokens = BTreeMap::from([(day::shifted(MONDAY, days), tokens.collect())]);
        })
    };
    let names = |gone: usize, days: i64| Change { now: &left(gone, days), before: &monday(), days }.names();
    assert_eq!([names(7, 10), names(7, 11)].map(|part| part.map(|part| part < 0.5)), [Some(true), None]);
    assert_eq!(names(10, 11), Some(0.0));
}
