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

/// The least and the most that guards find.
fn tokens(change: &Change<'_>) -> Option<[f64; 2]> {
    change.tokens().map(|found| [found.least, found.most])
}

/// A chart whose last week began yesterday, beside the one whose last week was over: the weeks that both have are the same.
#[test]
fn a_running_week_is_no_fall() {
    let (before, now) = (chart([50, 100, 100, 100]), chart([10, 100, 100, 10]));
    let change = Change { now: &now, before: &before, days: 1 };
    assert_eq!((tokens(&change), change.same_unit(), change.fresh()), (Some([1.0; 2]), Some(1.0), Some(1.0)));
    let fallen = chart([10, 100, 40, 10]);
    assert_eq!(tokens(&Change { now: &fallen, ..change }), Some([0.4, 0.7]), "the newest whole week, and all");
}

/// The next chart has a week more, and what is new in it is spoiled: the old weeks are the same.
#[test]
fn what_is_new_in_a_chart_is_looked_at() {
    let before = chart([50, 1000, 1000, 10]);
    let next = |new| chart_from(Date::constant(2026, 3, 8), [1000, 1000, new, 10]);
    let of = |now: &Profile| {
        let change = Change { now, before: &before, days: 7 };
        (tokens(&change), change.same_unit(), change.names())
    };
    assert_eq!(of(&next(1100)), (Some([1.0, 1.1]), Some(1.0), Some(1.0)));
    assert_eq!(of(&next(428)), (Some([0.428, 1.0]), Some(1.0), Some(1.0)), "three sevenths of a week");
    assert_eq!(of(&next(1)), (Some([0.001, 1.0]), Some(0.0), Some(1.0)), "another unit");
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

/// Three weeks are new in a chart of nine names: each is held against the one before it.
#[test]
fn each_new_week_is_looked_at() {
    let weeks = |from: i64, tokens: &[i64]| {
        let first = Date::constant(2026, 3, 1).saturating_add(jiff::Span::new().weeks(from));
        let mut chart = chart_from(first, [1; 4]);
        let table = chart.tables.get_mut("model_chart").expect("it has one");
        let week = |(place, tokens): (i64, &i64)| {
            // One of ten changes from week to week.
            let name = |name| if name == 9 { format!("n{}", from + place) } else { format!("m{name}") };
            let tokens = (0..10).map(|place| (name(place), tokens * (10 + place))).collect();
            (first.saturating_add(jiff::Span::new().weeks(place)), tokens)
        };
        table.tokens = (0..).zip(tokens).map(week).collect();
        chart
    };
    let before = weeks(0, &[100, 100, 101, 102, 10]);
    let of = |new: [i64; 3]| {
        let now = weeks(1, &[100, 101, 102, new[0], new[1], new[2], 10]);
        let change = Change { now: &now, before: &before, days: 21 };
        (change.tokens().is_some_and(|tokens| tokens.least >= 0.5), change.same_unit(), change.fresh())
    };
    assert_eq!(of([103, 104, 105]), (true, Some(1.0), Some(1.0)));
    assert_eq!(of([103, 1040, 105]).1, Some(0.0), "times ten");
    assert_eq!(of([1030, 1040, 1050]).1, Some(0.0), "all of them times ten");
    assert!(!of([103, 10, 105]).0, "a tenth");
    let mut twice = weeks(1, &[100, 101, 102, 103, 104, 105, 10]);
    let table = twice.tables.get_mut("model_chart").expect("it has one");
    let week = table.tokens.values().nth(3).cloned().expect("a week");
    *table.tokens.values_mut().nth(4).expect("a week") = week;
    assert_eq!(Change { now: &twice, before: &before, days: 21 }.fresh(), Some(0.0), "the week before, again");
}

/// Nothing of a week that is over changes by much: not for one name among ten, and not in one week among four.
#[test]
fn one_name_in_weeks_that_are_over() {
    let before = chart([100; 4]);
    let of = |tokens: Option<i64>| {
        let mut now = chart([100; 4]);
        let week = now.tables.get_mut("model_chart").expect("it has one").tokens.values_mut().nth(2).expect("a week");
        week.remove("m3");
        week.extend(tokens.map(|tokens| ("m3".to_owned(), tokens)));
        let change = Change { now: &now, before: &before, days: 1 };
        (change.steady(), change.names())
    };
    assert_eq!([100, 110, 1000].map(|tokens| of(Some(tokens)).0), [1.0, 1.0, 0.0].map(Some));
    assert_eq!(of(Some(0)), (Some(0.0), Some(0.0)));
    assert_eq!(of(None), (Some(1.0), Some(0.0)), "its tokens went to others");
}
