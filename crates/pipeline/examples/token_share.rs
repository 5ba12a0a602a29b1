//! Reads a table of a data folder with the crate `parquet` and computes each vendor's share of a week's tokens by hand:
//! `cargo run --package tokenshare --example token_share -- data/demo`.

use std::{
    collections::BTreeMap,
    error::Error,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use jiff::{Span, civil::date};
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::Field,
};

/// A week's first day and a vendor.
pub type Key = (String, String);

/// Shares of tokens, 0 to 1, of all buckets of a week, `others` included.
///
/// # Errors
/// If `normalized/vendor_week.parquet` is not there or is no such table.
pub fn token_shares(data: &Path) -> Result<BTreeMap<Key, f64>, Box<dyn Error>> {
    let (file, _) = fs_err::File::open(data.join("normalized/vendor_week.parquet"))?.into_parts();
    let mut tokens: BTreeMap<Key, i64> = BTreeMap::new();
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    for row in SerializedFileReader::new(file)?.get_row_iter(None)? {
        let row = row?;
        // Columns by name: more may come.
        let cells: BTreeMap<&str, &Field> = row.get_column_iter().map(|(name, field)| (name.as_str(), field)).collect();
        let cell = |name: &str| cells.get(name).copied();
        let (Some(Field::Date(days)), Some(Field::Str(vendor)), Some(Field::Long(count))) =
            (cell("week_start_date"), cell("vendor"), cell("tokens"))
        else {
            return Err("expected a week, a vendor and tokens in each row".into());
        };
        let week = date(1970, 1, 1).checked_add(Span::new().try_days(*days)?)?.to_string();
        *totals.entry(week.clone()).or_default() += count;
        tokens.insert((week, vendor.clone()), *count);
    }
    // Tokens of a week are far below 2^53: as real numbers they are the same.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let share = |(key, count): (Key, i64)| {
        let total = totals.get(&key.0).copied().unwrap_or_default();
        (key, count as f64 / total as f64)
    };
    Ok(tokens.into_iter().map(share).collect())
}

/// A line for each vendor of the newest week.
///
/// # Errors
/// If `out` can't be written. A reader that has gone away, such as `head`, has seen enough: that is none.
pub fn print(shares: &BTreeMap<Key, f64>, mut out: impl Write) -> Result<(), Box<dyn Error>> {
    let newest = shares.keys().map(|(week, _)| week.clone()).max().unwrap_or_default();
    for ((week, vendor), share) in shares.iter().filter(|((week, _), _)| *week == newest) {
        match writeln!(out, "{week} {vendor} {share:.3}") {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            outcome => outcome?,
        }
    }
    Ok(())
}

#[cfg_attr(test, expect(dead_code, reason = "the tests call the function"))]
fn main() -> Result<(), Box<dyn Error>> {
    let data = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("data/demo"), PathBuf::from);
    print(&token_shares(&data)?, std::io::stdout().lock())
}
