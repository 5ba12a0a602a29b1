//! `tokenshare import`: bytes that someone captured become a snapshot. Parsed before they are stored, stored as given.

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use ingest::{Answer, Request, Source};
use jiff::Timestamp;

use crate::{
    cli::ImportArguments,
    clock,
    digest::sha256,
    facts::{Body, Facts, is_path_part},
    failure::Failure,
    gzip::{LARGEST_BODY, is_gzipped, unpacked},
    snapshot::{FACTS, Snapshot, read_at_most},
    snapshots,
};

const LARGEST_CLOCK_ERROR_SECONDS: i64 = 5 * 60;

/// What became of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Imported,
    AlreadyThere,
}

/// Imports each file as one snapshot.
///
/// # Errors
/// If the request is unknown, an argument can't be part of a path, the bytes are not what the source sends, or other
/// bytes stand under the same id. Nothing is stored then; files before it on the command line were.
pub fn run(arguments: &ImportArguments) -> anyhow::Result<()> {
    let (source, request) = ingest::request(&arguments.request).ok_or_else(|| unknown(&arguments.request))?;
    demand_past(arguments.captured_at)?;
    if request.argument.is_none() && arguments.files.len() > 1 {
        let said =
            format!("found {} files, expected 1: two answers of one request have two instants", arguments.files.len());
        return Err(Failure::command_line(said).into());
    }
    for file in &arguments.files {
        let argument = argument(arguments, request, file)?;
        let bytes = bytes(file).with_context(|| format!("`{}`", file.display()))?;
        let facts = facts(arguments, (source, request), argument, &bytes);
        let id = facts.id();
        let outcome = imported(&arguments.data.folder, &facts, &bytes, (source, request))
            .with_context(|| format!("snapshot `{id}` from `{}`", file.display()))?;
        match outcome {
            Outcome::Imported => tracing::info!("imported `{id}`"),
            Outcome::AlreadyThere => tracing::info!("already there: `{id}`"),
        }
    }
    Ok(())
}

/// Bytes that arrive tomorrow are a slip of the keyboard, and would be the newest for ever. Clocks may differ a little.
fn demand_past(captured_at: Timestamp) -> Result<(), Failure> {
    let now = clock::now();
    if captured_at.as_second() - now.as_second() <= LARGEST_CLOCK_ERROR_SECONDS {
        return Ok(());
    }
    Err(Failure::command_line(format!("`--captured-at {captured_at}` is in the future: it is `{now}` now")))
}

fn unknown(request: &str) -> Failure {
    let known: Vec<String> = ingest::sources::SOURCES
        .iter()
        .flat_map(|source| source.requests.iter().map(move |request| format!("{}/{}", source.id, request.name)))
        .collect();
    Failure::unknown("request", request, known.iter().map(String::as_str))
}

/// What the request was about: as given, or the file's name up to the first dot.
fn argument(arguments: &ImportArguments, request: &Request, file: &Path) -> Result<Option<String>, Failure> {
    let argument = match (request.argument, &arguments.argument) {
        (None, None) => return Ok(None),
        (None, Some(given)) => {
            let said = format!("`{}` takes no argument, found `{given}`", arguments.request);
            return Err(Failure::command_line(said));
        }
        (Some(what), Some(_)) if arguments.files.len() > 1 => {
            let said = format!("found {} files for one argument, expected 1", arguments.files.len());
            return Err(
                Failure::command_line(said).with_hint(format!("leave `--argument` out: each file's name is {what}"))
            );
        }
        (Some(_), Some(given)) => given.clone(),
        (Some(what), None) => named_by(file).ok_or_else(|| {
            Failure::command_line(format!("`{}` needs an argument: {what}", arguments.request))
                .with_hint("give it with `--argument`")
        })?,
    };
    if is_path_part(&argument) {
        return Ok(Some(argument));
    }
    let said =
        format!("argument `{argument}`: expected letters, digits, `.`, `_`, `-`, not first a dot: it becomes a folder");
    Err(Failure::command_line(said))
}

