//! The tokens of a vendor in a week, down to the places of the answer that they were read from.

use jiff::{ToSpan as _, civil::Date};

use super::{
    Made, Number,
    ground::{Ground, Row},
    hidden, windows,
};

/// The tokens of a vendor in a week; none where the week does not name it.
pub(super) fn of_week(ground: &Ground<'_>, vendor: &str, week: Date) -> Option<Number> {
    let row = ground.rows("vendor_week", &[("week_start_date", &week.to_string()), ("vendor", vendor)]).pop()?;
    ground.number_once("tokens", &row, || Some(of_row(ground, &row)))
}

/// The same of a row of `vendor_week`.
pub(super) fn of_row(ground: &Ground<'_>, row: &Row<'_>) -> Number {
    let (vendor, week) = (row.text("vendor").unwrap_or_default(), row.day("week_start_date").unwrap_or_default());
    let name = format!("tokens of {vendor} in the week of {week}");
    let number = row.number("tokens", name).unwrap_or_else(|| Number::constant("tokens", 0.0));
    ground.apart(number, || of_chart(ground, row, &vendor, week).or_else(|| of_days(ground, &vendor, week)))
}

/// What the chart of a capture says of it: one label, or several that mean the same vendor.
fn of_chart(ground: &Ground<'_>, row: &Row<'_>, vendor: &str, week: Date) -> Option<Made> {
    let snapshot = row.text("snapshot_id")?;
    let rows = ground.rows("vendor_chart", &[("snapshot_id", &snapshot), ("week_start_date", &week.to_string())]);
    let is_its_own = |row: &Row<'_>| {
        row.text("vendor_label").and_then(|label| (ground.vendor_of)(&label, week)).as_deref() == Some(vendor)
    };
    let said = |row: Row<'_>| {
        let name = format!("tokens of the label `{}`", row.text("vendor_label").unwrap_or_default());
        Some(ground.read(row.number("tokens", name)?, &row, "tokens"))
    };
    let parts: Vec<_> = rows.into_iter().filter(is_its_own).filter_map(said).collect();
    (!parts.is_empty()).then_some(Made::Sum(parts))
}

/// What seven days of daily data say of a vendor's models.
fn of_days(ground: &Ground<'_>, vendor: &str, week: Date) -> Option<Made> {
    of_days_where(ground, week, &[("vendor", vendor)], |_| true)
}

/// What they say of the model of a row of `model_week`.
pub(super) fn of_model_days(ground: &Ground<'_>, row: &Row<'_>, week: Date) -> Option<Made> {
    let (model, variant) = (row.text("model")?, row.text("variant"));
    of_days_where(ground, week, &[("model", &model)], |day| day.text("variant") == variant)
}

fn of_days_where(
    ground: &Ground<'_>,
    week: Date,
    filters: &[(&str, &str)],
    is_it: impl Fn(&Row<'_>) -> bool,
) -> Option<Made> {
    let mut parts = Vec::new();
    for day in (0..7).filter_map(|days| week.checked_add(days.days()).ok()) {
        let date = day.to_string();
        let of_day = [filters, &[("day_date", date.as_str())]].concat();
        for row in ground.rows("model_day", &of_day).into_iter().filter(&is_it) {
            let (model, variant) = (row.text("model").unwrap_or_default(), row.text("variant").unwrap_or_default());
            let number = row.number("tokens", format!("tokens of {model}:{variant} on {day}"))?;
            parts.push(read_from(ground, number, &row));
        }
    }
    (!parts.is_empty()).then_some(Made::Sum(parts))
}

/// What a vendor had on some days by its weeks, each day a seventh of its week.
pub(super) fn of_days_in_weeks(ground: &Ground<'_>, vendor: &str, start: Date, end: Date) -> Option<Made> {
    let mut parts = Vec::new();
    for row in ground.rows("vendor_week", &[("vendor", vendor)]).into_iter().filter(|row| row.is("is_complete")) {
        let week = row.day("week_start_date")?;
        let [first, last] = [week.max(start), week.checked_add(6.days()).ok()?.min(end)];
        let days = (last - first).get_days() + 1;
        if days > 0 {
            let sevenths = Number::constant(format!("sevenths of the week of {week}"), f64::from(days) / 7.0);
            parts.push(Number::of(
                format!("tokens of {first} to {last}"),
                Made::Product(vec![sevenths, of_row(ground, &row)]),
            )?);
        }
    }
    Some(Made::Sum(parts))
}

/// What a vendor can have had in all of the weeks that cover some days: what they name it with, or may hide of it.
pub(super) fn of_covering_weeks(ground: &Ground<'_>, vendor: &str, start: Date, end: Date) -> Made {
    let covers = |week: &Date| *week <= end && week.checked_add(6.days()).is_ok_and(|last| start <= last);
    let hidden = |week: Date| hidden::of_week(ground, vendor, "default", week).map(|(number, _)| number);
    let of = |week: Date| of_week(ground, vendor, week).or_else(|| hidden(week));
    Made::Sum(windows::all(ground).keys().copied().filter(covers).filter_map(of).collect())
}

/// With the place of a model's day in the answer that speaks for it.
fn read_from(ground: &Ground<'_>, number: Number, row: &Row<'_>) -> Number {
    match said_on(ground, row) {
        // What the day's table has may be of several rows of the answer: its own value stays.
        Some(said) => {
            let value = number.value;
            Number { value, ..ground.read(number, &said, "tokens") }
        }
        None => number.read_from(row.text("snapshot_id").map(|id| (ground.bytes_of)(&id)).unwrap_or_default()),
    }
}

/// The row of an answer that a row of `model_day` was read from.
pub(super) fn said_on<'a>(ground: &'a Ground<'_>, row: &Row<'_>) -> Option<Row<'a>> {
    let (model, variant) = (row.text("model"), row.text("variant"));
    let filters = ["snapshot_id", "day_date"].map(|column| (column, row.text(column).unwrap_or_default()));
    let filters = filters.each_ref().map(|(column, value)| (*column, value.as_str()));
    let is_it = |said: &Row<'_>| {
        let slug = said.text("model_permaslug").unwrap_or_default();
        let is_rest = model.as_deref() == Some("others") && ["other", "others"].contains(&slug.as_str());
        is_rest || (Some(slug) == model && said.text("variant") == variant)
    };
    ground.rows("model_daily", &filters).into_iter().find(is_it)
}

/// All that a week has, each label with its tokens: what shares are of.
pub(super) fn whole_week(ground: &Ground<'_>, week: Date, which: Which) -> Option<Number> {
    let rows = ground.rows("vendor_week", &[("week_start_date", &week.to_string())]);
    let named = |row: &Row<'_>| which == Which::All || row.text("vendor").as_deref() != Some("others");
    let parts = rows.into_iter().filter(named).map(|row| of_row(ground, &row)).collect();
    let name = match which {
        Which::All => format!("all tokens in the week of {week}"),
        Which::Named => format!("tokens of named vendors in the week of {week}"),
    };
    Number::of(name, Made::Sum(parts)).map(Number::whole)
}

/// Whether a whole has upstream's remainder in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    Named,
}
