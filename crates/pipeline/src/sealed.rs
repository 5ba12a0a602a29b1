//! `reference/sealed.toml` in a data folder: the SHA-256 of each line that `accept` and `reject` wrote. Before a run went by
//! a line nothing else vouches for it; one that this file does not have was written by hand.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{decision::Decision, digest::sha256, disk, failure::Failure, form, seal, snapshot::read_stored};

/// Where it stands below a data folder: beside the lines, so that who copies or commits them has both.
pub const FILE: &str = "reference/sealed.toml";

/// The version of this form: it ends with a seal.
const FORMAT: u32 = 1;
/// A hundred thousand lines.
const LARGEST: u64 = 32 * 1024 * 1024;

/// Every line that was sealed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    format: u32,
    /// Each of them, by file and answer.
    #[serde(default)]
    pub line: Vec<SealedLine>,
}

/// A line that was sealed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealedLine {
    /// The file that it stands in, below the data folder.
    pub file: String,
    /// The answer that it is about.
    pub snapshot_id: String,
    /// The SHA-256 of the line, without its end.
    pub sha256: String,
}

impl Sealed {
    /// Reads them; none, where nobody has sealed any.
    ///
    /// # Errors
    /// If the file is broken, or a newer version wrote it.
    pub fn read(data: &Path) -> anyhow::Result<Self> {
        let path = data.join(FILE);
        if path.symlink_metadata().is_err() {
            return Ok(Self { format: FORMAT, line: Vec::new() });
        }
        let broken = || {
            let hint = "put it back from a copy or from version control, or remove it: decisions then count as written by hand";
            Failure::data(format!("broken `{}`", path.display())).with_hint(hint)
        };
        let text = String::from_utf8(read_stored(&path, LARGEST)?).map_err(|error| broken().because(error))?;
        if let Some(newer) = form::newer(FILE, &text, FORMAT) {
            return Err(newer.into());
        }
        seal::demand_there(&text).map_err(|error| broken().because(error))?;
        let sealed: Self = toml::from_str(&text).map_err(|error| broken().because(error))?;
        if sealed.format == FORMAT {
            return Ok(sealed);
        }
        let said = format!("`{FILE}`: found format {}, expected {FORMAT}", sealed.format);
        Err(Failure::data(said).with_hint("another version wrote it: decide with that one").into())
    }

    /// Seals one line more.
    ///
    /// # Errors
    /// None that a decision makes.
    pub fn add(&mut self, decision: &Decision) -> anyhow::Result<()> {
        let (file, snapshot_id) = (decision.ruling.file(), decision.snapshot_id.clone());
        self.line.push(SealedLine { file, snapshot_id, sha256: sha256(decision.line()?.as_bytes()) });
        self.line.sort();
        self.line.dedup();
        Ok(())
    }

    /// Writes the file anew.
    ///
    /// # Errors
    /// If the disk refuses it.
    pub fn write(&self, data: &Path) -> anyhow::Result<()> {
        disk::replace(&data.join(FILE), seal::sealed(&toml::to_string(self)?).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_version_says_so_whatever_is_in_it() {
        let data = tempfile::TempDir::new().expect("a temporary folder");
        fs_err::create_dir(data.path().join("reference")).expect("room");
        let said = |text: &str| {
            fs_err::write(data.path().join(FILE), text).expect("room");
            crate::console::story(&Sealed::read(data.path()).expect_err("none of ours"))
        };
        let newer = "\
error: `reference/sealed.toml` was written by a newer version of tokenshare: found format 2, expected 1
hint: update the program; if no newer one was ever at work here, restore the file from a copy
";
        assert_eq!(said("format = 2\n"), newer);
        assert_eq!(said(&seal::sealed("format = 2\nweather = 'fine'\n")), newer);
        assert!(said(&seal::sealed("format = 1\nweather = 'fine'\n")).starts_with("error: broken `"));
    }
}
