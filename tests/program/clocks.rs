//! A clock that was ahead stamped an answer: it is told by name, and hides from nobody how old the others are.

use super::{
    history::{History, PIPELINE, Stock},
    process::{said, tokenshare, unsealed},
};
use fs_err as fs;

const AHEAD: &str = "2999-01-05T12:00:00Z";

/// A copy of an answer, as if it had been captured in times to come. `import` refuses such an instant; a machine whose clock
/// is ahead does not know it.
fn arrive_ahead(place: &History, id: &str) -> String {
    let (request, instant) = id.rsplit_once('/').expect("an id");
    let ahead = format!("{request}/{}", AHEAD.replace(':', ""));
    let (from, to) = (place.data().join("snapshots").join(id), place.data().join("snapshots").join(&ahead));
    super::history::copy(&from, &to);
    let spelled = format!("{}:{}:{}", &instant[..13], &instant[13..15], &instant[15..]);
    let facts = fs::read_to_string(to.join("snapshot.toml")).expect("facts");
    assert!(facts.contains(&spelled), "{facts}");
    fs::write(to.join("snapshot.toml"), unsealed(&facts).replace(&spelled, AHEAD)).expect("room");
    ahead
}

#[test]
fn an_answer_from_a_clock_that_was_ahead_is_named_and_hides_no_age() {
    let stock = Stock::new(2);
    let place = History::new();
    place.plan(&format!("{PIPELINE}[guards]\nmax_age_days = 10\n"));
    place.arrive_all(&stock, &stock.ids());
    let catalogue = stock.ids().into_iter().rfind(|id| id.starts_with("catalog/models/")).expect("one");
    let ahead = arrive_ahead(&place, &catalogue);
    let named = format!("`{ahead}` was captured at `{AHEAD}`, and it is `");
    // The first makes the tables, the second finds that nothing is new.
    for _ in 0..2 {
        let told = place.run_well(&[]).stderr;
        assert!(told.contains(&named) && told.contains(&format!("`tokenshare reject {ahead} ")), "{told}");
        assert!(told.contains("`catalog/models`: 3 snapshots, newest of `2026-01-12T12:00:00Z`, "), "{told}");
        assert!(told.contains("`catalog/models`: the newest answer is ") && !told.contains(", -"), "{told}");
    }
    let doctor = || tokenshare(&["doctor", "history.toml", "--data", "data"], place.path()).stdout;
    let unfolded = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = unfolded(doctor());
    assert!(found.contains(&format!("todo clock {named}")), "{found}");
    assert!(found.contains("the newest answer of `catalog/models` is ") && !found.contains("is -"), "{found}");
    said(&["reject", &ahead, "--because", "the clock was ahead", "--data", "data"], place.path());
    let told = place.run_well(&[]).stderr;
    assert!(!told.contains(&named), "{told}");
    assert!(!unfolded(doctor()).contains("todo clock"), "{}", doctor());
}

/// Where nothing else is held, nobody knows how old it is.
#[test]
fn no_age_is_told_of_nothing_but_answers_to_come() {
    let stock = Stock::new(1);
    let place = History::new();
    place.arrive_all(&stock, &stock.ids());
    let catalogue = stock.ids().into_iter().find(|id| id.starts_with("catalog/models/")).expect("one");
    arrive_ahead(&place, &catalogue);
    place.leave(&catalogue);
    let told = place.run_well(&[]).stderr;
    assert!(told.contains("`catalog/models`: 1 snapshot, none captured before now"), "{told}");
}

/// Of a clock that stands at 1969 every answer is of times to come: it is that clock that is wrong, and no answer.
#[test]
fn where_every_answer_is_to_come_this_machine_is_told_and_no_answer_to_be_rejected() {
    let stock = Stock::new(1);
    let place = History::new();
    place.arrive_all(&stock, &stock.ids());
    for id in stock.ids() {
        arrive_ahead(&place, &id);
        place.leave(&id);
    }
    // The first makes the tables, the second finds that nothing is new.
    for _ in 0..2 {
        let told = place.run_well(&[]).stderr;
        assert_eq!(told.matches("the clock of this machine is wrong").count(), 1, "{told}");
        assert!(!told.contains("some clock was ahead") && !told.contains("tokenshare reject"), "{told}");
    }
    let found = tokenshare(&["doctor", "history.toml", "--data", "data"], place.path()).stdout;
    let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(found.contains("the clock of this machine is wrong") && !found.contains("tokenshare reject"), "{found}");
}
