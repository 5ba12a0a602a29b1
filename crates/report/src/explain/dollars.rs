//! What a vendor's tokens cost: its price, out of those of its models, out of list prices and a mix.

use jiff::civil::Date;
use schema::Treatment;

use super::{
    Made, Number,
    ground::{Ground, Row},
    list_price,
    number::{difference, quotient},
    usage,
};

/// The part of all tokens that the published analysis took for input.
const ASSUMED_INPUT: f64 = 0.75;
/// Bases whose prices differ by week.
const BY_WEEK: [&str; 3] = ["list_asof", "effective", "billed"];

/// Whether each week has a price of its own.
pub(super) fn is_by_week(basis: &str) -> bool {
    BY_WEEK.contains(&basis)
}

/// The row of a vendor's price in a week, or over the board's window where a basis has one price for all.
pub(super) fn price_row<'a>(
    ground: &'a Ground<'_>,
    vendor: &str,
    rule: &str,
    basis: &str,
    week: Option<Date>,
) -> Option<Row<'a>> {
    let mut filters = vec![("vendor", vendor), ("rule", rule), ("price_basis", basis)];
    let start = week.map(|week| week.to_string()).unwrap_or_default();
    if is_by_week(basis) && week.is_some() {
        filters.extend([("window_kind", "week"), ("window_start_date", start.as_str())]);
    } else {
        filters.push(("window_kind", "board"));
    }
    ground.rows("vendor_price", &filters).pop()
}

/// What a vendor's tokens cost in a week, or over the board's window where a basis has one price for all.
pub(super) fn blended(ground: &Ground<'_>, vendor: &str, rule: &str, basis: &str, week: Date) -> Option<Number> {
    of_row(ground, &price_row(ground, vendor, rule, basis, Some(week))?, basis)
}

/// The price in a row of `vendor_price`.
pub(super) fn of_row(ground: &Ground<'_>, row: &Row<'_>, basis: &str) -> Option<Number> {
    let vendor = row.text("vendor").unwrap_or_default();
    let number = row.number("blended_usd_per_mtok", format!("dollars per million tokens of {vendor}"))?;
    Some(ground.apart(number, || of_models(ground, row, basis)).noted(row.text("reason")))
}

/// Dollars over tokens, each added up over the models that have a price.
pub(super) fn of_models(ground: &Ground<'_>, row: &Row<'_>, basis: &str) -> Option<Made> {
    ground.formula_once("price of its models", row, || added_up(ground, row, basis))
}

fn added_up(ground: &Ground<'_>, row: &Row<'_>, basis: &str) -> Option<Made> {
    let usd = row.number("priced_usd", "dollars of its priced models")?;
    let tokens = row.number("priced_tokens", "tokens of its priced models")?;
    let price = |usage: &Row<'_>| of_model(ground, usage, basis);
    let made = ground.further_in(|| by_model(ground, &usage::of_price(ground, row, basis), &price));
    let (usd, tokens) = match made {
        Some(made) => {
            let [dollars, parts] = made?;
            (usd.made_of(Some(Made::Sum(dollars))), tokens.made_of(Some(Made::Sum(parts))))
        }
        None => (usd.cut(), tokens.cut()),
    };
    let whole = Number::of("dollars times a million", Made::Product(vec![usd, Number::constant("a million", 1e6)]))?;
    Some(quotient(whole, tokens))
}

