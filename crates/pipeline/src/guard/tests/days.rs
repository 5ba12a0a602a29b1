//! A file has thirty days, seven of them new: none of these hides behind the others, nor behind the old ones.

use schema::day;

use super::*;

/// Days of forty models, five of each of eight vendors, each model with more tokens than the next, and no day like another.
fn days(from: i64, count: i64, spoil: impl Fn(i64, &mut BTreeMap<String, i64>)) -> Profile {
    let of_day = |place: i64| {
        let name = |model: i64| format!("v{}/m{model}", model % 8);
        let tokens = |model: i64| (1000 + 100 * (40 - model)) * (100 + (place * 7 + model * 3) % 11);
        let mut names: BTreeMap<String, i64> = (0..40).map(|model| (name(model), tokens(model))).collect();
        spoil(place, &mut names);
        names
    };
    let tokens: BTreeMap<Date, _> =
        (from..from + count).map(|place| (day::shifted(MONDAY, place), of_day(place))).collect();
    let table = TableProfile {
        rows: tokens.values().map(BTreeMap::len).sum(),
        names: tokens.values().flat_map(BTreeMap::keys).cloned().collect(),
        tokens,
        is_dated: true,
        ..TableProfile::default()
    };
    Profile { tables: BTreeMap::from([("model_daily", table)]), ..Profile::default() }
}

fn scale(tokens: &mut BTreeMap<String, i64>, factor: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a made-up figure")]
    for tokens in tokens.values_mut() {
        *tokens = (*tokens as f64 * factor) as i64;
    }
}

/// The guards that refuse the file of a week later, whose new days are 30 to 36, and those that tell it.
fn outside(spoil: impl Fn(i64, &mut BTreeMap<String, i64>)) -> String {
    let (before, now) = (days(0, 30, |_, _| {}), days(7, 30, spoil));
    let change = Change { now: &now, before: &before, days: 7 };
    let line = |guard: &Guard| {
        let value = (guard.of)(&change)?;
        let is_low = guard.range.min.is_some_and(|min| value < min);
        let is_high = guard.range.max.is_some_and(|max| value > max);
        (is_low || is_high).then(|| if is_low { guard.name.to_owned() } else { format!("({})", guard.name) })
    };
    GUARDS.iter().filter_map(line).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_new_day_is_looked_at() {
    let on = |days: &'static [i64], spoil: fn(&mut BTreeMap<String, i64>)| {
        outside(move |place, tokens| {
            if days.contains(&place) {
                spoil(tokens);
            }
        })
    };
    assert_eq!(outside(|_, _| {}), "");
    assert_eq!(on(&[30, 31, 32, 33, 34, 36], |tokens| scale(tokens, 10.0)), "tokens same_unit steady");
    assert_eq!(on(&[30, 31, 32, 33, 34, 36], |tokens| scale(tokens, 0.01)), "tokens same_unit steady");
    assert_eq!(on(&[36], |tokens| scale(tokens, 10.0)), "(tokens) same_unit steady", "the newest");
    assert_eq!(on(&[33], |tokens| scale(tokens, 3.0)), "tokens", "back to a third a day later");
    assert_eq!(on(&[33], |tokens| tokens.retain(|name, _| name.as_str() < "v2")), "rows tokens names");
    assert_eq!(on(&[30, 31, 32, 33, 34, 35, 36], |tokens| tokens.retain(|name, _| !name.ends_with('5'))), "");
}

#[test]
fn days_that_repeat() {
    let as_of = |place: i64| {
        move |tokens: &mut BTreeMap<String, i64>| {
            *tokens = days(place, 1, |_, _| {}).tables["model_daily"].tokens.values().next().cloned().expect("a day");
        }
    };
    assert_eq!(
        outside(|place, tokens| if place == 33 {
            as_of(32)(tokens);
        }),
        "fresh",
        "the day before"
    );
    assert_eq!(
        outside(|place, tokens| if place >= 30 {
            as_of(place - 7)(tokens);
        }),
        "fresh",
        "the week before"
    );
}

/// One of eight vendors, with five models and an eighth of the tokens: the others hide it.
#[test]
fn one_large_vendor_in_the_new_days() {
    let of_vendor = |spoil: fn(&mut BTreeMap<String, i64>)| {
        outside(move |place, tokens| {
            if place >= 30 {
                spoil(tokens);
            }
        })
    };
    assert_eq!(of_vendor(|tokens| tokens.retain(|name, _| !name.starts_with("v3/"))), "names");
    let in_thousands = |tokens: &mut BTreeMap<String, i64>| {
        tokens.iter_mut().filter(|(name, _)| name.starts_with("v3/")).for_each(|(_, tokens)| *tokens /= 1000);
    };
    assert_eq!(of_vendor(in_thousands), "same_unit");
}

/// A day that still runs is compared with nothing.
#[test]
fn a_running_day_is_no_fall() {
    let (before, mut now) =
        (days(0, 30, |_, _| {}), days(7, 30, |place, tokens| scale(tokens, if place == 36 { 0.1 } else { 1.0 })));
    now.tables.values_mut().for_each(|table| table.is_running = true);
    let change = Change { now: &now, before: &before, days: 7 };
    assert!(change.tokens().is_some_and(|tokens| tokens > 0.8) && change.same_unit() == Some(1.0));
}
