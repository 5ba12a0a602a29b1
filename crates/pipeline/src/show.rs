//! `tokenshare show`: prints a table. The published page's print where its rule is asked for.

use std::path::Path;

use polars::frame::DataFrame;
use report::{Order, Selection, Style};
use schema::{
    Rule, TableSpec, WindowKind,
    columns::{WINDOW_KIND, WINDOW_START_DATE},
};

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
    let selection = of_boards(spec, arguments, selection(arguments));
    let rows = report::select(spec, &data, &selection)?;
    tell_weeks(spec, &data, &selection)?;
    for absent in report::absent(spec, &data, &selection)? {
        let nearest = absent.nearest.map(|nearest| format!(", the nearest is `{nearest}`")).unwrap_or_default();
        tracing::warn!("no row has `{}` = `{}`{nearest}", absent.column, absent.value);
    }
    if !arguments.columns.is_empty() {
        let columns = report::columns(spec, &arguments.columns)?;
        let text = report::chosen_text(spec, &rows, arguments.format.into(), &columns)?;
        return print(&arguments.data.folder, arguments.format, spec, text);
    }
    let style = if arguments.rule == Some(Rule::Published) { Style::Published } else { Style::Full };
    let text = report::table_text(spec, &rows, arguments.format.into(), style)?;
    print(&arguments.data.folder, arguments.format, spec, text)
}

/// With whom to cite, since licences ask for it wherever the data goes: below what people read, beside what programs
/// read.
///
/// # Errors
/// If what the table was made from can't be read, or nothing can be printed.
pub fn print(data: &Path, format: Format, spec: &TableSpec, mut text: String) -> anyhow::Result<()> {
    let citations = citations::of_table(data, spec)?;
    for citation in citations {
        match format {
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

/// People are shown the window of each board; programs get every row. Single weeks are shown where they are asked for.
fn of_boards(spec: &TableSpec, arguments: &ShowArguments, selection: Selection) -> Selection {
    let is_for_people = matches!(arguments.format, Format::Table | Format::Markdown);
    let is_asked = selection
        .filters
        .iter()
        .any(|(column, _)| [WINDOW_KIND.name, WINDOW_START_DATE.name].contains(&column.as_str()));
    if spec.column(WINDOW_KIND.name).is_none() || !is_for_people || is_asked {
        return selection;
    }
    with_kind(selection, WindowKind::Board)
}

fn with_kind(mut selection: Selection, kind: WindowKind) -> Selection {
    selection.filters.retain(|(column, _)| column != WINDOW_KIND.name);
    selection.filters.push((WINDOW_KIND.name.to_owned(), kind.word().to_owned()));
    selection
}

/// How many rows the choice of boards leaves out.
fn tell_weeks(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> anyhow::Result<()> {
    let is_of_boards = selection.filters.contains(&(WINDOW_KIND.name.to_owned(), WindowKind::Board.word().to_owned()));
    if !is_of_boards {
        return Ok(());
    }
    let weeks = Selection { first: None, last: None, ..with_kind(selection.clone(), WindowKind::Week) };
    let count = report::select(spec, data, &weeks)?.height();
    if count > 0 {
        tracing::info!("{} of single weeks not shown: `--where window_kind=week`", console::counted(count, "row"));
    }
    Ok(())
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
