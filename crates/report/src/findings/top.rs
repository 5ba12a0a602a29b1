//! The top of the third point: scores against use, value and price among the best scored alone.

use schema::{
    Column, Target,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, BOARD, PAIR_COUNT, PRICE_BASIS, RHO, RHO_HIGH, RHO_LOW, TARGET,
        TOP_TEN_HIGH, TOP_TEN_LOW, TOP_TEN_RHO, TOP_THIRTY_HIGH, TOP_THIRTY_LOW, TOP_THIRTY_RHO,
    },
};

use super::{
    benchmarks::{counted, directions},
    correlation,
    sheet::{Sheet, cell, grid},
};

const ALL: [&Column; 3] = [&RHO, &RHO_LOW, &RHO_HIGH];
const THIRTY: [&Column; 3] = [&TOP_THIRTY_RHO, &TOP_THIRTY_LOW, &TOP_THIRTY_HIGH];
const TEN: [&Column; 3] = [&TOP_TEN_RHO, &TOP_TEN_LOW, &TOP_TEN_HIGH];
const HEADING: [&str; 8] = [
    "benchmark",
    "board",
    "score against",
    "basis",
    "models",
    "rho over all",
    "rho of the 30 best scored",
    "rho of the 10 best scored",
];

/// What is said of the best, of rows that have a number over all; nothing where none has one of the best.
pub(super) fn among_the_best(sheet: Sheet<'_>, known: &[usize]) -> String {
    let lines = lines(sheet, known);
    if lines.is_empty() {
        return String::new();
    }
    let of = |target: Target, [_, low, high]: [&Column; 3]| directions(sheet, known, target, [low, high]);
    let (thirty, ten) = (of(Target::Tokens, THIRTY), of(Target::Tokens, TEN));
    let (dear_thirty, dear_ten) = (of(Target::Dollars, THIRTY), of(Target::Dollars, TEN));
    let by_dollars = [dear_thirty.clone(), dear_ten.clone()].concat();
    let answer = answer(&of(Target::Tokens, ALL), &[thirty.clone(), ten.clone()].concat(), &by_dollars);
    let counts = [
        counted("Score against tokens among the 30 best scored", &thirty),
        counted("Among the 10 best scored", &ten),
        counted("Score against dollars among the 30 best scored", &dear_thirty),
        counted("Among the 10 best scored", &dear_ten),
    ];
    let counts: String = counts.into_iter().flatten().collect();
    format!("{answer}{counts}\n\n{}", grid(&HEADING, &lines))
}

/// The direction over all beside that at the top, in words; nothing of the top where no row has a number of it. Both are of score
/// against tokens; what is said of score against dollars at the top (`by_dollars`) is what its own intervals say.
fn answer(over_all: &[&str], top: &[&str], by_dollars: &[&str]) -> String {
    if top.is_empty() {
        return String::new();
    }
    let whole = match one(over_all) {
        Some("up") => "Positive over all",
        Some("down") => "Negative over all",
        Some(_) => "No direction over all",
        None => "No one direction over all",
    };
    let untold = neither(by_dollars);
    let (best, meant) = match (one(over_all), one(top)) {
        (Some("up"), Some("up")) => (
            "positive at the top, too",
            "Among the best scored, as well, better scores go with more tokens: nothing is inverted.",
        ),
        (_, Some("up")) => ("positive at the top", "Among the best scored better scores go with more tokens."),
        (_, Some("down")) => ("negative at the top", "Among the best scored better scores go with fewer tokens."),
        (_, Some(_)) => ("no direction at the top", untold.as_str()),
        (_, None) => (
            "no one direction at the top",
            "Among the best scored intervals do not agree: it depends on the board and on how many are counted among them.",
        ),
    };
    format!("**{whole}, {best}.** {meant}")
}

