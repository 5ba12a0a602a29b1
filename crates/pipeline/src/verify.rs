//! `tokenshare verify`: recomputes every hash of a data folder: of what was captured, and of what each run made of it.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context as _;

use crate::{
    cli::VerifyArguments,
    console::{self, counted},
    decided,
    failure::Failure,
    fetch::{self, REFUSED},
    foreign, lock, proof, runs, seal,
    snapshot::{FACTS, Snapshot},
    snapshots::{self, Found},
    store,
};

/// Reads every snapshot, every run and what people decided, and tells all that are not what they were.
///
/// # Errors
/// If one is not, there are none, or a file belongs to none. Each is told by itself, and nothing is changed.
pub fn run(arguments: &VerifyArguments) -> anyhow::Result<()> {
    let data = &arguments.data.folder;
    let found = snapshots::found(data)?;
    if found.ids.is_empty() && found.foreign.is_empty() {
        let said = format!("no snapshots in `{}`", snapshots::folder(data).display());
        return Err(Failure::data(said).with_hint("`tokenshare import` makes them; `--data` names the folder").into());
    }
    let wrong = |id: &String| Some((id.clone(), snapshot(&snapshots::folder(data), id).err()?));
    let snapshots: BTreeMap<String, anyhow::Error> = found.ids.iter().filter_map(wrong).collect();
    let (made, mut broken) = tables(data, &found, &snapshots)?;
    broken.extend(decisions(data, &found));
    broken.extend(snapshots.into_values());
    let (aside, wrong) = laid_aside(data)?;
    broken.extend(wrong);
    broken.extend(fetch::demand_counts(data).err());
    let read = format!("{} held, {made}{aside}", counted(found.ids.len(), "snapshot"));
    broken.extend(found.foreign.into_iter().map(anyhow::Error::from));
    if broken.is_empty() {
        tracing::info!("{read}: each is what it was when it was stored");
        return Ok(());
    }
    for error in &broken {
        console::tell(error);
    }
    let said = format!("{read}: {} not as stored", broken.len());
    let hint = "snapshots come back from a copy of the folder `snapshots`, or by importing the bytes again; the newest tables by a run";
    Err(Failure::data(said).with_hint(hint).into())
}

fn snapshot(root: &Path, id: &str) -> anyhow::Result<()> {
    let text = fs_err::read(root.join(id).join(FACTS))?;
    seal::demand(&String::from_utf8_lossy(&text)).with_context(|| format!("snapshot `{id}`, `{FACTS}`"))?;
    let snapshot = Snapshot::open_sealed(root, id)?;
    tell_others(&root.join(id), &snapshot)?;
    snapshot.bodies().map(drop)
}

/// Files beside the bodies of a snapshot, which nothing reads and no hash vouches for.
fn tell_others(folder: &Path, snapshot: &Snapshot) -> anyhow::Result<()> {
    let own: Vec<&str> = [FACTS].into_iter().chain(snapshot.facts.body.iter().map(|body| body.file.as_str())).collect();
    for entry in fs_err::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !own.contains(&name.as_str()) {
            let path = folder.join(name);
            tracing::warn!(
                "`{}` is no file of its snapshot, and nothing vouches for it: move it elsewhere",
                path.display()
            );
        }
    }
    Ok(())
}

/// What upstream sent and nobody understood, in words, and what is wrong with it: a later version may read it.
fn laid_aside(data: &Path) -> anyhow::Result<(String, Vec<anyhow::Error>)> {
    let root = data.join(REFUSED);
    let found = snapshots::found_in(&root)?;
    let context = |id: &String| format!("laid aside in `{REFUSED}/{id}`");
    let wrong = |id: &String| Some(snapshot(&root, id).err()?.context(context(id)));
    let mut broken: Vec<anyhow::Error> = found.ids.iter().filter_map(wrong).collect();
    broken.extend(found.foreign.into_iter().map(anyhow::Error::from));
    let said = match found.ids.len() {
        0 => String::new(),
        number => format!(", {} laid aside", counted(number, "answer")),
    };
    Ok((said, broken))
}

/// What is wrong with decisions and corrections.
fn decisions(data: &Path, found: &Found) -> Vec<anyhow::Error> {
    // What is wrong with the newest run itself is told elsewhere.
    let manifest = runs::current(data).ok().and_then(|run| proof::manifest_of(&run).ok());
    match decided::faults(data, found, manifest.as_ref()) {
        Ok(faults) => faults.into_iter().map(anyhow::Error::from).collect(),
        Err(error) => vec![error],
    }
}

/// What runs made, in words, and what is wrong with it, but for snapshots that were `told`; no tables where no run has
/// ended well.
fn tables(
    data: &Path,
    found: &Found,
    told: &BTreeMap<String, anyhow::Error>,
) -> anyhow::Result<(String, Vec<anyhow::Error>)> {
    let newest = runs::current(data).ok();
    let (mut tables, mut broken) = (0, astray(data)?.into_iter().collect::<Vec<_>>());
    if let Some(folder) = &newest {
        broken.extend(proof::of_run(folder));
        if let Ok(manifest) = store::manifest_of(folder) {
            tables = manifest.table.len();
            broken.extend(proof::of_snapshots(data, &manifest, found, told));
        }
    }
    let mut older = runs::listed(data)?;
    for run in &older {
        tell_foreign(&run.path(data));
    }
    older.retain(|run| newest.as_ref() != Some(&run.path(data)));
    // One that goes while it is read was old enough to go.
    let wrong = |run: &runs::RunFolder| Some(proof::of_run(&run.path(data))).filter(|_| run.path(data).is_dir());
    broken.extend(older.iter().filter_map(wrong).flatten().map(|error| older_error(&error)));
    let others = if older.is_empty() { String::new() } else { format!(", {} besides", counted(older.len(), "run")) };
    Ok((counted(tables, "table") + &others, broken))
}

/// What should lead to the newest tables, and does not.
fn astray(data: &Path) -> anyhow::Result<Option<anyhow::Error>> {
    if runs::astray(data)?.is_none() {
        tell_newer(data)?;
        return Ok(None);
    }
    if lock::is_held(data) {
        tracing::warn!("a run is at work: where its links lead is known when it has ended");
        return Ok(None);
    }
    // It may have ended since.
    Ok(runs::astray(data)?.map(anyhow::Error::from))
}

/// A run that is cut before its last deed is whole, and nothing leads to it.
fn tell_newer(data: &Path) -> anyhow::Result<()> {
    let newer = runs::newest(data)?.filter(|run| !runs::is_newest(data, run));
    if let Some(run) = newer.filter(|run| run.path(data).is_dir() && !lock::is_held(data)) {
        let (link, run) = (data.join(runs::CURRENT), run.path(data));
        tracing::warn!("`{}` does not lead to the newest run, `{}`: the next one will", link.display(), run.display());
    }
    Ok(())
}

/// Somebody's files are no damage, and no hash vouches for them.
fn tell_foreign(run: &Path) {
    // One that goes while it is read has none.
    for file in foreign::files(run).unwrap_or_default() {
        let path = run.join(file);
        tracing::warn!("`{}` is no file of its run, and nothing vouches for it: move it elsewhere", path.display());
    }
}

/// A run makes the newest tables alone: an older one can't be mended, only removed.
fn older_error(error: &anyhow::Error) -> anyhow::Error {
    let said = Failure::data(format!("an older run: {error:#}"));
    said.with_hint("no run mends it: put it back from a copy, or `tokenshare gc --damaged` removes it").into()
}
