//! `tokenshare show`: prints a table. The published page's print where its rule is asked for.

use report::{Order, Selection, Style};
use schema::{Rule, TableSpec};

use crate::{
    citations,
    cli::{Format, ShowArguments},
    console, store, tables,
};

/// Prints the asked rows of a table.
///
/// # Errors
/// If the table or a column is unknown, or the table is not there.
pub fn run(arguments: &ShowArguments) -> anyhow::Result<()> {
    let spec = tables::named(&arguments.table)?;
    let data = store::read(&arguments.data.folder, spec)?;
    let selection = selection(arguments);
    let rows = report::select(spec, &data, &selection)?;
    for absent in report::absent(spec, &data, &selection)? {
        let nearest = absent.nearest.map(|nearest| format!(", the nearest is `{nearest}`")).unwrap_or_default();
        tracing::warn!("no row has `{}` = `{}`{nearest}", absent.column, absent.value);
    }
    if !arguments.columns.is_empty() {
        let columns = report::columns(spec, &arguments.columns)?;
        let text = report::chosen_text(spec, &rows, arguments.format.into(), &columns)?;
        return print(arguments, spec, text);
    }
    let style = if arguments.rule == Some(Rule::Published) { Style::Published } else { Style::Full };
    print(arguments, spec, report::table_text(spec, &rows, arguments.format.into(), style)?)
}

/// With whom to cite, since licences ask for it wherever the data goes: below what people read, beside what programs
/// read.
fn print(arguments: &ShowArguments, spec: &TableSpec, mut text: String) -> anyhow::Result<()> {
    let citations = citations::of_table(&arguments.data.folder, spec)?;
    for citation in citations {
        match arguments.format {
            Format::Table => text = format!("{text}source: {}\n", report::escape::visible(&citation)),
            Format::Markdown => text = format!("{text}- source: {}\n", report::escape::markdown(&citation)),
            Format::Csv | Format::Json => tracing::info!("source: {citation}"),
        }
    }
    console::print(&text)
}

fn selection(arguments: &ShowArguments) -> Selection {
    let count = |count: Option<u32>| count.and_then(|count| usize::try_from(count).ok());
    let order = match (&arguments.sort, arguments.format) {
        (Some(column), _) => Order::By(column.clone()),
        (None, Format::Table) => Order::Reading,
        (None, _) => Order::File,
    };
    Selection {
        rule: arguments.rule,
        basis: arguments.basis.clone(),
        filters: arguments.conditions.iter().map(|one| (one.column.clone(), one.value.clone())).collect(),
        last: count(arguments.last),
        order,
        first: count(arguments.first),
    }
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
