//! The snapshots of a data folder: `snapshots/<source>/<request>[/<argument>]/<instant>/`.

mod absence;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::{
    digest::sha256,
    facts::Facts,
    failure::Failure,
    plan::{Choice, Plan},
    snapshot::{FACTS, Snapshot},
};

/// Source, request, argument, instant.
pub const DEEPEST: usize = 4;

/// Where the snapshots of a data folder lie.
pub fn folder(data: &Path) -> PathBuf {
    data.join("snapshots")
}

/// A snapshot by what vouches for it. Nothing of it was read but its facts, and they were not understood yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its facts, which hold that of each body.
    pub sha256: String,
}

/// Every snapshot of what a plan reads, by id, whether it will be used or not.
///
/// # Errors
/// If a file or folder is there that belongs to no snapshot, or facts can't be read.
pub fn held(data: &Path, plan: &Plan) -> anyhow::Result<Vec<Held>> {
    let found = found(data)?;
    if let Some(foreign) = found.foreign.into_iter().next() {
        return Err(foreign.into());
    }
    let is_asked = |id: &String| plan.inputs.keys().any(|input| is_below(id, input));
    let hash = |id: String| -> anyhow::Result<Held> {
        let sha256 = sha256(&fs_err::read(folder(data).join(&id).join(FACTS))?);
        Ok(Held { id, sha256 })
    };
    found.ids.into_iter().filter(is_asked).map(hash).collect()
}

/// Whether a snapshot is one of `input`, which names a request, or one argument of it.
pub fn is_below(id: &str, input: &str) -> bool {
    id.strip_prefix(input).is_some_and(|rest| rest.starts_with('/'))
}

/// The facts of snapshots, by id.
///
/// # Errors
/// If they are broken, or not what was stored.
pub fn opened(data: &Path, held: &[Held]) -> anyhow::Result<Vec<Snapshot>> {
    held.iter().map(|held| Snapshot::open_sealed(&folder(data), &held.id)).collect()
}

/// Those of `usable` that a plan asks for, by id.
///
/// # Errors
/// If requests have none that a run can't go on without: all of them are named.
pub fn chosen(
    data: &Path,
    plan: &Plan,
    (usable, as_of): (&[Snapshot], Option<Timestamp>),
) -> anyhow::Result<Vec<Snapshot>> {
    let is_absent = |input: &str| !usable.iter().any(|snapshot| is_below(&snapshot.id, input));
    let (optional, needed): (Vec<_>, Vec<_>) =
        plan.inputs.iter().filter(|(input, _)| is_absent(input)).partition(|(_, reading)| reading.is_optional);
    if !needed.is_empty() {
        let needed: Vec<&str> = needed.into_iter().map(|(input, _)| input.as_str()).collect();
        return Err(absence::failure(data, (plan, &needed), as_of).into());
    }
    for (input, _) in optional {
        tracing::info!("no snapshot of `{input}`, which is optional: nothing of it is read");
    }
    let mut chosen = Vec::new();
    for (input, reading) in &plan.inputs {
        let of_input: Vec<_> = usable.iter().filter(|snapshot| is_below(&snapshot.id, input)).collect();
        chosen.extend(match reading.choice {
            Choice::All => of_input.into_iter().cloned().collect(),
            Choice::Newest => newest(&of_input),
        });
    }
    chosen.sort_by(|one, other| one.id.cmp(&other.id));
    // A request and one of its arguments may both be asked for.
    chosen.dedup_by(|one, other| one.id == other.id);
    Ok(chosen)
}

/// The inputs that a run can't go on without and of which there is no snapshot.
///
/// # Errors
/// If a snapshot's facts are broken.
pub fn missing(data: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let all = listed(data)?;
    let is_there = |input: &str| {
        let (request, argument) = request_and_argument(input);
        let fits = |facts: &Facts| argument.is_none() || facts.argument.as_deref() == argument;
        all.iter().any(|snapshot| snapshot.facts.request_name() == request && fits(&snapshot.facts))
    };
    let needed = plan.inputs.iter().filter(|(_, reading)| !reading.is_optional);
    Ok(needed.map(|(input, _)| input).filter(|input| !is_there(input)).cloned().collect())
}

/// What an input of a pipeline file names: `catalog/models`, or `archive/model-weeks` and `johnbean393`.
pub fn request_and_argument(input: &str) -> (&str, Option<&str>) {
    match input.match_indices('/').nth(1) {
        Some((at, _)) => (input.get(..at).unwrap_or(input), input.get(at + 1..)),
        None => (input, None),
    }
}

