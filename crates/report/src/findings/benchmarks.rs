//! The third point: scores of a benchmark against use, value and price, over models.

use std::collections::BTreeSet;

use schema::{
    Basis, Board, Column, LabelMatch, Target,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, BLENDED_PRICE, BOARD, IMPLIED_USD, LABEL_MATCH, MODEL, PAIR_COUNT,
        PARTIAL_GIVEN, PARTIAL_HIGH, PARTIAL_LOW, PARTIAL_RHO, PRICE_BASIS, RHO, RHO_HIGH, RHO_LOW, RHO_P, SCORE,
        TARGET, TAU, TAU_HIGH, TAU_LOW, TOKEN_SHARE, TOKENS,
    },
};

use super::{
    FindingsTables, Part, correlation, direction, filled, lanes, p_value,
    sheet::{Sheet, cell, grid},
    signed, top,
};
use crate::{escape, published};

/// The best that are shown.
const TOP: usize = 10;

pub(super) fn answer(tables: &FindingsTables<'_>) -> Vec<Part> {
    vec![
        ("benchmark_correlation", filled(tables.benchmark_correlation).map(found)),
        ("benchmark_point", filled(tables.points).map(best)),
        ("benchmark_label", filled(tables.labels).map(labels)),
    ]
}

fn found(sheet: Sheet<'_>) -> String {
    let all = sheet.rows(&[]);
    let known: Vec<usize> = all.iter().copied().filter(|row| sheet.real(*row, &RHO).is_some()).collect();
    // On tokens the basis changes the partial correlation alone: a row without one says nothing new.
    let says_more = |row: &usize| {
        sheet.text(*row, &TARGET).as_deref() != Some(Target::Tokens.word()) || sheet.real(*row, &PARTIAL_RHO).is_some()
    };
    let telling: Vec<usize> = known.iter().copied().filter(says_more).collect();
    let unknown = all.len() - known.len();
    let left = match unknown {
        0 => String::new(),
        _ => format!(
            "{unknown} of {} rows of `benchmark_correlation` have no number: too few models have what they need.\n",
            all.len()
        ),
    };
    let parts = [
        said(sheet, &known) + "\n",
        lines(sheet, &telling),
        left,
        weak(sheet, &known),
        top::among_the_best(sheet, &known),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn lines(sheet: Sheet<'_>, rows: &[usize]) -> String {
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
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let heading = ["benchmark", "board", "score against", "basis", "models", "rho", "p", "tau-b", "what is left"];
    grid(&heading, &lines)
}

/// Where intervals of a target lie, each once: the same numbers on another basis are no second witness.
pub(super) fn directions(
    sheet: Sheet<'_>,
    rows: &[usize],
    target: Target,
    [low, high]: [&Column; 2],
) -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    let direction_of = |row: &usize| {
        let ends = [sheet.text(*row, low)?, sheet.text(*row, high)?];
        let key =
            [sheet.text(*row, &BENCHMARK_NAME)?, sheet.text(*row, &BENCHMARK_VERSION)?, sheet.text(*row, &BOARD)?];
        let found = direction(sheet.real(*row, low)?, sheet.real(*row, high)?);
        seen.insert((key, ends)).then_some(found)
    };
    let of_target = rows.iter().filter(|row| sheet.text(**row, &TARGET).as_deref() == Some(target.word()));
    of_target.filter_map(direction_of).collect()
}

/// How many intervals lie where; of what no model has there is no sentence.
pub(super) fn counted(what: &str, found: &[&str]) -> Option<String> {
    let count = |word: &str| found.iter().filter(|found| **found == word).count();
    let (up, down, neither) = (count("up"), count("down"), count("neither"));
    let all = found.len();
    (all > 0).then(|| format!(" {what}: {up} of {all} intervals lie above 0, {down} below, {neither} take it in."))
}

/// The answer in words, of tokens first.
fn said(sheet: Sheet<'_>, known: &[usize]) -> String {
    let (rho, rest) = ([&RHO_LOW, &RHO_HIGH], [&PARTIAL_LOW, &PARTIAL_HIGH]);
    let of = |target: Target, columns: [&Column; 2]| directions(sheet, known, target, columns);
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
        counted("Score against tokens", &tokens),
        counted("Against dollars", &of(Target::Dollars, rho)),
        counted("Against price", &of(Target::Price, rho)),
        counted("Score against tokens among models of one price and age", &of(Target::Tokens, rest)),
    ];
    let boards = sheet.words(known, &BOARD);
    let windows: Vec<String> = boards.iter().map(|board| lanes::window(sheet, board)).collect();
    let days = if windows.is_empty() {
        String::new()
    } else {
        format!(" Use is of {}; scores are of the version that is named.", windows.join("; "))
    };
    verdict + &sentences.into_iter().flatten().collect::<String>() + &days
}

