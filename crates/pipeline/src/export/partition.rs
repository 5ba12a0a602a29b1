//! Parquet files in folders by day, as Hive lays them out: `token_share/week_start_date=2026-04-05/data.parquet`.
//!
//! The day is the first in a table's key and stands in the folder's name alone. A table without one, or without rows, is
//! one file with all its columns.
//!
//! A thousand files are read by their names, so each has little in its footer: whose data it is and what its columns
//! mean. All that the table's own footer has stands once, in `_metadata/TABLE.parquet`, which has no rows: not in the
//! table's folder, since some engines take every file there for data.

use std::{collections::BTreeSet, path::Path};

use polars::{
    frame::DataFrame,
    prelude::{BooleanChunked, NewChunkedArray as _},
};
use schema::{Column, Kind, TableSpec, series::Cells};

use super::{
    Export,
    folder::Beside,
    mark::{METADATA, PART},
};
use crate::parquet;

/// What each file says by itself: it may be passed on alone.
const KEPT: [&str; 4] = ["tokenshare.table", "tokenshare.made_id", "tokenshare.licences", "tokenshare.citations"];

/// # Errors
/// As [`super::run`].
pub fn write(export: &Export, target: &Path) -> anyhow::Result<()> {
    let mut folder = Beside::of(target, &export.manifest.run_id)?;
    for spec in &export.tables {
        let data = export.rows(spec)?;
        let footer = parquet::footer(fs_err::read(export.run.join(spec.path()))?)?;
        // The schema is written anew: the day is in the name of the folder.
        let footer: Vec<_> = footer.into_iter().filter(|(key, _)| key.starts_with("tokenshare.")).collect();
        let kept: Vec<_> = footer.iter().filter(|(key, _)| KEPT.contains(&key.as_str())).cloned().collect();
        folder.write(&format!("{METADATA}/{}.parquet", spec.name), &parquet::bytes(spec, &data.clear(), footer)?)?;
        for (name, columns, rows) in parts(spec, &data)? {
            folder.write(&name, &parquet::bytes_of(&columns, &rows, kept.clone())?)?;
        }
    }
    folder.place()
}

type Part = (String, Vec<&'static Column>, DataFrame);

fn parts(spec: &TableSpec, data: &DataFrame) -> anyhow::Result<Vec<Part>> {
    let day = spec.key.iter().find(|column| column.kind == Kind::Date).filter(|_| data.height() > 0);
    let Some(day) = day else {
        return Ok(vec![(format!("{}/{PART}", spec.name), spec.columns().collect(), data.clone())]);
    };
    let days = Cells::of(data, day).dates();
    let columns: Vec<&'static Column> = spec.columns().filter(|column| column.name != day.name).collect();
    let kept = data.drop(day.name)?;
    let of_day = |one| {
        let mask: Vec<bool> = days.iter().map(|day| *day == Some(one)).collect();
        let rows = kept.filter(&BooleanChunked::from_slice("kept".into(), &mask))?;
        Ok((format!("{}/{}={one}/{PART}", spec.name, day.name), columns.clone(), rows))
    };
    // A day of a key is never null.
    days.iter().flatten().copied().collect::<BTreeSet<_>>().into_iter().map(of_day).collect()
}
