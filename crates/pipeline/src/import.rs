//! `tokenshare import`: bytes that someone captured become snapshots, each file by itself.

mod archive;
mod batch;
mod files;
mod name;
mod pulse;
mod rivals;
mod summary;
mod telling;
mod wanted;

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::{
    cli::ImportArguments,
    clock,
    digest::sha256,
    facts::{Body, Facts, OriginFact},
    failure::Failure,
    gzip::{LARGEST_BODY, is_gzipped},
    media_type,
    snapshot::read_at_most,
    snapshots,
    storing::{self, Stored},
};
use archive::Archive;
pub use archive::maps;
use batch::Candidate;
use wanted::Wanted;
pub use wanted::known;

const STDIN: &str = "-";

/// Makes snapshots of files, with what the command line says of all of them.
struct Importer<'arguments> {
    arguments: &'arguments ImportArguments,
    archive: Option<&'arguments Archive>,
}

/// Imports each file as one snapshot: every file is tried, and what is good is stored.
///
/// # Errors
/// If the command line is wrong, or a file is refused: its bytes are not what the source sends, when they were captured
/// is not known, or other bytes stand under the same id.
pub fn run(arguments: &ImportArguments) -> anyhow::Result<()> {
    let archive = archive::map(arguments)?;
    let mapped = archive.as_ref().map(|archive| archive.arguments(arguments));
    let arguments = mapped.as_ref().unwrap_or(arguments);
    let wanted = Wanted::of(arguments)?;
    if let Err(error) = storing::sweep(&snapshots::folder(&arguments.data.folder), clock::now()) {
        tracing::warn!("what a killed import left stays: {error:#}");
    }
    let files = files::expanded(&arguments.files, &arguments.data.folder)?;
    let mut batch = match wanted {
        Wanted::Request(asked, captured_at) => {
            let extension = archive.as_ref().map_or(asked.request.extension, Archive::extension);
            batch::of_request(asked, captured_at, arguments, extension, &files)?
        }
        Wanted::Pulse => pulse::batch(&files),
    };
    if let Some(archive) = &archive {
        archive.date(arguments, &mut batch);
    }
    let importer = Importer { arguments, archive: archive.as_ref() };
    if files.is_one(&arguments.files) && batch.tried() == 1 {
        return telling::one(&importer, batch);
    }
    rivals::refuse(&mut batch, &importer);
    telling::many(&importer, &batch)
}

impl Importer<'_> {
    fn snapshots(&self) -> PathBuf {
        snapshots::folder(&self.arguments.data.folder)
    }

    fn stored(&self, candidate: &Candidate) -> anyhow::Result<Stored> {
        let (facts, bytes) = self.prepared(candidate)?;
        let context = || format!("snapshot `{}` from `{}`", facts.id(), candidate.file.display());
        if let Some(said) = wanted::future(facts.captured_at) {
            let failure = Failure::data(format!("`{}` {said}", facts.captured_at));
            return Err(failure.with_hint(wanted::INSTANT)).with_context(context);
        }
        storing::stored(&self.arguments.data.folder, &facts, &bytes, candidate.asked).with_context(context)
    }

    /// The bytes of a file, and what is told of them.
    fn prepared(&self, candidate: &Candidate) -> anyhow::Result<(Facts, Vec<u8>)> {
        let read = || -> anyhow::Result<Vec<u8>> {
            let bytes = bytes(&candidate.file)?;
            demand_size(candidate, &bytes)?;
            Ok(bytes)
        };
        let bytes = read().with_context(|| format!("`{}`", candidate.file.display()))?;
        let facts = self.facts(candidate, &bytes);
        Ok((Facts { origin: self.origins(&facts, &bytes, candidate)?, ..facts }, bytes))
    }

    /// That nothing of a file was observed, if the command line says so: of each table that has rows of it.
    fn origins(&self, facts: &Facts, bytes: &[u8], candidate: &Candidate) -> anyhow::Result<Vec<OriginFact>> {
        let Some(value) = &self.arguments.origin else { return Ok(Vec::new()) };
        let ingested = storing::parsed(facts, bytes, candidate.asked)?;
        let because = || facts.note.clone().unwrap_or_else(|| "said when it was imported".to_owned());
        let of = |block: &str| OriginFact {
            block: block.to_owned(),
            week: None,
            key: None,
            value: value.clone(),
            because: because(),
        };
        Ok(ingested.tables.iter().filter(|(_, rows)| rows.height() > 0).map(|(spec, _)| of(spec.name)).collect())
    }

    fn facts(&self, candidate: &Candidate, bytes: &[u8]) -> Facts {
        let (asked, arguments) = (candidate.asked, self.arguments);
        let extension = self.archive.map_or(asked.request.extension, Archive::extension);
        let packed = if is_gzipped(bytes) { ".gz" } else { "" };
        let body = Body {
            packed_sha256: None,
            file: format!("body.{extension}{packed}"),
            media_type: media_type::of(extension).to_owned(),
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
            packed: None,
            http: None,
        };
        let mut facts = Facts::of(asked.source, asked.request, candidate.captured_at, body);
        facts.argument.clone_from(&candidate.argument);
        facts.note = arguments.note.as_ref().or(candidate.note.as_ref()).cloned();
        if let Some(archive) = self.archive {
            archive.describe(&mut facts);
        }
        facts.licence = arguments.licence.clone().unwrap_or(facts.licence);
        facts.citation = arguments.citation.clone().unwrap_or(facts.citation);
        facts
    }

    /// What was said on the command line of a file that was there already with other words, which stay.
    fn unheard(&self, stored: &Stored) -> Option<&'static str> {
        let arguments = self.arguments;
        let is_other = |given: &Option<String>, stands: Option<&String>| given.is_some() && given.as_ref() != stands;
        let is_unheard = is_other(&arguments.licence, Some(&stored.facts.licence))
            || is_other(&arguments.citation, Some(&stored.facts.citation))
            || is_other(&arguments.note, stored.facts.note.as_ref())
            || is_other(&arguments.origin, stored.facts.origin.first().map(|origin| &origin.value));
        is_unheard.then_some("already there with another licence, citation, note or origin, which stays as it is")
    }
}

fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file != Path::new(STDIN) {
        return read_at_most(file, LARGEST_BODY);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(LARGEST_BODY + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_BODY {
        let failure = Failure::data(format!("stdin has more than {LARGEST_BODY} bytes"));
        return Err(failure.with_hint("no such answer is known to be as large: is it the one you mean?").into());
    }
    Ok(bytes)
}

/// A file that is not as long as its manifest says was cut, or is another day's.
fn demand_size(candidate: &Candidate, bytes: &[u8]) -> Result<(), Failure> {
    let found = bytes.len() as u64;
    match candidate.promised_bytes {
        Some(promised) if promised != found => {
            let said = format!("expected {promised} bytes, as `{}` beside it says, found {found}", batch::MANIFEST);
            Err(Failure::data(said).with_hint("the file is cut, was changed after capture, or belongs to another day"))
        }
        _ => Ok(()),
    }
}
