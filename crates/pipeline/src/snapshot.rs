//! One snapshot: captured bytes as they arrived, with their facts, in a folder that is never edited.

use std::{
    borrow::Cow,
    io::{Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use ingest::{Answer, Ingested, OriginEntry};
use jiff::Timestamp;

use crate::{
    digest::sha256,
    facts::{Body, Facts, Packing},
    failure::Failure,
    gzip::{LARGEST_BODY, unpacked},
    input::Input,
};

/// The file of the facts.
pub const FACTS: &str = "snapshot.toml";
/// The most of a pipeline file or a map that is read: ours have 5 KB.
const LARGEST_TEXT: u64 = 1024 * 1024;

/// A snapshot whose facts were read and fit its place; its body was not read yet.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its folder below `snapshots/`.
    pub id: String,
    /// What is told of it.
    pub facts: Facts,
    folder: PathBuf,
    origins: Vec<OriginEntry>,
    facts_sha256: String,
}

impl Snapshot {
    /// Reads the facts in `snapshots/id`.
    ///
    /// # Errors
    /// If they are broken or tell of another place.
    pub fn open(snapshots: &Path, id: &str) -> anyhow::Result<Self> {
        Self::opened(snapshots.join(id), id).with_context(|| format!("snapshot `{id}`"))
    }

    /// The same, if their seal fits, where one belongs.
    ///
    /// # Errors
    /// As [`Self::open`], and if it does not fit, or was cut off.
    pub fn open_sealed(snapshots: &Path, id: &str) -> anyhow::Result<Self> {
        let opened = || -> anyhow::Result<Self> {
            let folder = snapshots.join(id);
            let text = fs_err::read_to_string(folder.join(FACTS))?;
            let opened = Self::parsed(folder, id, &text)?;
            opened.facts.demand_seal(&text).with_context(|| format!("`{FACTS}`"))?;
            Ok(opened)
        };
        opened().with_context(|| format!("snapshot `{id}`"))
    }

    fn opened(folder: PathBuf, id: &str) -> anyhow::Result<Self> {
        let text = fs_err::read_to_string(folder.join(FACTS))?;
        Self::parsed(folder, id, &text)
    }

    fn parsed(folder: PathBuf, id: &str, text: &str) -> anyhow::Result<Self> {
        let facts = Facts::parse(text)?;
        if facts.id() != id {
            let said = format!("its facts belong to `{}`, found them in `{id}`", facts.id());
            return Err(Failure::data(said)
                .with_hint("a snapshot is never moved or renamed: import the bytes again")
                .into());
        }
        let origins = facts.origins()?;
        demand_known_blocks(&facts)?;
        Ok(Self { id: id.to_owned(), facts, folder, origins, facts_sha256: sha256(text.as_bytes()) })
    }

    /// Its bodies as they came, each of the promised size and hash.
    ///
    /// # Errors
    /// If they are not what the facts promise; what was expected and what was found is named.
    pub fn bodies(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        self.facts.body.iter().map(|body| self.body(body)).collect()
    }

    /// Demands that each body is there, and as long as it was. Of what this program packed the last bytes say how long it was
    /// before; nothing else is read.
    ///
    /// # Errors
    /// If one is not.
    pub fn demand_sizes(&self) -> anyhow::Result<()> {
        let demand = |body: &Body| -> anyhow::Result<()> {
            let path = self.folder.join(&body.file);
            let (found, expected) = match body.packed {
                None => (fs_err::metadata(&path)?.len(), body.bytes),
                Some(Packing::Gzip) => (unpacked_size(&path)?, body.bytes & u64::from(u32::MAX)),
            };
            if found == expected { Ok(()) } else { Err(other_size(expected, found).into()) }
        };
        let named = |body: &Body| demand(body).with_context(|| format!("snapshot `{}`, `{}`", self.id, body.file));
        self.facts.body.iter().try_for_each(named)
    }

    fn body(&self, body: &Body) -> anyhow::Result<Vec<u8>> {
        let read = || -> anyhow::Result<Vec<u8>> {
            let stored = read_stored(&self.folder.join(&body.file), LARGEST_BODY)?;
            let Some(Packing::Gzip) = body.packed else {
                verify(body, &stored)?;
                return Ok(stored);
            };
            let bytes = unpacked(&stored)?.into_owned();
            verify(body, &bytes)?;
            if let Some(expected) = &body.packed_sha256 {
                demand_hash(expected, &stored)?;
            }
            Ok(bytes)
        };
        read().with_context(|| format!("snapshot `{}`, `{}`", self.id, body.file))
    }

    /// The rows that its request's parser makes of it.
    ///
    /// # Errors
    /// If the bytes are not what was stored, or the parser refuses them.
    pub fn ingested(&self) -> anyhow::Result<Ingested> {
        let bodies = self.bodies()?;
        let context = || format!("snapshot `{}`, `{}`", self.id, self.facts.body.first().map_or("", |body| &body.file));
        let (first, more) = bodies.split_first().map_or((&[][..], &[][..]), |(first, more)| (first.as_slice(), more));
        let first = unpacked(first).with_context(context)?;
        let more = more.iter().map(|page| Ok(unpacked(page)?.into_owned()));
        let more = more.collect::<Result<Vec<_>, Failure>>().with_context(context)?;
        let (source, request) = ingest::request(&self.facts.request_name())
            .ok_or_else(|| {
                let said = format!("no source has the request `{}`", self.facts.request_name());
                Failure::data(said)
                    .with_hint("another version imported it: `tokenshare tables --sources` lists what this one reads")
            })
            .with_context(context)?;
        let answer = Answer {
            snapshot_id: &self.id,
            captured_at: self.facts.captured_at,
            source: source.id,
            argument: self.facts.argument.as_deref(),
            body: &first,
            more: &more,
            map: self.facts.map.as_ref(),
            origins: &self.origins,
        };
        request.ingested(&answer).with_context(context)
    }

    /// When the bytes arrived.
    pub fn captured_at(&self) -> Timestamp {
        self.facts.captured_at
    }

    /// The SHA-256 of its facts, which hold that of each body.
    pub fn facts_sha256(&self) -> &str {
        &self.facts_sha256
    }

    /// The source that it is of.
    pub fn source(&self) -> &'static str {
        ingest::request(&self.facts.request_name()).map_or("", |(source, _)| source.id)
    }

    /// What it adds to the inputs of a run: its body and its facts.
    pub fn inputs(&self) -> Vec<Input> {
        let name = |file: &str| format!("snapshots/{}/{file}", self.id);
        let body = |body: &Body| Input { name: name(&body.file), sha256: body.sha256.clone() };
        let facts = Input { name: name(FACTS), sha256: self.facts_sha256.clone() };
        self.facts.body.iter().map(body).chain([facts]).collect()
    }

    /// Whether it holds `bytes`, packed or not.
    ///
    /// # Errors
    /// If its own bytes are not what was stored, or either can't be unpacked.
    pub fn holds(&self, bytes: &[u8]) -> anyhow::Result<bool> {
        let bodies = self.bodies()?;
        let [stored] = bodies.as_slice() else { return Ok(false) };
        let same = |one: Cow<'_, [u8]>, other: Cow<'_, [u8]>| one == other;
        Ok(stored == bytes || same(unpacked(stored)?, unpacked(bytes)?))
    }
}

