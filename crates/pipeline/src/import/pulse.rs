//! The layout `pulse`: a folder per day, in it an answer per file and a `_manifest.json` that says when they arrived.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    batch::{Batch, Candidate, MANIFEST, file_name, without_ending},
    files::{Files, Found, How},
};
use crate::{asked::Asked, console::counted, failure::Failure, snapshot::read_at_most};

/// Which file is the answer to which request.
const REQUESTS: &[(&str, &str)] = &[
    ("models", "catalog/models"),
    ("rankings_apps", "frontend/apps"),
    ("rankings_models_day", "frontend/models-day"),
    ("rankings_models_month", "frontend/models-month"),
    ("rankings_models_week", "frontend/models-week"),
];
const NO_REQUEST: &str = "no request of the layout `pulse`";
/// A real one has 4 kB.
const LARGEST_MANIFEST: u64 = 16 * 1024 * 1024;

/// What we need of `_manifest.json`.
#[derive(Deserialize)]
struct Manifest {
    /// When the capture of the day began. Its requests took some 100 s together.
    snapshot_ts: Timestamp,
    /// Sizes of the files as written, by name without ending.
    #[serde(default)]
    files: BTreeMap<String, u64>,
    #[serde(default)]
    failures: Vec<Failed>,
    complete: Option<bool>,
    user_agent: Option<String>,
}

/// A request that failed when the day was captured.
#[derive(Deserialize)]
struct Failed {
    /// `endpoint_stats:MODEL`, or a file's name without ending.
    label: String,
    status: Option<u16>,
}

/// Failed requests by kind and status.
type Failures = BTreeMap<(String, Option<u16>), usize>;

/// Takes each file for the answer that its name says, captured when the manifest beside it says.
pub fn batch(files: &Files) -> Batch {
    let mut batch = Batch::of(files);
    let (mut failures, mut telling) = (Failures::new(), 0);
    for (folder, found) in days(files) {
        let manifest = Manifest::read(&folder);
        for found in &found {
            take(found, &manifest, &mut batch);
        }
        if let Ok(manifest) = &manifest {
            telling += usize::from(!manifest.failures.is_empty());
            manifest.count_failures(&mut failures);
            let doubts = manifest.doubts(&found).into_iter();
            batch.warnings.extend(doubts.map(|doubt| format!("`{}`: {doubt}", folder.display())));
        }
    }
    batch.remarks.extend(failures.iter().map(|((kind, status), count)| {
        let status = status.map(|status| format!(" with status {status}")).unwrap_or_default();
        let (folders, requests) = (counted(telling, "folder"), counted(*count, "request"));
        format!("`{MANIFEST}` of {folders}: {requests} of `{kind}` failed{status}")
    }));
    batch
}

/// The files of each folder but for its manifest, which may be all there is.
fn days(files: &Files) -> BTreeMap<PathBuf, Vec<&Found>> {
    let mut days: BTreeMap<PathBuf, Vec<&Found>> = BTreeMap::new();
    for found in &files.found {
        let folder = found.path.parent().unwrap_or(Path::new(""));
        let day = days.entry(folder.to_owned()).or_default();
        day.extend(Some(found).filter(|found| file_name(&found.path) != MANIFEST));
    }
    days
}

fn take(found: &Found, manifest: &anyhow::Result<Manifest>, batch: &mut Batch) {
    let name = file_name(&found.path);
    let kind = kind(&name).unwrap_or_default();
    let Some(asked) = asked(kind) else { return batch.leave_aside(&found.path, NO_REQUEST) };
    match manifest {
        Ok(manifest) => batch.candidates.push(Candidate {
            file: found.path.clone(),
            asked,
            argument: None,
            captured_at: manifest.captured_at(),
            note: manifest.user_agent.as_ref().map(|agent| format!("captured by {agent}")),
            // The size is that of the packed file: an unpacked one has another.
            promised_bytes: manifest.files.get(kind).copied().filter(|_| name.strip_suffix(".gz").is_some()),
        }),
        Err(error) => {
            let hint = format!("`tokenshare import {} --captured-at INSTANT` imports it by hand", asked.name());
            batch.refuse(&found.path, asked, Failure::data(format!("{error:#}")).with_hint(hint));
        }
    }
}

/// A file's name without its ending, which says what is in it.
fn kind(name: &str) -> Option<&str> {
    without_ending(name, "json")
}

fn asked(kind: &str) -> Option<Asked> {
    REQUESTS.iter().find(|(name, _)| *name == kind).and_then(|(_, request)| Asked::of(request))
}

impl Manifest {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(MANIFEST);
        if !path.is_file() {
            let said = format!("expected `{MANIFEST}` beside it, which says when it was captured, found none");
            return Err(Failure::data(said).into());
        }
        let broken = |error| Failure::data(format!("broken `{MANIFEST}` beside it")).because(error);
        Ok(serde_json::from_slice(&read_at_most(&path, LARGEST_MANIFEST)?).map_err(broken)?)
    }

    /// To the second: the answers of a day arrive one after the other, and a folder is named after the instant.
    fn captured_at(&self) -> Timestamp {
        Timestamp::from_second(self.snapshot_ts.as_second()).unwrap_or(self.snapshot_ts)
    }

    fn count_failures(&self, failures: &mut Failures) {
        for failed in &self.failures {
            let kind = failed.label.split(':').next().unwrap_or_default();
            *failures.entry((kind.to_owned(), failed.status)).or_default() += 1;
        }
    }

    /// What the manifest says of the day that its files don't show.
    fn doubts(&self, found: &[&Found]) -> Vec<String> {
        let names: Vec<_> = found.iter().map(|found| file_name(&found.path)).collect();
        let is_found = |kind: &str| names.iter().any(|name| self::kind(name) == Some(kind));
        let is_walked = found.iter().all(|found| found.how == How::Walked);
        let ours = |kind: &&String| asked(kind).is_some();
        let missing = self.files.keys().filter(ours).filter(|kind| is_walked && !is_found(kind));
        let missing = missing.map(|kind| format!("`{MANIFEST}` names `{kind}`, found no such file"));
        let failed = self.failures.iter().filter(|failed| asked(&failed.label).is_some());
        let failed = failed.map(|failed| format!("`{MANIFEST}` says that `{}` failed", failed.label));
        let cut = (self.complete == Some(false)).then(|| format!("`{MANIFEST}` says that the day is not complete"));
        missing.chain(failed).chain(cut).collect()
    }
}
