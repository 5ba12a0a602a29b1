//! Which numbers of which tables can be explained, and the formula of each.

use jiff::civil::Date;

use super::{
    Made, Number,
    dollars::{self, blended},
    ground::{Ground, Row},
    number::{difference, quotient},
    tokens::{self, Which},
    windows::{self, Side},
};

/// The tables.
pub(super) const TABLES: &[&str] =
    &["token_share", "dollar_share", "vendor_gap", "vendor_growth", "group_share", "concentration"];

/// The columns of a table that can be explained, the one that the table is about last; none of a table that can't.
pub(super) fn columns(table: &str) -> &'static [&'static str] {
    match table {
        "token_share" => &["tokens", "named_token_share", "token_share"],
        "dollar_share" => &["blended_usd_per_mtok", "implied_usd", "dollar_share"],
        "vendor_gap" => &[
            "tokens",
            "token_share",
            "gap_token_share",
            "blended_usd_per_mtok",
            "implied_usd",
            "dollar_share",
            "gap_points",
        ],
        "vendor_growth" => &["past_tokens", "now_tokens", "past_share", "now_share", "delta_points", "growth_ratio"],
        "group_share" => &["tokens", "token_share", "named_token_share", "dollar_share"],
        "concentration" => &["hhi", "effective_vendors"],
        _ => &[],
    }
}

/// A number of a row with what it is made of; none where it is null.
pub(super) fn number(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Number> {
    let number = row.number(column, column)?;
    let made = match row.table() {
        "token_share" => token_share(ground, row, column),
        "dollar_share" => dollar_share(ground, row, column),
        "vendor_gap" => vendor_gap(ground, row, column),
        "vendor_growth" => vendor_growth(ground, row, column),
        "group_share" => group_share(ground, row, column),
        "concentration" => concentration(ground, row, column),
        _ => None,
    };
    Some(number.made_of(made))
}

fn text(row: &Row<'_>, column: &str) -> String {
    row.text(column).unwrap_or_default()
}

fn token_share(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let week = row.day("week_start_date")?;
    let own = tokens::of_week(ground, &text(row, "vendor"), week)?;
    match column {
        "tokens" => Some(Made::Sum(vec![own])),
        "token_share" => Some(quotient(own, tokens::whole_week(ground, week, Which::All)?)),
        _ => Some(quotient(own, tokens::whole_week(ground, week, Which::Named)?)),
    }
}

fn dollar_share(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let week = row.day("week_start_date")?;
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let price = || blended(ground, &vendor, &rule, &basis, week);
    match column {
        "blended_usd_per_mtok" => price().map(|price| Made::Sum(vec![price])),
        "implied_usd" => {
            let own = tokens::of_week(ground, &vendor, week).unwrap_or_else(|| Number::constant("tokens, absent", 0.0));
            implied(row, own, price())
        }
        _ => {
            let usd = number(ground, row, "implied_usd")?;
            let same = [("week_start_date", text(row, "week_start_date")), ("rule", rule), ("price_basis", basis)];
            Some(quotient(usd, priced(ground, row, &same)?))
        }
    }
}

/// Tokens times price, of the traffic that counts.
fn implied(row: &Row<'_>, tokens: Number, price: Option<Number>) -> Option<Made> {
    let Some(price) = price else { return (tokens.value == 0.0).then(|| Made::Sum(vec![tokens])) };
    let whole = Number::of("tokens times price", Made::Product(vec![counted(row, tokens)?, price]))?;
    Some(quotient(whole, Number::constant("a million", 1e6)))
}

/// The tokens that the pipeline's choice of traffic leaves.
fn counted(row: &Row<'_>, tokens: Number) -> Option<Number> {
    let Some(kept) = row.number("kept_share", "part of the traffic that counts").filter(|kept| kept.value < 1.0) else {
        return Some(tokens);
    };
    let part = Number::of("part of the tokens", Made::Product(vec![tokens, kept]))?;
    Number::of("tokens that count", Made::Rounded(Box::new(part)))
}

/// The dollars of all rows beside this one that have them.
fn priced(ground: &Ground<'_>, row: &Row<'_>, same: &[(&str, String)]) -> Option<Number> {
    let filters: Vec<_> = same.iter().map(|(column, value)| (*column, value.as_str())).collect();
    let said =
        |row: Row<'_>| row.number("implied_usd", format!("dollars of {}", row.text("vendor").unwrap_or_default()));
    let parts = ground.rows(row.table(), &filters).into_iter().filter_map(said).collect();
    Number::of("dollars of all priced vendors", Made::Sum(parts))
}

/// The rows of the same rule, basis and window.
fn beside<'a>(ground: &'a Ground<'_>, row: &Row<'_>) -> Vec<Row<'a>> {
    let same = same_window(row);
    ground.rows(row.table(), &same.iter().map(|(column, value)| (*column, value.as_str())).collect::<Vec<_>>())
}