/// The newest of each argument.
fn newest(snapshots: &[&Snapshot]) -> Vec<Snapshot> {
    let mut newest: BTreeMap<Option<&str>, &Snapshot> = BTreeMap::new();
    for snapshot in snapshots {
        let stands = newest.entry(snapshot.facts.argument.as_deref()).or_insert(snapshot);
        if stands.captured_at() < snapshot.captured_at() {
            *stands = snapshot;
        }
    }
    newest.into_values().cloned().collect()
}

/// Every snapshot, by id.
///
/// # Errors
/// If a file or folder is there that belongs to no snapshot, or a snapshot's facts are broken.
pub fn listed(data: &Path) -> anyhow::Result<Vec<Snapshot>> {
    let found = found(data)?;
    match found.foreign.into_iter().next() {
        Some(foreign) => Err(foreign.into()),
        None => found.ids.iter().map(|id| Snapshot::open(&folder(data), id)).collect(),
    }
}

/// What lies below `snapshots/`.
#[derive(Default)]
pub struct Found {
    /// The id of every snapshot, sorted; their facts were not read.
    pub ids: Vec<String>,
    /// Files and folders that belong to none.
    pub foreign: Vec<Failure>,
}

/// Looks what is there. Names that begin with a dot are passed over: temporary folders and what file managers leave.
///
/// # Errors
/// If a folder can't be read.
pub fn found(data: &Path) -> anyhow::Result<Found> {
    found_in(&folder(data))
}

/// The same in another folder of such a form.
///
/// # Errors
/// As [`found`].
pub fn found_in(root: &Path) -> anyhow::Result<Found> {
    let mut found = Found::default();
    if root.is_dir() {
        walk(root, "", DEEPEST, &mut found)?;
    }
    Ok(found)
}

fn walk(root: &Path, below: &str, deepest: usize, found: &mut Found) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for entry in fs_err::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        match name.into_string() {
            Ok(name) => names.push((name, entry.file_type()?.is_dir())),
            Err(name) => found.foreign.push(no_text(root, &Path::new(below).join(name))),
        }
    }
    names.sort_unstable();
    for (name, is_folder) in names {
        let id = if below.is_empty() { name } else { format!("{below}/{name}") };
        if !is_folder || deepest == 0 {
            found.foreign.push(foreign(root, &id));
        } else if root.join(&id).join(FACTS).is_file() {
            found.ids.push(id);
        } else {
            walk(root, &id, deepest - 1, found)?;
        }
    }
    Ok(())
}

fn foreign(root: &Path, id: &str) -> Failure {
    let folder = root.file_name().unwrap_or_default().to_string_lossy();
    Failure::data(format!("`{folder}/{id}` belongs to no snapshot"))
        .with_hint("bytes come in by `tokenshare import`; keep other files elsewhere")
}

fn no_text(root: &Path, below: &Path) -> Failure {
    let folder = root.file_name().unwrap_or_default().to_string_lossy();
    Failure::data(format!("`{folder}/{}` has a name that is not UTF-8", below.display()))
        .with_hint("no snapshot has such a name: move it elsewhere; `ls -b` shows its bytes")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// The facts of a page of `app`, whose body nobody reads here.
    fn facts(app: &str, captured_at: &str) -> String {
        format!(
            "format = 1
source = 'apps'
request = 'page'
argument = '{app}'
captured_at = '{captured_at}'
recorded_by = 'test'
licence = 'none'
citation = 'somebody'
[[body]]
file = 'body.rsc'
media_type = 'text/x-component'
bytes = 3
sha256 = 'abc'
"
        )
    }

    #[test]
    fn the_newest_of_each_argument_is_not_the_last_by_name() {
        let data = TempDir::new().expect("a temporary folder");
        let pages = [
            ("cline", "2026-04-13T12:00:00Z"),
            ("cline", "2026-04-14T12:00:00Z"),
            // A dot sorts before `Z`: the half second comes first by name.
            ("kilo", "2026-04-15T12:00:00.5Z"),
            ("kilo", "2026-04-15T12:00:00Z"),
        ];
        for (app, captured_at) in pages {
            let place = folder(data.path()).join("apps/page").join(app).join(captured_at.replace(':', ""));
            fs_err::create_dir_all(&place).expect("room");
            fs_err::write(place.join(FACTS), facts(app, captured_at)).expect("room");
        }
        let all = listed(data.path()).expect("good facts");
        let ids: Vec<_> = newest(&all.iter().collect::<Vec<_>>()).into_iter().map(|snapshot| snapshot.id).collect();
        assert_eq!(ids, ["apps/page/cline/2026-04-14T120000Z", "apps/page/kilo/2026-04-15T120000.5Z"]);
    }
}
