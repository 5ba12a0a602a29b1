//! Where somebody wants a file of his own: not where this program keeps what it will read, or remove.

use std::path::{Component, Path, PathBuf};

use crate::{failure::Failure, runs, snapshots};

/// Refuses a place that is a device, a pipe or a socket: a file would be put in its place.
///
/// # Errors
/// If it is one.
fn demand_plain(target: &Path) -> Result<(), Failure> {
    let Ok(facts) = target.metadata() else { return Ok(()) };
    if facts.is_file() || facts.is_dir() {
        return Ok(());
    }
    let said = format!("`{}` is neither a file nor a folder", target.display());
    Err(Failure::command_line(said)
        .with_hint("name a file that may be replaced; what a command prints can be led anywhere"))
}

/// Refuses a place that is no file or folder, or that lies among runs or snapshots, by whatever links it is named: `analyzed` and its like lead into a run, and what
/// lies there would be taken for a part of it.
///
/// # Errors
/// If it is one.
pub fn demand_outside(data: &Path, target: &Path) -> Result<(), Failure> {
    demand_plain(target)?;
    let place = resolved(target);
    let kept = [data.join(runs::FOLDER), snapshots::folder(data)];
    let is_kept = |folder: PathBuf| fs_err::canonicalize(folder).is_ok_and(|folder| place.starts_with(folder));
    let among = match kept.map(is_kept) {
        _ if place.ancestors().any(runs::is_run) => "runs",
        [true, _] => "runs",
        [_, true] => "snapshots",
        _ => return Ok(()),
    };
    let said = format!("`{}` lies among the {among} of a data folder: `{}`", target.display(), place.display());
    let hint = "name a place outside of it: `ingested`, `normalized`, `analyzed` and `current` lead into the newest run, which \
                goes once it is old";
    Err(Failure::command_line(said).with_hint(hint))
}

/// Where a path really leads, though what it names is still to be made.
fn resolved(target: &Path) -> PathBuf {
    for above in target.ancestors() {
        let here = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        if let Ok(mut real) = fs_err::canonicalize(here) {
            for part in target.strip_prefix(above).unwrap_or(Path::new("")).components() {
                match part {
                    Component::Normal(name) => real.push(name),
                    Component::ParentDir => drop(real.pop()),
                    _ => {}
                }
            }
            return real;
        }
    }
    target.to_owned()
}
