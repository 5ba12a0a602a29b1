//! Whether decisions and corrections are still those that the newest run went by, and those that `accept` and `reject` wrote.
//!
//! People read and write these files, so nothing seals them. What vouches for a line is the manifest of the newest run, which
//! has each that it went by, and from the moment on that a verb wrote it `sealed.toml`. Lines that came since are no damage.

use std::{collections::BTreeSet, path::Path};

use crate::{
    console::counted,
    correction::{self, Corrections},
    csv_row,
    decision::{Decisions, Ruling},
    digest::sha256,
    failure::Failure,
    manifest::{DecisionEntry, Manifest},
    recipe::CODE,
    sealed::{Sealed, SealedLine},
    snapshot::Snapshot,
    snapshots::{self, Found},
};

/// What to do about lines that are others now, or gone.
const PUT_BACK: &str = "put the file back from a copy or from version control; if it is meant to be so, `tokenshare run PIPELINE.toml --fresh` makes the tables by what stands there now";

/// Lines by their file and their SHA-256.
type Hashes = BTreeSet<(String, String)>;

/// The lines that a run goes by, as its manifest has them.
///
/// # Errors
/// None that the files make: they were read.
pub fn lines(decisions: &Decisions, corrections: &Corrections) -> anyhow::Result<Vec<DecisionEntry>> {
    let decided = decisions.iter().map(|row| Ok(DecisionEntry { file: row.ruling.file(), row: row.line()? }));
    let corrected = corrections.iter();
    let corrected = corrected.map(|row| Ok(DecisionEntry { file: correction::FILE.to_owned(), row: row.csv()? }));
    decided.chain(corrected).collect()
}

/// Lines that are others now, or gone, in words: of those that the newest run went by, `before`, and of those that verbs wrote.
/// How they are spelled changes nothing.
///
/// # Errors
/// If a file is broken.
pub fn lost(data: &Path, before: &[DecisionEntry]) -> anyhow::Result<Vec<String>> {
    // Before the lines: whoever decides just now writes a line first, then its seal.
    let sealed = Sealed::read(data)?;
    let now = lines(&Decisions::read(data, None)?, &Corrections::read(data, None)?)?;
    let hashes: Hashes = now.iter().map(|line| (line.file.clone(), sha256(line.row.as_bytes()))).collect();
    Ok(missing(before, &now, &sealed, &hashes))
}

/// Stops for lines that were [`lost`]: nobody knows any more what was decided.
///
/// # Errors
/// If there are any.
pub fn demand(lost: &[String]) -> Result<(), Failure> {
    let Some((first, more)) = lost.split_first() else { return Ok(()) };
    let more = if more.is_empty() { String::new() } else { format!("; and {} more like it", more.len()) };
    Err(Failure::data(format!("{first}{more}")).with_hint(PUT_BACK))
}

/// Tells lines that were [`lost`], where somebody said to go on without.
pub fn tell(lost: &[String]) {
    for said in lost {
        tracing::warn!("{said}: the tables are made by what stands there now");
    }
}

/// Forgets the seals of lines that were [`lost`], once tables are made without.
///
/// # Errors
/// If a file is broken, or the disk refuses it.
pub fn forget(data: &Path) -> anyhow::Result<()> {
    let (mut sealed, hashes) = (Sealed::read(data)?, standing(data)?);
    let number = sealed.line.len();
    sealed.line.retain(|line| is_among(&hashes, line));
    if sealed.line.len() < number { sealed.write(data) } else { Ok(()) }
}

/// What is wrong with what people decided and corrected, to the last byte where a verb wrote it; what came since the run of
/// `manifest`, the newest, is told.
///
/// # Errors
/// If a file is broken.
pub fn faults(data: &Path, found: &Found, manifest: Option<&Manifest>) -> anyhow::Result<Vec<Failure>> {
    // Before the lines: whoever decides just now writes a line first, then its seal.
    let sealed = Sealed::read(data)?;
    let (decisions, corrections) = (Decisions::read(data, None)?, Corrections::read(data, None)?);
    // What is wrong with a snapshot itself is told elsewhere.
    let opened = found.ids.iter().filter_map(|id| Snapshot::open(&snapshots::folder(data), id).ok());
    let mut faults: Vec<Failure> = decisions.about_other_facts(&opened.collect::<Vec<_>>()).collect();
    decisions.tell_not_held(data);
    let now = lines(&decisions, &corrections)?;
    let before = manifest.map(|manifest| manifest.decision.as_slice()).unwrap_or_default();
    let lost = missing(before, &now, &sealed, &standing(data)?);
    faults.extend(lost.into_iter().map(|said| Failure::data(said).with_hint(PUT_BACK)));
    tell_new(&now, manifest, &sealed);
    Ok(faults)
}

