//! What each file of an `import` is taken for: an answer to a request at an instant, nothing we know, or a fault.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    files::{Files, Found, How},
    name,
};
use crate::{
    asked::Asked,
    cli::{CapturedAt, ImportArguments},
    facts::{MOST_PART, is_path_part},
    failure::Failure,
};

/// What tells of other files, in folders whose layout has it.
pub const MANIFEST: &str = "_manifest.json";

/// A file that is taken for the answer to a request.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub file: PathBuf,
    pub asked: Asked,
    pub argument: Option<String>,
    pub captured_at: Timestamp,
    /// A remark, where none is given.
    pub note: Option<String>,
    /// How many bytes it has, as a manifest beside it says.
    pub promised_bytes: Option<u64>,
}

/// A file that is no snapshot, and why.
#[derive(Debug)]
pub struct Refusal {
    /// The request that it was taken for.
    pub request: String,
    pub error: anyhow::Error,
}

/// All files of an `import`, sorted by what they are taken for.
#[derive(Debug, Default)]
pub struct Batch {
    pub candidates: Vec<Candidate>,
    pub refused: Vec<Refusal>,
    /// Names of files that are not tried, by reason, and how many have that name.
    pub left_aside: BTreeMap<String, BTreeMap<String, usize>>,
    /// What is told of the folders.
    pub remarks: Vec<String>,
    /// The same, where it needs a look.
    pub warnings: Vec<String>,
}

impl Batch {
    /// A batch with what no layout and no request can be asked about.
    pub fn of(files: &Files) -> Self {
        let mut batch = Self::default();
        for path in &files.strange {
            batch.leave_aside(path, "links, and what is no file");
        }
        batch
    }

    /// The number of files that are tried.
    pub fn tried(&self) -> usize {
        self.candidates.len() + self.refused.len()
    }

    pub fn leave_aside(&mut self, path: &Path, reason: &str) {
        let names = self.left_aside.entry(reason.to_owned()).or_default();
        *names.entry(file_name(path)).or_default() += 1;
    }

    pub fn refuse(&mut self, file: &Path, asked: Asked, error: impl Into<anyhow::Error>) {
        let request = asked.name();
        let error = error.into().context(format!("`{}` as `{request}`", file.display()));
        self.refused.push(Refusal { request, error });
    }
}

/// Takes every file for an answer to one request. What lies in a folder and does not end as such answers do is left
/// aside: a folder may have a page that describes it.
///
/// # Errors
/// If one instant or one argument is given for several answers.
pub fn of_request(
    asked: Asked,
    captured_at: CapturedAt,
    arguments: &ImportArguments,
    extension: &str,
    files: &Files,
) -> Result<Batch, Failure> {
    let mut batch = Batch::of(files);
    let reason = format!("neither `.{extension}` nor `.{extension}.gz`");
    for Found { path, how } in &files.found {
        let name = file_name(path);
        let is_named = *how == How::Named;
        if !is_named && name == MANIFEST {
            continue;
        }
        if !is_named && without_ending(&name, extension).is_none() {
            batch.leave_aside(path, &reason);
            continue;
        }
        match candidate(asked, captured_at, arguments, path) {
            Ok(candidate) => batch.candidates.push(candidate),
            Err(error) => batch.refuse(path, asked, error),
        }
    }
    demand_one(asked, captured_at, arguments, batch.tried())?;
    Ok(batch)
}

/// Two answers to one request have two instants.
fn demand_one(asked: Asked, captured_at: CapturedAt, arguments: &ImportArguments, files: usize) -> Result<(), Failure> {
    if !matches!(captured_at, CapturedAt::Instant(_)) || files <= 1 {
        return Ok(());
    }
    match (asked.request.argument, &arguments.argument) {
        (None, _) => {
            let said = format!("found {files} files, expected 1: two answers of one request have two instants");
            let hint = "`--captured-at from-name` reads the instant of each file from its name";
            Err(Failure::command_line(said).with_hint(hint))
        }
        (Some(what), Some(_)) => {
            let said = format!("found {files} files for one argument, expected 1");
            Err(Failure::command_line(said).with_hint(format!("leave `--argument` out: each file's name is {what}")))
        }
        (Some(_), None) => Ok(()),
    }
}

fn candidate(
    asked: Asked,
    captured_at: CapturedAt,
    arguments: &ImportArguments,
    file: &Path,
) -> Result<Candidate, Failure> {
    let name = file_name(file);
    let (captured_at, before) = match captured_at {
        // Whoever reads the file says when.
        CapturedAt::FromBody => (Timestamp::UNIX_EPOCH, name.split('.').next().unwrap_or_default()),
        CapturedAt::Instant(instant) => (instant, name.split('.').next().unwrap_or_default()),
        CapturedAt::FromName => {
            let named = name::instant(&name, arguments.at_time)?;
            (named.instant, named.before)
        }
    };
    Ok(Candidate {
        file: file.to_owned(),
        asked,
        argument: argument(asked, arguments.argument.as_deref(), before)?,
        captured_at,
        note: None,
        promised_bytes: None,
    })
}

/// What the request was about: as given, or as the file is named.
fn argument(asked: Asked, given: Option<&str>, named: &str) -> Result<Option<String>, Failure> {
    let Some(what) = asked.request.argument else { return Ok(None) };
    let argument = given.unwrap_or(named);
    if given.is_none() && matches!(named, "" | "-") {
        let said = format!("`{}` needs an argument: {what}", asked.name());
        return Err(Failure::command_line(said).with_hint("give it with `--argument`"));
    }
    demand_argument(asked, argument)?;
    Ok(Some(argument.to_owned()))
}

/// # Errors
/// If the request takes no argument, or `argument` can be none.
pub fn demand_argument(asked: Asked, argument: &str) -> Result<(), Failure> {
    if asked.request.argument.is_none() {
        let failure = Failure::command_line(format!("`{}` takes no argument, found `{argument}`", asked.name()));
        return Err(failure.with_hint("leave `--argument` out"));
    }
    if is_path_part(argument) {
        return Ok(());
    }
    let (length, hint) = (argument.chars().count(), "give it as upstream's address spells it");
    if length > MOST_PART {
        let said = format!("an argument of {length} characters: expected {MOST_PART} at most: it becomes a folder");
        return Err(Failure::command_line(said).with_hint(format!("{hint}; is a file's content in its place?")));
    }
    let said =
        format!("argument `{argument}`: expected letters, digits, `.`, `_`, `-`, not first a dot: it becomes a folder");
    Err(Failure::command_line(said).with_hint(hint))
}

/// The last part of a path, as text.
pub fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A name without `.json` or `.json.gz`, or what else answers end in.
pub fn without_ending<'name>(name: &'name str, extension: &str) -> Option<&'name str> {
    name.strip_suffix(".gz").unwrap_or(name).strip_suffix(extension)?.strip_suffix('.')
}