/// What gzip says at its end of how long the bytes were, without what is above four bytes.
fn unpacked_size(path: &Path) -> anyhow::Result<u64> {
    let (mut file, mut last) = (fs_err::File::open(path)?, [0; 4]);
    file.seek(SeekFrom::End(-4))?;
    file.read_exact(&mut last)?;
    Ok(u32::from_le_bytes(last).into())
}

/// An origin of a table that the request does not make would go unseen, and pass made values off as observed.
fn demand_known_blocks(facts: &Facts) -> Result<(), Failure> {
    let Some((_, request)) = ingest::request(&facts.request_name()) else { return Ok(()) };
    let unknown = facts.origin.iter().find(|origin| !request.tables.contains(&origin.block.as_str()));
    let Some(unknown) = unknown else { return Ok(()) };
    let tables = request.tables.join("`, `");
    let said = format!("`[[origin]]`: `{}` makes no `{}`, expected `{tables}`", facts.request_name(), unknown.block);
    Err(Failure::data(said).with_hint("`snapshot.toml` was edited: import the bytes again"))
}

/// The text of a file that somebody wrote by hand.
///
/// # Errors
/// As [`read_at_most`], and if it is not UTF-8.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = read_at_most(path, LARGEST_TEXT)?;
    String::from_utf8(bytes).with_context(|| format!("`{}` is not UTF-8", path.display()))
}

/// The bytes of the file at `path`, which this program wrote: a pipe in its place would never end.
///
/// # Errors
/// As [`read_at_most`], and if it is no file.
pub fn read_stored(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    if fs_err::metadata(path)?.is_file() {
        return read_at_most(path, most);
    }
    let said = format!("`{}` is no file", path.display());
    Err(Failure::data(said).with_hint("nothing of ours: move away what is there").into())
}

/// The bytes of the file at `path`.
///
/// # Errors
/// If it can't be read, or has more than `most` bytes.
pub fn read_at_most(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs_err::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let said = format!("`{}` has more than {most} bytes", path.display());
        return Err(Failure::data(said)
            .with_hint("no such file is known to be as large: is it the one you mean?")
            .into());
    }
    Ok(bytes)
}

fn verify(body: &Body, bytes: &[u8]) -> Result<(), Failure> {
    if bytes.len() as u64 != body.bytes {
        return Err(other_size(body.bytes, bytes.len() as u64));
    }
    demand_hash(&body.sha256, bytes)
}

fn other_size(expected: u64, found: u64) -> Failure {
    Failure::data(format!("expected {expected} bytes, found {found}")).with_hint(WAS_CHANGED)
}

const WAS_CHANGED: &str =
    "the stored bytes were changed after capture: restore them from a copy, or remove the folder and import again";

fn demand_hash(expected: &str, bytes: &[u8]) -> Result<(), Failure> {
    let found = sha256(bytes);
    if found == expected {
        return Ok(());
    }
    Err(Failure::data(format!("expected sha256 `{expected}`, found `{found}`")).with_hint(WAS_CHANGED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_large_is_named_and_not_read() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        fs_err::write(file.path(), b"three").expect("room");
        assert_eq!(read_at_most(file.path(), 5).expect("just small enough"), b"three");
        let error = read_at_most(file.path(), 4).expect_err("too large").to_string();
        assert_eq!(error, format!("`{}` has more than 4 bytes", file.path().display()));
    }

    #[test]
    fn what_was_packed_says_how_long_it_was() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, &[7; 300]).expect("memory");
        let packed = encoder.finish().expect("memory");
        fs_err::write(file.path(), &packed).expect("room");
        assert_eq!(unpacked_size(file.path()).expect("whole"), 300);
        fs_err::write(file.path(), &packed[..packed.len() - 5]).expect("room");
        assert_ne!(unpacked_size(file.path()).ok(), Some(300), "it was cut");
    }
}
