//! Charts repeat a year of weeks: what is old in them, what is new, and what stands still.

use super::*;

/// A chart of four weeks with ten models, each with so many tokens in each of them.
fn chart(tokens: [i64; 4]) -> Profile {
    chart_from(Date::constant(2026, 3, 1), tokens)
}

fn chart_from(first: Date, tokens: [i64; 4]) -> Profile {
    let week = |(place, tokens): (i64, i64)| {
        let names = (0..10).map(|name| (format!("m{name}"), tokens)).collect();
        (first.saturating_add(jiff::Span::new().days(7 * place)), names)
    };
    let table = TableProfile {
        rows: 40,
        names: (0..10).map(|place| format!("m{place}")).collect(),
        tokens: (0..).zip(tokens).map(week).collect(),
        is_dated: true,
        is_weekly: true,
        is_running: true,
        ..TableProfile::default()
    };
    Profile { tables: BTreeMap::from([("model_chart", table)]), ..Profile::default() }
}

/// A chart whose last week began yesterday, beside the one whose last week was over: the weeks that both have are the same.
#[test]
fn a_running_week_is_no_fall() {
    let (before, now) = (chart([50, 100, 100, 100]), chart([10, 100, 100, 10]));
    let change = Change { now: &now, before: &before, days: 1 };
    assert_eq!((change.tokens(), change.same_unit(), change.fresh()), (Some(1.0), Some(1.0), Some(1.0)));
    let fallen = chart([10, 100, 40, 10]);
    assert_eq!(Change { now: &fallen, ..change }.tokens(), Some(0.4), "the newest whole week");
}

/// The next chart has a week more, and what is new in it is spoiled: the old weeks are the same.
#[test]
fn what_is_new_in_a_chart_is_looked_at() {
    let before = chart([50, 1000, 1000, 10]);
    let next = |new| chart_from(Date::constant(2026, 3, 8), [1000, 1000, new, 10]);
    let of = |now: &Profile| {
        let change = Change { now, before: &before, days: 7 };
        (change.tokens(), change.same_unit(), change.names())
    };
    assert_eq!(of(&next(1100)), (Some(1.1), Some(1.0), Some(1.0)));
    assert_eq!(of(&next(428)), (Some(0.428), Some(1.0), Some(1.0)), "three sevenths of a week");
    assert_eq!(of(&next(1)), (Some(0.001), Some(0.0), Some(1.0)), "another unit");
    let mut nobody = next(1100);
    let table = nobody.tables.get_mut("model_chart").expect("it has one");
    let newest = table.tokens.values_mut().nth(2).expect("a week");
    *newest = BTreeMap::from([("others".to_owned(), 11_000)]);
    assert_eq!(of(&nobody).2, Some(0.0), "nobody is named");
}

/// A source that has died sends what it had: the same chart a day later, or one that ends earlier.
#[test]
fn a_chart_that_stands_still_is_stale() {
    let of = |now: &Profile, before: &Profile, days| Change { now, before, days }.fresh();
    let stands = chart([50, 100, 100, 10]);
    assert_eq!(of(&stands, &stands, 0), Some(1.0), "within the day");
    assert_eq!(of(&stands, &stands, 1), Some(0.0));
    // Who keeps weeks that are over has the same until the next one is.
    let mut over = chart([50, 100, 100, 100]);
    over.tables.values_mut().for_each(|table| table.is_running = false);
    assert_eq!(of(&over, &over, 6), Some(1.0));
    let later = chart_from(Date::constant(2026, 3, 8), [100, 100, 90, 10]);
    assert_eq!((of(&later, &stands, 7), of(&stands, &later, 1)), (Some(1.0), Some(0.0)));
}
