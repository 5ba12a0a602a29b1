//! A pipeline file as a value: what is read, made and checked. To have a [`Plan`] is to know that it fits together.
//!
//! Leaves out everything that changes only the run, such as the folder: those are flags.

mod draft;
mod fetching;
mod problems;

pub use fetching::{Fetching, SourceFetching, is_contact};

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use analyze::{Pricing, Traffic, Weights};
use normalize::BoardWindows;
use schema::{Basis, Board, Rule};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    guard::{GUARDS, Guard},
    laid,
    metric::Range,
    nearest::beside as beside_path,
    problems::Problems,
    reference::Reference,
    snapshot::read_text,
};

/// What is read of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Which of its snapshots.
    pub choice: Choice,
    /// A run goes on where there is none.
    pub is_optional: bool,
}

/// Which snapshots of a request are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Every one.
    All,
    /// The newest, of each argument where the request has one.
    Newest,
}

/// How many weeks a window has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// The last weeks over which tokens and dollars are compared.
    pub gap: usize,
    /// The first and the last weeks between which growth is told.
    pub growth: usize,
    /// The weeks of each board.
    pub boards: BoardWindows,
}

/// What a run must reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Largest part of a week's tokens that vendors nobody has looked up may hold, 0 to 1.
    pub max_new_vendor_share: f64,
    /// The range of each metric.
    pub metrics: BTreeMap<String, Range>,
}

/// A pipeline file that was checked.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is for, in a few words.
    pub title: String,
    /// The rules whose rows are made.
    pub rules: Vec<Rule>,
    /// The price bases whose rows are made.
    pub bases: Vec<Basis>,
    /// The groups of vendors that are added up.
    pub groups: Vec<String>,
    /// The analyzed tables that are made.
    pub results: BTreeSet<String>,
    /// The snapshots that are read, by request.
    pub inputs: BTreeMap<String, Reading>,
    /// The windows.
    pub windows: Windows,
    /// By which usage vendor prices are weighted, for each rule.
    pub weights: BTreeMap<Rule, Board>,
    /// Free, promotional and stealth traffic in, out or as paid.
    pub traffic: Traffic,
    /// What a run must reach.
    pub bounds: Bounds,
    /// The ranges of guards that the file names: see `guard`.
    pub guards: BTreeMap<String, Range>,
    /// Days since the newest answer of a request, above which a run warns.
    pub max_age_days: Option<i64>,
    /// How many old runs stay.
    pub retention: Retention,
    /// Whether the file says how the inputs are fetched: one that does not may read what was imported alone.
    pub is_fetched: bool,
    /// How a fetch asks for the inputs.
    pub fetching: Fetching,
}

/// How many old runs stay: both have to be past before one goes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// The newest ones.
    pub runs: u32,
    /// Those of the last days.
    pub days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { runs: 8, days: 35 }
    }
}

impl Plan {
    /// Reads and checks a pipeline file together with the reference data it names.
    ///
    /// # Errors
    /// If a file can't be read, or has problems: all of them, sorted, their number in the last line.
    pub fn read(path: &Path) -> anyhow::Result<(Self, Reference)> {
        let is_pipeline = |beside: &Path| beside.extension().is_some_and(|extension| extension == "toml");
        if let Some(nearest) = beside_path(path, is_pipeline) {
            let said = format!("there is no pipeline file `{}`", path.display());
            return Err(Failure::data(said).with_hint(format!("the nearest is `{}`", nearest.display())).into());
        }
        if !path.exists() {
            return Err(unlaid(path).into());
        }
        Self::parse(&read_text(path)?, path)
    }

    /// Checks the text of a pipeline file that stands at `path`.
    ///
    /// # Errors
    /// As [`Plan::read`].
    pub fn parse(text: &str, path: &Path) -> anyhow::Result<(Self, Reference)> {
        let (draft, mut problems) = draft::Draft::parse(text);
        let Some(draft) = draft else { return Err(refused(problems, path).into()) };
        let reference = Reference::read(draft.reference.as_ref().map(|folder| beside(path, folder)).as_deref())?;
        let plan = draft.checked(&reference, &mut problems);
        if problems.is_empty() {
            return Ok((plan, reference));
        }
        Err(refused(problems, path).into())
    }

