//! The formula of each number that can be explained; `columns.rs` has which these are.

use jiff::civil::Date;

use super::{
    Made, Number,
    bounds::{End, bound},
    concentration::concentration,
    coverage,
    dollars::{self, blended},
    ground::{Ground, Row},
    group_bounds, group_tokens,
    growth::growth_rate,
    hidden::hidden,
    market::float,
    number::{difference, quotient},
    prices,
    tokens::{self, Which},
    windows::{self, Side},
};

/// A number of a row with what it is made of; none where it is null.
pub(super) fn number(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Number> {
    let taken_apart = || {
        let cell = row.number(column, column)?;
        let note = besides(row, column).map(str::to_owned);
        Some(ground.apart(cell, || made(ground, row, column)).noted(note))
    };
    ground.number_once(column, row, taken_apart)
}

fn made(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    match row.table() {
        "token_share" => token_share(ground, row, column),
        "dollar_share" => dollar_share(ground, row, column),
        "vendor_gap" => vendor_gap(ground, row, column),
        "vendor_growth" => vendor_growth(ground, row, column),
        "group_share" => group_share(ground, row, column),
        "concentration" => concentration(ground, row, column),
        "growth_rate" => growth_rate(ground, row, column),
        "vendor_price" => prices::vendor_price(ground, row, column),
        "model_leaderboard" => prices::model_leaderboard(ground, row, column),
        _ => None,
    }
}

/// What is to be known of a number besides its formula.
fn besides(row: &Row<'_>, column: &str) -> Option<&'static str> {
    let is_of_all = row.text("weeks").is_some_and(|weeks| weeks != "1");
    match column {
        _ if row.table() == "model_leaderboard" => None,
        "coverage_share" if is_of_all => Some("over several weeks: the mean of theirs by tokens"),
        "coverage_share" => Some("of the usage that weighs the vendor's models, not of the chart"),
        "kept_share" => {
            Some("the pipeline's choice of traffic leaves so much of the usage that weighs the vendor's models")
        }
        _ => None,
    }
}

pub(super) fn text(row: &Row<'_>, column: &str) -> String {
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
        "coverage_share" | "kept_share" => coverage::of_weeks(ground, row, column, &[week]),
        "dollar_share_low" | "dollar_share_high" => {
            let same = same_week(row);
            let beside = ground.rows(row.table(), &same.iter().map(|(c, v)| (*c, v.as_str())).collect::<Vec<_>>());
            bound(ground, row, &beside, &[week], End::of(column))
        }
        "implied_usd" => {
            let own = tokens::of_week(ground, &vendor, week).unwrap_or_else(|| Number::constant("tokens, absent", 0.0));
            implied(ground, row, &[week], own, price())
        }
        _ => {
            let usd = number(ground, row, "implied_usd")?;
            Some(quotient(usd, priced(ground, row, &same_week(row))?))
        }
    }
}

/// Week, rule and basis.
fn same_week(row: &Row<'_>) -> Vec<(&'static str, String)> {
    ["week_start_date", "rule", "price_basis"].into_iter().map(|column| (column, text(row, column))).collect()
}

/// Tokens times price, of the traffic that counts.
fn implied(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date], tokens: Number, price: Option<Number>) -> Option<Made> {
    // What the choice of traffic takes nothing of has no price, and no dollars for sure.
    if price.is_none() && tokens.value > 0.0 && row.value("implied_usd") == Some(0.0) {
        return Some(Made::Sum(vec![Number::constant(
            "nothing: the pipeline's choice of traffic takes none of it",
            0.0,
        )]));
    }
    let Some(price) = price else { return (tokens.value == 0.0).then(|| Made::Sum(vec![tokens])) };
    let whole = Number::of("tokens times price", Made::Product(vec![counted(ground, row, weeks, tokens)?, price]))?;
    Some(quotient(whole, Number::constant("a million", 1e6)))
}

/// The tokens that the pipeline's choice of traffic leaves.
pub(super) fn counted(ground: &Ground<'_>, row: &Row<'_>, weeks: &[Date], tokens: Number) -> Option<Number> {
    let Some(kept) = row.number("kept_share", "part of the traffic that counts").filter(|kept| kept.value < 1.0) else {
        return Some(tokens);
    };
    let kept = ground.apart(kept, || coverage::of_weeks(ground, row, "kept_share", weeks));
    let part = Number::of("part of the tokens", Made::Product(vec![tokens, kept]))?;
    Number::of("tokens that count", Made::Rounded(Box::new(part)))
}

/// The dollars of all rows beside this one that have them.
fn priced(ground: &Ground<'_>, row: &Row<'_>, same: &[(&str, String)]) -> Option<Number> {
    let filters: Vec<_> = same.iter().map(|(column, value)| (*column, value.as_str())).collect();
    let parts = ground.rows(row.table(), &filters).iter().filter_map(|row| dollars_of(ground, row)).collect();
    Number::of("dollars of all priced vendors", Made::Sum(parts)).map(Number::whole)
}

