//! How bytes become a snapshot: parsed before they are stored, as a whole or not at all, never over others.

use std::path::{Path, PathBuf};

use ingest::{Answer, Ingested};
use jiff::Timestamp;
use schema::Note;

use crate::{
    asked::Asked,
    digest::sha256,
    disk, export,
    facts::Facts,
    failure::Failure,
    gzip::unpacked,
    names,
    room::{self, Left, Room},
    seal,
    snapshot::{FACTS, Snapshot},
    snapshots,
};

/// What became of bytes that were to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Imported,
    AlreadyThere,
}

/// What became of the bytes, and what is told of them.
pub struct Stored {
    pub outcome: Outcome,
    /// What their parser saw and left aside.
    pub notes: Vec<Note>,
    /// What the snapshot tells of them: of one that stood there, perhaps something else than `facts` did.
    pub facts: Facts,
}

/// Makes the bytes a snapshot, or finds that they are one.
///
/// # Errors
/// If they are not what the request gives, or other bytes stand under the same id. Nothing is stored then.
pub fn stored(data: &Path, facts: &Facts, bytes: &[u8], asked: Asked) -> anyhow::Result<Stored> {
    let snapshots = snapshots::folder(data);
    if snapshots.join(facts.id()).exists() {
        return compared(&snapshots, facts, bytes);
    }
    let notes = parsed(facts, bytes, asked)?.notes;
    Ok(Stored { notes, ..store(&snapshots, facts, bytes)? })
}

/// What the bytes say. Garbage is refused before it is stored, in the words of the parser; so is a name that would stop every
/// run.
///
/// # Errors
/// If they are either.
pub fn parsed(facts: &Facts, bytes: &[u8], asked: Asked) -> anyhow::Result<Ingested> {
    let body = unpacked(bytes)?;
    let answer = Answer {
        snapshot_id: &facts.id(),
        captured_at: facts.captured_at,
        source: asked.source.id,
        argument: facts.argument.as_deref(),
        body: &body,
        more: &[],
        map: facts.map.as_ref(),
        origins: &[],
    };
    let ingested = asked.request.ingested(&answer)?;
    names::demand(&ingested, schema::day::of(facts.captured_at))?;
    Ok(ingested)
}

/// The same bytes again are no news; other bytes under the same id are somebody's mistake, and lose nothing.
fn compared(snapshots: &Path, facts: &Facts, bytes: &[u8]) -> anyhow::Result<Stored> {
    let stands = Snapshot::open(snapshots, &facts.id())?;
    if stands.holds(bytes)? {
        demand_map(&stands.facts, facts)?;
        return Ok(Stored { outcome: Outcome::AlreadyThere, notes: Vec::new(), facts: stands.facts });
    }
    let said = format!(
        "other bytes stand there already: expected sha256 `{}`, found `{}`",
        stands.facts.body.first().map_or("", |body| &body.sha256),
        sha256(bytes)
    );
    Err(Failure::data(said).with_hint("a snapshot is never overwritten: is `--captured-at` right?").into())
}

/// A map that was mended since changes nothing of what stands: that must not pass for a success.
fn demand_map(stand: &Facts, new: &Facts) -> anyhow::Result<()> {
    let read = |facts: &Facts| facts.map.as_ref().map(toml::to_string).transpose();
    let (old_map, new_map) = (read(stand)?.unwrap_or_default(), read(new)?.unwrap_or_default());
    let cited = |facts: &Facts| [&facts.licence, &facts.citation, &facts.recorded_by].map(String::as_str).join("\n");
    let (old_lines, new_lines) = (old_map + "\n" + &cited(stand), new_map + "\n" + &cited(new));
    if new.map.is_none() || old_lines == new_lines {
        return Ok(());
    }
    let only = |these: &str, those: &str| {
        let lines = these.lines().filter(|line| !those.lines().any(|other| other == *line));
        lines.map(|line| format!("`{line}`")).collect::<Vec<_>>().join(", ")
    };
    let (was, is) = (only(&old_lines, &new_lines), only(&new_lines, &old_lines));
    let said = format!("these bytes stand there already, by another map: found {was}, expected {is}");
    let hint = format!("a snapshot is never changed: remove the folder `snapshots/{}`, then import again", stand.id());
    Err(Failure::data(said).with_hint(hint).into())
}

