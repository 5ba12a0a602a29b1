//! What a vendor's tokens cost: its price, out of those of its models, out of list prices and a mix.

use jiff::civil::Date;

use super::{
    Made, Number,
    ground::{Ground, Row},
    number::{difference, quotient},
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
    let row = price_row(ground, vendor, rule, basis, Some(week))?;
    let number = row.number("blended_usd_per_mtok", format!("dollars per million tokens of {vendor}"))?;
    Some(number.made_of(of_models(ground, &row, basis)).noted(row.text("reason")))
}

/// Dollars over tokens, each added up over the models that have a price.
fn of_models(ground: &Ground<'_>, row: &Row<'_>, basis: &str) -> Option<Made> {
    let usd = row.number("priced_usd", "dollars of its priced models")?;
    let tokens = row.number("priced_tokens", "tokens of its priced models")?;
    let (mut dollars, mut parts) = (Vec::new(), Vec::new());
    for usage in usages(ground, row, basis) {
        let Some(price) = of_model(ground, &usage, basis) else { continue };
        let name = model(&usage);
        let weight = read_from(ground, usage.number("tokens", format!("tokens of {name}"))?, &usage);
        parts.push(weight.clone());
        let million = Number::constant("a million", 1e6);
        let product = Number::of(format!("{name}: tokens times price"), Made::Product(vec![weight, price]))?;
        dollars.extend(Number::of(format!("dollars of {name}"), quotient(product, million)));
    }
    let usd = usd.made_of(Some(Made::Sum(dollars)));
    let tokens = tokens.made_of(Some(Made::Sum(parts)));
    let whole = Number::of("dollars times a million", Made::Product(vec![usd, Number::constant("a million", 1e6)]))?;
    Some(quotient(whole, tokens))
}

/// The usage that weighs a vendor's models: of the window, or, where that is made of weeks that have prices of their own, of
/// these.
fn usages<'a>(ground: &'a Ground<'_>, row: &Row<'_>, basis: &str) -> Vec<Row<'a>> {
    let text = |column| row.text(column).unwrap_or_default();
    let (board, vendor, kind) = (text("board"), text("vendor"), text("window_kind"));
    let mut filters = vec![("board", board.as_str()), ("vendor", vendor.as_str())];
    if kind == "board" && is_by_week(basis) {
        let parts = ground.rows("priced_usage", &[filters.as_slice(), &[("window_kind", "part")]].concat());
        if !parts.is_empty() {
            return parts;
        }
    }
    let start = text("window_start_date");
    filters.extend([("window_kind", kind.as_str()), ("window_start_date", start.as_str())]);
    ground.rows("priced_usage", &filters)
}

fn model(usage: &Row<'_>) -> String {
    let model = usage.text("model").unwrap_or_default();
    usage.text("variant").map_or_else(|| model.clone(), |variant| format!("{model}:{variant}"))
}

/// With where the tokens of a model were read, if one answer says them as they are: in a trailing total, or in a week of a
/// chart.
fn read_from(ground: &Ground<'_>, number: Number, usage: &Row<'_>) -> Number {
    let text = |column| usage.text(column).unwrap_or_default();
    let (model, variant, tokens, start) =
        (text("model"), usage.text("variant"), text("tokens"), text("usage_start_date"));
    let same = [("model", model.as_str()), ("tokens", tokens.as_str())];
    let is_variant = |row: &Row<'_>| row.text("variant") == variant;
    let says_so = |row: &Row<'_>| ground.value(row, "tokens") == usage.value("tokens");
    let snapshot = |row: Row<'_>| row.text("snapshot_id");
    let said = if let Some(id) = ground.rows("model_window", &same).into_iter().find(is_variant).and_then(snapshot) {
        let said = ground.rows("model_ranking", &[("snapshot_id", &id), ("model_permaslug", &model)]);
        said.into_iter().find(says_so)
    } else {
        let weeks = ground.rows("model_week", &[same.as_slice(), &[("week_start_date", &start)]].concat());
        let id = weeks.into_iter().find(is_variant).and_then(snapshot).unwrap_or_default();
        let is_it = |row: &Row<'_>| row.text("model_label").is_some_and(|label| label.starts_with(&model));
        let said = ground.rows("model_chart", &[("snapshot_id", &id), ("week_start_date", &start)]);
        said.into_iter().find(|row| is_it(row) && says_so(row))
    };
    match said {
        Some(said) => ground.read(number, &said, "tokens"),
        None => number,
    }
}

