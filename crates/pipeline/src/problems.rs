//! Everything that is wrong with a file that a user wrote, told at once: a pipeline file, a map.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::{console::counted, failure::Failure, nearest::nearest};

/// What was found so far, each once, sorted.
#[derive(Debug, Default)]
pub struct Problems {
    found: BTreeSet<String>,
    /// What needs tables that no input makes, by those tables: one slip in an input can leave many without.
    unmade: BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>,
    has_unknown: bool,
}

impl Problems {
    /// Something is wrong.
    pub fn add(&mut self, problem: impl Into<String>) {
        self.found.insert(problem.into());
    }

    /// A name that is not on its list, with the nearest one that is; where none is near, with the list.
    pub fn add_unknown<'known>(&mut self, what: &str, found: &str, known: impl IntoIterator<Item = &'known str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let help = match nearest(found, known.iter().copied()) {
            Some(nearest) => format!(", the nearest is `{nearest}`"),
            None => format!(", expected one of `{}`", known.join("`, `")),
        };
        self.add(format!("unknown {what} `{found}`{help}"));
        self.has_unknown = true;
    }

    /// A result or metric (`what`) needs tables, which are quoted, and nothing makes them.
    pub fn add_unmade(&mut self, what: &'static str, name: &str, tables: &BTreeSet<String>) {
        let tables = tables.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.unmade.entry(tables).or_default().entry(what).or_default().insert(format!("`{name}`"));
    }

    /// Reads `table`. A value that is wrong is told and set aside, so that one slip does not hide the next; what is of use
    /// only if nothing is wrong.
    pub fn read<T: DeserializeOwned>(&mut self, mut table: Table) -> Option<T> {
        let mut aside = BTreeSet::new();
        loop {
            let error = match Value::Table(table.clone()).try_into() {
                Ok(read) => return Some(read),
                Err(error) => error,
            };
            let said = one_line(&error);
            let place = said.rsplit_once(" in `").and_then(|(_, place)| place.strip_suffix('`')).unwrap_or_default();
            if !is_of_aside(error.message(), place, &aside) {
                self.has_unknown |= said.starts_with("unknown variant");
                self.add(for_people(&said));
            }
            if !set_aside(&mut table, place) {
                return None;
            }
            aside.insert(place.to_owned());
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.unmade.is_empty()
    }

    /// The text of a test: one problem per line.
    #[cfg(test)]
    pub fn lines(&self) -> String {
        self.told().into_iter().collect::<Vec<_>>().join("\n")
    }

    /// One problem per line, sorted.
    fn told(&self) -> BTreeSet<String> {
        self.found.iter().cloned().chain(self.unmade.iter().map(|(tables, needed)| unmade(tables, needed))).collect()
    }

    /// All of it, their number in the last line. A name that nobody knows is a slip of whoever typed, like one on the
    /// command line, and has its exit code.
    pub fn into_failure(self, file: &str, path: &Path, outcome: &str, hint: &str) -> Failure {
        let lines: Vec<String> = self.told().iter().map(|problem| format!("- {problem}")).collect();
        let number = counted(lines.len(), "problem");
        let said = format!("{file}`{}` {outcome}\n{}\n{number}", path.display(), lines.join("\n"));
        let failure = if self.has_unknown { Failure::command_line(said) } else { Failure::data(said) };
        failure.with_hint(hint)
    }
}

fn unmade(tables: &str, needed: &BTreeMap<&'static str, BTreeSet<String>>) -> String {
    let names = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let count: usize = needed.values().map(BTreeSet::len).sum();
    match needed.first_key_value() {
        Some((what, one)) if count == 1 => format!("{what} {} needs {tables}, which no input makes", names(one)),
        _ => {
            let needed = needed.iter().map(|(what, of)| format!("{} ({})", counted(of.len(), what), names(of)));
            format!("no input makes {tables}, needed by {}", needed.collect::<Vec<_>>().join(" and "))
        }
    }
}

/// Takes the value at `place`, such as `windows.gap_weeks`, out of `table`. Where something is missing, that is the table
/// that lacks it.
fn set_aside(table: &mut Table, place: &str) -> bool {
    match place.split_once('.') {
        None => table.remove(place).is_some(),
        Some((key, below)) => {
            table.get_mut(key).and_then(Value::as_table_mut).is_some_and(|inner| set_aside(inner, below))
        }
    }
}

/// Whether what is missing at `place` was set aside before.
fn is_of_aside(message: &str, place: &str, aside: &BTreeSet<String>) -> bool {
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    missing.is_some_and(|field| aside.contains(&format!("{place}.{field}")) || aside.contains(field))
}

/// The words of the reader in those of the page.
fn for_people(said: &str) -> String {
    let words = [("i64", "an integer"), ("f64", "a number"), ("a sequence", "a list"), ("a map", "a table")];
    words.iter().fold(said.to_owned(), |said, (theirs, ours)| {
        said.replace(&format!("expected {theirs}"), &format!("expected {ours}"))
    })
}

fn one_line(error: &toml::de::Error) -> String {
    let text = error.to_string();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
