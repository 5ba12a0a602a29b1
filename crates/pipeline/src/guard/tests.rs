//! Each guard, on answers made up to trip it, and on the same without the fault.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use jiff::civil::Date;

use super::{
    mix::Mix,
    profile::{Profile, TableProfile},
    *,
};

const MONDAY: Date = Date::constant(2026, 8, 3);
const TUESDAY: Date = Date::constant(2026, 8, 4);

/// An answer of one table with ten models `m0` to `m9`, that of place `n` with `tokens(n)` on `day`, and all at $1 and $2.
fn answer(day: Date, tokens: impl Fn(i64) -> i64) -> Profile {
    let names: Vec<String> = (0..10).map(|place| format!("m{place}")).collect();
    let tokens = names.iter().cloned().zip((0..10).map(tokens)).collect();
    let table = TableProfile {
        rows: 10,
        names: names.iter().cloned().collect(),
        tokens: BTreeMap::from([(day, tokens)]),
        prices: names.iter().map(|name| (name.clone(), [1.0, 2.0])).collect(),
        is_dated: true,
        parts: (10, 10),
        ..TableProfile::default()
    };
    Profile { tables: BTreeMap::from([("model_daily", table)]), ..Profile::default() }
}

fn monday() -> Profile {
    answer(MONDAY, |place| 100 + place)
}

/// Tuesday is a tenth more than Monday, but for what `spoil` does to it.
fn tuesday(spoil: impl FnOnce(&mut TableProfile)) -> Profile {
    let mut answer = answer(TUESDAY, |place| (100 + place) * 11 / 10);
    if let Some(table) = answer.tables.get_mut("model_daily") {
        spoil(table);
    }
    answer
}

/// What every guard finds from Monday to `now`, and which of them are outside of their range.
fn check(now: &Profile, days: i64, expected: &Expect) {
    let before = monday();
    let change = Change { now, before: &before, days };
    let line = |guard: &Guard| {
        let Some(found) = (guard.of)(&change) else { return format!("{} -\n", guard.name) };
        let to = if found.least < found.most { format!(" to {:.2}", found.most) } else { String::new() };
        let outside = match found.outside(guard.range) {
            [Some(_), _] => " refused",
            [None, Some(_)] => " told",
            [None, None] => "",
        };
        format!("{} {:.2}{to}{outside}\n", guard.name, found.least)
    };
    expected.assert_eq(&GUARDS.iter().map(line).collect::<String>());
}