    /// What is priced, and by which usage vendor prices are weighted.
    pub fn pricing(&self) -> Pricing {
        let board = |rule, otherwise| self.weights.get(&rule).copied().unwrap_or(otherwise);
        let weights =
            Weights { published: board(Rule::Published, Board::Apps), default: board(Rule::Default, Board::Site) };
        Pricing { rules: self.rules.clone(), bases: self.bases.clone(), weights, traffic: self.traffic }
    }

    /// Everything in it that changes the data, in one spelling: comments and order in the file change nothing.
    pub fn parameters(&self) -> Value {
        let choice = |reading: &Reading| if reading.choice == Choice::All { "all" } else { "newest" };
        let inputs: BTreeMap<_, _> = self.inputs.iter().map(|(request, which)| (request, choice(which))).collect();
        let metrics: BTreeMap<_, _> =
            self.bounds.metrics.iter().map(|(metric, range)| (metric, [range.min, range.max])).collect();
        json!({
            "title": self.title,
            "results": self.results,
            "inputs": inputs,
            "max_new_vendor_share": self.bounds.max_new_vendor_share,
            "metrics": metrics,
            "guards": self.guards_in_force(),
            "steps": self.step_parameters(),
        })
    }

    /// The range of every guard.
    pub fn guards_in_force(&self) -> BTreeMap<&'static str, [Option<f64>; 2]> {
        let range = |guard: &Guard| self.guards.get(guard.name).copied().unwrap_or(guard.range);
        GUARDS.iter().map(|guard| (guard.name, [range(guard).min, range(guard).max])).collect()
    }

    /// The same as text.
    pub fn guards_text(&self) -> String {
        json!(self.guards_in_force()).to_string()
    }

    /// What of it a step can read: which results are made, and what they must reach, changes none of them.
    pub fn step_parameters(&self) -> Value {
        let words = |words: &mut dyn Iterator<Item = &'static str>| words.collect::<Vec<_>>();
        let weights: BTreeMap<_, _> = self.weights.iter().map(|(rule, board)| (rule.word(), board.word())).collect();
        json!({
            "rules": words(&mut self.rules.iter().map(|rule| rule.word())),
            "bases": words(&mut self.bases.iter().map(|basis| basis.word())),
            "groups": self.groups,
            "gap_weeks": self.windows.gap,
            "growth_weeks": self.windows.growth,
            "app_weeks": self.windows.boards.apps.weeks,
            "app_until": self.windows.boards.apps.until.map(|day| day.to_string()),
            "site_weeks": self.windows.boards.site.weeks,
            "site_until": self.windows.boards.site.until.map(|day| day.to_string()),
            "weights": weights,
            "traffic": {
                "free": self.traffic.free.word(),
                "promotional": self.traffic.promotional.word(),
                "stealth": self.traffic.stealth.word(),
            },
        })
    }
}

/// A path in a pipeline file is relative to that file.
fn beside(pipeline: &Path, folder: &Path) -> PathBuf {
    pipeline.parent().map_or_else(|| folder.to_owned(), |parent| parent.join(folder))
}

/// No such file, and none beside it: who has the program alone has none yet.
fn unlaid(path: &Path) -> Failure {
    let name = path.file_name().and_then(|name| name.to_str());
    let ours = laid::all().into_iter().find(|ours| Some(ours.name) == name);
    let lays = match ours {
        Some(ours) => format!("`tokenshare init DIR` lays `DIR/{}`, to be changed", ours.path().display()),
        None => "a path begins at the folder that you are in; `tokenshare init DIR` lays pipeline files to be changed"
            .to_owned(),
    };
    Failure::data(format!("there is no pipeline file `{}`", path.display()))
        .with_hint(format!("{lays}; `tokenshare demo` needs none"))
}

fn refused(problems: Problems, path: &Path) -> Failure {
    problems.into_failure("", path, "can't run", "`pipelines/README.md` explains every key; nothing was run")
}

#[cfg(test)]
mod tests;
