//! `tokenshare findings`: the three closing points of the published analysis, answered by the tables of the last run.

use polars::frame::DataFrame;
use report::{FINDINGS_TABLES, FindingsTables, findings};

use crate::{cli::FindingsArguments, console, disk, runs, store, target};

/// Prints the page, and writes it where it is asked for.
///
/// # Errors
/// If there was no run, a table is not what was written, or the file can't be written.
pub fn run(arguments: &FindingsArguments) -> anyhow::Result<()> {
    let demand = |out| target::demand_page(&arguments.data.folder, out, target::Page::Findings);
    arguments.out.as_deref().map_or(Ok(()), demand)?;
    // All of one run, though another one may end meanwhile.
    let data = &runs::current(&arguments.data.folder)?;
    let manifest = store::manifest(data)?;
    let mut tables = Vec::new();
    for spec in FINDINGS_TABLES {
        tables.push(manifest.table(spec.name).map(|_| store::read(data, spec)).transpose()?);
    }
    let mut tables = tables.iter().map(Option::as_ref);
    let mut next = || -> Option<&DataFrame> { tables.next().flatten() };
    let page = findings(&FindingsTables {
        claim: next(),
        leaderboard: next(),
        gap: next(),
        growth: next(),
        price_points: next(),
        rate: next(),
        decomposition: next(),
        price_correlation: next(),
        benchmark_correlation: next(),
        points: next(),
        labels: next(),
    })?;
    if let Some(out) = &arguments.out {
        if fs_err::read_to_string(out).is_ok_and(|stands| stands == page) {
            return Ok(());
        }
        return disk::replace(out, page.as_bytes());
    }
    console::print(&for_terminal(&page))
}

/// The page with its lines folded, where it goes to a terminal; blocks of code stay as they are.
fn for_terminal(page: &str) -> String {
    let mut is_block = false;
    let line = |line: &str| {
        is_block ^= line.starts_with("```");
        let hang = if line.starts_with(['-', '|']) { 2 } else { 0 };
        if is_block { line.to_owned() } else { console::folded(line, hang) }
    };
    page.split_inclusive('\n').map(line).collect()
}
