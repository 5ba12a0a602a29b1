//! Finished files take the place of old ones: all of them, or, where one can't be put there, none.
//!
//! A process that is killed in between leaves a mixture, which the manifest tells apart: see `store`.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Where the old files wait, below the folder of the new ones.
const OLD: &str = "old";

/// New files on their way, with the old ones kept until all are in place.
#[derive(Debug)]
pub struct Exchange<'folder> {
    next: &'folder Path,
    data: &'folder Path,
    placed: Vec<String>,
}

impl<'folder> Exchange<'folder> {
    /// Keeps what stands in `data` under the names in `files`, before any of it is touched. `next` has the new files.
    ///
    /// # Errors
    /// If something that is no file has one of the names, or an old file can't be kept.
    pub fn begin(next: &'folder Path, data: &'folder Path, files: &[&str]) -> anyhow::Result<Self> {
        let exchange = Self { next, data, placed: Vec::new() };
        for file in files {
            let (here, kept) = (data.join(file), exchange.kept(file));
            let Ok(facts) = here.symlink_metadata() else { continue };
            if !facts.is_file() {
                return Err(in_the_way(&here).into());
            }
            if let Some(folder) = kept.parent() {
                fs_err::create_dir_all(folder)?;
            }
            // A second name costs nothing; where the file system knows none, a copy does.
            fs_err::hard_link(&here, &kept).or_else(|_| fs_err::copy(&here, &kept).map(|_| ()))?;
        }
        Ok(exchange)
    }

    /// Puts new files into their places, in order.
    ///
    /// # Errors
    /// If one can't be put there. Every old file is back then.
    pub fn place(&mut self, files: &[&str]) -> anyhow::Result<()> {
        for file in files {
            let placed = fs_err::rename(self.next.join(file), self.data.join(file));
            if let Err(error) = placed {
                self.take_back();
                return Err(error.into());
            }
            self.placed.push((*file).to_owned());
        }
        Ok(())
    }

    fn take_back(&mut self) {
        for file in self.placed.drain(..).rev() {
            let (here, kept) = (self.data.join(&file), self.next.join(OLD).join(&file));
            let back = if kept.exists() { fs_err::rename(kept, &here) } else { fs_err::remove_file(&here) };
            if let Err(error) = back {
                tracing::warn!("the old file is not back: {error}");
            }
        }
    }

    fn kept(&self, file: &str) -> PathBuf {
        self.next.join(OLD).join(file)
    }
}

fn in_the_way(path: &Path) -> Failure {
    Failure::data(format!("`{}` is a folder or a link: a table belongs there", path.display()))
        .with_hint("move it away, then run again")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A folder in which `next` has new files and `data` old ones.
    fn place(next: &[&str], data: &[&str]) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        for (side, files) in [("next", next), ("data", data)] {
            fs_err::create_dir_all(folder.path().join(side)).expect("room");
            for file in files {
                fs_err::write(folder.path().join(side).join(file), side).expect("room");
            }
        }
        folder
    }

    fn content(folder: &TempDir, file: &str) -> Option<String> {
        fs_err::read_to_string(folder.path().join("data").join(file)).ok()
    }

    #[test]
    fn new_files_take_their_places() {
        let folder = place(&["a", "b"], &["a"]);
        let (next, data) = (folder.path().join("next"), folder.path().join("data"));
        Exchange::begin(&next, &data, &["a", "b"]).expect("files").place(&["a", "b"]).expect("files");
        assert_eq!([content(&folder, "a"), content(&folder, "b")], [Some("next".into()), Some("next".into())]);
    }

    #[test]
    fn what_fails_half_way_is_taken_back() {
        // `c` is missing among the new ones: the third rename fails.
        let folder = place(&["a", "b"], &["a", "c"]);
        let (next, data) = (folder.path().join("next"), folder.path().join("data"));
        let mut exchange = Exchange::begin(&next, &data, &["a", "b", "c"]).expect("files");
        assert!(exchange.place(&["a", "b", "c"]).is_err());
        assert_eq!(content(&folder, "a"), Some("data".into()));
        assert_eq!(content(&folder, "b"), None);
        assert_eq!(content(&folder, "c"), Some("data".into()));
    }

    #[test]
    fn a_folder_in_the_way_is_named_before_anything_is_touched() {
        let folder = place(&["a", "b"], &["a"]);
        let (next, data) = (folder.path().join("next"), folder.path().join("data"));
        fs_err::create_dir(data.join("b")).expect("room");
        let error = Exchange::begin(&next, &data, &["a", "b"]).expect_err("a folder is there");
        assert!(error.to_string().ends_with("data/b` is a folder or a link: a table belongs there"), "{error}");
        assert_eq!(content(&folder, "a"), Some("data".into()));
    }
}