/// How weak the relation is: what ranks have in common, and what of it is left. A sentence for each benchmark and board.
fn weak(sheet: Sheet<'_>, telling: &[usize]) -> String {
    let key = |row: usize| [&BENCHMARK_NAME, &BENCHMARK_VERSION, &BOARD].map(|column| cell(sheet.text(row, column)));
    let on_tokens = |row: &&usize| sheet.text(**row, &TARGET).as_deref() == Some(Target::Tokens.word());
    let rows: Vec<usize> = telling.iter().filter(on_tokens).copied().collect();
    let keys: BTreeSet<[String; 3]> = rows.iter().map(|row| key(*row)).collect();
    let sentence = |of: &[String; 3]| {
        let rows: Vec<usize> = rows.iter().copied().filter(|row| key(*row) == *of).collect();
        let words = sheet.words(&rows, &PRICE_BASIS);
        let bases: Vec<Basis> = words.iter().filter_map(|word| word.parse().ok()).collect();
        let headline = Basis::headline(&bases)?;
        let is_headline = |row: &usize| sheet.text(*row, &PRICE_BASIS).as_deref() == Some(headline.word());
        let row = rows.iter().copied().find(is_headline)?;
        let [benchmark, version, board] = of;
        Some(format!(" On the board {board} ({benchmark} {version}): {}.", in_common(sheet, row)?))
    };
    let sentences: String = keys.iter().filter_map(sentence).collect();
    if sentences.is_empty() {
        return String::new();
    }
    format!(
        "**How weak.** The square of rho is the part of the variance of one variable's ranks that a straight line through those \
         of the other accounts for.{sentences} Prices go with scores themselves: what is left with price held fixed is no measure \
         of what quality is worth.\n"
    )
}

/// What ranks of scores and tokens have in common, and what of it price and age leave.
fn in_common(sheet: Sheet<'_>, row: usize) -> Option<String> {
    let rho = sheet.real(row, &RHO)?;
    let count = cell(sheet.text(row, &PAIR_COUNT));
    let whole = format!(
        "rho {} over {count} models, {} of the variance of the ranks of tokens",
        signed(rho),
        published::share(rho * rho)
    );
    let Some(partial) = correlation(sheet, row, [&PARTIAL_RHO, &PARTIAL_LOW, &PARTIAL_HIGH]) else {
        return Some(whole);
    };
    let ends = sheet.real(row, &PARTIAL_LOW).zip(sheet.real(row, &PARTIAL_HIGH));
    let told = match ends.map(|(low, high)| direction(low, high)) {
        Some("neither") => ", which can't be told from 0",
        _ => "",
    };
    Some(format!("{whole}; {partial} is left given {}{told}", cell(sheet.text(row, &PARTIAL_GIVEN))))
}

/// The best by score, and how much they are used.
fn best(sheet: Sheet<'_>) -> String {
    let on_site = sheet.rows(&[(&BOARD, Board::Site.word())]);
    let words = sheet.words(&on_site, &PRICE_BASIS);
    let bases: Vec<Basis> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let Some(headline) = Basis::headline(&bases) else {
        return "**The best scored.** No model with a score is on the site's board of this run.\n".to_owned();
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
        "**The best scored.** The {} best scored of {} models on the site's board, {}, have {} of its tokens together, all that are \
         scored {} (values on {headline}):",
        lines.len(),
        rows.len(),
        sheet.days(&rows),
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