fn same_window(row: &Row<'_>) -> Vec<(&'static str, String)> {
    ["rule", "price_basis", "window_start_date", "window_end_date"]
        .into_iter()
        .map(|column| (column, text(row, column)))
        .collect()
}

fn vendor_gap(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let (vendor, rule) = (text(row, "vendor"), text(row, "rule"));
    let weeks = windows::of_row(ground, row, Side::Last);
    let own = || match weeks.as_slice() {
        [] => row.number("tokens", format!("tokens of {vendor}")),
        weeks => Some(
            row.number("tokens", format!("tokens of {vendor}"))?.made_of(Some(windows::tokens(ground, &vendor, weeks))),
        ),
    };
    match column {
        "tokens" => (!weeks.is_empty()).then(|| windows::tokens(ground, &vendor, &weeks)),
        "token_share" => Some(quotient(own()?, all_of(beside(ground, row), |_| true)?)),
        "gap_token_share" if rule == "published" => vendor_gap(ground, row, "token_share"),
        "gap_token_share" => {
            let is_priced = |row: &Row<'_>| row.value("blended_usd_per_mtok").is_some();
            Some(quotient(counted(row, own()?)?, all_of(beside(ground, row), is_priced)?))
        }
        "blended_usd_per_mtok" => of_window(ground, row, &weeks),
        "implied_usd" => implied(row, own()?, number(ground, row, "blended_usd_per_mtok")),
        "dollar_share" => Some(quotient(number(ground, row, "implied_usd")?, priced(ground, row, &same_window(row))?)),
        _ => {
            let tokens = number(ground, row, "gap_token_share").or_else(|| Some(Number::constant("no tokens", 0.0)))?;
            points(number(ground, row, "dollar_share")?, tokens)
        }
    }
}

/// The tokens that count, of some rows.
fn all_of(rows: Vec<Row<'_>>, is_in: impl Fn(&Row<'_>) -> bool) -> Option<Number> {
    let said =
        |row: Row<'_>| counted_if(&row, row.number("tokens", format!("tokens of {}", text(&row, "vendor")))?, &is_in);
    let parts = rows.into_iter().filter(|row| is_in(row)).filter_map(said).collect();
    Number::of("tokens of all of them", Made::Sum(parts))
}

/// Of all vendors all tokens are meant; of the priced ones those that count.
fn counted_if(row: &Row<'_>, tokens: Number, is_in: &impl Fn(&Row<'_>) -> bool) -> Option<Number> {
    let is_of_priced = is_in(row) && text(row, "rule") == "default" && row.value("blended_usd_per_mtok").is_some();
    if is_of_priced && row.value("kept_share").is_some_and(|kept| kept < 1.0) {
        counted(row, tokens)
    } else {
        Some(tokens)
    }
}

/// The price over some weeks: the mean of theirs by tokens, or that of the board.
fn of_window(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date]) -> Option<Made> {
    let (vendor, rule, basis) = (text(row, "vendor"), text(row, "rule"), text(row, "price_basis"));
    let (first, rest) = weeks.split_first()?;
    if !dollars::is_by_week(&basis) || rest.is_empty() {
        return blended(ground, &vendor, &rule, &basis, *first).map(|price| Made::Sum(vec![price]));
    }
    let (mut usd, mut tokens) = (Vec::new(), Vec::new());
    for week in weeks {
        let Some(price) = blended(ground, &vendor, &rule, &basis, *week) else { continue };
        let Some(own) = tokens::of_week(ground, &vendor, *week) else { continue };
        tokens.push(own.clone());
        usd.extend(Number::of(format!("tokens times price, week of {week}"), Made::Product(vec![own, price])));
    }
    let usd = Number::of("tokens times price, of all weeks with a price", Made::Sum(usd))?;
    Some(quotient(usd, Number::of("tokens of the weeks with a price", Made::Sum(tokens))?))
}

