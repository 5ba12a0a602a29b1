//! The embedded sample: a capture of 2026-04-14 in upstream's own formats, written from the figures in
//! `data/sample/figures/`. Pure: the figures are compiled in, the files come out as bytes.
//!
//! The same figures give the same bytes on every machine; `tests/committed.rs` holds the committed files to them.
//! Leaves out how the made figures were found (see the figures' README) and all reading of the formats.

mod carrier;
mod chart;
mod element;
mod error;
mod figures;
mod snapshot;
mod snapshots;
mod stream;

pub use error::SampleError;
pub use snapshot::SampleFile;

/// Every file of the sample's snapshots, sorted by path.
///
/// # Errors
/// [`SampleError::Figures`] if a row of the figures can't be read; [`SampleError::Json`] and [`SampleError::Toml`] if a
/// value can't be written.
pub fn files() -> Result<Vec<SampleFile>, SampleError> {
    let mut files = Vec::new();
    for snapshot in snapshots::all()? {
        files.extend(snapshot.into_files()?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
