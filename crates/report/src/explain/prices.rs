//! The tables that are of prices and usage alone, without a chart: `vendor_price`, and the dollars of `model_leaderboard`.

use schema::Treatment;

use super::{
    Made, Number,
    answers::text,
    coverage, dollars,
    ground::{Ground, Row},
    number::quotient,
    usage,
};

/// The formula of a column of `vendor_price`.
pub(super) fn vendor_price(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let basis = text(row, "price_basis");
    let price = |usage: &Row<'_>| dollars::of_model(ground, usage, &basis);
    let priced = || dollars::by_model(ground, &usage::of_price(ground, row, &basis), &price);
    match column {
        "priced_usd" => priced().map(|[usd, _]| Made::Sum(usd)),
        "priced_tokens" => priced().map(|[_, tokens]| Made::Sum(tokens)),
        "blended_usd_per_mtok" => dollars::of_models(ground, row, &basis),
        _ => coverage::of_price(ground, row, column),
    }
}

/// The formula of a column of `model_leaderboard`: the variants of a model added up, those with a price for dollars.
pub(super) fn model_leaderboard(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let basis = text(row, "price_basis");
    let usages = of_model(ground, row, &basis);
    let price = |usage: &Row<'_>| dollars::of_model(ground, usage, &basis);
    let all = || usages.iter().map(|usage| usage::weight(ground, usage)).collect::<Option<Vec<_>>>().map(Made::Sum);
    if column == "tokens" {
        return all();
    }
    let [usd, tokens] = dollars::by_model(ground, &usages, &price)?;
    let priced = Number::of("tokens of its priced variants", Made::Sum(tokens))?;
    Some(match column {
        "implied_usd" => Made::Sum(usd),
        "coverage_share" => quotient(priced, ground.apart(row.number("tokens", "tokens of all its variants")?, all)),
        _ => {
            let usd = row.number("implied_usd", "dollars of its priced variants")?.made_of(Some(Made::Sum(usd)));
            let million = Number::constant("a million", 1e6);
            quotient(Number::of("dollars times a million", Made::Product(vec![usd, million]))?, priced)
        }
    })
}

/// What counts of the usage of a model on a board: of each variant what it has in the window, or, on a basis whose prices differ
/// by week, the weeks that this is the sum of.
fn of_model<'a>(ground: &'a Ground<'_>, row: &Row<'_>, basis: &str) -> Vec<Row<'a>> {
    let (board, model) = (text(row, "board"), text(row, "model"));
    let of = |kind: &str| {
        ground.rows("priced_usage", &[("board", board.as_str()), ("model", model.as_str()), ("window_kind", kind)])
    };
    let parts = if dollars::is_by_week(basis) { of("part") } else { Vec::new() };
    let taken = of("board").into_iter().flat_map(|usage| {
        let is_of_it = |part: &Row<'a>| part.text("variant") == usage.text("variant");
        let own: Vec<Row<'a>> = parts.iter().copied().filter(is_of_it).collect();
        let tokens: f64 = own.iter().filter_map(|part| part.value("tokens")).sum();
        if !own.is_empty() && usage.value("tokens") == Some(tokens) { own } else { vec![usage] }
    });
    taken.filter(|usage| usage::treatment(ground, usage, basis) != Treatment::Out).collect()
}
