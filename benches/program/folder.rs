//! Folders of the repository, of captures, and of what the program made of them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use fs_err as fs;
use polars::prelude::{ParquetReader, SerReader as _};
use sha2::{Digest as _, Sha256};

/// A file or folder of the repository.
pub fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// Captures that are not part of the repository; nothing where they are absent.
pub fn capture(name: &str) -> Option<PathBuf> {
    Some(repository("../shared/captures").join(name)).filter(|path| path.exists())
}

/// The program in `folder`.
pub fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenshare"));
    command.args(arguments).current_dir(folder);
    command
}

/// Runs the program, which must go well.
pub fn tokenshare(arguments: &[&str], folder: &Path) {
    let output = command(arguments, folder).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file below `folder` that ends in `extension`, by path.
pub fn bodies(folder: &Path, extension: &str) -> Vec<Vec<u8>> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.display().to_string().ends_with(extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found.into_iter().map(|path| fs::read(path).expect("a file")).collect()
}

/// What lies in a data folder: `25 tables, 3971 rows, sha256 0123456789ab`. The sum is over all tables.
pub fn tables(data: &Path) -> String {
    // The newest run alone: links lead to it, and older ones lie beside it.
    let tables = bodies(&fs::canonicalize(data.join("current")).expect("a run"), ".parquet");
    let rows = |table: &Vec<u8>| {
        ParquetReader::new(std::io::Cursor::new(table)).finish().expect("it was written by the program").height()
    };
    let height: usize = tables.iter().map(rows).sum();
    format!("{} tables, {height} rows, sha256 {}", tables.len(), sum(&tables.concat()))
}

/// The first twelve digits of a SHA-256.
pub fn sum(bytes: &[u8]) -> String {
    let digits: Vec<_> = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
