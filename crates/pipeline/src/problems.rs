//! Everything that is wrong with a file that a user wrote, told at once: a pipeline file, a map.

use std::{collections::BTreeSet, path::Path};

use crate::{console::counted, failure::Failure, nearest::nearest};

/// What was found so far, each once, sorted.
#[derive(Debug, Default)]
pub struct Problems {
    found: BTreeSet<String>,
    has_unknown: bool,
}

impl Problems {
    /// Something is wrong.
    pub fn add(&mut self, problem: impl Into<String>) {
        self.found.insert(problem.into());
    }

    /// A name that is not on its list, with the nearest one that is.
    pub fn add_unknown<'known>(&mut self, what: &str, found: &str, known: impl IntoIterator<Item = &'known str>) {
        let nearest = nearest(found, known).map(|nearest| format!(", the nearest is `{nearest}`"));
        self.add(format!("unknown {what} `{found}`{}", nearest.unwrap_or_default()));
        self.has_unknown = true;
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The text of a test: one problem per line.
    #[cfg(test)]
    pub fn lines(&self) -> String {
        self.found.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// All of it, their number in the last line. A name that nobody knows is a slip of whoever typed, like one on the
    /// command line, and has its exit code.
    pub fn into_failure(self, file: &str, path: &Path, outcome: &str, hint: &str) -> Failure {
        let lines: Vec<String> = self.found.iter().map(|problem| format!("- {problem}")).collect();
        let number = counted(lines.len(), "problem");
        let said = format!("{file}`{}` {outcome}\n{}\n{number}", path.display(), lines.join("\n"));
        let failure = if self.has_unknown { Failure::command_line(said) } else { Failure::data(said) };
        failure.with_hint(hint)
    }
}
