//! The usage that weighs a vendor's models, on down to the answers that say it.

use jiff::civil::Date;
use schema::Treatment;

use super::{
    Made, Number, dollars,
    ground::{Ground, Row, Treatments},
    tokens,
};

/// What of the usage that a row of `vendor_price` was added up from counts.
pub(super) fn of_price<'a>(ground: &'a Ground<'_>, row: &Row<'_>, basis: &str) -> Vec<Row<'a>> {
    let all = all_of_price(ground, row, basis).into_iter();
    all.filter(|usage| treatment(ground, usage, basis) != Treatment::Out).collect()
}

/// What becomes of some usage: it counts at its own price, or that of its paid sibling, or not.
pub(super) fn treatment(ground: &Ground<'_>, usage: &Row<'_>, basis: &str) -> Treatment {
    let is_free = usage.text("variant").as_deref() == Some("free");
    let is_nothing = |columns: [&str; 3]| {
        let [input, output, request] = columns.map(|column| usage.value(column));
        input == Some(0.0) && output == Some(0.0) && request.unwrap_or(0.0) == 0.0
    };
    let listed = if dollars::is_by_week(basis) {
        ["asof_input_high_usd_per_mtok", "asof_output_high_usd_per_mtok", "asof_request_high_usd"]
    } else {
        ["input_usd_per_mtok", "output_usd_per_mtok", "request_usd"]
    };
    let is_nobodys = !usage.is("is_attributed") && usage.text("vendor").as_deref() != Some("others");
    let Treatments { free, promotional, stealth } = ground.traffic;
    let found = [(is_free, free), (!is_free && is_nothing(listed), promotional), (is_nobodys, stealth)];
    let is = |wanted: Treatment| found.iter().any(|(is_so, treatment)| *is_so && *treatment == wanted);
    [Treatment::Out, Treatment::AsPaid].into_iter().find(|wanted| is(*wanted)).unwrap_or(Treatment::In)
}

/// The usage that a row of `vendor_price` was added up from: of its window, or, where that is made of weeks that have prices
/// of their own, of these.
pub(super) fn all_of_price<'a>(ground: &'a Ground<'_>, row: &Row<'_>, basis: &str) -> Vec<Row<'a>> {
    let text = |column| row.text(column).unwrap_or_default();
    if text("window_kind") == "board" && dollars::is_by_week(basis) {
        let filters = [("board", &*text("board")), ("vendor", &*text("vendor")), ("window_kind", "part")];
        let parts = ground.rows("priced_usage", &filters);
        if !parts.is_empty() {
            return parts;
        }
    }
    of_window(ground, row)
}

/// The usage of the window of a row of `vendor_price`, as a whole.
pub(super) fn of_window<'a>(ground: &'a Ground<'_>, row: &Row<'_>) -> Vec<Row<'a>> {
    let same = ["board", "vendor", "window_kind", "window_start_date"];
    let same = same.map(|column| (column, row.text(column).unwrap_or_default()));
    ground.rows("priced_usage", &same.each_ref().map(|(column, text)| (*column, text.as_str())))
}

/// A vendor's models in the window of the site's board, where no series has weeks.
pub(super) fn of_board(ground: &Ground<'_>, vendor: &str) -> Made {
    let rows = ground.rows("priced_usage", &[("board", "site"), ("window_kind", "board"), ("vendor", vendor)]);
    Made::Sum(rows.iter().filter_map(|usage| weight(ground, usage)).collect())
}

/// A model with its variant.
pub(super) fn model(usage: &Row<'_>) -> String {
    let model = usage.text("model").unwrap_or_default();
    usage.text("variant").map_or_else(|| model.clone(), |variant| format!("{model}:{variant}"))
}

/// The tokens of a row of usage: where one answer says them as they are, its place; else the weeks, days or apps that were
/// added up.
pub(super) fn weight(ground: &Ground<'_>, usage: &Row<'_>) -> Option<Number> {
    let weighed = || {
        let number = usage.number("tokens", format!("tokens of {}", model(usage)))?;
        if let Some(said) = said_by(ground, usage) {
            return Some(ground.read(number, &said, "tokens"));
        }
        let is_of_apps = usage.text("board").as_deref() == Some("apps");
        Some(ground.summed(number, || if is_of_apps { of_apps(ground, usage) } else { of_weeks(ground, usage) }))
    };
    ground.number_once("weight", usage, weighed)
}

/// Another count of the same row: with its place in the answer that says the tokens, else the weeks that were added up.
pub(super) fn count(ground: &Ground<'_>, usage: &Row<'_>, column: &str, name: &str) -> Option<Number> {
    ground.number_once(name, usage, || counted(ground, usage, column, name))
}

fn counted(ground: &Ground<'_>, usage: &Row<'_>, column: &str, name: &str) -> Option<Number> {
    let number = usage.number(column, name)?;
    if let Some(said) = said_by(ground, usage).filter(|said| ground.value(said, column) == usage.value(column)) {
        return Some(ground.read(number, &said, column));
    }
    let of_week = |week: &Row<'_>| {
        let start = week.day("week_start_date")?;
        let number = week.number(column, format!("{name} in the week of {start}"))?;
        Some(match charted(ground, week).filter(|said| ground.value(said, column) == week.value(column)) {
            Some(said) => ground.read(number, &said, column),
            None => number.read_from((ground.bytes_of)(&week.text("snapshot_id")?)),
        })
    };
    Some(ground.summed(number, || weeks(ground, usage).iter().filter_map(of_week).collect()))
}

