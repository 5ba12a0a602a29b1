//! What to look at instead of a number that has no formula here: a command that goes well as it stands.

use schema::{
    TableSpec,
    columns::{PRICE_BASIS, RULE, VENDOR, WEEK_START_DATE},
};

use super::{
    Asked,
    ground::{Ground, Row},
};

/// What a table's own price of a vendor is called in `dollar_share`.
const PRICE: &str = "blended_usd_per_mtok";

/// Where prices of weeks are taken apart.
const WEEKLY: &str = "dollar_share";

/// What to look at, of the same rows as far as they were named.
pub(super) fn instead(spec: &TableSpec, ground: &Ground<'_>, asked: &Asked, column: &str) -> Option<String> {
    Some(match spec.name {
        "vendor_price" => price_of_a_week(ground, asked)?,
        "model_leaderboard" | "priced_usage" => {
            "`tokenshare price MODEL` has the prices of a model, with their catalogues".to_owned()
        }
        "claim" => "`tokenshare findings` and the column `because` say how each claim was tested".to_owned(),
        _ if column.ends_with("_days") => {
            let typed = typed_of(ground, asked);
            format!("it counts days between usage and prices: `tokenshare show vendor_price{typed}` has both")
        }
        _ => return None,
    })
}

/// The price of a vendor in a week is taken apart there. Who named no week is led to the last one that has a price.
fn price_of_a_week(ground: &Ground<'_>, asked: &Asked) -> Option<String> {
    let rows = matching(ground, WEEKLY, asked);
    let row = rows.iter().rfind(|row| row.value(PRICE).is_some())?;
    let options = [
        (VENDOR.name, "--vendor"),
        (WEEK_START_DATE.name, "--week"),
        (PRICE_BASIS.name, "--basis"),
        (RULE.name, "--rule"),
    ];
    let typed = options.map(|(column, option)| typed(row, column, option)).concat();
    Some(format!("`tokenshare explain {WEEKLY} --column {PRICE}{typed}` takes a vendor's price apart"))
}

/// What was asked for, as far as `show` has options for it and rows of `vendor_price` have it.
fn typed_of(ground: &Ground<'_>, asked: &Asked) -> String {
    let rows = matching(ground, "vendor_price", asked);
    let is_shown = |column: &str| [VENDOR.name, PRICE_BASIS.name, RULE.name].contains(&column);
    let named = asked.parts(WEEKLY).into_iter().filter(|(column, _, value)| is_shown(column.name) && value.is_some());
    named.filter_map(|(column, option, _)| Some(typed(rows.last()?, column.name, option))).collect()
}

/// The rows of a table that have what was asked for, week by week; of a table without such a column all do, and of prices those
/// of any window.
fn matching<'a>(ground: &'a Ground<'_>, table: &str, asked: &Asked) -> Vec<Row<'a>> {
    let mut rows = ground.rows(table, &[]);
    for (column, _, value) in asked.parts(WEEKLY) {
        rows.retain(|row| value.is_none_or(|value| row.text(column.name).is_none_or(|found| found == *value)));
    }
    rows.sort_by_key(|row| row.text(WEEK_START_DATE.name));
    rows
}

/// An option as it is typed. A value that begins with a dash would else be taken for an option.
fn typed(row: &Row<'_>, column: &str, option: &str) -> String {
    let between = |value: &str| if value.starts_with('-') { '=' } else { ' ' };
    row.text(column).map(|value| format!(" {option}{}{value}", between(&value))).unwrap_or_default()
}
