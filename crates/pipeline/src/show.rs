//! `tokenshare show`: prints a table. The published page's print where its rule is asked for.

mod nothing;

use std::{collections::BTreeSet, path::Path};

use polars::frame::DataFrame;
use report::{Order, ReportError, Room, Selection, Style};
use schema::{
    Rule, TableSpec, WindowKind,
    columns::{VENDOR, WEEK_START_DATE, WINDOW_KIND, WINDOW_START_DATE},
    series::Cells,
};

use crate::{
    citations,
    cli::{Format, ShowArguments},
    console,
    failure::Failure,
    nearest::nearest,
    reference, runs, store, tables,
};

/// Most vendors of a table that are named where none is near.
const MOST_NAMED: usize = 8;

/// Prints the asked rows of a table.
///
/// # Errors
/// If the table, a column or the vendor is unknown, or the table is not there.
pub fn run(arguments: &ShowArguments) -> anyhow::Result<()> {
    let spec = tables::named(&arguments.table)?;
    // All of one run, though another one may end meanwhile.
    let run = runs::current(&arguments.data.folder)?;
    let data = store::read_of(&run, spec)?;
    let vendor = arguments.vendor.as_deref().map(|name| meant(spec, &data, name)).transpose()?;
    let selection = of_boards(spec, arguments, selection(spec, arguments, vendor.as_deref()));
    let rows = report::select(spec, &data, &selection)?;
    if rows.height() == 0 {
        nothing::tell(spec, &data, &selection)?;
        return console::print(&nothing::text(spec, &rows, arguments)?);
    }
    tell_vendors(spec, &data, vendor.as_deref(), &selection)?;
    tell_weeks(spec, &data, &selection)?;
    for absent in report::absent(spec, &data, &selection)? {
        let nearest = absent.nearest.map(|nearest| format!(", the nearest is `{nearest}`")).unwrap_or_default();
        tracing::warn!("no row has `{}` = `{}`{nearest}", absent.column, absent.value);
    }
    if !arguments.columns.is_empty() {
        let columns = report::columns(spec, &arguments.columns)?;
        let text = report::chosen_text(spec, &rows, arguments.format.into(), &columns, console::room())?;
        return print(&run, arguments.format, spec, text);
    }
    let style = if arguments.rule == Some(Rule::Published) { Style::Published } else { Style::Full };
    let room = console::room().map(|columns| Room { columns, sorted_by: arguments.sort.as_deref() });
    let text = report::table_text(spec, &rows, arguments.format.into(), style, room)?;
    print(&run, arguments.format, spec, text)
}

/// The vendor of that name, as the table spells it or, where it names none such, as the reference does.
fn meant(spec: &TableSpec, data: &DataFrame, typed: &str) -> anyhow::Result<String> {
    // The nearest column of another name would not help.
    if spec.column(VENDOR.name).is_none() {
        return Err(ReportError::NoOption { table: spec.name, option: "--vendor", column: VENDOR.name }.into());
    }
    let named: BTreeSet<&str> = Cells::of(data, &VENDOR).texts().into_iter().flatten().collect();
    let known = || named.iter().copied().chain(reference::first_cells(reference::VENDORS));
    let alike = known().find(|name| *name == typed).or_else(|| known().find(|name| name.eq_ignore_ascii_case(typed)));
    let unknown = || {
        // What the table does not name would lead to no row.
        let hint = match nearest(typed, named.iter().copied()) {
            Some(nearest) => format!("the nearest name is `{nearest}`"),
            None => format!("{}; `--where vendor=ONE --where vendor=OTHER` shows several", listed(&named)),
        };
        Failure::command_line(format!("no vendor `{typed}` in `{}`, nor in the reference", spec.name)).with_hint(hint)
    };
    Ok(alike.ok_or_else(unknown)?.to_owned())
}

/// The first of the vendors that a table names.
fn listed(named: &BTreeSet<&str>) -> String {
    let some: Vec<&str> = named.iter().copied().take(MOST_NAMED).collect();
    match named.len().saturating_sub(MOST_NAMED) {
        _ if named.is_empty() => "there are none".to_owned(),
        0 => format!("there are `{}`", some.join("`, `")),
        more => format!("there are `{}` and {more} more", some.join("`, `")),
    }
}

/// With whom to cite, since licences ask for it wherever the data goes: below what people read, beside what programs
/// read.
///
/// # Errors
/// If what the table was made from can't be read, or nothing can be printed.
pub fn print(data: &Path, format: Format, spec: &TableSpec, mut text: String) -> anyhow::Result<()> {
    let citations = citations::of_table(data, spec)?;
    for citation in citations {
        // Some licences give the line to cite by word for word, and it begins so.
        let citation = citation.trim_start_matches("Source: ").to_owned();
        match format {
            Format::Table => text += &console::folded(&format!("source: {}\n", report::escape::visible(&citation)), 8),
            Format::Markdown => text = format!("{text}- source: {}\n", report::escape::markdown(&citation)),
            Format::Csv | Format::Json => tracing::info!("source: {citation}"),
        }
    }
    console::print(&text)
}

