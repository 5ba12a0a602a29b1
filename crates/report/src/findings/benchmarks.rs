//! The third point: scores of a benchmark against use, value and price, over models.

use std::collections::BTreeSet;

use schema::{
    Basis, Board, LabelMatch, Target,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, BLENDED_PRICE, BOARD, IMPLIED_USD, LABEL_MATCH, MODEL, PAIR_COUNT,
        PARTIAL_GIVEN, PARTIAL_HIGH, PARTIAL_LOW, PARTIAL_RHO, PRICE_BASIS, RHO, RHO_HIGH, RHO_LOW, RHO_P, SCORE,
        TARGET, TAU, TAU_HIGH, TAU_LOW, TOKEN_SHARE, TOKENS,
    },
};

use super::{
    FindingsTables, Part, correlation, direction, filled, p_value,
    sheet::{Sheet, cell, grid},
};
use crate::{escape, published};

/// The best that are shown.
const TOP: usize = 10;

pub(super) fn answer(tables: &FindingsTables<'_>) -> Vec<Part> {
    vec![
        ("benchmark_correlation", filled(tables.benchmark_correlation).map(found)),
        ("benchmark_point", filled(tables.points).map(top)),
        ("benchmark_label", filled(tables.labels).map(labels)),
    ]
}

fn found(sheet: Sheet<'_>) -> String {
    let all = sheet.rows(&[]);
    // On tokens the basis changes the partial correlation alone: a row without one says nothing new.
    let says_more = |row: &usize| {
        sheet.text(*row, &TARGET).as_deref() != Some(Target::Tokens.word()) || sheet.real(*row, &PARTIAL_RHO).is_some()
    };
    let known: Vec<usize> =
        all.iter().copied().filter(|row| sheet.real(*row, &RHO).is_some()).filter(says_more).collect();
    let line = |row: &usize| {
        let partial = correlation(sheet, *row, [&PARTIAL_RHO, &PARTIAL_LOW, &PARTIAL_HIGH]);
        let given = cell(sheet.text(*row, &PARTIAL_GIVEN));
        vec![
            format!("{} {}", cell(sheet.text(*row, &BENCHMARK_NAME)), cell(sheet.text(*row, &BENCHMARK_VERSION))),
            format!("{}{}", cell(sheet.text(*row, &BOARD)), sheet.mark(*row)),
            cell(sheet.text(*row, &TARGET)),
            cell(sheet.text(*row, &PRICE_BASIS)),
            cell(sheet.text(*row, &PAIR_COUNT)),
            cell(correlation(sheet, *row, [&RHO, &RHO_LOW, &RHO_HIGH])),
            cell(sheet.real(*row, &RHO_P).map(p_value)),
            cell(correlation(sheet, *row, [&TAU, &TAU_LOW, &TAU_HIGH])),
            cell(partial.map(|partial| format!("{partial}, given {given}"))),
        ]
    };
    let lines: Vec<Vec<String>> = known.iter().map(line).collect();
    let heading = ["benchmark", "board", "score against", "basis", "models", "rho", "p", "tau-b", "what is left"];
    let unknown = all.iter().filter(|row| sheet.real(**row, &RHO).is_none()).count();
    let left = if unknown > 0 {
        format!(
            "\n{unknown} of {} rows of `benchmark_correlation` have no number: too few models have what they need.\n",
            all.len()
        )
    } else {
        String::new()
    };
    let lines = if lines.is_empty() { String::new() } else { format!("\n{}", grid(&heading, &lines)) };
    format!("{}\n{lines}{left}", said(sheet, &known))
}