/// Dollars and tokens of each model that has a price.
pub(super) fn by_model(
    ground: &Ground<'_>,
    usages: &[Row<'_>],
    price: &dyn Fn(&Row<'_>) -> Option<Number>,
) -> Option<[Vec<Number>; 2]> {
    let (mut dollars, mut tokens) = (Vec::new(), Vec::new());
    for usage in usages {
        let Some(price) = price(usage) else { continue };
        let (name, weight) = (usage::model(usage), usage::weight(ground, usage)?);
        tokens.push(weight.clone());
        let million = Number::constant("a million", 1e6);
        let product = Number::of(format!("{name}: tokens times price"), Made::Product(vec![weight, price]))?;
        dollars.extend(Number::of(format!("dollars of {name}"), quotient(product, million)));
    }
    Some([dollars, tokens])
}

/// What a million tokens of one model cost.
pub(super) fn of_model(ground: &Ground<'_>, usage: &Row<'_>, basis: &str) -> Option<Number> {
    ground.number_once(basis, usage, || on_basis(ground, usage, basis))
}

fn on_basis(ground: &Ground<'_>, usage: &Row<'_>, basis: &str) -> Option<Number> {
    let name = format!("dollars per million tokens of {}", usage::model(usage));
    match basis {
        "list_3to1" => {
            let rates = columns(ground, usage, basis, "")?;
            let [input, output] = ["input", "output"].map(|what| rate(ground, usage, what, rates));
            let parts = [
                (Number::constant("input's part, assumed", ASSUMED_INPUT), input?),
                (Number::constant("output's part, assumed", 1.0 - ASSUMED_INPUT), output?),
            ];
            Number::of(name, Made::Sum(products(parts)?))
        }
        "list_current" | "list_asof" | "effective" => mixed(ground, usage, &name, columns(ground, usage, basis, "")?),
        "billed" => {
            usage.text("tokens").filter(|tokens| tokens != "0")?;
            let million = Number::constant("a million", 1e6);
            let billed = usage::count(ground, usage, "billed_usd", "upstream's own total")?;
            let whole = Number::of("total times a million", Made::Product(vec![billed, million]))?;
            Number::of(name, quotient(whole, usage::weight(ground, usage)?))
        }
        _ => None,
    }
}

fn products<const COUNT: usize>(parts: [(Number, Number); COUNT]) -> Option<Vec<Number>> {
    parts
        .into_iter()
        .map(|(part, price)| {
            let name = format!("{} at {}", part.name, price.name);
            Number::of(name, Made::Product(vec![part, price]))
        })
        .collect()
}

/// Which columns have the prices of a row of usage: `asof_input_low_usd_per_mtok` has prefix and infix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub(super) prefix: &'static str,
    pub(super) infix: &'static str,
    /// The column that names the answer.
    pub(super) snapshot: &'static str,
}

/// The columns that have the prices of some usage, or an end of them; none where it is to be paid for and nobody is known
/// to pay for its like.
pub(super) fn columns(ground: &Ground<'_>, usage: &Row<'_>, basis: &str, infix: &'static str) -> Option<Rates> {
    let is_paid_for = usage::treatment(ground, usage, basis) == Treatment::AsPaid && basis != "effective";
    if is_paid_for && usage.text("variant").as_deref() != Some("free") {
        return None;
    }
    let (prefix, snapshot) = match basis {
        "list_3to1" => ("paid_", "price_snapshot_id"),
        "list_current" if is_paid_for => ("paid_", "price_snapshot_id"),
        "list_current" => ("", "price_snapshot_id"),
        "list_asof" if is_paid_for => {
            return Some(Rates { prefix: "asof_paid_", infix, snapshot: "asof_snapshot_id" });
        }
        "list_asof" => return Some(Rates { prefix: "asof_", infix, snapshot: "asof_snapshot_id" }),
        _ => ("effective_", "effective_snapshot_id"),
    };
    Some(Rates { prefix, infix: "", snapshot })
}

/// Input, cached input and output.
pub(super) fn rates(ground: &Ground<'_>, usage: &Row<'_>, rates: Rates) -> Option<[Number; 3]> {
    let listed = |what: &str| rate(ground, usage, what, rates);
    let (input, output) = (listed("input")?, listed("output")?);
    let cache =
        listed("cache_read").unwrap_or_else(|| Number { name: "input, no discount".to_owned(), ..input.clone() });
    Some([input, cache, output])
}

/// At the mix of the very tokens, else at that of others; requests besides.
fn mixed(ground: &Ground<'_>, usage: &Row<'_>, name: &str, columns: Rates) -> Option<Number> {
    let listed = rates(ground, usage, columns)?;
    let made = match measured(ground, usage, &listed) {
        Some(made) => made,
        None => mixed_at(mix(ground, usage)?, &listed)?,
    };
    Some(with_requests(ground, usage, Number::of(name, made)?, name, columns))
}

/// At the mix of the very tokens; input that nobody says was cached is fresh.
pub(super) fn measured(ground: &Ground<'_>, usage: &Row<'_>, rates: &[Number; 3]) -> Option<Made> {
    let cached = usage::count(ground, usage, "cached_tokens", "cached tokens")
        .unwrap_or_else(|| Number::constant("cached tokens, not known", 0.0));
    measured_at(ground, usage, cached, rates)
}

/// The same with the most that cached input can be, where nobody says how much it was.
pub(super) fn measured_at_most(ground: &Ground<'_>, usage: &Row<'_>, rates: &[Number; 3]) -> Option<Made> {
    if usage::count(ground, usage, "cached_tokens", "cached tokens").is_some() {
        return None;
    }
    let (prompt, completion) = parts(ground, usage)?;
    let cached = match usage.number("mix_cached_share_high", "cached input's part, at its most") {
        Some(most) => {
            let note = format!("the most that `{}` allows, or that any window of the same model has", ground.mixes);
            let whole = Number::of("prompt and completion tokens", Made::Sum(vec![prompt, completion]))?;
            let most = most.noted(Some(note));
            Number::of("cached tokens, at the most", Made::Product(vec![most, whole]))?
        }
        None => prompt,
    };
    measured_at(ground, usage, cached, rates)
}

fn parts(ground: &Ground<'_>, usage: &Row<'_>) -> Option<(Number, Number)> {
    let prompt = usage::count(ground, usage, "prompt_tokens", "prompt tokens")?;
    Some((prompt, usage::count(ground, usage, "completion_tokens", "completion tokens")?))
}

fn measured_at(
    ground: &Ground<'_>,
    usage: &Row<'_>,
    cached: Number,
    [input, cache, output]: &[Number; 3],
) -> Option<Made> {
    let (prompt, completion) = parts(ground, usage)?;
    let cached = at_most(cached, &prompt)?;
    let fresh = Number::of("fresh tokens", difference(prompt.clone(), cached.clone()))?;
    let usd = products([(fresh, input.clone()), (cached, cache.clone()), (completion.clone(), output.clone())])?;
    let whole = Number::of("prompt and completion tokens", Made::Sum(vec![prompt, completion]))?;
    Some(quotient(Number::of("tokens times prices", Made::Sum(usd))?, whole))
        .filter(|made| Number::of("", made.clone()).is_some())
}

/// Cached input is no more than all input.
fn at_most(cached: Number, input: &Number) -> Option<Number> {
    if cached.value <= input.value {
        return Some(cached);
    }
    Number::of("cached input, at most all input", Made::Least(vec![cached, input.clone()]))
}

/// The mix of other tokens: output's part and cached input's.
pub(super) fn mix(ground: &Ground<'_>, usage: &Row<'_>) -> Option<[Number; 2]> {
    let output = usage.number("mix_output_share", "output's part, of another window")?;
    let cached = usage.number("mix_cached_share", "cached input's part, of another window").map_or_else(
        || Number::constant("cached input's part, not known", 0.0),
        |cached| mix_from(ground, cached, usage, "cached_tokens"),
    );
    Some([mix_from(ground, output, usage, "completion_tokens"), cached])
}

/// At a mix of other tokens.
pub(super) fn mixed_at([output, cached]: [Number; 2], [input, cache, price]: &[Number; 3]) -> Option<Made> {
    let one = Number::constant("all", 1.0);
    let rest = Number::of("input's part", difference(one, output.clone()))?;
    let cached = at_most(cached, &rest)?;
    let fresh = Number::of("fresh input's part", difference(rest, cached.clone()))?;
    Some(Made::Sum(products([(fresh, input.clone()), (cached, cache.clone()), (output, price.clone())])?))
}

/// Where a mix of the same model may have been measured: the last is of weeks of which a newer answer gives totals alone.
const MEASURED_IN: [&str; 4] = ["model_window", "model_week", "model_day", "model_week_vintage"];

/// How near a part of output is to one that was measured for it to be that one.
const SAME_MIX: f64 = 1e-9;

/// With the answer that a mix of another window of the same model was measured in, or the file that it stands in. `counted`
/// is what it is a part of.
pub(super) fn mix_from(ground: &Ground<'_>, part: Number, usage: &Row<'_>, counted: &str) -> Number {
    let text = |column| usage.text(column).unwrap_or_default();
    let (origin, days, mixes) = (text("mix_origin"), text("mix_age_days"), ground.mixes.as_str());
    let is_of_cache = counted == "cached_tokens";
    // What nobody measured of the model itself has the bounds of that file.
    if is_of_cache && usage.text("mix_cached_share").is_none() {
        return part.noted(Some(format!("the model's own cached part is in no source: a bound of `{mixes}`")));
    }
    if origin == "reference" && is_of_cache {
        return part.noted(Some(format!("a cached part of `{mixes}`, of the window that its line names")));
    }
    if origin == "reference" {
        return part.noted(Some(format!("a mix of `{mixes}`, {days} days away")));
    }
    let (model, variant) = (text("model"), usage.text("variant"));
    let measured = |row: &Row<'_>| {
        let [prompt, completion] = ["prompt_tokens", "completion_tokens"].map(|column| row.value(column));
        Some(row.value(counted)? / (prompt? + completion?))
    };
    let is_it = |row: &Row<'_>| {
        row.text("variant") == variant && measured(row).is_some_and(|found| (found - part.value).abs() <= SAME_MIX)
    };
    let found = MEASURED_IN.into_iter().find_map(|table| {
        let row = ground.rows(table, &[("model", &model)]).into_iter().find(is_it)?;
        Some((table, row.text("snapshot_id")?, row))
    });
    match found {
        Some((table, id, row)) => {
            let note = format!("measured {days} days away: a row of `{table}` of the same model, from `{id}`");
            let said = usage::said_in(ground, &row);
            let bytes = said.map_or_else(|| (ground.bytes_of)(&id), |said| ground.bytes(&said));
            part.read_from(bytes).noted(Some(note))
        }
        None => part.noted(Some(format!("a mix of kind `{origin}`, {days} days away, of several rows together"))),
    }
}