fn points(now: Number, past: Number) -> Option<Made> {
    let name = format!("{} minus {}", now.name, past.name);
    Some(Made::Product(vec![Number::constant("points of a share", 100.0), Number::of(name, difference(now, past))?]))
}

fn vendor_growth(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let vendor = text(row, "vendor");
    let weeks = |side| windows::of_row(ground, row, side);
    let share =
        |column: &str, side| Some(quotient(number(ground, row, column)?, windows::whole(ground, &weeks(side))?));
    match column {
        "past_tokens" => Some(windows::tokens(ground, &vendor, &weeks(Side::First))),
        "now_tokens" => Some(windows::tokens(ground, &vendor, &weeks(Side::Last))),
        "past_share" => share("past_tokens", Side::First),
        "now_share" => share("now_tokens", Side::Last),
        "delta_points" => points(number(ground, row, "now_share")?, number(ground, row, "past_share")?),
        _ => Some(quotient(number(ground, row, "now_tokens")?, number(ground, row, "past_tokens")?)),
    }
}

fn group_share(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let week = row.day("week_start_date")?;
    // Groups of models are over another series.
    if row.text("group_of").is_some_and(|of| of != "vendors") {
        return None;
    }
    let group = text(row, "group_id");
    let is_member = |row: &Row<'_>| (ground.is_member)(&group, &text(row, "vendor"), week);
    let own = || {
        let rows = ground.rows("vendor_week", &[("week_start_date", &week.to_string())]);
        let of_member = |row: Row<'_>| tokens::of_week(ground, &text(&row, "vendor"), week);
        Made::Sum(rows.into_iter().filter(&is_member).filter_map(of_member).collect())
    };
    match column {
        "tokens" => Some(own()),
        "token_share" | "named_token_share" => {
            let which = if column == "token_share" { Which::All } else { Which::Named };
            Some(quotient(
                row.number("tokens", "tokens of the group")?.made_of(Some(own())),
                tokens::whole_week(ground, week, which)?,
            ))
        }
        _ => {
            let same = ["week_start_date", "rule", "price_basis"].map(|column| (column, text(row, column)));
            let filters: Vec<_> = same.iter().map(|(column, value)| (*column, value.as_str())).collect();
            let rows = ground.rows("dollar_share", &filters);
            let said = |row: &Row<'_>| row.number("implied_usd", format!("dollars of {}", text(row, "vendor")));
            let all: Vec<_> = rows.iter().filter_map(said).collect();
            let of_group: Vec<_> = rows.iter().filter(|row| is_member(row)).filter_map(said).collect();
            let of_group = Number::of("dollars of the group", Made::Sum(of_group))?;
            Some(quotient(of_group, Number::of("dollars of all priced vendors", Made::Sum(all))?))
        }
    }
}

/// The squares of the shares, in ten-thousandths.
fn concentration(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let ten_thousand = Number::constant("ten thousand", 1e4);
    if column == "effective_vendors" {
        return Some(quotient(ten_thousand, number(ground, row, "hhi")?));
    }
    let (week, basis, rule) = (text(row, "week_start_date"), text(row, "price_basis"), text(row, "rule"));
    let (table, share) =
        if basis == "tokens" { ("token_share", "named_token_share") } else { ("dollar_share", "dollar_share") };
    let mut filters = vec![("week_start_date", week.as_str())];
    if basis != "tokens" {
        filters.extend([("price_basis", basis.as_str()), ("rule", rule.as_str())]);
    }
    let square = |row: Row<'_>| {
        let name = format!("part of {}", text(&row, "vendor"));
        let part = row.number(share, name.clone())?;
        Number::of(format!("{name}, squared"), Made::Product(vec![part.clone(), part]))
    };
    let squares = ground.rows(table, &filters).into_iter().filter_map(square).collect();
    Some(Made::Product(vec![ten_thousand, Number::of("squares of all parts", Made::Sum(squares))?]))
}
