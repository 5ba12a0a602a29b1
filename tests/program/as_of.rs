//! `--as-of`: what was known at an instant gives the tables that were made then, byte for byte.

use super::history::{History, Stock, demand_same, made};
use fs_err as fs;

/// `2026-01-05T120000Z` as the command line spells it.
fn spelled(instant: &str) -> String {
    let (day, time) = instant.split_at(11);
    format!("{day}{}:{}:{}", &time[..2], &time[2..4], &time[4..])
}

/// The folder that a run told.
fn folder(stderr: &str) -> &str {
    let line = stderr.lines().find_map(|line| line.split_once(" tables in `")).expect("it says where");
    line.1.split('`').next().unwrap_or_default()
}

#[test]
fn the_tables_of_every_week_come_back() {
    let stock = Stock::with_twists(5);
    let (then, now) = (History::new(), History::new());
    let mut kept = Vec::new();
    for instant in stock.instants() {
        let new = stock.ids().into_iter().filter(|id| super::history::instant(id) == instant);
        new.for_each(|id| then.arrive(&stock, &id));
        then.run_well(&[]);
        kept.push((instant, then.made()));
    }
    assert!(kept.len() > 7, "{} instants", kept.len());
    now.arrive_all(&stock, &stock.ids());
    now.run_well(&[]);
    let newest = now.made();
    demand_same(&newest, &kept.last().expect("some").1, "the last week");
    // Backwards and forwards: what a run of the past leaves is no help and no harm to another one.
    for (instant, expected) in kept.iter().rev().chain(&kept) {
        for how in [&[][..], &["--fresh"]] {
            let ended = now.run_well(&[&["--as-of", &spelled(instant)], how].concat());
            demand_same(&made(&now.path().join(folder(&ended.stderr))), expected, instant);
        }
    }
    demand_same(&now.made(), &newest, "nothing leads to a run of the past");
    assert_eq!(now.runs().len(), kept.len(), "one of each week");
    now.verify_well();
    println!("{} instants: each as it was then", kept.len());
}

/// A run of the past is no reason to lose the newest, though its number is higher, and one link may be gone.
#[test]
fn runs_of_the_past_do_not_push_out_the_newest() {
    let stock = Stock::new(3);
    let place = History::of(&stock, &stock.ids());
    let newest = place.made();
    for instant in &stock.instants()[..2] {
        place.run_well(&["--as-of", &spelled(instant)]);
    }
    fs::remove_file(place.data().join("normalized")).expect("it is a link");
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let gc = super::process::tokenshare(&["gc", "--data", "data", "--runs", "1", "--days", "0"], place.path());
    assert_eq!(gc.code, Some(0), "{}", gc.stderr);
    demand_same(&place.made(), &newest, "the newest stays");
    assert_eq!(place.runs().len(), 2, "it, and the one with the highest number");
    place.run_well(&[]);
    demand_same(&place.made(), &newest, "the link comes back");
    assert!(place.data().join("normalized/vendor_week.parquet").is_file());
}

/// Whoever looks at the past still has the run of last week to compare with.
#[test]
fn runs_of_the_past_are_counted_by_themselves() {
    let stock = Stock::new(3);
    let first = stock.until(&stock.instants()[1]);
    let place = History::of(&stock, &first);
    place.arrive_all(&stock, stock.ids().iter().filter(|id| !first.contains(id)));
    place.run_well(&[]);
    let own = place.runs();
    assert_eq!(own.len(), 2);
    for instant in &stock.instants()[..2] {
        place.run_well(&["--as-of", &spelled(instant)]);
    }
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let gc = super::process::tokenshare(&["gc", "--data", "data", "--runs", "2", "--days", "0"], place.path());
    assert_eq!(gc.code, Some(0), "{}", gc.stderr);
    assert!(own.iter().all(|run| run.is_dir()), "{}", gc.stderr);
}

/// What is known by then depends on what is still to arrive.
#[test]
fn an_instant_that_is_to_come_is_refused_and_a_day_that_runs_is_told() {
    let stock = Stock::new(1);
    let place = History::of(&stock, &stock.ids());
    let to_come = place.run(&["--as-of", "2999-01-01"]);
    assert_eq!(to_come.code, Some(2), "{}", to_come.stderr);
    assert!(to_come.stderr.starts_with("error: `--as-of` is to come: `2999-01-01`,"), "{}", to_come.stderr);
    assert!(to_come.stderr.contains("\nhint: name a day or an instant that has been"), "{}", to_come.stderr);
    // Nothing is wrong with the form of the last days that can be spelled.
    for last in ["9999-12-31", "9999-12-31T12:00:00Z"] {
        let to_come = place.run(&["--as-of", last]);
        assert_eq!(to_come.code, Some(2), "{}", to_come.stderr);
        assert!(to_come.stderr.contains("it is to come: name a day or an instant that has been"), "{}", to_come.stderr);
    }
    let today = super::upstream::today().to_string();
    let runs = place.run_well(&["--as-of", &today]);
    assert!(runs.stderr.contains("is not over yet: a run as of then may read more than this one"), "{}", runs.stderr);
    let before = place.run_well(&["--as-of", &spelled(&stock.instants()[0])]);
    assert!(!before.stderr.contains("is not over yet"), "{}", before.stderr);
}