/// The answer in words, of tokens first.
fn said(sheet: Sheet<'_>, known: &[usize]) -> String {
    let of = |target: Target, columns: [&'static schema::Column; 2]| -> Vec<&'static str> {
        let rows = known.iter().filter(|row| sheet.text(**row, &TARGET).as_deref() == Some(target.word()));
        let [low, high] = columns;
        // The same numbers on another basis are no second witness.
        let mut seen = BTreeSet::new();
        let mut direction_of = |row: &usize| {
            let ends = [sheet.text(*row, low)?, sheet.text(*row, high)?];
            let key = [sheet.text(*row, &BENCHMARK_NAME)?, sheet.text(*row, &BOARD)?];
            let found = direction(sheet.real(*row, low)?, sheet.real(*row, high)?);
            seen.insert((key, ends)).then_some(found)
        };
        rows.filter_map(&mut direction_of).collect()
    };
    // Of what no model has there is no sentence.
    let words = |what: &str, found: &[&str]| {
        let count = |word: &str| found.iter().filter(|found| **found == word).count();
        let (up, down, neither) = (count("up"), count("down"), count("neither"));
        let all = found.len();
        (all > 0).then(|| format!(" {what}: {up} of {all} intervals lie above 0, {down} below, {neither} take it in."))
    };
    let (rho, rest) = ([&RHO_LOW, &RHO_HIGH], [&PARTIAL_LOW, &PARTIAL_HIGH]);
    let tokens = of(Target::Tokens, rho);
    let verdict = match (tokens.iter().all(|found| *found == "up"), tokens.iter().all(|found| *found == "down")) {
        _ if tokens.is_empty() => "**No answer.** Too few models have a score and tokens.".to_owned(),
        (true, _) => {
            "**Not anti-correlated.** Over the models that have both, better scores go with more tokens.".to_owned()
        }
        (_, true) => {
            "**Anti-correlated.** Over the models that have both, better scores go with fewer tokens.".to_owned()
        }
        _ => "**Not told.** Over the models that have both, not every interval is on one side of 0.".to_owned(),
    };
    let sentences = [
        words("Score against tokens", &tokens),
        words("Against dollars", &of(Target::Dollars, rho)),
        words("Against price", &of(Target::Price, rho)),
        words("Score against tokens among models of one price and age", &of(Target::Tokens, rest)),
    ];
    verdict + &sentences.into_iter().flatten().collect::<String>()
}

/// The best by score, and how much they are used.
fn top(sheet: Sheet<'_>) -> String {
    let on_site = sheet.rows(&[(&BOARD, Board::Site.word())]);
    let words = sheet.words(&on_site, &PRICE_BASIS);
    let bases: Vec<Basis> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let Some(headline) = Basis::headline(&bases) else {
        return "**At the top.** No model with a score is on the site's board of this run.\n".to_owned();
    };
    let mut rows = sheet.rows(&[(&BOARD, Board::Site.word()), (&PRICE_BASIS, headline.word())]);
    let score = |row: &usize| sheet.real(*row, &SCORE).unwrap_or(f64::MIN);
    rows.sort_by(|one, other| score(other).total_cmp(&score(one)));
    let line = |row: &usize| {
        vec![
            format!("{}{}", escape::markdown(&cell(sheet.text(*row, &MODEL))), sheet.mark(*row)),
            cell(sheet.real(*row, &SCORE).map(|score| format!("{score:.1}"))),
            cell(sheet.integer(*row, &TOKENS).map(published::tokens)),
            cell(sheet.real(*row, &TOKEN_SHARE).map(published::share)),
            cell(sheet.real(*row, &IMPLIED_USD).map(|usd| format!("${:.2}M", usd / 1e6))),
            published::price(sheet.real(*row, &BLENDED_PRICE)),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().take(TOP).map(line).collect();
    let share: f64 = rows.iter().take(TOP).filter_map(|row| sheet.real(*row, &TOKEN_SHARE)).sum();
    let all: f64 = rows.iter().filter_map(|row| sheet.real(*row, &TOKEN_SHARE)).sum();
    let said = format!(
        "**At the top.** The {} best scored of {} models on the site's board have {} of its tokens together, all that are scored \
         {} (values on {headline}):",
        lines.len(),
        rows.len(),
        published::share(share),
        published::share(all),
    );
    format!("{said}\n\n{}", grid(&["model", "score", "tokens", "share", "value", "per million"], &lines))
}

/// How many labels mean a model.
fn labels(sheet: Sheet<'_>) -> String {
    let all = sheet.rows(&[]).len();
    let of = |matched: LabelMatch| sheet.rows(&[(&LABEL_MATCH, matched.word())]).len();
    format!(
        "Of {all} labels of the benchmark {} have the name of a model of upstream's, {} mean one under another name, {} mean none or \
         can't be told, {} nobody has looked up: `benchmark_label` lists each with its reason. Models without a score are in \
         none of these numbers.\n",
        of(LabelMatch::Name),
        of(LabelMatch::SameModel),
        of(LabelMatch::None),
        of(LabelMatch::Unreviewed),
    )
}