/// Lines of a run that do not stand there now, and seals of which no line has the hash.
fn missing(before: &[DecisionEntry], now: &[DecisionEntry], sealed: &Sealed, hashes: &Hashes) -> Vec<String> {
    let stand: BTreeSet<&DecisionEntry> = now.iter().collect();
    let known: BTreeSet<&DecisionEntry> = before.iter().collect();
    let lost: Vec<&DecisionEntry> = before.iter().filter(|line| !stand.contains(line)).collect();
    let of_run = lost.iter().map(|line| {
        let DecisionEntry { file, row } = line;
        let is_other = |other: &&DecisionEntry| other.file == *file && other.about() == line.about();
        match now.iter().filter(|other| !known.contains(other)).find(is_other) {
            Some(other) => format!(
                "`{file}`: a line by which the newest run went is another now: expected `{row}`, found `{}`",
                other.row
            ),
            None => format!("`{file}`: a line by which the newest run went is gone: `{row}`"),
        }
    });
    let told: Hashes = lost.iter().map(|line| (line.file.clone(), sha256(line.row.as_bytes()))).collect();
    let broken = sealed.line.iter().filter(|line| !is_among(hashes, line) && !is_among(&told, line));
    let of_seals = broken.map(|SealedLine { file, snapshot_id, .. }| {
        format!("`{file}`: the line of `{snapshot_id}` is not the one that `accept` or `reject` wrote, or gone")
    });
    of_run.chain(of_seals).collect()
}

fn is_among(hashes: &Hashes, line: &SealedLine) -> bool {
    hashes.contains(&(line.file.clone(), line.sha256.clone()))
}

/// The decisions as they stand in their files: a seal is of the bytes.
fn standing(data: &Path) -> anyhow::Result<Hashes> {
    let mut hashes = Hashes::new();
    for ruling in Ruling::ALL {
        let path = data.join(ruling.file());
        let bytes = if path.is_file() { fs_err::read(path)? } else { Vec::new() };
        hashes.extend(csv_row::standing(&bytes).into_iter().map(|row| (ruling.file(), sha256(row))));
    }
    Ok(hashes)
}

/// Tells that there are lines by which the newest run did not go, and those of them that nothing vouches for.
fn tell_new(now: &[DecisionEntry], manifest: Option<&Manifest>, sealed: &Sealed) {
    // An older version did not write by which lines it went.
    let known = manifest.filter(|manifest| manifest.code == CODE || !manifest.decision.is_empty());
    let before: BTreeSet<&DecisionEntry> = manifest.into_iter().flat_map(|manifest| &manifest.decision).collect();
    let new: Vec<&DecisionEntry> = now.iter().filter(|line| !before.contains(line)).collect();
    if known.is_some() && !new.is_empty() {
        tracing::info!(
            "something was decided or corrected since the newest run, in `reference`: the next one goes by it"
        );
    }
    let is_sealed = |line: &DecisionEntry| {
        let sum = sha256(line.row.as_bytes());
        sealed.line.iter().any(|sealed| sealed.file == line.file && sealed.sha256 == sum)
    };
    let by_hand: Vec<&DecisionEntry> = new.into_iter().filter(|line| !is_sealed(line)).collect();
    if let Some(first) = by_hand.first() {
        let number = counted(by_hand.len(), "line");
        tracing::info!(
            "{number} in `reference` without a seal, written by hand or by an older version: nothing vouches for what no run \
             went by; the first, in `{}`: `{}`",
            first.file,
            first.row
        );
    }
}
