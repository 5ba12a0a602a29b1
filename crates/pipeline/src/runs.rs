//! Where runs lie: `runs/<number>-<id>/`, each a folder of tables with their manifest, complete or not there at all.
//!
//! `current` leads to the newest one and is replaced by one rename. `ingested`, `normalized`, `analyzed`, `manifest.toml`
//! and `run.toml` in the data folder lead through it: whoever opens `analyzed/vendor_gap.parquet` has the newest run, and
//! whoever needs several tables of one run asks once where `current` leads.

use std::path::{Path, PathBuf};

use schema::Stage;

use crate::{console::counted, disk, failure::Failure, manifest, nearest::beside, run_facts::RunFacts, typed::quoted};

/// Where the runs lie below a data folder.
pub const FOLDER: &str = "runs";
/// The one link that is replaced.
pub const CURRENT: &str = "current";
/// When and by what a run was made; differs from run to run.
pub const FACTS: &str = "run.toml";
/// The folders of tables in a run.
pub const STAGES: [Stage; 3] = [Stage::Ingested, Stage::Normalized, Stage::Analyzed];
/// The link on its way.
pub const NEXT: &str = ".current-next";
/// What an older version left where the doors are now.
const BEFORE: &str = "tables-before-runs";
/// Digits of a run's id that stand in its folder's name.
const SHORT: usize = 12;

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunFolder {
    /// Counts the runs of a data folder.
    pub number: u64,
    /// Its name below `runs/`.
    pub name: String,
}

impl RunFolder {
    fn parse(name: &str) -> Option<Self> {
        let (number, id) = name.split_once('-')?;
        let is_id = id.len() == SHORT && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        // A sign would make two names of one number.
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { number: number.parse().ok()?, name: name.to_owned() }).filter(|_| is_id && is_number)
    }

    /// Where it lies.
    pub fn path(&self, data: &Path) -> PathBuf {
        data.join(FOLDER).join(&self.name)
    }
}

/// Every run, oldest first.
///
/// # Errors
/// If the folder can't be read.
pub fn listed(data: &Path) -> anyhow::Result<Vec<RunFolder>> {
    let folder = data.join(FOLDER);
    let mut runs = Vec::new();
    if folder.is_dir() {
        for entry in fs_err::read_dir(&folder)? {
            let entry = entry?;
            // A link may lead to somebody else's runs, which are not ours to remove.
            if entry.file_type()?.is_dir() {
                runs.extend(RunFolder::parse(&entry.file_name().to_string_lossy()));
            }
        }
    }
    runs.sort_unstable();
    Ok(runs)
}

/// The folder of the newest run, or the one that is itself a run: it has the manifest and the tables.
///
/// # Errors
/// If no run has ended well there.
pub fn current(data: &Path) -> anyhow::Result<PathBuf> {
    if let Some(run) = led(data).map(|run| run.path(data)).filter(|run| run.join(manifest::FILE).is_file()) {
        return Ok(run);
    }
    if data.join(manifest::FILE).is_file() {
        return Ok(data.to_owned());
    }
    let why = match data.symlink_metadata() {
        Err(_) => "there is no such folder",
        Ok(_) if !data.is_dir() => "it is no folder",
        Ok(_) => "no run has ended well there",
    };
    Err(Failure::data(format!("no tables in `{}`: {why}", data.display())).with_hint(where_tables_are(data)).into())
}

/// Whether `folder` is the run that everything leads to.
pub fn is_led_to(data: &Path, folder: &Path) -> bool {
    led(data).is_some_and(|run| run.path(data) == folder) && names().all(|name| is_door(&data.join(&name), &name))
}

/// Whether a folder is that of a run, wherever its data folder lies.
pub fn is_run(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| RunFolder::parse(&name).is_some()) && folder.join(manifest::FILE).is_file()
}

/// Whether `current` leads to a run, whatever else is amiss.
pub fn is_newest(data: &Path, run: &RunFolder) -> bool {
    led(data).is_some_and(|led| led.name == run.name)
}

/// The run that `current` leads to. A link that leads elsewhere is none of ours.
fn led(data: &Path) -> Option<RunFolder> {
    let target = fs_err::read_link(data.join(CURRENT)).ok()?;
    RunFolder::parse(target.strip_prefix(FOLDER).ok()?.to_str()?)
}

