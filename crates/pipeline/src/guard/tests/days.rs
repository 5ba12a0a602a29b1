//! A file has thirty days, seven of them new: none of these hides behind the others, nor behind the old ones.

use schema::day;

use super::*;

/// Days of forty models, five of each of eight vendors, each model with more tokens than the next, and no day like another.
fn days(from: i64, count: i64, spoil: impl Fn(i64, &mut BTreeMap<String, i64>)) -> Profile {
    let of_day = |place: i64| {
        let name = |model: i64| format!("v{}/m{model}", model % 8);
        let tokens = |model: i64| (1000 + 100 * (40 - model)) * (100 + (place * 7 + model * 3) % 11) + place;
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
    super::outside(&Change { now: &now, before: &before, days: 7 })
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
    for place in [31, 28, 19, 3] {
        let spoil = |day: i64, tokens: &mut BTreeMap<String, i64>| {
            if day == 33 {
                as_of(place)(tokens);
            }
        };
        assert_eq!(outside(spoil), "fresh", "{} days before", 33 - place);
    }
    assert_eq!(
        outside(|place, tokens| if place >= 30 {
            as_of(place - 7)(tokens);
        }),
        "fresh",
        "the week before"
    );
}

/// What rises from it by three or four times is no echo of it, and doesn't hide it.
#[test]
fn a_fall_before_a_rise_is_refused() {
    let of = |rise: f64| {
        outside(|place, tokens| match place {
            33 => scale(tokens, 0.4),
            34 => scale(tokens, rise),
            _ => {}
        })
    };
    assert_eq!([1.0, 1.3, 1.6, 1.9].map(of), ["tokens"; 4]);
}

/// No day is far from the one before it, and the last is far from the last one of the file before.
#[test]
fn small_changes_add_up() {
    let of = |factor: f64| {
        outside(|place, tokens| {
            for _ in 30..=place {
                scale(tokens, factor);
            }
        })
    };
    assert_eq!([of(0.55), of(1.9)], ["tokens steady", "(tokens) same_unit steady"]);
    assert_eq!([of(0.95), of(1.05)], ["", ""]);
}

/// Two of five models of each vendor: most names are as they were, and no total changed by a power of ten.
#[test]
fn another_unit_of_some_names() {
    let some = |tokens: &mut BTreeMap<String, i64>| {
        for (name, tokens) in tokens {
            let model: i64 = name.rsplit('m').next().and_then(|model| model.parse().ok()).expect("a number");
            *tokens *= if model % 16 < 8 { 1 } else { 500 };
        }
    };
    let of = outside(|place, tokens| {
        if place >= 30 {
            some(tokens);
        }
    });
    assert_eq!(of, "(tokens) same_unit");
}

/// Whoever decides is told the day on which it is.
#[test]
fn the_day_is_named() {
    let spoil = |place: i64, tokens: &mut BTreeMap<String, i64>| {
        if place == 33 {
            tokens.retain(|name, _| !name.starts_with("v1/"));
            scale(tokens, 0.4);
        }
    };
    let (before, now) = (days(0, 30, |_, _| {}), days(7, 30, spoil));
    let change = Change { now: &now, before: &before, days: 7 };
    let tokens = change.tokens().and_then(|found| witness::tokens(&change, found.least)).expect("a day");
    assert!(tokens.starts_with("`model_daily`, 2026-09-05: ") && tokens.ends_with(" in 2026-09-04"), "{tokens}");
    let names = change.names().and_then(|found| witness::names(&change, found)).expect("a day");
    assert!(names.starts_with("`model_daily`, 2026-09-05, lacks `v1/m1` ("), "{names}");
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
    assert!(change.tokens().is_some_and(|tokens| tokens.least > 0.8) && change.same_unit() == Some(1.0));
}

/// And the vendor, and the names that moved.
#[test]
fn the_day_of_another_unit_is_named() {
    let at = |guard: &str, spoil: fn(i64, &mut BTreeMap<String, i64>)| {
        let (before, now) = (days(0, 30, |_, _| {}), days(7, 30, spoil));
        let change = Change { now: &now, before: &before, days: 7 };
        let guard = GUARDS.iter().find(|known| known.name == guard).expect("a guard");
        let found = (guard.of)(&change).expect("tokens").least;
        (guard.witness)(&change, found).unwrap_or_default()
    };
    let tenfold = |place: i64, tokens: &mut BTreeMap<String, i64>| {
        if place == 33 {
            scale(tokens, 10.0);
        }
    };
    let unit = at("same_unit", tenfold);
    assert!(unit.starts_with("`model_daily`, 2026-09-05: ") && unit.ends_with(" in 2026-09-04"), "{unit}");
    let steady = at("steady", tenfold);
    assert!(steady.starts_with("`model_daily`, 2026-09-05, beside 2026-09-04: tokens of `v"), "{steady}");
    let of_vendor = |place: i64, tokens: &mut BTreeMap<String, i64>| {
        if place >= 30 {
            let of_vendor = tokens.iter_mut().filter(|(name, _)| name.starts_with("v3/"));
            of_vendor.for_each(|(_, tokens)| *tokens /= 1000);
        }
    };
    let unit = at("same_unit", of_vendor);
    assert!(unit.starts_with("`model_daily`, 2026-09-02: `v3` has 0.00"), "{unit}");
    let restated = |place: i64, tokens: &mut BTreeMap<String, i64>| {
        if place == 20 {
            tokens.values_mut().step_by(2).for_each(|tokens| *tokens *= 2);
        }
    };
    let steady = at("steady", restated);
    assert!(steady.starts_with("`model_daily`, 2026-08-23, which was over: tokens of `v"), "{steady}");
}