fn selection(spec: &TableSpec, arguments: &ShowArguments, vendor: Option<&str>) -> Selection {
    let count = |count: Option<u32>| count.and_then(|count| usize::try_from(count).ok());
    let order = match (&arguments.sort, arguments.format) {
        (Some(column), _) => Order::By(column.clone()),
        (None, Format::Table) => Order::Reading,
        (None, _) => Order::File,
    };
    let conditions = arguments.conditions.iter().map(|one| (one.column.clone(), one.value.clone()));
    let vendor = vendor.map(|name| (VENDOR.name.to_owned(), name.to_owned()));
    let start = if spec.column(WINDOW_START_DATE.name).is_some() { &WINDOW_START_DATE } else { &WEEK_START_DATE };
    let week = arguments.week.map(|week| (start.name.to_owned(), week.to_string()));
    Selection {
        rule: arguments.rule,
        basis: arguments.basis.clone(),
        filters: conditions.chain(vendor).chain(week).collect(),
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

/// How many rows the choice of a vendor leaves out.
fn tell_vendors(spec: &TableSpec, data: &DataFrame, vendor: Option<&str>, selection: &Selection) -> anyhow::Result<()> {
    let Some(vendor) = vendor else { return Ok(()) };
    let count = others_left_out(spec, data, vendor, selection)?;
    if count > 0 {
        tracing::info!("{} of other vendors not shown", console::counted(count, "row"));
    }
    Ok(())
}

fn others_left_out(spec: &TableSpec, data: &DataFrame, vendor: &str, selection: &Selection) -> anyhow::Result<usize> {
    let all = Selection { first: None, last: None, ..selection.clone() };
    let mut of_any = all.clone();
    of_any.filters.retain(|(column, value)| column != VENDOR.name || value != vendor);
    Ok(report::select(spec, data, &of_any)?.height().saturating_sub(report::select(spec, data, &all)?.height()))
}

/// How many rows the choice of boards leaves out.
fn tell_weeks(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> anyhow::Result<()> {
    let count = weeks_left_out(spec, data, selection)?;
    if count > 0 {
        tracing::info!("{} of single weeks not shown: `--where window_kind=week`", console::counted(count, "row"));
    }
    Ok(())
}

fn weeks_left_out(spec: &TableSpec, data: &DataFrame, selection: &Selection) -> anyhow::Result<usize> {
    let is_of_boards = selection.filters.contains(&(WINDOW_KIND.name.to_owned(), WindowKind::Board.word().to_owned()));
    if !is_of_boards {
        return Ok(0);
    }
    let weeks = Selection { first: None, last: None, ..with_kind(selection.clone(), WindowKind::Week) };
    Ok(report::select(spec, data, &weeks)?.height())
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use jiff::civil::Date;
    use schema::{
        Frame, Table as _,
        columns::{
            BOARD, IS_ATTRIBUTED, IS_COMPLETE, MATCH_CLASS, MODEL_COUNT, PRICE_BASIS, PRICED_USD, REASON, TOKEN_SHARE,
            TOKENS, VALUE_ORIGIN, WEEK_ANCHOR, WEIGHTS_AGE_DAYS, WINDOW_END_DATE,
        },
        series::{dates, integers, reals, texts},
        tables::{Coverage, TokenShare},
    };

    use super::*;
    use crate::cli::{Cli, Command};

    /// What `show` selects, given these arguments.
    fn selected(spec: &TableSpec, arguments: &[&str]) -> Selection {
        let typed = [&["tokenshare", "show", spec.name], arguments].concat();
        let Ok(Cli { command: Command::Show(arguments), .. }) = Cli::try_parse_from(typed) else {
            panic!("{arguments:?}");
        };
        of_boards(spec, &arguments, selection(spec, &arguments, arguments.vendor.as_deref()))
    }

    #[test]
    fn people_are_shown_boards_unless_they_ask_for_weeks_and_programs_every_row() {
        let is_of_boards = |spec: &TableSpec, arguments: &[&str]| {
            let filters = selected(spec, arguments).filters;
            filters.contains(&("window_kind".to_owned(), "board".to_owned()))
        };
        for (arguments, expected) in [
            (vec![], true),
            (vec!["--format", "markdown"], true),
            (vec!["--where", "board=site"], true),
            (vec!["--format", "csv"], false),
            (vec!["--format", "json"], false),
            (vec!["--where", "window_kind=week"], false),
            (vec!["--where", "window_start_date=2026-04-06"], false),
        ] {
            assert_eq!(is_of_boards(Coverage::SPEC, &arguments), expected, "{arguments:?}");
        }
        assert!(!is_of_boards(TokenShare::SPEC, &[]), "a table without boards");
    }

    #[test]
    fn rows_of_other_vendors_are_counted_though_weeks_are_cut_short() {
        let alike = [(&IS_COMPLETE, "true"), (&IS_ATTRIBUTED, "true"), (&WEEK_ANCHOR, "monday")];
        let rows = "week_start_date | vendor | tokens
            2026-04-06 | qwen | 1\n 2026-04-06 | google | 1\n 2026-04-13 | qwen | 1\n 2026-04-13 | z-ai | 1";
        let shares = Frame::<TokenShare>::from_text(rows, &alike).expect("good rows").into_data();
        for (arguments, expected) in [
            (&["--vendor", "qwen"][..], 2),
            (&["--vendor", "qwen", "--last", "1"], 2),
            (&["--vendor", "qwen", "--where", "week_start_date=2026-04-06"], 1),
            (&["--vendor", "qwen", "--where", "vendor=google"], 0),
            (&["--vendor", "nobody"], 4),
        ] {
            let selection = selected(TokenShare::SPEC, arguments);
            let count = others_left_out(TokenShare::SPEC, &shares, arguments[1], &selection).expect("a selection");
            assert_eq!(count, expected, "{arguments:?}");
        }
    }

    #[test]
    fn a_vendor_is_meant_whatever_its_case_and_a_stranger_is_an_error() {
        let alike = [(&IS_COMPLETE, "true"), (&IS_ATTRIBUTED, "true"), (&WEEK_ANCHOR, "monday")];
        let rows = "week_start_date | vendor | tokens\n 2026-04-06 | stranger | 1";
        let shares = Frame::<TokenShare>::from_text(rows, &alike).expect("good rows").into_data();
        let of = |typed| meant(TokenShare::SPEC, &shares, typed).map_err(|error| error.to_string());
        assert_eq!(of("Stranger"), Ok("stranger".to_owned()), "of the table");
        assert_eq!(of("Anthropic"), Ok("anthropic".to_owned()), "of the reference");
        assert_eq!(of("antropic"), Err("no vendor `antropic` in `token_share`, nor in the reference".to_owned()));
        let hints = |typed| meant(TokenShare::SPEC, &shares, typed).map_err(|error| console::hints(&error).concat());
        assert_eq!(hints("strager"), Err("the nearest name is `stranger`".to_owned()));
        let several = "there are `stranger`; `--where vendor=ONE --where vendor=OTHER` shows several";
        assert_eq!(hints("antropic"), Err(several.to_owned()), "the table has no row of whom the reference knows");
        let of_none = meant(Coverage::SPEC, &coverage(), "qwen").map_err(|error| console::hints(&error).concat());
        let leave = "leave `--vendor` out: the table does not tell its rows apart by that";
        assert_eq!(of_none, Err(leave.to_owned()), "it tells none apart");
    }

    /// A board and two weeks, a row of which is on another basis.
    fn coverage() -> DataFrame {
        let rows = [
            ("board", 1, "list_asof"),
            ("week", 1, "list_asof"),
            ("week", 8, "list_asof"),
            ("week", 8, "list_current"),
        ];
        let word = |column, word: &'static str| texts(column, rows.iter().map(|_| Some(word)));
        let day = |day: i8| Some(Date::constant(2026, 4, day));
        let columns = vec![
            word(&BOARD, "site"),
            texts(&WINDOW_KIND, rows.iter().map(|(kind, ..)| Some(*kind))),
            dates(&WINDOW_START_DATE, rows.iter().map(|(_, start, _)| day(*start))),
            dates(&WINDOW_END_DATE, rows.iter().map(|(_, start, _)| day(*start + 6))),
            texts(&PRICE_BASIS, rows.iter().map(|(.., basis)| Some(*basis))),
            word(&MATCH_CLASS, "priced"),
            integers(&TOKENS, rows.iter().map(|_| Some(1))),
            reals(&TOKEN_SHARE, rows.iter().map(|_| Some(1.0))),
            integers(&MODEL_COUNT, rows.iter().map(|_| Some(1))),
            integers(&WEIGHTS_AGE_DAYS, rows.iter().map(|_| Some(0))),
            reals(&PRICED_USD, rows.iter().map(|_| None)),
            texts(&REASON, rows.iter().map(|_| None)),
            word(&VALUE_ORIGIN, "made"),
        ];
        Frame::<Coverage>::from_columns(columns).expect("good rows").into_data()
    }

    /// All that the selection would have shown: cutting it short leaves out no more weeks.
    #[test]
    fn the_weeks_that_are_left_out_are_counted() {
        for (arguments, expected) in [
            (vec![], 3),
            (vec!["--basis", "list_asof"], 2),
            (vec!["--first", "1"], 3),
            (vec!["--last", "1"], 3),
            (vec!["--where", "window_kind=board"], 3),
            (vec!["--where", "window_kind=week"], 0),
            (vec!["--format", "csv"], 0),
        ] {
            let selection = selected(Coverage::SPEC, &arguments);
            let count = weeks_left_out(Coverage::SPEC, &coverage(), &selection).expect("a selection");
            assert_eq!(count, expected, "{arguments:?}");
        }
    }
}