/// What is said where no interval against tokens is on one side of 0.
fn neither(by_dollars: &[&str]) -> String {
    let of_dollars = match one(by_dollars) {
        Some("neither") => ", and so does every one against dollars",
        None if by_dollars.is_empty() => "",
        _ => ", though not every one against dollars does",
    };
    format!(
        "Among the best scored every interval against tokens takes in 0{of_dollars}: neither that tokens fall with the score \
         there nor that they rise can be told from chance, so \"inverted at the top\" is not shown. It is not refuted either: few \
         models of scores that lie close together show an order only where it is strict."
    )
}

/// What all say, if they say the same.
fn one<'words>(found: &[&'words str]) -> Option<&'words str> {
    let first = *found.first()?;
    found.iter().all(|word| *word == first).then_some(first)
}

/// Rows that have a number of the best; those that say the same on several bases are one.
fn lines(sheet: Sheet<'_>, known: &[usize]) -> Vec<Vec<String>> {
    let mut lines: Vec<Line> = Vec::new();
    for row in known {
        let of = |columns| correlation(sheet, *row, columns);
        let (thirty, ten) = (of(THIRTY), of(TEN));
        if thirty.is_none() && ten.is_none() {
            continue;
        }
        let key = [
            format!("{} {}", cell(sheet.text(*row, &BENCHMARK_NAME)), cell(sheet.text(*row, &BENCHMARK_VERSION))),
            format!("{}{}", cell(sheet.text(*row, &BOARD)), sheet.mark(*row)),
            cell(sheet.text(*row, &TARGET)),
        ];
        let numbers = [cell(sheet.text(*row, &PAIR_COUNT)), cell(of(ALL)), cell(thirty), cell(ten)];
        let basis = cell(sheet.text(*row, &PRICE_BASIS));
        match lines.iter_mut().find(|line| line.key == key && line.numbers == numbers) {
            Some(same) => same.bases.push(basis),
            None => lines.push(Line { key, bases: vec![basis], numbers }),
        }
    }
    lines.into_iter().map(Line::cells).collect()
}

/// A benchmark on a board against a target, and the bases on which it has the same numbers.
struct Line {
    key: [String; 3],
    bases: Vec<String>,
    numbers: [String; 4],
}

impl Line {
    fn cells(self) -> Vec<String> {
        self.key.into_iter().chain([self.bases.join(", ")]).chain(self.numbers).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_said_beside_all() {
        let said = |over_all: &[&str], top: &[&str]| answer(over_all, top, &[]).split(".**").next().map(str::to_owned);
        let cases = [
            (["up", "up"], ["neither", "neither"], "**Positive over all, no direction at the top"),
            (["up", "up"], ["down", "down"], "**Positive over all, negative at the top"),
            (["up", "neither"], ["down", "neither"], "**No one direction over all, no one direction at the top"),
            (["neither", "neither"], ["up", "up"], "**No direction over all, positive at the top"),
            (["down", "down"], ["up", "up"], "**Negative over all, positive at the top"),
            (["up", "up"], ["up", "up"], "**Positive over all, positive at the top, too"),
        ];
        for (over_all, top, expected) in cases {
            assert_eq!(said(&over_all, &top).as_deref(), Some(expected));
        }
        assert!(answer(&["up"], &["neither"], &[]).contains("not refuted either"));
        assert!(!answer(&["down"], &["up"], &[]).contains("nothing is inverted"));
        assert!(answer(&["up"], &[], &["neither"]).is_empty());
    }

    /// Intervals against tokens and against dollars need not say the same.
    #[test]
    fn what_takes_in_nothing_is_told_of_tokens_and_of_dollars() {
        let said = |by_dollars: &[&str]| {
            let text = answer(&["up"], &["neither", "neither"], by_dollars);
            text.split_once("takes in 0").and_then(|(_, rest)| Some(rest.split_once(':')?.0.to_owned())).unwrap()
        };
        assert_eq!(said(&["neither", "neither"]), ", and so does every one against dollars");
        assert_eq!(said(&["neither", "up"]), ", though not every one against dollars does");
        assert_eq!(said(&["up", "up"]), ", though not every one against dollars does");
        assert_eq!(said(&[]), "");
    }
}