/// The row of an answer that says the tokens of a model as they are: in a trailing total, or in a week of a chart.
fn said_by<'a>(ground: &'a Ground<'_>, usage: &Row<'_>) -> Option<Row<'a>> {
    let text = |column| usage.text(column).unwrap_or_default();
    let (model, variant, tokens, start) =
        (text("model"), usage.text("variant"), text("tokens"), text("usage_start_date"));
    let same = [("model", model.as_str()), ("tokens", tokens.as_str())];
    let is_variant = |row: &Row<'_>| row.text("variant") == variant;
    if let Some(window) = ground.rows("model_window", &same).into_iter().find(is_variant) {
        return said_in(ground, &window);
    }
    let weeks = ground.rows("model_week", &[same.as_slice(), &[("week_start_date", &start)]].concat());
    charted(ground, &weeks.into_iter().find(is_variant)?)
}

/// The row of an answer that a row of `model_window`, `model_week`, `model_week_vintage` or `model_day` was read from.
pub(super) fn said_in<'a>(ground: &'a Ground<'_>, row: &Row<'_>) -> Option<Row<'a>> {
    match row.table() {
        "model_week" | "model_week_vintage" => charted(ground, row),
        "model_day" => tokens::said_on(ground, row),
        _ => {
            let (id, model) = (row.text("snapshot_id")?, row.text("model")?);
            let said = ground.rows("model_ranking", &[("snapshot_id", &id), ("model_permaslug", &model)]);
            said.into_iter().find(|said| ground.value(said, "tokens") == row.value("tokens"))
        }
    }
}

/// The cell of a chart that a row of `model_week` was read from.
fn charted<'a>(ground: &'a Ground<'_>, week: &Row<'_>) -> Option<Row<'a>> {
    let (id, start, model) = (week.text("snapshot_id")?, week.text("week_start_date")?, week.text("model")?);
    let said = ground.rows("model_chart", &[("snapshot_id", &id), ("week_start_date", &start)]);
    said.into_iter().find(|row| is_of(row, &model) && ground.value(row, "tokens") == week.value("tokens"))
}

/// Whether the label of a chart may mean a model: it may name a variant besides, and the remainder has several spellings.
fn is_of(row: &Row<'_>, model: &str) -> bool {
    let is_rest = |label: &str| model == "others" && ["other", "others"].contains(&label.to_lowercase().as_str());
    row.text("model_label").is_some_and(|label| label.starts_with(model) || is_rest(&label))
}

/// Whether a row's week lies in the days of some usage.
fn is_within(row: &Row<'_>, usage: &Row<'_>) -> bool {
    let [start, end] = ["usage_start_date", "usage_end_date"].map(|column| usage.day(column));
    let week: Option<Date> = row.day("week_start_date");
    start <= week && week <= end
}

/// The weeks of the model series that were added up.
fn weeks<'a>(ground: &'a Ground<'_>, usage: &Row<'_>) -> Vec<Row<'a>> {
    let of_model = ground.rows("model_week", &[("model", &usage.text("model").unwrap_or_default())]);
    let is_it = |week: &Row<'_>| week.text("variant") == usage.text("variant") && is_within(week, usage);
    of_model.into_iter().filter(is_it).collect()
}

/// Their tokens, each from its chart or its days.
fn of_weeks(ground: &Ground<'_>, usage: &Row<'_>) -> Vec<Number> {
    weeks(ground, usage).iter().filter_map(|week| of_week(ground, week)).collect()
}

/// The tokens of a row of `model_week`, from its chart or its days.
pub(super) fn of_week(ground: &Ground<'_>, week: &Row<'_>) -> Option<Number> {
    let start = week.day("week_start_date")?;
    let number = week.number("tokens", format!("tokens of {} in the week of {start}", model(week)))?;
    Some(match charted(ground, week) {
        Some(said) => ground.read(number, &said, "tokens"),
        None => ground.apart(number, || tokens::of_model_days(ground, week, start)),
    })
}

/// The weeks of apps that were added up.
fn of_apps(ground: &Ground<'_>, usage: &Row<'_>) -> Vec<Number> {
    let name = usage.text("model").unwrap_or_default();
    let rows = ground.rows("app_model_week", &[("model", &name)]);
    let of_week = |row: Row<'_>| {
        let text = |column| row.text(column).unwrap_or_default();
        let (app, week, id) = (text("app_id"), text("week_start_date"), text("snapshot_id"));
        let number = row.number("tokens", format!("tokens of {name} in app {app}, week of {week}"))?;
        let said = ground.rows("app_model_chart", &[("snapshot_id", &id), ("week_start_date", &week)]);
        let is_it = |said: &Row<'_>| is_of(said, &name) && ground.value(said, "tokens") == row.value("tokens");
        Some(match said.into_iter().find(is_it) {
            Some(said) => ground.read(number, &said, "tokens"),
            None => number.read_from((ground.bytes_of)(&id)),
        })
    };
    let is_it = |row: &Row<'_>| row.is("is_complete") && is_within(row, usage);
    rows.into_iter().filter(is_it).filter_map(of_week).collect()
}
