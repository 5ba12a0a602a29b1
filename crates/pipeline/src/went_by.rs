//! The reference data that a run went by: what it keeps of its pipeline's own folder, and for all else what is built in.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use crate::{
    failure::Failure,
    manifest::Manifest,
    proof,
    reference::{self, Reference},
};

/// The reference data that a run went by.
#[derive(Debug)]
pub struct WentBy {
    reference: Reference,
    /// The folder of the run.
    run: PathBuf,
    /// The files that the run keeps.
    kept: BTreeSet<String>,
    /// The files of which nobody here has the bytes that the run went by.
    lost: BTreeSet<String>,
}

impl WentBy {
    /// That of the run in `run`.
    ///
    /// # Errors
    /// If a file that the run keeps is not as it was written, or this version can't read it.
    pub fn of(run: &Path, manifest: &Manifest) -> anyhow::Result<Self> {
        let mut own = BTreeMap::new();
        // By their names, not as the manifest says: that may have been edited to name any file.
        for name in reference::file_names() {
            let place = reference::place(name);
            if let Some(input) = manifest.reference.iter().find(|input| input.name == place) {
                own.insert(name.to_owned(), proof::bytes(&run.join(&place), &input.sha256)?);
            }
        }
        let kept = own.keys().cloned().collect();
        let told = || format!("the reference of the run in `{}`", run.display());
        let reference = Reference::kept(own).with_context(told)?;
        let others = reference.inputs().into_iter().filter(|input| !manifest.input.contains(input));
        let lost = others.map(|input| input.name).collect();
        Ok(Self { reference, run: run.to_owned(), kept, lost })
    }

    /// The reference, as far as it is known: a file of which it is not is this program's.
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The reference, if these files of it are those that the run went by.
    ///
    /// # Errors
    /// If one is not: an older version kept none, or another program had other ones built in.
    pub fn demanded(&self, names: &[&str]) -> Result<&Reference, Failure> {
        match names.iter().find(|name| self.lost.contains(&reference::place(name))) {
            None => Ok(&self.reference),
            Some(name) => {
                let run = self.run.display();
                let said = format!("the run in `{run}` was made with another `{name}` than this program's");
                let hint = "run it again to explain it, by `tokenshare run PIPELINE.toml`: a run keeps the files of one's own \
                            that it went by";
                Err(Failure::data(said).with_hint(hint))
            }
        }
    }

    /// Whether the run keeps a file of its pipeline's own.
    pub fn keeps(&self, name: &str) -> bool {
        self.kept.contains(name)
    }

    /// Where people find a file: below the data folder, where the run keeps it, else in the repository.
    pub fn place(&self, data: &Path, name: &str) -> String {
        let place = reference::place(name);
        if self.keeps(name) {
            let run = self.run.strip_prefix(data).unwrap_or(&self.run);
            return run.join(place).display().to_string();
        }
        format!("data/{place}")
    }
}