/// The demo's tables lie one folder deeper than most people look first; who slips lands beside the folder that is meant.
fn where_tables_are(data: &Path) -> String {
    let demo = data.join("demo");
    if demo.join(manifest::FILE).is_file() {
        return format!("the demo's are in `--data {}`", demo.display());
    }
    // `analyzed`, or a file in it: who has seen a path of a table names that.
    let mut above = data.ancestors().skip(1).map(|above| if above == Path::new("") { Path::new(".") } else { above });
    if let Some(whole) = above.find(|above| data.exists() && above.join(manifest::FILE).is_file()) {
        return format!("it is a part of a data folder: `--data {}` names the whole", quoted(whole));
    }
    if let Some(beside) = beside(data, |folder| folder.join(manifest::FILE).is_file()) {
        return format!("the nearest that has some is `--data {}`", beside.display());
    }
    if data.is_file() {
        return "`--data` names a folder; `tokenshare demo` makes one to look at".to_owned();
    }
    "`tokenshare run PIPELINE.toml --data DIR` makes them; `tokenshare demo` makes some to look at".to_owned()
}

/// What does not lead to a run, though one was made here, or can't; nothing where none was.
///
/// # Errors
/// If the folder of the runs can't be read.
pub fn astray(data: &Path) -> anyhow::Result<Option<Failure>> {
    if let Err(taken) = demand_link(data) {
        return Ok(Some(taken));
    }
    let links: Vec<String> = [CURRENT.to_owned()].into_iter().chain(names()).collect();
    // A version before runs had folders made no links.
    let is_older = data.join(manifest::FILE).symlink_metadata().is_ok_and(|facts| facts.is_file());
    let is_made = newest(data)?.is_some() || links.iter().any(|name| data.join(name).is_symlink());
    if is_older || !is_made {
        return Ok(None);
    }
    let is_led = led(data).is_some_and(|run| run.path(data).join(manifest::FILE).is_file());
    let leads = |name: &&String| if *name == CURRENT { is_led } else { is_door(&data.join(name), name) };
    let Some(name) = links.iter().find(|name| !leads(name)) else { return Ok(None) };
    let (path, to) =
        (data.join(name), if name == CURRENT { "a run".to_owned() } else { format!("`{CURRENT}/{name}`") });
    let hint = "remove it, if something is there: `tokenshare run PIPELINE.toml` leads to the newest tables again";
    Ok(Some(Failure::data(format!("`{}` does not lead to {to}", path.display())).with_hint(hint)))
}

/// The newest run that is none of the past, whatever `current` leads to.
///
/// # Errors
/// If the folder of the runs can't be read.
pub fn newest(data: &Path) -> anyhow::Result<Option<RunFolder>> {
    Ok(listed(data)?.into_iter().rfind(|run| !RunFacts::is_as_of(&run.path(data))))
}

/// A run by its number, by the beginning of its name, as `current`, or by its folder.
///
/// # Errors
/// If there is none, or more than one.
pub fn named(data: &Path, name: &str) -> anyhow::Result<PathBuf> {
    if name == CURRENT {
        return current(data);
    }
    if name.is_empty() {
        let failure = Failure::command_line("the name of a run is empty");
        return Err(failure.with_hint("a run has a number, a name below `runs`, or is `current`").into());
    }
    let runs = listed(data)?;
    // All numbers begin with the same noughts: digits alone are no beginning of a name.
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    let is_named = |run: &&RunFolder| {
        if is_number { name.parse() == Ok(run.number) } else { run.name.starts_with(name) }
    };
    let named: Vec<_> = runs.iter().filter(is_named).collect();
    if let [run] = named.as_slice() {
        return Ok(run.path(data));
    }
    let folder = PathBuf::from(name);
    if folder.join(manifest::FILE).is_file() {
        return Ok(folder);
    }
    let known: Vec<_> = runs.iter().map(|run| format!("`{}`", run.name)).collect();
    let count = if named.is_empty() { "no run".to_owned() } else { counted(named.len(), "run") };
    let said = format!("`{name}` names {count} in `{}`, expected one", data.display());
    let hint = match known.as_slice() {
        [] => "`tokenshare run PIPELINE.toml --data DIR` makes the first".to_owned(),
        known => format!("there are {}; `current` is the newest", known.join(", ")),
    };
    Err(Failure::command_line(said).with_hint(hint).into())
}

