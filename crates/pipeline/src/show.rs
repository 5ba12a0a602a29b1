//! `tokenshare show`: prints a table. The published page's print where its rule is asked for.

use report::{Selection, Style};
use schema::Rule;

use crate::{
    cli::{Format, ShowArguments},
    console, store, tables,
};

/// Prints the asked rows of a table.
///
/// # Errors
/// If the table or a column is unknown, or the table is not there.
pub fn run(arguments: &ShowArguments) -> anyhow::Result<()> {
    let spec = tables::named(&arguments.table)?;
    let selection = Selection {
        rule: arguments.rule,
        basis: arguments.basis,
        filters: arguments.conditions.iter().map(|one| (one.column.clone(), one.value.clone())).collect(),
        last: arguments.last.and_then(|last| usize::try_from(last).ok()),
    };
    let rows = report::select(spec, &store::read(&arguments.data.folder, spec)?, &selection)?;
    if !arguments.columns.is_empty() {
        let columns = report::columns(spec, &arguments.columns)?;
        return console::print(&report::chosen_text(spec, &rows, arguments.format.into(), &columns)?);
    }
    let style = if arguments.rule == Some(Rule::Published) { Style::Published } else { Style::Full };
    console::print(&report::table_text(spec, &rows, arguments.format.into(), style)?)
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
            Format::Markdown => Self::Markdown,
        }
    }
}
