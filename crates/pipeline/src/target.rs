//! Where somebody wants a file or a folder of his own: not where this program keeps what it will read, or remove, and not in
//! the place of what it did not write.

use std::{
    io::Read as _,
    path::{Component, Path, PathBuf},
};

use crate::{failure::Failure, fetch::REFUSED, lock, runs, snapshot::FACTS, snapshots};

/// So many bytes say whose a file is.
const HEAD: u64 = 64 << 10;
/// What a data folder keeps, and what lies there.
static KEPT: [(&str, &str); 4] =
    [(runs::FOLDER, "runs"), ("snapshots", "snapshots"), ("reference", "decisions"), (REFUSED, "refused answers")];
/// What a verb writes as one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What changed, as Markdown.
    Brief,
    /// The closing points, as Markdown.
    Findings,
    /// Charts and tables, as HTML.
    Report,
}

impl Page {
    const fn word(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Findings => "page of findings",
            Self::Report => "report",
        }
    }

    /// A name that one could have.
    const fn name(self) -> &'static str {
        match self {
            Self::Brief => "brief.md",
            Self::Findings => "findings.md",
            Self::Report => "report.html",
        }
    }

    /// Whether a file that begins so is one, of this version or of any before.
    fn begins(self, head: &str) -> bool {
        let (begins, has) = match self {
            Self::Brief => ("# Week of ", "computed by tokenshare "),
            Self::Findings => ("# What the data says ", "Written by `tokenshare findings`"),
            Self::Report => ("<!doctype html>", "<meta name=\"generator\" content=\"tokenshare "),
        };
        head.starts_with(begins) && head.contains(has)
    }
}

/// Refuses a place for a page where something else stands than an older one: a file that this program did not write, a folder,
/// a link; and what [`demand_outside`] refuses.
///
/// # Errors
/// If it is one, or what stands there can't be read.
pub fn demand_page(data: &Path, target: &Path, page: Page) -> anyhow::Result<()> {
    demand_outside(Some(data), target)?;
    demand_no_link(target, "a file")?;
    if target.file_name().is_some_and(|name| name == lock::FILE) {
        let failure = Failure::command_line(format!("`{}` is what keeps two runs apart", target.display()));
        return Err(failure.with_hint("name another file").into());
    }
    // A path that ends in `..` is one, too.
    let is_folder = target.is_dir() || target.file_name().is_none();
    if is_folder || target.as_os_str().as_encoded_bytes().ends_with(b"/") {
        let failure = Failure::command_line(format!("`{}` is a folder, expected a file", target.display()));
        let hint = format!("name a file, such as `{}`", target.join(page.name()).display());
        return Err(failure.with_hint(hint).into());
    }
    if !target.is_file() {
        return Ok(());
    }
    let mut head = Vec::new();
    fs_err::File::open(target)?.take(HEAD).read_to_end(&mut head)?;
    // Nothing is lost with an empty one.
    if head.is_empty() || page.begins(&String::from_utf8_lossy(&head)) {
        return Ok(());
    }
    Err(not_ours(target, &format!("no {} of this program", page.word())).into())
}

/// What this program did not write is not replaced.
pub fn not_ours(target: &Path, expected: &str) -> Failure {
    let said = format!("`{}` is there, and it is {expected}", target.display());
    Failure::data(said).with_hint("name another place, or move it away")
}

/// What is written would take the place of the link, and what it leads to would stay as it is: nobody means that.
///
/// # Errors
/// If it is one.
pub fn demand_no_link(target: &Path, expected: &str) -> anyhow::Result<()> {
    // Without a slash at its end, which would look through the link.
    let link: PathBuf = target.components().collect();
    if !link.is_symlink() {
        return Ok(());
    }
    let leads_to = link.parent().unwrap_or(Path::new("")).join(fs_err::read_link(&link)?);
    let said = format!("`{}` is a link, expected {expected} or a name that is free", link.display());
    let hint = format!(
        "what is written takes the place of what it is given: name what the link leads to, `{}`, or remove the link",
        leads_to.display()
    );
    Err(Failure::data(said).with_hint(hint).into())
}

/// Refuses `-`, which elsewhere is stdin or stdout.
fn demand_name(target: &Path) -> Result<(), Failure> {
    if target != Path::new("-") {
        return Ok(());
    }
    Err(Failure::command_line("`-` is no name of a file or folder: nothing is written to stdout here")
        .with_hint("`./-` names one that is called so"))
}

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