/// With what requests add, where their number and price are known.
pub(super) fn with_requests(ground: &Ground<'_>, usage: &Row<'_>, price: Number, name: &str, columns: Rates) -> Number {
    requests(ground, usage, columns)
        .and_then(|added| Number::of(name, Made::Sum(vec![price.clone(), added])))
        .unwrap_or(price)
}

fn requests(ground: &Ground<'_>, usage: &Row<'_>, columns: Rates) -> Option<Number> {
    let request = rate(ground, usage, "request", columns).filter(|usd| usd.value > 0.0)?;
    let requests = usage::count(ground, usage, "request_count", "requests").filter(|count| count.value > 0.0)?;
    let million = Number::constant("a million", 1e6);
    let whole = Number::of("dollars of requests, times a million", Made::Product(vec![request, requests, million]))?;
    Number::of("requests per million tokens", quotient(whole, usage::weight(ground, usage)?))
}

/// A price of a row of usage, with the answer that says it.
fn rate(ground: &Ground<'_>, usage: &Row<'_>, what: &str, columns: Rates) -> Option<Number> {
    let Rates { prefix, infix, snapshot } = columns;
    let unit = if what == "request" { "usd" } else { "usd_per_mtok" };
    let (column, listed) = (format!("{prefix}{what}{infix}_{unit}"), format!("{what}_{unit}"));
    let price = usage.number(&column, column.as_str())?;
    Some(list_price::read(ground, price, usage, &listed, snapshot))
}
