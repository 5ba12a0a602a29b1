//! Prices in force, worked out by hand.

use proptest::prelude::*;
use schema::{
    Column,
    columns::{CANONICAL_SLUG, CAPTURED_AT, INPUT_TEXT, IS_ALIAS, MODEL_ID, OUTPUT_TEXT, PROVIDER_ID, REQUEST_TEXT},
    tables::{Catalog, PriceMap},
};

use super::*;
use crate::{
    Arrivals, model_price,
    tests::{frame, no_aliases},
};

const GIVEN: &[&Column] = &[
    &CAPTURED_AT,
    &MODEL_ID,
    &VARIANT,
    &INPUT_TEXT,
    &INPUT_PRICE,
    &CACHE_READ_PRICE,
    &CANONICAL_SLUG,
    &OUTPUT_TEXT,
    &OUTPUT_PRICE,
    &IS_ALIAS,
    &SNAPSHOT_ID,
];

/// `INSTANT ID VARIANT INPUT CACHE-READ` per line, of the slug `a/b`; input is a price per million, which costs twice as
/// much as output, or `-1`.
fn catalogs(lines: &[&str]) -> Frame<Catalog> {
    let line = |line: &&str| {
        let cells: Vec<_> = line.split(' ').collect();
        let is_dynamic = cells[3] == "-1";
        let output = if is_dynamic { "-".to_owned() } else { (cells[3].parse::<f64>().unwrap() * 2.0).to_string() };
        let input = if is_dynamic { "-" } else { cells[3] };
        format!(
            "{} {} {} {} {input} {} a/b {output}x {output} false of-{}",
            cells[0], cells[1], cells[2], cells[3], cells[4], cells[0]
        )
    };
    frame(GIVEN, &lines.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// `INPUT (LOW to HIGH) CACHED CONFIDENCE` of a variant over the days.
fn price(lines: &[&str], variant: &str, days: [&str; 2]) -> String {
    let catalog = catalogs(lines);
    let prices = model_price(&catalog, &Frame::empty().unwrap(), &no_aliases(), &Arrivals::default()).unwrap();
    let captures = catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
    let ledger = Ledger::read(&prices, captures);
    let days = (days[0].parse().unwrap(), days[1].parse().unwrap());
    let Some(found) = ledger.in_force("a/b", variant, days) else {
        return ledger.silence("a/b", variant).map_or_else(|| "unknown".to_owned(), |class| class.to_string());
    };
    let cached = found.mean.cache_read.map_or_else(|| "-".to_owned(), |price| format!("{price:.6}"));
    let [mean, low, high] = [found.mean, found.low, found.high].map(|prices| prices.input);
    assert!((found.mean.output - 2.0 * mean).abs() < 1e-12);
    format!("{mean:.6} ({low} to {high}) {cached} {}", found.confidence)
}

const WEEK: [&str; 2] = ["2026-04-06", "2026-04-12"];

#[test]
fn a_change_in_the_middle_of_a_week_counts_from_the_catalogue_that_shows_it() {
    // Seen on Monday at $1, on Thursday noon at $3: 3.5 days at $1 and 3.5 at $3.
    let seen = ["2026-04-06T00:00:00Z a/b standard 1 0.5", "2026-04-09T12:00:00Z a/b standard 3 -"];
    // Cached input cost $0.5, then as much as any: (0.5 + 3) / 2.
    assert_eq!(price(&seen, "standard", WEEK), "2.000000 (1 to 3) 1.750000 exact");
}

/// The $3 go on for a week more: in the window they count for as long as they held in it.
#[test]
fn what_holds_on_behind_a_window_weighs_no_more_in_it() {
    let seen = [
        "2026-04-06T00:00:00Z a/b standard 1 -",
        "2026-04-09T12:00:00Z a/b standard 3 -",
        "2026-04-20T00:00:00Z a/b standard 9 -",
    ];
    assert_eq!(price(&seen, "standard", WEEK), "2.000000 (1 to 9) - exact");
}

/// Somewhere between two catalogues the price changed: in the week between them either may have held.
#[test]
fn a_week_without_a_catalogue_between_two_that_differ_is_in_doubt() {
    let seen = ["2026-04-01T00:00:00Z a/b standard 1 -", "2026-04-20T00:00:00Z a/b standard 3 -"];
    assert_eq!(price(&seen, "standard", WEEK), "1.000000 (1 to 3) - carried");
    let agreeing = ["2026-04-01T00:00:00Z a/b standard 1 -", "2026-04-20T00:00:00Z a/b standard 1 -"];
    assert_eq!(price(&agreeing, "standard", WEEK), "1.000000 (1 to 1) - carried");
}

#[test]
fn before_the_first_and_after_the_last_sighting() {
    let seen = ["2026-04-20T00:00:00Z a/b standard 1 -", "2026-04-27T00:00:00Z a/b standard 2 -"];
    assert_eq!(price(&seen, "standard", WEEK), "1.000000 (1 to 1) - backcast");
    assert_eq!(price(&seen, "standard", ["2026-05-04", "2026-05-10"]), "2.000000 (2 to 2) - carried");
    // Listed first on the Wednesday of the week: that price for all of what the week can have had of it.
    let seen = ["2026-03-30T00:00:00Z a/b other 9 -", "2026-04-08T00:00:00Z a/b standard 1 -"];
    assert_eq!(price(&seen, "standard", WEEK), "1.000000 (1 to 1) - exact");
    // Unless that is where the catalogues begin: nobody knows of the days before.
    assert_eq!(price(&seen[1..], "standard", WEEK), "1.000000 (1 to 1) - backcast");
}

/// Another model keeps the catalogues of the weeks in which this one is not listed.
#[test]
fn who_left_and_came_back_at_another_price() {
    let other = |at: &str| format!("{at} a/b other 9 -");
    let gone = other("2026-04-06T00:00:00Z");
    let seen = ["2026-03-30T00:00:00Z a/b standard 1 -", &gone, "2026-04-20T00:00:00Z a/b standard 3 -"];
    assert_eq!(price(&seen, "standard", ["2026-03-30", "2026-04-05"]), "1.000000 (1 to 3) - exact");
    assert_eq!(price(&seen, "standard", WEEK), "1.000000 (1 to 3) - carried");
    assert_eq!(price(&seen, "standard", ["2026-04-20", "2026-04-26"]), "3.000000 (3 to 3) - exact");
    assert_eq!(price(&seen[..2], "standard", WEEK), "1.000000 (1 to 1) - carried", "delisted keeps its last price");
}

/// Two weeks, of which only the first has a catalogue.
/// No catalogue between 2026-03-30 and 04-20: from which of those days on it was listed nobody has seen.
#[test]
fn a_model_that_is_first_seen_behind_a_gap_is_backcast() {
    let seen = ["2026-03-30T00:00:00Z a/b other 9 -", "2026-04-20T00:00:00Z a/b standard 1 -"];
    assert_eq!(price(&seen, "standard", ["2026-04-06", "2026-05-03"]), "1.000000 (1 to 1) - backcast");
    let seen = ["2026-04-15T00:00:00Z a/b other 9 -", "2026-04-20T00:00:00Z a/b standard 1 -"];
    assert_eq!(price(&seen, "standard", ["2026-04-15", "2026-04-21"]), "1.000000 (1 to 1) - exact");
}

#[test]
fn each_week_of_a_longer_window_needs_a_sighting() {
    let seen = ["2026-04-06T00:00:00Z a/b standard 1 -", "2026-04-25T00:00:00Z a/b standard 1 -"];
    assert_eq!(price(&seen, "standard", ["2026-04-06", "2026-04-19"]), "1.000000 (1 to 1) - carried");
    assert_eq!(price(&seen, "standard", ["2026-04-06", "2026-04-12"]), "1.000000 (1 to 1) - exact");
}

#[test]
fn a_free_variant_that_became_paid() {
    // Free until Sunday, $7 a million since: one day of the week.
    let seen = ["2026-04-06T00:00:00Z a/b free 0 -", "2026-04-12T00:00:00Z a/b free 7 -"];
    assert_eq!(price(&seen, "free", WEEK), "1.000000 (0 to 7) - exact");
}

#[test]
fn a_price_that_depends_is_none_and_counts_in_no_mean() {
    let seen = ["2026-04-06T00:00:00Z a/b standard -1 -"];
    assert_eq!(price(&seen, "standard", WEEK), "dynamic");
    // Dynamic until Thursday: the $2 of the other days.
    let seen = ["2026-04-06T00:00:00Z a/b standard -1 -", "2026-04-09T00:00:00Z a/b standard 2 -"];
    assert_eq!(price(&seen, "standard", WEEK), "2.000000 (2 to 2) - exact");
}

#[test]
fn a_batch_variant_at_nothing_says_nothing() {
    let seen = ["2026-04-06T00:00:00Z a/b batch 0 -"];
    assert_eq!(price(&seen, "batch", WEEK), "batch_zero");
    assert_eq!(price(&seen, "free", WEEK), "unknown");
    // And dynamic since: for some of the time it still said nothing.
    let seen = ["2026-04-06T00:00:00Z a/b batch 0 -", "2026-04-09T00:00:00Z a/b batch -1 -"];
    assert_eq!(price(&seen, "batch", WEEK), "batch_zero");
    let seen = ["2026-04-06T00:00:00Z a/b batch 0 -", "2026-04-09T00:00:00Z a/b batch 2 -"];
    assert_eq!(price(&seen, "batch", WEEK), "2.000000 (2 to 2) - exact");
}

/// The old price was still there after the week: nothing of the new one can lie in it.
#[test]
fn a_change_behind_a_later_sighting_of_the_old_price_is_no_doubt() {
    let seen = [
        "2026-04-01T00:00:00Z a/b standard 1 -",
        "2026-04-15T00:00:00Z a/b standard 1 -",
        "2026-04-20T00:00:00Z a/b standard 3 -",
    ];
    assert_eq!(price(&seen, "standard", WEEK), "1.000000 (1 to 1) - carried");
}

/// A window ends where its last day does: a catalogue of that very instant is of the next.
#[test]
fn a_catalogue_at_the_end_of_a_window_is_no_sighting_in_it() {
    let seen = ["2026-04-06T00:00:00Z a/b standard 1 -", "2026-04-13T00:00:00Z a/b standard 1 -"];
    assert_eq!(price(&seen, "standard", ["2026-04-07", "2026-04-12"]), "1.000000 (1 to 1) - carried");
    assert_eq!(price(&seen, "standard", ["2026-04-07", "2026-04-13"]), "1.000000 (1 to 1) - exact");
}

/// It had a price until the week began; what it cost then is not what it costs now.
#[test]
fn a_week_in_which_the_price_depends_is_not_priced_at_what_was_before() {
    let seen = ["2026-03-30T00:00:00Z a/b standard 1 -", "2026-04-06T00:00:00Z a/b standard -1 -"];
    assert_eq!(price(&seen, "standard", WEEK), "dynamic");
}

/// The ledger of some rows, read as of the first.
fn in_force(catalog: &Frame<Catalog>, map: &str, key: (&str, &str), days: [&str; 2]) -> String {
    let given = [&SNAPSHOT_ID, &PROVIDER_ID, &MODEL_ID, &INPUT_PRICE, &OUTPUT_PRICE, &CAPTURED_AT];
    let map: Frame<PriceMap> = frame(&given, map);
    let prices = model_price(catalog, &map, &no_aliases(), &Arrivals::default()).unwrap();
    let captures = catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
    let ledger = Ledger::read(&prices, captures);
    let found = ledger.in_force(key.0, key.1, (days[0].parse().unwrap(), days[1].parse().unwrap())).unwrap();
    let requests = [found.mean, found.low, found.high].map(|prices| prices.request);
    let cached = [found.mean, found.low, found.high].map(|prices| prices.cache_read);
    assert_eq!(cached, [None; 3], "nobody names a price of cached input");
    format!("{} {} {} {requests:?}", found.mean.input, found.confidence, found.snapshot_id)
}

/// The map is of 04-20. `a/b` is in a catalogue, so the map says nothing of it.
#[test]
fn a_price_of_a_map_is_of_another_source_before_its_day_and_behind() {
    let catalog = catalogs(&["2026-04-06T00:00:00Z a/b standard 1 -"]);
    let map = "m openrouter a/b 9 18 2026-04-20T00:00:00Z\nm openrouter a/c 5 10 2026-04-20T00:00:00Z";
    let price = |model, days| in_force(&catalog, map, (model, "standard"), days);
    let later = ["2026-04-20", "2026-04-26"];
    assert_eq!(price("a/c", WEEK), "5 other_source m [0.0, 0.0, 0.0]");
    assert_eq!(price("a/c", later), "5 other_source m [0.0, 0.0, 0.0]");
    assert_eq!(price("a/b", later), "1 carried of-2026-04-06T00:00:00Z [0.0, 0.0, 0.0]");
}

/// A request costs 1 cent until Thursday noon, and 3 since: 2 in the mean.
#[test]
fn a_price_of_requests_has_a_mean_and_bounds_too() {
    let given = [&[&REQUEST_TEXT, &REQUEST_PRICE], GIVEN].concat();
    let line = |at: &str, request: &str| format!("{request} {request} {at} a/b standard 1 1 - a/b 2 2 false of-{at}");
    let lines = [line("2026-04-06T00:00:00Z", "0.01"), line("2026-04-09T12:00:00Z", "0.03")];
    let found = in_force(&frame(&given, &lines.join("\n")), "", ("a/b", "standard"), WEEK);
    assert_eq!(found, "1 exact of-2026-04-06T00:00:00Z [0.02, 0.01, 0.03]");
}

#[test]
fn the_snapshot_is_that_of_the_price_that_held_longest_and_of_two_as_long_the_first() {
    let held = |second: &str| {
        let seen = ["2026-04-06T00:00:00Z a/b standard 1 -", &format!("{second} a/b standard 3 -")];
        let found = in_force(&catalogs(&seen), "", ("a/b", "standard"), WEEK);
        found.split(' ').nth(2).unwrap().to_owned()
    };
    assert_eq!(held("2026-04-09T00:00:00Z"), "of-2026-04-09T00:00:00Z", "three days against four");
    assert_eq!(held("2026-04-10T00:00:00Z"), "of-2026-04-06T00:00:00Z", "four days against three");
    assert_eq!(held("2026-04-09T12:00:00Z"), "of-2026-04-06T00:00:00Z", "as long");
}

#[test]
fn another_id_of_the_same_slug_is_the_same_model() {
    let seen = ["2026-04-06T00:00:00Z a/b standard 1 -", "2026-04-09T00:00:00Z a/b-renamed standard 1 -"];
    let catalog = catalogs(&seen);
    let prices = model_price(&catalog, &Frame::empty().unwrap(), &no_aliases(), &Arrivals::default()).unwrap();
    assert_eq!(prices.to_text(&[&MODEL, &MODEL_ID, &VALID_FROM_AT, &VALID_TO_AT]).lines().count(), 2);
    assert_eq!(prices.cells(&MODEL_ID).texts(), [Some("a/b-renamed")], "the id that it has now");
}

proptest! {
    /// Sightings on any days of some weeks, in any order of import.
    #[test]
    fn a_price_in_force_lies_between_the_lowest_and_the_highest_seen_whatever_the_order(
        seen in prop::collection::btree_map(0_i64..60, prop::sample::select(vec!["1", "2", "0", "-1", "7.5"]), 1..15),
        start in 0_i64..60,
        length in 0_i64..30,
    ) {
        let first = Date::constant(2026, 1, 1);
        let line = |(day, input): (&i64, &&str)| format!("{}T03:00:00Z a/b standard {input} -", day::shifted(first, *day));
        let lines: Vec<String> = seen.iter().map(line).collect();
        let [forward, backward] = [lines.iter().collect::<Vec<_>>(), lines.iter().rev().collect()];
        let days = (day::shifted(first, start), day::shifted(first, start + length));
        let found = [forward, backward].map(|lines| {
            let catalog = catalogs(&lines.iter().map(|line| line.as_str()).collect::<Vec<_>>());
            let prices = model_price(&catalog, &Frame::empty().unwrap(), &no_aliases(), &Arrivals::default()).unwrap();
            let captures = catalog.cells(&CAPTURED_AT).instants().into_iter().flatten().collect();
            let ledger = Ledger::read(&prices, captures);
            ledger.in_force("a/b", "standard", days).map(|found| (found.mean, found.low, found.high, found.confidence))
        });
        prop_assert_eq!(found[0], found[1]);
        let Some((mean, low, high, _)) = found[0] else { return Ok(()) };
        let known = || seen.values().filter_map(|text| text.parse::<f64>().ok()).filter(|price| *price >= 0.0);
        let (least, most) = (known().fold(f64::MAX, f64::min), known().fold(0.0, f64::max));
        prop_assert!(least <= low.input && low.input <= mean.input + 1e-12);
        prop_assert!(mean.input <= high.input + 1e-12 && high.input <= most);
    }
}