/// Refuses a place that is no file or folder, or that lies among what any data folder keeps, by whatever links it is named:
/// `analyzed` and its like lead into a run, and what lies there would be taken for a part of it. `data` is the folder that the
/// command is about, where it is about one.
///
/// # Errors
/// If it is one.
pub fn demand_outside(data: Option<&Path>, target: &Path) -> Result<(), Failure> {
    demand_name(target)?;
    demand_plain(target)?;
    let place = resolved(target);
    let Some(among) = data.and_then(|data| among_own(data, &place)).or_else(|| among_any(&place)) else {
        return Ok(());
    };
    let said = format!("`{}` lies among the {among} of a data folder: `{}`", target.display(), place.display());
    let hint = "name a place outside of it: `ingested`, `normalized`, `analyzed` and `current` lead into the newest run, which \
                goes once it is old";
    Err(Failure::command_line(said).with_hint(hint))
}

/// Refuses a folder that would be replaced as a whole, where runs or answers lie in it.
///
/// # Errors
/// If it is one: that of the command, or any other.
pub fn demand_no_data(data: &Path, target: &Path) -> Result<(), Failure> {
    let real = |path: &Path| fs_err::canonicalize(path).ok();
    let is_own = || real(target).is_some_and(|place| real(data) == Some(place));
    if !(is_own() || is_data_folder(target) || target.join(runs::CURRENT).is_symlink()) {
        return Ok(());
    }
    let said = format!("`{}` is a data folder: an export takes the place of the whole folder", target.display());
    let hint = format!("name a folder in it, such as `{}`, or another one", target.join("csv").display());
    Err(Failure::command_line(said).with_hint(hint))
}

/// What of the data folder that a command is about a place lies among: each may be a link to where there is more room.
fn among_own(data: &Path, place: &Path) -> Option<&'static str> {
    let is_in = |folder: PathBuf| fs_err::canonicalize(folder).is_ok_and(|folder| place.starts_with(folder));
    KEPT.iter().find(|(name, _)| is_in(data.join(name))).map(|(_, what)| *what)
}

/// What of any data folder a place lies among.
fn among_any(place: &Path) -> Option<&'static str> {
    if place.ancestors().any(runs::is_run) {
        return Some("runs");
    }
    if place.ancestors().any(|above| above.join(FACTS).is_file()) {
        return Some("snapshots");
    }
    place.ancestors().find_map(|above| {
        let name = above.file_name()?;
        let (_, what) = KEPT.iter().find(|(kept, _)| name == *kept)?;
        is_data_folder(above.parent()?).then_some(*what)
    })
}

/// Whether runs or answers of this program lie there.
fn is_data_folder(folder: &Path) -> bool {
    let has_runs = runs::listed(folder).is_ok_and(|runs| !runs.is_empty());
    has_runs || holds_answer(&snapshots::folder(folder), snapshots::DEEPEST)
}

fn holds_answer(folder: &Path, depth: usize) -> bool {
    if folder.join(FACTS).is_file() {
        return true;
    }
    let Some(deeper) = depth.checked_sub(1) else { return false };
    let mut entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && holds_answer(&entry.path(), deeper))
}

/// The same place without the steps into folders that are not there and out of them again: these would be made, and stay.
pub fn without_detours(target: &Path) -> PathBuf {
    let mut place = PathBuf::new();
    for part in target.components() {
        // What is not there is no link: the way out of it leads back.
        if part == Component::ParentDir && place.file_name().is_some() && place.symlink_metadata().is_err() {
            place.pop();
        } else {
            place.push(part);
        }
    }
    if place.as_os_str().is_empty() { PathBuf::from(".") } else { place }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detour_over_what_is_not_there_is_none() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path();
        fs_err::create_dir(path.join("there")).expect("room");
        fs_err::os::unix::fs::symlink("nowhere", path.join("link")).expect("room");
        for (typed, expected) in [
            ("nope/../y", "y"),
            ("./nope/deep/../../y/", "y"),
            ("there/../y", "there/../y"),
            ("there/nope/../y", "there/y"),
            ("link/../y", "link/../y"),
        ] {
            assert_eq!(without_detours(&path.join(typed)), path.join(expected), "{typed}");
        }
        for (typed, expected) in
            [("../y", "../y"), ("no-such/..", "."), ("no-such/../..", ".."), (".", "."), ("x/.", "x")]
        {
            assert_eq!(without_detours(Path::new(typed)), Path::new(expected), "{typed}");
        }
    }
}
