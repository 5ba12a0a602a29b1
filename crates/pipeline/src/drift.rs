//! `tokenshare drift`: which fields came and went in the answers of each source.

use std::{collections::BTreeSet, path::Path};

use ingest::sources::SOURCES;
use report::Selection;
use schema::{
    Column, Frame, Table as _,
    columns::{
        CAPTURED_AT, FIELD_BLOCK, FIELD_CHANGE, FIELD_FIRST_SEEN_AT, FIELD_LAST_SEEN_AT, FIELD_NAME, FIELD_SHARE,
        IS_KNOWN, PAST_FIELD_SHARE, REQUEST_ARGUMENT, REQUEST_NAME, SNAPSHOT_ID, SOURCE,
    },
    series::Cells,
    tables::{Drift, Field},
};

use crate::{
    cli::DriftArguments,
    console::{self, counted},
    failure::Failure,
    show, store,
};

/// What is printed of a change.
const PRINTED: &[&Column] = &[
    &SOURCE,
    &REQUEST_NAME,
    &REQUEST_ARGUMENT,
    &CAPTURED_AT,
    &FIELD_CHANGE,
    &FIELD_BLOCK,
    &FIELD_NAME,
    &PAST_FIELD_SHARE,
    &FIELD_SHARE,
    &FIELD_FIRST_SEEN_AT,
    &FIELD_LAST_SEEN_AT,
    &IS_KNOWN,
];

/// Prints the changes of the last run in the order of the table: by source and request, newest last.
///
/// # Errors
/// If nobody knows the source, or the last run did not make the table.
pub fn run(arguments: &DriftArguments) -> anyhow::Result<()> {
    if let Some(source) = &arguments.source {
        demand_source(source)?;
    }
    let folder = &arguments.data.folder;
    let data = Frame::<Drift>::new(store::read(folder, Drift::SPEC)?)?.into_data();
    let filters = arguments.source.iter().map(|source| (SOURCE.name.to_owned(), source.clone())).collect();
    let rows = report::select(Drift::SPEC, &data, &Selection { filters, ..Selection::default() })?;
    if rows.height() == 0 {
        tell_nothing(folder, arguments.source.as_deref())?;
    }
    let text = report::chosen_text(Drift::SPEC, &rows, arguments.format.into(), PRINTED, console::room())?;
    show::print(folder, arguments.format, Drift::SPEC, text)
}

/// Why there is nothing to print: nothing was read, or nothing changed.
fn tell_nothing(folder: &Path, source: Option<&str>) -> anyhow::Result<()> {
    let fields = store::read(folder, Field::SPEC)?;
    let of_source = Cells::of(&fields, &SOURCE).texts().into_iter().zip(Cells::of(&fields, &SNAPSHOT_ID).texts());
    let snapshots: BTreeSet<_> = of_source.filter(|(of, _)| source.is_none() || *of == source).collect();
    let of = source.map(|source| format!(" of `{source}`")).unwrap_or_default();
    match snapshots.len() {
        0 => tracing::info!("the last run read no snapshot{of}"),
        count => tracing::info!(
            "no field came or went in {}{of}: each is compared with the one before it of the same request, and \
             `tokenshare show field` lists what they have",
            counted(count, "snapshot")
        ),
    }
    Ok(())
}

fn demand_source(source: &str) -> Result<(), Failure> {
    let known = || SOURCES.iter().map(|source| source.id);
    if known().any(|known| known == source) { Ok(()) } else { Err(Failure::unknown("source", source, known())) }
}