/// Makes a finished folder the next run. Nothing leads to it yet.
///
/// # Errors
/// If the disk refuses it.
pub fn placed(data: &Path, next: &Path, run_id: &str) -> anyhow::Result<RunFolder> {
    let folder = data.join(FOLDER);
    disk::folder(&folder)?;
    let number = listed(data)?.last().map_or(Some(1), |last| last.number.checked_add(1)).ok_or_else(|| {
        let said = format!("`{}` has a run with the largest number there is", folder.display());
        Failure::data(said).with_hint("no run of ours has it: remove it")
    })?;
    let name = format!("{number:06}-{}", run_id.get(..SHORT).unwrap_or(run_id));
    disk::rename(next, &folder.join(&name))?;
    disk::flush(&folder)?;
    Ok(RunFolder { number, name })
}

/// Makes a run the newest: before it every reader has the old one, behind it the new one.
///
/// # Errors
/// If the disk refuses it, or somebody else's files stand where the links belong.
pub fn pointed(data: &Path, run: &RunFolder) -> anyhow::Result<()> {
    let (next, link) = (data.join(NEXT), data.join(CURRENT));
    if next.symlink_metadata().is_ok() {
        disk::remove(&next)?;
    }
    disk::lead(&next, &Path::new(FOLDER).join(&run.name))?;
    disk::rename(&next, &link)?;
    disk::flush(data)?;
    doors(data)
}

/// What leads through `current`.
fn names() -> impl Iterator<Item = String> {
    STAGES.map(|stage| stage.to_string()).into_iter().chain([manifest::FILE, FACTS].map(str::to_owned))
}

/// Refuses a place where something else stands than tables of an older version or our own links: before anything is made.
///
/// # Errors
/// If there is something else, which is named.
pub fn demand_doors(data: &Path) -> anyhow::Result<()> {
    demand_link(data)?;
    for name in names() {
        let path = data.join(&name);
        let is_ours = path.symlink_metadata().is_err() || is_door(&path, &name) || is_older(&path, &name);
        if !is_ours {
            let hint = "move it away: a run keeps its tables in `runs`, and links of these names lead to the newest";
            return Err(not_ours(&path).with_hint(hint).into());
        }
    }
    Ok(())
}

/// Refuses a place where something else stands than the link to the newest run: whoever copied a data folder and followed its
/// links has a folder there, and no run could ever lead to its tables.
///
/// # Errors
/// If there is something else.
pub fn demand_link(data: &Path) -> Result<(), Failure> {
    let link = data.join(CURRENT);
    let is_taken = link.symlink_metadata().is_ok_and(|facts| !facts.is_symlink());
    if !is_taken {
        return Ok(());
    }
    let hint = format!(
        "a link to the newest run belongs there, and a copy that followed links (`cp -rL`, some archives) has a folder of \
         tables: remove `{}`, then `tokenshare run PIPELINE.toml --data {}`; `snapshots`, `runs` and `reference` are all \
         that is needed",
        link.display(),
        quoted(data)
    );
    Err(not_ours(&link).with_hint(hint))
}

fn not_ours(path: &Path) -> Failure {
    Failure::data(format!("`{}` is not what a run puts there", path.display()))
}

fn is_door(path: &Path, name: &str) -> bool {
    fs_err::read_link(path).is_ok_and(|target| target == Path::new(CURRENT).join(name))
}

/// A version before runs had folders wrote real ones.
fn is_older(path: &Path, name: &str) -> bool {
    let is_file = [manifest::FILE, FACTS].contains(&name);
    path.symlink_metadata().is_ok_and(|facts| if is_file { facts.is_file() } else { facts.is_dir() })
}

/// Makes the links that lead through `current`, where they are not there. Tables of an older version step aside.
fn doors(data: &Path) -> anyhow::Result<()> {
    let mut has_changed = false;
    for name in names() {
        let path = data.join(&name);
        if is_door(&path, &name) {
            continue;
        }
        if path.symlink_metadata().is_ok() {
            disk::folder(&data.join(BEFORE))?;
            disk::rename(&path, &data.join(BEFORE).join(&name))?;
            tracing::warn!("`{name}` of an older version lies in `{BEFORE}` now: nothing reads it any more");
        }
        disk::lead(&path, &Path::new(CURRENT).join(&name))?;
        has_changed = true;
    }
    if has_changed {
        disk::flush(data)?;
    }
    Ok(())
}
