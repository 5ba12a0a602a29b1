//! How answers that wait for a decision are told: which, what each guard found, and what can be done. The manifest has the
//! same on one line each.

use std::{collections::BTreeSet, path::Path};

use crate::{console::counted, failure::Failure, manifest::SnapshotEntry, snapshots};

/// The end of a run that goes on without answers that guards refuse. `undecided` is what the manifest says of them.
pub fn failure(data: &Path, undecided: &[String], entries: &[SnapshotEntry]) -> Failure {
    let number = counted(undecided.len(), "answer");
    let blocks: Vec<String> = undecided.iter().map(|said| block(said, entry(said, entries))).collect();
    let between = if blocks.len() == 1 { " " } else { "\n" };
    let said = format!("{number} refused, and not used:{between}{}", blocks.join("\n"));
    let ids: Vec<&str> = undecided.iter().filter_map(|said| Some(entry(said, entries)?.id.as_str())).collect();
    let (id, place) = match ids.as_slice() {
        [id] => (*id, snapshots::folder(data).join(id)),
        _ => ("SNAPSHOT", snapshots::folder(data)),
    };
    let waiting = undecided.iter().filter_map(|said| entry(said, entries));
    let doubts: BTreeSet<String> = waiting.filter_map(|waiting| doubt(waiting, undecided, entries)).collect();
    let doubts = doubts.into_iter().map(|doubt| doubt + "\n").collect::<Vec<_>>().concat();
    let hint = format!(
        "look at the answer in `{}`\nif it is right: {}, then run again\nif it is wrong: the next good one takes its place, \
         and nothing is to be done\n{doubts}a run as of an earlier day knows no later decision",
        place.display(),
        accept(id)
    );
    Failure::data(said).with_hint(hint)
}

/// What else may be wrong: the answer that it is held against, where that was compared with nothing itself, or where another one
/// waits beside it, too. Then no good one ever takes its place.
pub fn doubt(waiting: &SnapshotEntry, undecided: &[String], entries: &[SnapshotEntry]) -> Option<String> {
    let against = waiting.against.as_deref()?;
    let is_first = entries.iter().any(|entry| entry.id == against && entry.against.is_none());
    let all = undecided.iter().filter_map(|said| entry(said, entries));
    let beside = all.filter(|entry| entry.against.as_deref() == Some(against)).count();
    let why = match (is_first, beside) {
        (true, _) => "the first of its kind, which was compared with nothing".to_owned(),
        (false, 0 | 1) => return None,
        (false, beside) => format!("beside which {beside} answers are refused"),
    };
    Some(format!("if it is `{against}` that is wrong, {why}: {}, then run again", reject(against)))
}

/// What leaves aside an answer that is wrong, though it was used.
fn reject(id: &str) -> String {
    format!("`tokenshare reject {id} --because \"…\" --data DIR`")
}

/// What makes a run use an answer that is right.
pub fn accept(id: &str) -> String {
    format!("`tokenshare accept {id} --because \"…\" --data DIR`")
}

/// Of which answer the manifest says that it waits.
pub fn entry<'entries>(said: &str, entries: &'entries [SnapshotEntry]) -> Option<&'entries SnapshotEntry> {
    entries.iter().find(|entry| said.strip_prefix('`').is_some_and(|said| said.starts_with(&format!("{}`", entry.id))))
}

/// An answer, beside which it was held, a line for each guard, and what is older because of it.
fn block(said: &str, entry: Option<&SnapshotEntry>) -> String {
    let Some(entry) = entry else { return said.to_owned() };
    let beside = entry.against.as_ref().map(|against| format!(", beside `{against}`")).unwrap_or_default();
    let older = said.rsplit_once("; the newest `").map(|(_, older)| format!("\n  the newest `{older}"));
    format!("`{}`{beside}{}{}", entry.id, lines(&entry.because), older.unwrap_or_default())
}

/// A line for each thing that is strange: the guard, what was found, what was expected, and what it compares.
pub fn lines(because: &[String]) -> String {
    because.iter().flat_map(|one| ["\n  ".to_owned(), line(one)]).collect()
}

