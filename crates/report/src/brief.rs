//! The weekly brief: what changed in the newest complete week, in one sentence that can be cited and a few lists, for a
//! terminal and as Markdown.

mod doubts;
mod facts;
mod moves;

use std::fmt::Write as _;

use polars::frame::DataFrame;

use crate::escape;

/// The tables that a brief is made of; those that a run does not make are `None`.
#[derive(Clone, Copy, Debug)]
pub struct BriefTables<'a> {
    /// `mover`.
    pub mover: &'a DataFrame,
    /// `token_share`.
    pub token_share: Option<&'a DataFrame>,
    /// `dollar_share`.
    pub dollar_share: Option<&'a DataFrame>,
    /// `vendor_gap`, which says whose figures the sentence has.
    pub vendor_gap: Option<&'a DataFrame>,
    /// `restatement`.
    pub restatement: Option<&'a DataFrame>,
}

/// What the sentence that can be cited ends with.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The program and its version.
    pub program: &'a str,
    /// The run, which its inputs, parameters and program give.
    pub run_id: &'a str,
    /// How the data asks to be cited.
    pub citations: Vec<String>,
    /// What did not come when the tables were to be refreshed.
    pub missing: Option<&'a str>,
    /// Answers that guards refused, and what is older because of them.
    pub undecided: &'a [String],
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    heading: String,
    sentence: Line,
    sections: Vec<Section>,
    citations: Vec<String>,
}

/// One kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) lines: Vec<Line>,
}

/// One change: names that strangers chose, and our words between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Ours(String),
    Theirs(String),
}

impl Line {
    pub(crate) fn ours(mut self, text: impl Into<String>) -> Self {
        self.pieces.push(Piece::Ours(text.into()));
        self
    }

    pub(crate) fn theirs(mut self, name: impl Into<String>) -> Self {
        self.pieces.push(Piece::Theirs(name.into()));
        self
    }

    fn text(&self, escape: fn(&str) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Ours(text) => text.clone(),
            Piece::Theirs(name) => escape(name),
        };
        self.pieces.iter().map(piece).collect()
    }
}

/// That the tables may be older than they could be.
fn stale(made: &Made<'_>) -> Option<Section> {
    let missing = made.missing?;
    let line = Line::default().theirs(missing).ours("; what is told here is of what came before");
    Some(Section { title: "Not fetched this time".to_owned(), lines: vec![line] })
}

/// First what makes the rest less sure.
fn sections(tables: &BriefTables<'_>, weeks: facts::Weeks, made: &Made<'_>) -> Vec<Section> {
    let changed = [doubts::restated, doubts::corrected].map(|of| of(tables.restatement, weeks));
    let doubts = [stale(made), doubts::refused(made.undecided)].into_iter().chain(changed);
    let silent = doubts::not_restated(tables.restatement, weeks);
    doubts.into_iter().flatten().chain(moves::sections(tables.mover, weeks, silent)).collect()
}

impl Brief {
    /// What the tables say of the newest complete week; `None` where `mover` tells of none.
    #[must_use]
    pub fn of(tables: &BriefTables<'_>, made: &Made<'_>) -> Option<Self> {
        let weeks = facts::Weeks::of(tables.mover)?;
        Some(Self {
            heading: format!("Week of {} to {}", weeks.start, weeks.end()),
            sentence: facts::sentence(tables, weeks, made),
            sections: sections(tables, weeks, made),
            citations: made.citations.clone(),
        })
    }

    /// For a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n", self.heading, self.sentence.text(escape::visible));
        for section in &self.sections {
            let _ = writeln!(text, "\n{}", section.title);
            for line in &section.lines {
                let _ = writeln!(text, "  {}", line.text(escape::visible));
            }
        }
        let _ = writeln!(text, "\nSources");
        for citation in &self.citations {
            let _ = writeln!(text, "  {}", escape::visible(citation));
        }
        text
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n", self.heading, self.sentence.text(escape::markdown));
        for section in &self.sections {
            let _ = writeln!(text, "\n## {}\n", section.title);
            for line in &section.lines {
                let _ = writeln!(text, "- {}", line.text(escape::markdown));
            }
        }
        let _ = writeln!(text, "\n## Sources\n");
        for citation in &self.citations {
            let _ = writeln!(text, "- {}", escape::markdown(citation));
        }
        text
    }
}

#[cfg(test)]
mod tests;
