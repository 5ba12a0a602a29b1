//! An outage that guards refused and somebody accepted: what comes behind it is as before, and passes by itself.

use super::{
    history::{History, demand_same},
    process::said,
    upstream::shifted,
};
use fs_err as fs;
use jiff::civil::Date;

const PIPELINE: &str = "
title = 'outages'
rules = ['default']
results = ['token_share']
[inputs]
'data_api/rankings-daily' = 'all'
[bounds]
max_new_vendor_share = 1.0
";
/// The last day of the first answer.
const FIRST: Date = Date::constant(2026, 7, 5);
/// An answer has so many days before its last one.
const BACK: i64 = 29;
const MODELS: i64 = 12;

/// The answer whose last day is so many weeks behind that of the first, each day with `per_mille` of what it has by itself,
/// which depends on how many days it lies behind the last one of the first answer. Gives its id.
fn arrive(place: &History, weeks: i64, per_mille: impl Fn(i64) -> i64) -> String {
    let last = shifted(FIRST, 7 * weeks);
    let mut rows = Vec::new();
    for back in (0..=BACK).rev() {
        let (of, number) = (shifted(last, -back), 7 * weeks - back);
        for model in 0..MODELS {
            let tokens = (10_000_000 * (10 + model) + 10_000 * number + model) * per_mille(number) / 1000;
            rows.push(format!(
                r#"{{"date":"{of}","model_permaslug":"lab-{model}/m-20260101","total_tokens":"{tokens}"}}"#
            ));
        }
        let rest = (90_000_000 + number) * per_mille(number) / 1000;
        rows.push(format!(r#"{{"date":"{of}","model_permaslug":"other","total_tokens":"{rest}"}}"#));
    }
    let (first, captured, rows) = (shifted(last, -BACK), shifted(last, 1), rows.join(","));
    let meta =
        format!(r#"{{"version":"1","as_of":"{captured}T02:00:00Z","start_date":"{first}","end_date":"{last}"}}"#);
    fs::write(place.path().join("days.json"), format!(r#"{{"data":[{rows}],"meta":{meta}}}"#)).expect("room");
    let (argument, at) = (format!("{first}_{last}"), format!("{captured}T12:00:00Z"));
    let import = ["import", "data_api/rankings-daily", "--argument", &argument, "--captured-at", &at, "days.json"];
    said(&import, place.path());
    format!("data_api/rankings-daily/{argument}/{captured}T120000Z")
}

/// Days 6 and 7, the last two of the second answer, have 4 % of their tokens.
fn outage(number: i64) -> i64 {
    if [6, 7].contains(&number) { 40 } else { 1000 }
}

/// Two answers, the second with an outage that was refused and then accepted.
fn accepted() -> (History, String) {
    let place = History::new();
    place.plan(PIPELINE);
    arrive(&place, 0, outage);
    let strange = arrive(&place, 1, outage);
    let ended = place.run(&[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("`{strange}` is refused")), "{}", ended.stderr);
    said(&["accept", &strange, "--because", "their counter stood still", "--data", "data"], place.path());
    let ended = place.run(&[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    (place, strange)
}

#[test]
fn a_recovery_behind_an_accepted_outage_passes_by_itself() {
    // Upstream leaves the two days as they were, or fills them up.
    let filled = |_| 1000;
    for (case, per_mille) in [("left", outage as fn(i64) -> i64), ("filled", filled)] {
        let (place, strange) = accepted();
        let back = arrive(&place, 2, per_mille);
        let ended = place.run(&[]);
        assert_eq!(ended.code, Some(0), "{case}: {}", ended.stderr);
        let told = format!("it is as before `{strange}`, which was accepted; beside that: `");
        assert!(ended.stderr.contains(&told), "{case}: {}", ended.stderr);
        let manifest = fs::read_to_string(place.data().join("manifest.toml")).expect("a run");
        let entry = manifest.split("[[snapshot]]").find(|entry| entry.contains(&format!("id = \"{back}\"")));
        let before = format!("against = \"data_api/rankings-daily/{}_{FIRST}/", shifted(FIRST, -BACK));
        assert!(entry.is_some_and(|entry| entry.contains(&before)), "{case}: {manifest}");
        // The next one is held against it alone, and nothing depends on what a run before found.
        arrive(&place, 3, per_mille);
        assert_eq!(place.run(&[]).code, Some(0), "{case}");
        let made = place.made();
        place.run_well(&["--fresh"]);
        demand_same(&place.made(), &made, case);
        // Without the decision both are refused: what was found with an eye on it does not stand.
        said(&["reject", &strange, "--because", "it was an outage", "--data", "data"], place.path());
        let ended = place.run(&[]);
        assert!(!ended.stderr.contains("it is as before"), "{case}: {}", ended.stderr);
        let made = place.made();
        place.run_well(&["--fresh"]);
        demand_same(&place.made(), &made, case);
    }
}

/// Nor does what stands behind an outage pass because somebody accepted that.
#[test]
fn a_fall_to_nothing_behind_an_accepted_outage_is_refused() {
    let (place, _) = accepted();
    let fallen = arrive(&place, 2, |number| if number > 7 { 1 } else { outage(number) });
    let ended = place.run(&[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("`{fallen}` is refused, and not used")), "{}", ended.stderr);
}

/// Days that nobody accepted are held against what was before, however good the rest is.
#[test]
fn another_outage_behind_an_accepted_one_is_refused() {
    let (place, _) = accepted();
    let again = arrive(&place, 2, |number| if number == 12 { 40 } else { outage(number) });
    let ended = place.run(&[]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("`{again}` is refused, and not used")), "{}", ended.stderr);
}