/// Judges say what a guard compares before what it found.
fn line(because: &str) -> String {
    let told = || {
        let (name, rest) = because.split_once(" (")?;
        let (doc, found) = rest.rsplit_once("): ")?;
        name.starts_with('`').then(|| format!("{name}: {found} ({doc})"))
    };
    told().unwrap_or_else(|| because.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::guard::Verdict;

    fn entry_of(id: &str, because: &[&str]) -> SnapshotEntry {
        SnapshotEntry {
            id: id.to_owned(),
            verdict: Verdict::Refused,
            because: because.iter().map(|one| (*one).to_owned()).collect(),
            against: Some("a/b/2026-06-08T134040Z".to_owned()),
            ..SnapshotEntry::default()
        }
    }

    #[test]
    fn each_guard_has_a_line_and_nothing_is_lost() {
        let rows = "`rows` (rows over those of the answer before (of days by day)): found 0.1000, expected 0.8 or more";
        let entries =
            [entry_of("a/b/1", &[rows, "it can't be read: no JSON (a page): found HTML"]), entry_of("a/b/12", &[rows])];
        let undecided = entries.each_ref().map(|entry| {
            format!(
                "`{}`: {}; the newest `a/b` that is used is of `2026-06-08T13:40:40Z`",
                entry.id,
                entry.because.join("; ")
            )
        });
        let told = |undecided: &[String]| {
            let failure = failure(Path::new("data"), undecided, &entries);
            format!("{failure}\nhint: {}\n", failure.hint().unwrap_or_default())
        };
        expect![[r#"
            1 answer refused, and not used: `a/b/1`, beside `a/b/2026-06-08T134040Z`
              `rows`: found 0.1000, expected 0.8 or more (rows over those of the answer before (of days by day))
              it can't be read: no JSON (a page): found HTML
              the newest `a/b` that is used is of `2026-06-08T13:40:40Z`
            hint: look at the answer in `data/snapshots/a/b/1`
            if it is right: `tokenshare accept a/b/1 --because "…" --data DIR`, then run again
            if it is wrong: the next good one takes its place, and nothing is to be done
            a run as of an earlier day knows no later decision
        "#]]
        .assert_eq(&told(&undecided[..1]));
        expect![[r#"
            2 answers refused, and not used:
            `a/b/1`, beside `a/b/2026-06-08T134040Z`
              `rows`: found 0.1000, expected 0.8 or more (rows over those of the answer before (of days by day))
              it can't be read: no JSON (a page): found HTML
              the newest `a/b` that is used is of `2026-06-08T13:40:40Z`
            `a/b/12`, beside `a/b/2026-06-08T134040Z`
              `rows`: found 0.1000, expected 0.8 or more (rows over those of the answer before (of days by day))
              the newest `a/b` that is used is of `2026-06-08T13:40:40Z`
            hint: look at the answer in `data/snapshots`
            if it is right: `tokenshare accept SNAPSHOT --because "…" --data DIR`, then run again
            if it is wrong: the next good one takes its place, and nothing is to be done
            if it is `a/b/2026-06-08T134040Z` that is wrong, beside which 2 answers are refused: `tokenshare reject a/b/2026-06-08T134040Z --because "…" --data DIR`, then run again
            a run as of an earlier day knows no later decision
        "#]]
        .assert_eq(&told(&undecided));
    }

    /// Only its parser has looked at it: good ones are refused beside it for ever.
    #[test]
    fn a_first_answer_is_doubted_and_one_that_was_compared_is_not() {
        let against = "a/b/2026-06-08T134040Z";
        let first = SnapshotEntry { id: against.to_owned(), ..SnapshotEntry::default() };
        let compared = SnapshotEntry { against: Some("a/b/0".to_owned()), ..first.clone() };
        let waiting = entry_of("a/b/1", &["`rows` (rows): found 0.1000, expected 0.8 or more"]);
        let undecided = ["`a/b/1`: `rows`".to_owned()];
        let doubted = |before: SnapshotEntry| doubt(&waiting, &undecided, &[before, waiting.clone()]);
        expect![[r#"if it is `a/b/2026-06-08T134040Z` that is wrong, the first of its kind, which was compared with nothing: `tokenshare reject a/b/2026-06-08T134040Z --because "…" --data DIR`, then run again"#]]
        .assert_eq(&doubted(first).unwrap_or_default());
        assert_eq!(doubted(compared), None);
    }
}