/// What a million tokens of one model cost.
fn of_model(ground: &Ground<'_>, usage: &Row<'_>, basis: &str) -> Option<Number> {
    let name = format!("dollars per million tokens of {}", model(usage));
    match basis {
        "list_3to1" => {
            let input = rate(ground, usage, "paid_input_usd_per_mtok", "price_snapshot_id")?;
            let output = rate(ground, usage, "paid_output_usd_per_mtok", "price_snapshot_id")?;
            let parts = [
                (Number::constant("input's part, assumed", ASSUMED_INPUT), input),
                (Number::constant("output's part, assumed", 1.0 - ASSUMED_INPUT), output),
            ];
            Number::of(name, Made::Sum(products(parts)?))
        }
        "list_current" => mixed(ground, usage, &name, "", "price_snapshot_id"),
        "list_asof" => mixed(ground, usage, &name, "asof_", "asof_snapshot_id"),
        "effective" => mixed(ground, usage, &name, "effective_", ""),
        "billed" => {
            usage.text("tokens").filter(|tokens| tokens != "0")?;
            let million = Number::constant("a million", 1e6);
            let billed = usage.number("billed_usd", "upstream's own total")?;
            let whole = Number::of("total times a million", Made::Product(vec![billed, million]))?;
            Number::of(name, quotient(whole, usage.number("tokens", "tokens")?))
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

/// At the mix of the very tokens, else at that of others; requests besides.
fn mixed(ground: &Ground<'_>, usage: &Row<'_>, name: &str, prefix: &str, snapshot: &str) -> Option<Number> {
    let listed = |what: &str| rate(ground, usage, &format!("{prefix}{what}_usd_per_mtok"), snapshot);
    let (input, output) = (listed("input")?, listed("output")?);
    let cache =
        listed("cache_read").unwrap_or_else(|| Number { name: "input, no discount".to_owned(), ..input.clone() });
    let made =
        measured(usage, [&input, &cache, &output]).or_else(|| referenced(ground, usage, [&input, &cache, &output]))?;
    let price = Number::of(name, made)?;
    Some(with_requests(usage, price.clone(), name, prefix).unwrap_or(price))
}

fn measured(usage: &Row<'_>, [input, cache, output]: [&Number; 3]) -> Option<Made> {
    let prompt = usage.number("prompt_tokens", "prompt tokens")?;
    let completion = usage.number("completion_tokens", "completion tokens")?;
    let mut cached = usage
        .number("cached_tokens", "cached tokens")
        .unwrap_or_else(|| Number::constant("cached tokens, not known", 0.0));
    cached.value = cached.value.min(prompt.value);
    let fresh = Number::of("fresh tokens", difference(prompt.clone(), cached.clone()))?;
    let usd = products([(fresh, input.clone()), (cached, cache.clone()), (completion.clone(), output.clone())])?;
    let whole = Number::of("prompt and completion tokens", Made::Sum(vec![prompt, completion]))?;
    Some(quotient(Number::of("tokens times prices", Made::Sum(usd))?, whole))
        .filter(|made| Number::of("", made.clone()).is_some())
}

fn referenced(ground: &Ground<'_>, usage: &Row<'_>, [input, cache, output]: [&Number; 3]) -> Option<Made> {
    let out = usage.number("mix_output_share", "output's part, of another window")?;
    let out = mix_from(ground, out, usage);
    let one = Number::constant("all", 1.0);
    let rest = Number::of("input's part", difference(one, out.clone()))?;
    let mut cached = usage
        .number("mix_cached_share", "cached input's part, of another window")
        .unwrap_or_else(|| Number::constant("cached input's part, not known", 0.0));
    cached.value = cached.value.min(rest.value);
    let fresh = Number::of("fresh input's part", difference(rest, cached.clone()))?;
    Some(Made::Sum(products([(fresh, input.clone()), (cached, cache.clone()), (out, output.clone())])?))
}

/// How near a part of output is to one that was measured for it to be that one.
const SAME_MIX: f64 = 1e-9;

/// With the answer that a mix of another window of the same model was measured in, or the file that it stands in.
fn mix_from(ground: &Ground<'_>, out: Number, usage: &Row<'_>) -> Number {
    let text = |column| usage.text(column).unwrap_or_default();
    let (origin, days) = (text("mix_origin"), text("mix_age_days"));
    if origin == "reference" {
        return out.noted(Some(format!("a mix of `data/reference/usage_mix.csv`, {days} days away")));
    }
    let (model, variant) = (text("model"), usage.text("variant"));
    let part = |row: &Row<'_>| {
        let (prompt, completion) = (row.value("prompt_tokens")?, row.value("completion_tokens")?);
        Some(completion / (prompt + completion))
    };
    let is_it = |row: &Row<'_>| {
        row.text("variant") == variant && part(row).is_some_and(|part| (part - out.value).abs() <= SAME_MIX)
    };
    let found = ["model_window", "model_week", "model_day"].into_iter().find_map(|table| {
        let row = ground.rows(table, &[("model", &model)]).into_iter().find(is_it)?;
        Some((table, row.text("snapshot_id")?))
    });
    match found {
        Some((table, id)) => {
            let note = format!("measured {days} days away: a row of `{table}` of the same model, from `{id}`");
            out.read_from((ground.bytes_of)(&id)).noted(Some(note))
        }
        None => out.noted(Some(format!("a mix of kind `{origin}`, {days} days away, of several rows together"))),
    }
}

/// What requests add, where their number and price are known.
fn with_requests(usage: &Row<'_>, price: Number, name: &str, prefix: &str) -> Option<Number> {
    let request = usage.number(&format!("{prefix}request_usd"), "dollars per request").filter(|usd| usd.value > 0.0)?;
    let requests = usage.number("request_count", "requests").filter(|count| count.value > 0.0)?;
    let million = Number::constant("a million", 1e6);
    let whole = Number::of("dollars of requests, times a million", Made::Product(vec![request, requests, million]))?;
    let added = Number::of("requests per million tokens", quotient(whole, usage.number("tokens", "tokens")?))?;
    Number::of(name, Made::Sum(vec![price, added]))
}

/// A list price, with the catalogue that says it.
fn rate(ground: &Ground<'_>, usage: &Row<'_>, column: &str, snapshot: &str) -> Option<Number> {
    let price = usage.number(column, column)?;
    let Some(id) = usage.text(snapshot) else { return Some(price) };
    let model = usage.text("model").unwrap_or_default();
    let entry = ["canonical_slug", "model_id"].into_iter().find_map(|slug| {
        let rows = ground.rows("catalog", &[("snapshot_id", &id), (slug, &model)]);
        let what = ["input", "output", "cache_read"].into_iter().find(|what| column.contains(what))?;
        // Free variants are priced as their paid sibling: the entry is the one that has the price.
        let listed = format!("{what}_usd_per_mtok");
        rows.into_iter().find(|row| ground.value(row, &listed) == Some(price.value)).map(|row| (row, listed))
    });
    Some(match entry {
        Some((entry, listed)) => ground.read(price, &entry, &listed),
        None => price
            .read_from((ground.bytes_of)(&id))
            .noted(Some(format!("of several catalogues: `tokenshare price {model}` has them"))),
    })
}
