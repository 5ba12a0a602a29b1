//! How answers that wait for a decision are told: which, what each guard found, and what can be done. The manifest has the
//! same on one line each.

use std::path::Path;

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
    let hint = format!(
        "look at the answer in `{}`\nif it is right: {}, then run again\nif it is wrong: the next good one takes its place, \
         and nothing is to be done\na run as of an earlier day knows no later decision",
        place.display(),
        accept(id)
    );
    Failure::data(said).with_hint(hint)
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
            a run as of an earlier day knows no later decision
        "#]]
        .assert_eq(&told(&undecided));
    }
}