/// The dollars of one of them, on down to its prices.
pub(super) fn dollars_of(ground: &Ground<'_>, row: &Row<'_>) -> Option<Number> {
    let name = format!("dollars of {}", text(row, "vendor"));
    Some(Number { name, ..number(ground, row, "implied_usd")? })
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
    let own = || windows::own(ground, row, &weeks);
    match column {
        "tokens" => Some(windows::tokens(ground, &vendor, &weeks)),
        "most_tokens" => Some(most(ground, row, own(), &weeks)),
        "coverage_share" | "kept_share" => coverage::of_weeks(ground, row, column, &weeks),
        "dollar_share_low" | "dollar_share_high" => bound(ground, row, &beside(ground, row), &weeks, End::of(column)),
        "token_share" => Some(quotient(own()?, all_of(ground, beside(ground, row), &weeks, |_, tokens| Some(tokens))?)),
        "gap_token_share" if rule == "published" => vendor_gap(ground, row, "token_share"),
        "gap_token_share" => {
            let priced = |row: &Row<'_>, tokens| {
                row.value("blended_usd_per_mtok").and_then(|_| counted(ground, row, &weeks, tokens))
            };
            Some(quotient(counted(ground, row, &weeks, own()?)?, all_of(ground, beside(ground, row), &weeks, priced)?))
        }
        "blended_usd_per_mtok" => of_window(ground, row, &weeks),
        "implied_usd" => implied(ground, row, &weeks, own()?, number(ground, row, "blended_usd_per_mtok")),
        "dollar_share" => Some(quotient(number(ground, row, "implied_usd")?, priced(ground, row, &same_window(row))?)),
        _ => {
            let tokens = number(ground, row, "gap_token_share").or_else(|| Some(Number::constant("no tokens", 0.0)))?;
            points(number(ground, row, "dollar_share")?, tokens)
        }
    }
}

/// The most that a vendor can have: what it is named with, and what may be its own besides.
pub(super) fn most(ground: &Ground<'_>, row: &Row<'_>, own: Option<Number>, weeks: &[Date]) -> Made {
    let own = own.unwrap_or_else(|| Number::constant("tokens, absent", 0.0));
    let [besides, _] = hidden(ground, &text(row, "vendor"), &text(row, "rule"), weeks);
    Made::Sum(vec![own, besides])
}

/// The tokens of some rows, as far as each is counted.
fn all_of(
    ground: &Ground<'_>,
    rows: Vec<Row<'_>>,
    weeks: &[Date],
    of_row: impl Fn(&Row<'_>, Number) -> Option<Number>,
) -> Option<Number> {
    let parts = rows.into_iter().filter_map(|row| of_row(&row, windows::own(ground, &row, weeks)?)).collect();
    Number::of("tokens of all of them", Made::Sum(parts)).map(Number::whole)
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
    if tokens.iter().all(|tokens| tokens.value == 0.0) {
        // Of weeks that do not name the vendor each counts alike.
        let prices: Vec<Number> =
            weeks.iter().filter_map(|week| blended(ground, &vendor, &rule, &basis, *week)).collect();
        let count = Number::constant("weeks with a price", float(prices.len()));
        return Some(quotient(Number::of("their prices", Made::Sum(prices))?, count));
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
        "past_most_tokens" => Some(most(ground, row, number(ground, row, "past_tokens"), &weeks(Side::First))),
        "now_most_tokens" => Some(most(ground, row, number(ground, row, "now_tokens"), &weeks(Side::Last))),
        "growth_least_ratio" => {
            let now = number(ground, row, "now_tokens").unwrap_or_else(|| Number::constant("now_tokens, absent", 0.0));
            Some(quotient(now, number(ground, row, "past_most_tokens")?))
        }
        "growth_most_ratio" => {
            Some(quotient(number(ground, row, "now_most_tokens")?, number(ground, row, "past_tokens")?))
        }
        "delta_points" => points(number(ground, row, "now_share")?, number(ground, row, "past_share")?),
        _ => Some(quotient(number(ground, row, "now_tokens")?, number(ground, row, "past_tokens")?)),
    }
}

fn group_share(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    match column {
        "dollar_share_low" | "dollar_share_high" => group_bounds::bound(ground, row, End::of(column)),
        "dollar_share" => group_dollars(ground, row),
        _ => group_tokens::of_row(ground, row, column),
    }
}

/// The dollars of members over those of all priced vendors.
fn group_dollars(ground: &Ground<'_>, row: &Row<'_>) -> Option<Made> {
    let (group, week) = (text(row, "group_id"), row.day("week_start_date")?);
    let is_member = |row: &&Row<'_>| (ground.is_member)(&group, &text(row, "vendor"), week);
    let same = same_week(row);
    let filters: Vec<_> = same.iter().map(|(column, value)| (*column, value.as_str())).collect();
    let rows = ground.rows("dollar_share", &filters);
    let said = |row: &Row<'_>| dollars_of(ground, row);
    let all: Vec<_> = rows.iter().filter_map(said).collect();
    let of_group: Vec<_> = rows.iter().filter(is_member).filter_map(said).collect();
    let of_group = Number::of("dollars of the group", Made::Sum(of_group))?;
    Some(quotient(of_group, Number::of("dollars of all priced vendors", Made::Sum(all))?.whole()))
}