fn store(snapshots: &Path, facts: &Facts, bytes: &[u8]) -> anyhow::Result<Stored> {
    match place(snapshots, facts, &[bytes])? {
        // Somebody else imported the same id in the meantime.
        Placed::Taken => compared(snapshots, facts, bytes),
        Placed::New => Ok(Stored { outcome: Outcome::Imported, notes: Vec::new(), facts: facts.clone() }),
    }
}

/// Temporary folders of imports and fetches begin so.
const BESIDE: &str = ".import-";

/// The folders below `root` that a killed process left, sorted. What another one is writing just now is none, nor what holds
/// something that an export took away or replaced: the next export knows what of it is somebody's.
///
/// # Errors
/// If what is found in it can't be told.
pub fn left(root: &Path, now: Timestamp) -> anyhow::Result<Vec<(PathBuf, Left)>> {
    let is_of_export = |path: &Path| room::holds_old(path) || export::is_one(&path.join(room::NEXT));
    let is_of_nobody = |(path, _): &(PathBuf, Left)| room::is_room(path) && !is_of_export(path);
    let [imports, others] = [room::left_in(root, BESIDE, now)?, room::left_in(root, disk::BESIDE, now)?];
    let mut found: Vec<_> = imports.into_iter().chain(others).filter(is_of_nobody).collect();
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}

/// Removes what [`left`] finds.
///
/// # Errors
/// If a folder can't be read or removed.
pub fn sweep(root: &Path, now: Timestamp) -> anyhow::Result<()> {
    for (path, _left) in left(root, now)? {
        disk::remove_all(&path)?;
    }
    Ok(())
}

/// Whether a snapshot found its place free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    New,
    /// Another snapshot has the same id.
    Taken,
}

/// Writes beside, flushes, then renames: a snapshot is there as a whole or not at all. `files` are those of
/// `facts.body`, as they are stored.
///
/// # Errors
/// If the disk refuses it.
pub fn place(snapshots: &Path, facts: &Facts, files: &[&[u8]]) -> anyhow::Result<Placed> {
    disk::folder(snapshots)?;
    let beside = Room::of(snapshots, BESIDE)?;
    let next = beside.path().join(room::SNAPSHOT);
    disk::folder(&next)?;
    for (body, bytes) in facts.body.iter().zip(files) {
        write(&next.join(&body.file), bytes)?;
    }
    write(&next.join(FACTS), seal::sealed(&toml::to_string(facts)?).as_bytes())?;
    disk::flush(&next)?;
    let folder = snapshots.join(facts.id());
    let parent: PathBuf = folder.parent().map(Path::to_owned).unwrap_or_default();
    disk::folder(&parent)?;
    match disk::rename(&next, &folder) {
        Err(_) if folder.join(FACTS).is_file() => Ok(Placed::Taken),
        Err(error) => Err(error.into()),
        Ok(()) => {
            disk::flush(&parent)?;
            Ok(Placed::New)
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    disk::write(path, bytes)?;
    Ok(disk::flush(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_goes_and_what_is_being_written_stays() {
        let root = tempfile::TempDir::new().expect("a temporary folder");
        for name in [".import-left", ".replace-left", "catalog"] {
            fs_err::create_dir(root.path().join(name)).expect("room");
        }
        let replaced = root.path().join(".replace-export/next");
        fs_err::create_dir_all(&replaced).expect("room");
        fs_err::write(replaced.join(".tokenshare-export"), "a run\n").expect("room");
        let (now, busy) = (crate::clock::now(), Room::of(root.path(), BESIDE).expect("room"));
        sweep(root.path(), now).expect("a folder");
        let stays = |name: &str| root.path().join(name).exists();
        assert!(!stays(".import-left") && !stays(".replace-left") && stays("catalog"));
        assert!(busy.path().exists(), "it is in use");
        assert!(replaced.is_dir(), "somebody may have saved something into it");
        sweep(&root.path().join("nowhere"), now).expect("nothing to do");
    }
}
