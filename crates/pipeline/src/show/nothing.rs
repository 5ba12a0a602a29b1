//! What is said where no row of a table is asked for: which value no row has, and which there are.

use polars::frame::DataFrame;
use report::{Selection, Style, Unmatched, escape};
use schema::TableSpec;

use crate::cli::{Format, ShowArguments};

/// What no row has, with what there is instead: on stderr, since it is no data.
///
/// # Errors
/// If the selection does not fit the table.
pub fn tell(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> anyhow::Result<()> {
    let table = spec.name;
    if data.height() == 0 {
        tracing::warn!("`{table}` has no rows in this run");
        return Ok(());
    }
    let columns = report::unmatched(spec, data, selection)?;
    let asked: Vec<String> = columns.iter().map(condition).collect();
    tracing::warn!("no row of `{table}` has {}", asked.join(" and "));
    let besides = if columns.len() > 1 { ", with all else as asked" } else { "" };
    for column in columns.iter().filter(|column| !column.there.is_empty()) {
        let more = if column.more > 0 { format!(" and {} more", column.more) } else { String::new() };
        tracing::info!("there are, of `{}`{besides}: {}{more}", column.column, named(&column.there).join(", "));
    }
    if columns.iter().all(|column| column.there.is_empty()) {
        tracing::info!("nor is there one if any of these is left out: ask for less");
    }
    Ok(())
}

/// What programs can read though nothing is in it; for people nothing, since a heading of all columns says nothing.
///
/// # Errors
/// If a column is asked for that the table has not.
pub fn text(spec: &TableSpec, rows: &DataFrame, arguments: &ShowArguments) -> anyhow::Result<String> {
    let columns = report::columns(spec, &arguments.columns)?;
    Ok(match arguments.format {
        Format::Table => String::new(),
        format if arguments.columns.is_empty() => report::table_text(spec, rows, format.into(), Style::Full, None)?,
        format => report::chosen_text(spec, rows, format.into(), &columns, None)?,
    })
}

fn condition(column: &Unmatched) -> String {
    format!("`{}` = {}", column.column, named(&column.asked).join(" or "))
}

/// Values in a message, a null among them.
fn named(values: &[String]) -> Vec<String> {
    let name = |value: &String| match value.as_str() {
        "" => "null".to_owned(),
        value => format!("`{}`", escape::visible(value)),
    };
    values.iter().map(name).collect()
}