/// The guards that refuse, and in brackets those that tell.
fn outside(change: &Change<'_>) -> String {
    let line = |guard: &Guard| match (guard.of)(change)?.outside(guard.range) {
        [Some(_), _] => Some(guard.name.to_owned()),
        [None, Some(_)] => Some(format!("({})", guard.name)),
        [None, None] => None,
    };
    GUARDS.iter().filter_map(line).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_usual_day_is_inside_of_every_range() {
    check(
        &tuesday(|_| {}),
        1,
        &expect![[r#"
            rows 1.00
            tokens 1.10
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 1.00
            steady 1.00
            same_prices 1.00
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

#[test]
fn a_list_that_lost_most_of_its_rows() {
    check(
        &tuesday(|table| {
            table.rows = 4;
            table.names.retain(|name| name.as_str() < "m4");
            table.tokens.values_mut().for_each(|tokens| tokens.retain(|name, _| name.as_str() < "m4"));
            table.prices.retain(|name, _| name.as_str() < "m4");
        }),
        1,
        &expect![[r#"
            rows 0.40 refused
            tokens 0.43 refused
            names 0.39 refused
            prices -
            cache_prices -
            price_level -
            same_unit 1.00
            steady -
            same_prices -
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

/// A week of days behind a year of them.
#[test]
fn a_shorter_window_is_no_shorter_list() {
    let days = |count: i64| {
        let mut answer = monday();
        for table in answer.tables.values_mut() {
            let tokens = table.tokens.values().next().cloned().expect("a day");
            let day = |place| (MONDAY.saturating_sub(jiff::Span::new().days(place)), tokens.clone());
            table.tokens = (0..count).map(day).collect();
            table.rows = 10 * usize::try_from(count).expect("few");
        }
        answer
    };
    let (before, now) = (days(365), days(7));
    assert_eq!(Change { now: &now, before: &before, days: 1 }.rows(), Some(1.0));
}

#[test]
fn a_table_that_is_not_there_any_more() {
    check(
        &Profile::default(),
        1,
        &expect![[r#"
            rows 0.00 refused
            tokens 0.00 refused
            names 0.00 refused
            prices -
            cache_prices -
            price_level -
            same_unit -
            steady -
            same_prices -
            slipped_prices -
            fresh -
            fields -
            parts -
            mix -
        "#]],
    );
}

#[test]
fn tokens_that_fall_are_refused_and_that_jump_are_told() {
    check(
        &answer(TUESDAY, |place| (100 + place) * 4 / 10),
        1,
        &expect![[r#"
            rows 1.00
            tokens 0.40 refused
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 1.00
            steady 1.00
            same_prices 1.00
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
    check(
        &answer(TUESDAY, |place| (100 + place) * 3),
        1,
        &expect![[r#"
            rows 1.00
            tokens 3.00 told
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 1.00
            steady 1.00
            same_prices 1.00
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

/// Two of ten prices went to 0, and one model left with its price.
#[test]
fn prices_that_are_gone() {
    check(
        &tuesday(|table| {
            table.prices.insert("m0".to_owned(), [0.0, 0.0]);
            table.prices.insert("m1".to_owned(), [0.0, 0.0]);
            table.prices.remove("m2");
        }),
        1,
        &expect![[r#"
            rows 1.00
            tokens 1.10
            names 1.00
            prices 0.78 refused
            cache_prices -
            price_level -
            same_unit 1.00
            steady 1.00
            same_prices 0.78
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

#[test]
fn another_unit_of_tokens_or_of_prices() {
    check(
        &answer(TUESDAY, |place| (100 + place) * 1_100),
        1,
        &expect![[r#"
            rows 1.00
            tokens 1100.00 told
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 0.00 refused
            steady 0.00 refused
            same_prices 1.00
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
    check(
        &tuesday(|table| table.prices.values_mut().for_each(|prices| *prices = [1e-6, 2e-6])),
        1,
        &expect![[r#"
            rows 1.00
            tokens 1.10
            names 1.00
            prices 1.00
            cache_prices -
            price_level 0.00 refused
            same_unit 0.00 refused
            steady 1.00
            same_prices 0.00 refused
            slipped_prices 10.00 told
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

#[test]
fn the_same_day_again() {
    check(
        &answer(TUESDAY, |place| 100 + place),
        1,
        &expect![[r#"
            rows 1.00
            tokens 1.00
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 1.00
            steady 1.00
            same_prices 1.00
            slipped_prices 0.00
            fresh 0.00 refused
            fields -
            parts 1.00
            mix -
        "#]],
    );
    // The same day, captured once more, may be the same.
    check(
        &monday(),
        0,
        &expect![[r#"
            rows 1.00
            tokens 1.00
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 1.00
            steady 1.00
            same_prices 1.00
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 1.00
            mix -
        "#]],
    );
}

/// Four of ten fields that every object had are in none any more; one that few had is missed by nobody.
#[test]
fn fields_that_are_gone() {
    let field = |place: i32| ("model".to_owned(), format!("f{place}"));
    let usual: std::collections::BTreeSet<_> = (0..10).map(field).collect();
    let before = Profile { fields: (0..12).map(field).collect(), usual_fields: usual, ..monday() };
    let now = |from| Profile { fields: (from..10).map(field).collect(), ..tuesday(|_| {}) };
    let share = |now: &Profile| Change { now, before: &before, days: 1 }.fields();
    assert_eq!((share(&now(0)), share(&now(4))), (Some(1.0), Some(0.6)));
    let read = Profile { read_fields: [field(3)].into(), ..before.clone() };
    let share = |now: &Profile| Change { now, before: &read, days: 1 }.fields();
    assert_eq!((share(&now(3)), share(&now(4))), (Some(0.7), Some(0.0)), "one that is read");
}

#[test]
fn parts_that_do_not_add_up() {
    check(
        &tuesday(|table| table.parts = (10, 8)),
        1,
        &expect![[r#"
            rows 1.00
            tokens 1.10
            names 1.00
            prices 1.00
            cache_prices -
            price_level 1.00
            same_unit 1.00
            steady 1.00
            same_prices 1.00
            slipped_prices 0.00
            fresh 1.00
            fields -
            parts 0.80 refused
            mix -
        "#]],
    );
}

/// Cached tokens that are 0, gone or in another unit, and parts that changed places: they add up all the same.
#[test]
fn parts_of_another_size() {
    let with = |parts: &dyn Fn(&mut Mix)| {
        tuesday(|table| {
            table.mix = Mix::default();
            parts(&mut table.mix);
        })
    };
    let before = with(&|mix| mix.add(1000, 30, Some(500)));
    let of = |parts: &dyn Fn(&mut Mix)| Change { now: &with(parts), before: &before, days: 7 }.mix();
    assert_eq!(of(&|mix| mix.add(2000, 60, Some(1000))), Some(1.0));
    assert_eq!(of(&|mix| mix.add(1000, 90, Some(500))).map(|mix| mix < 0.34), Some(true), "an output of three times");
    assert_eq!([Some(0), None].map(|cached| of(&|mix| mix.add(1000, 30, cached))), [Some(0.0); 2]);
    assert_eq!(of(&|mix| mix.add(30, 1000, Some(15))).map(|mix| mix < 0.01), Some(true));
    assert_eq!(of(&|_| {}), Some(0.0), "nobody says any more what it was made of");
}

/// Around midnight two captures have two days, and a list that says no day may be the same in both.
#[test]
fn what_says_no_day_may_be_the_same_within_a_day() {
    let undated = |day| {
        let mut answer = answer(day, |place| 100 + place);
        answer.tables.values_mut().for_each(|table| table.is_dated = false);
        answer
    };
    let of = |days| Change { now: &undated(TUESDAY), before: &undated(MONDAY), days }.fresh();
    assert_eq!((of(0), of(1)), (Some(1.0), Some(0.0)));
}

/// The list of a week ago, sent once more: it says itself of which days it is.
#[test]
fn a_list_that_falls_behind_its_capture() {
    let lagging = |days: i64| tuesday(|table| table.lag_days = Some(days));
    let fresh = |before: i64, now: i64| Change { now: &lagging(now), before: &lagging(before), days: 1 }.fresh();
    assert_eq!([fresh(1, 1), fresh(1, 3), fresh(1, 4), fresh(7, 7)], [Some(1.0), Some(1.0), Some(0.0), Some(1.0)]);
}

mod charts;
mod days;
mod parts_of_days;
mod pauses;
mod places;
mod prices;

/// Totals, names and middles are as they were: only whose numbers they are is not.
#[test]
fn numbers_under_other_names() {
    let steady = |now: &Profile, before: &Profile| Change { now, before, days: 1 }.steady().map(|part| part >= 0.5);
    let (before, usual) = (answer(MONDAY, |place| 1 << place), answer(TUESDAY, |place| 2 << place));
    let swapped = answer(TUESDAY, |place| 1 << (9 - place));
    assert_eq!((steady(&usual, &before), steady(&swapped, &before)), (Some(true), Some(false)));
    // Within a fourth in a week that is over: there nothing grows.
    let chart = |tokens: &dyn Fn(i64) -> i64| {
        let mut answer = answer(MONDAY, tokens);
        for table in answer.tables.values_mut() {
            let tokens = table.tokens.values().next().cloned().expect("a day");
            let week = |place| (MONDAY.saturating_add(jiff::Span::new().weeks(place)), tokens.clone());
            table.tokens = (0..4).map(week).collect();
        }
        answer
    };
    let (before, same, other) = (chart(&|place| 1 << place), chart(&|place| 1 << place), chart(&|place| 2 << place));
    assert_eq!((steady(&same, &before), steady(&other, &before)), (Some(true), Some(false)));
}
