//! Whoever decides is told where in the answer it is.

use super::*;

#[test]
fn fields_are_named_those_that_are_read_first() {
    let field = |place: i32| ("model".to_owned(), format!("f{place}"));
    let before = Profile { usual_fields: (0..10).map(field).collect(), ..monday() };
    let now = Profile { fields: (5..10).map(field).collect(), ..tuesday(|_| {}) };
    let at = |before: &Profile| witness::fields(&Change { now: &now, before, days: 1 }, 0.0);
    assert_eq!(at(&before).as_deref(), Some("gone: `f0` of `model`, `f1` of `model`, `f2` of `model` and 2 more"));
    let read = Profile { read_fields: [field(3)].into(), ..before };
    assert_eq!(at(&read).as_deref(), Some("gone, though it is read: `f3` of `model`"));
}

/// Behind a pause a field that went is no reason to leave an answer aside; whatever else is amiss still is.
#[test]
fn fields_alone_are_told_behind_a_pause() {
    let patient: Vec<_> = GUARDS.iter().filter_map(|guard| Some((guard.name, guard.told_behind?))).collect();
    assert_eq!(patient, [("fields", 35)]);
}

#[test]
fn a_mix_is_told_in_both_answers() {
    let with = |completion: i64, cached: i64| tuesday(|table| table.mix.add(1000, completion, Some(cached)));
    let (now, before) = (with(90, 0), with(30, 500));
    let change = Change { now: &now, before: &before, days: 1 };
    let at = change.mix().and_then(|found| witness::mix(&change, found));
    let said = "`model_daily`, output 0.0900 of the prompt tokens, 0.0300 before; cached 0.0000 of them, 0.5000 before";
    assert_eq!(at.as_deref(), Some(said));
}