fn named_by(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    let stem = name.split('.').next()?;
    (!stem.is_empty() && stem != "-").then(|| stem.to_owned())
}

fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file != Path::new("-") {
        return read_at_most(file, LARGEST_BODY);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(LARGEST_BODY + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_BODY {
        return Err(Failure::data(format!("stdin has more than {LARGEST_BODY} bytes")).into());
    }
    Ok(bytes)
}

fn facts(
    arguments: &ImportArguments,
    (source, request): (&Source, &Request),
    argument: Option<String>,
    bytes: &[u8],
) -> Facts {
    let packed = if is_gzipped(bytes) { ".gz" } else { "" };
    let body = Body {
        file: format!("body.{}{packed}", request.extension),
        media_type: media_type(request.extension).to_owned(),
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
    };
    let mut facts = Facts::of(source, request, arguments.captured_at, body);
    facts.argument = argument;
    facts.note.clone_from(&arguments.note);
    facts.licence = arguments.licence.clone().unwrap_or(facts.licence);
    facts.citation = arguments.citation.clone().unwrap_or(facts.citation);
    facts
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "json" => "application/json",
        "rsc" => "text/x-component",
        "html" => "text/html",
        "csv" => "text/csv",
        _ => "application/octet-stream",
    }
}

fn imported(data: &Path, facts: &Facts, bytes: &[u8], asked: (&'static Source, &Request)) -> anyhow::Result<Outcome> {
    let snapshots = snapshots::folder(data);
    if snapshots.join(facts.id()).exists() {
        return compared(&snapshots, facts, bytes);
    }
    try_parse(facts, bytes, asked)?;
    store(&snapshots, facts, bytes)
}

/// Garbage is refused before it is stored, in the words of the parser.
fn try_parse(facts: &Facts, bytes: &[u8], (source, request): (&'static Source, &Request)) -> anyhow::Result<()> {
    let body = unpacked(bytes)?;
    let answer = Answer {
        snapshot_id: &facts.id(),
        captured_at: facts.captured_at,
        source: source.id,
        argument: facts.argument.as_deref(),
        body: &body,
        origins: &[],
    };
    for note in request.ingested(&answer)?.notes {
        tracing::info!("{note}");
    }
    Ok(())
}

/// The same bytes again are no news; other bytes under the same id are somebody's mistake, and lose nothing.
fn compared(snapshots: &Path, facts: &Facts, bytes: &[u8]) -> anyhow::Result<Outcome> {
    let stands = Snapshot::open(snapshots, &facts.id())?;
    if stands.holds(bytes)? {
        return Ok(Outcome::AlreadyThere);
    }
    let said = format!(
        "other bytes stand there already: expected sha256 `{}`, found `{}`",
        sha256(&stands.stored()?),
        sha256(bytes)
    );
    Err(Failure::data(said).with_hint("a snapshot is never overwritten: is `--captured-at` right?").into())
}

/// Writes beside, then renames: a snapshot is there as a whole or not at all.
fn store(snapshots: &Path, facts: &Facts, bytes: &[u8]) -> anyhow::Result<Outcome> {
    fs_err::create_dir_all(snapshots)?;
    let beside = tempfile::Builder::new().prefix(".import-").tempdir_in(snapshots)?;
    let next = beside.path().join("snapshot");
    fs_err::create_dir(&next)?;
    let body = facts.only_body()?;
    write(&next.join(&body.file), bytes)?;
    write(&next.join(FACTS), toml::to_string(facts)?.as_bytes())?;
    fs_err::File::open(&next)?.sync_all()?;
    let folder = snapshots.join(facts.id());
    let parent: PathBuf = folder.parent().map(Path::to_owned).unwrap_or_default();
    fs_err::create_dir_all(&parent)?;
    match fs_err::rename(&next, &folder) {
        // Somebody else imported the same id in the meantime.
        Err(_) if folder.join(FACTS).is_file() => compared(snapshots, facts, bytes),
        Err(error) => Err(error.into()),
        Ok(()) => {
            fs_err::File::open(&parent)?.sync_all()?;
            Ok(Outcome::Imported)
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = fs_err::File::create_new(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}
