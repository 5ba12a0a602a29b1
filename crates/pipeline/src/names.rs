//! Names of models and vendors that are no names: looked at before an answer is kept, since one of them in a snapshot
//! stops every run that reads it.

use ingest::Ingested;
use jiff::civil::Date;
use normalize::{Aliases, ModelKey, NormalizeError, vendor_of};
use polars::frame::DataFrame;
use schema::{
    Table as _, TableSpec,
    columns::{CANONICAL_SLUG, MODEL_ID, MODEL_LABEL, MODEL_PERMASLUG, VENDOR_LABEL},
    series::Cells,
    tables::Catalog,
};

/// A list of aliases without any.
const NO_ALIASES: &[u8] = b"alias,vendor,valid_from,valid_to,source\n";
/// What an entry that only points to another begins with: it is left out of every result.
const ALIAS: char = '~';

/// Refuses an answer with a name that can be no key.
///
/// # Errors
/// [`NormalizeError::MalformedKey`] for the first.
pub fn demand(ingested: &Ingested, today: Date) -> Result<(), NormalizeError> {
    let aliases = Aliases::parse(NO_ALIASES)?;
    for (spec, data) in &ingested.tables {
        for column in [&MODEL_PERMASLUG, &CANONICAL_SLUG, &MODEL_ID, &MODEL_LABEL] {
            for name in texts(spec, data, column).into_iter().filter(|name| !name.starts_with(ALIAS)) {
                let key = ModelKey::read(name, today, &aliases, spec.name)?;
                if spec.name == Catalog::SPEC.name {
                    key.of_model(spec.name)?;
                }
            }
        }
        for name in texts(spec, data, &VENDOR_LABEL) {
            vendor_of(name, today, &aliases, spec.name)?;
        }
    }
    Ok(())
}

/// The names in a column, where these are ours to read: benchmarks and price maps name models in words of their own.
fn texts<'data>(spec: &TableSpec, data: &'data DataFrame, column: &schema::Column) -> Vec<&'data str> {
    let is_theirs =
        ["benchmark", "price_map", "endpoint", "task_share", "task_spend", "effective_price"].contains(&spec.name);
    if is_theirs || spec.column(column.name).is_none() {
        return Vec::new();
    }
    Cells::of(data, column).texts().into_iter().flatten().collect()
}
