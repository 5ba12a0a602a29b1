//! The first point: who leads by dollars, who by tokens, and what became of the dearest vendor.

use std::fmt::Write as _;

use schema::{
    Column, GrowthWindow, MovePart, Rule,
    columns::{
        ANNUAL_HIGH, ANNUAL_LOW, ANNUAL_RATIO, BOARD, COVERAGE_SHARE, DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE,
        DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, GROWTH_RATIO, GROWTH_WINDOW, IMPLIED_USD, MODEL, OF_MARKET_HIGH,
        OF_MARKET_LOW, OF_MARKET_RATIO, PART, PART_POINTS, PRICE_BASIS, REASON, RULE, TOKEN_RANK, TOKEN_SHARE, TOKENS,
        VENDOR, WEIGHTS_SHARE,
    },
};

use super::{
    FindingsTables, Part, filled,
    sheet::{Sheet, cell, grid},
};
use crate::{escape, published};

/// The vendor that the published text is about.
const DEAR: &str = "anthropic";
const ALL: &str = "all";
const TOTAL: &str = "total";

pub(super) fn answer(tables: &FindingsTables<'_>) -> Vec<Part> {
    vec![
        ("model_leaderboard", filled(tables.leaderboard).map(leaders)),
        ("vendor_gap", filled(tables.gap).map(share)),
        ("share_decomposition", filled(tables.decomposition).map(moved)),
        ("growth_rate", filled(tables.rate).map(grown)),
    ]
}

/// Who is first by dollars, and where it stands by tokens; and the other way round.
fn leaders(sheet: Sheet<'_>) -> String {
    let mut lines: Vec<Leaders> = Vec::new();
    let all = sheet.rows(&[]);
    let boards = sheet.words(&all, &BOARD);
    for board in &boards {
        for basis in sheet.words(&all, &PRICE_BASIS) {
            let first =
                |rank: &Column| sheet.rows(&[(&BOARD, board), (&PRICE_BASIS, &basis), (rank, "1")]).first().copied();
            let (Some(dear), Some(large)) = (first(&DOLLAR_RANK), first(&TOKEN_RANK)) else { continue };
            let of = |row: usize, rank: &Column| {
                let model = escape::markdown(&sheet.text(row, &MODEL).unwrap_or_default());
                format!("{model}{}, {} by {}", sheet.mark(row), cell(sheet.text(row, rank)), word(rank))
            };
            let usd = sheet.real(dear, &IMPLIED_USD).map(|usd| format!("${:.1}M", usd / 1e6));
            let tokens = sheet.integer(large, &TOKENS).map(published::tokens);
            let first = [of(dear, &TOKEN_RANK), cell(usd), of(large, &DOLLAR_RANK), cell(tokens)];
            match lines.iter_mut().find(|line| line.board == *board && line.first == first) {
                Some(same) => same.bases.push(basis),
                None => {
                    lines.push(Leaders { board: board.clone(), bases: vec![basis], first, is_apart: dear != large });
                }
            }
        }
    }
    let apart = lines.iter().filter(|line| line.is_apart).count();
    let windows: Vec<String> = boards.iter().map(|board| window(sheet, board)).collect();
    let said = match lines.len() {
        0 => "**Two orders.** In no setting does this run rank models by dollars as well as by tokens.\n".to_owned(),
        settings => format!(
            "**Two orders.** In {apart} of {settings} settings the model that is first by dollars is another than the one that \
             is first by tokens ({}). Bases that say the same on a board are one setting.\n\n",
            windows.join("; ")
        ),
    };
    let lines: Vec<Vec<String>> = lines.into_iter().map(Leaders::cells).collect();
    format!("{said}{}", grid(&["board", "basis", "first by dollars", "value", "first by tokens", "tokens"], &lines))
}

/// The first of both orders on a board, and the bases on which they are.
struct Leaders {
    board: String,
    bases: Vec<String>,
    first: [String; 4],
    is_apart: bool,
}

impl Leaders {
    fn cells(self) -> Vec<String> {
        [self.board, self.bases.join(", ")].into_iter().chain(self.first).collect()
    }
}

/// The days that a board is of.
pub(super) fn window(sheet: Sheet<'_>, board: &str) -> String {
    format!("board {board}: {}", sheet.days(&sheet.rows(&[(&BOARD, board)])))
}

fn word(rank: &Column) -> &'static str {
    if rank.name == TOKEN_RANK.name { "tokens" } else { "dollars" }
}

/// The dear vendor's part of tokens and of dollars, with what the unpriced can make of it.
fn share(sheet: Sheet<'_>) -> String {
    let Some(rule) = rule(sheet) else { return String::new() };
    let rows = sheet.rows(&[(&VENDOR, DEAR), (&RULE, rule)]);
    let percent = |row: usize, column: &Column| sheet.real(row, column).map(published::share);
    // How much of the vendor's tokens the weights name is not known of every run.
    let is_named = rows.iter().any(|row| sheet.real(*row, &WEIGHTS_SHARE).is_some());
    let line = |row: &usize| {
        let (low, high) = (percent(*row, &DOLLAR_SHARE_LOW), percent(*row, &DOLLAR_SHARE_HIGH));
        let mut cells = vec![
            format!("{}{}", cell(sheet.text(*row, &PRICE_BASIS)), sheet.mark(*row)),
            cell(percent(*row, &TOKEN_SHARE)),
            cell(percent(*row, &DOLLAR_SHARE).map(|share| share + &sheet.aged(*row))),
            cell(low.zip(high).map(|(low, high)| format!("{low} to {high}"))),
            cell(percent(*row, &COVERAGE_SHARE)),
        ];
        cells.extend(is_named.then(|| cell(percent(*row, &WEIGHTS_SHARE))));
        cells
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let mut heading = vec!["basis", "tokens", "dollars", "lowest to highest", "its tokens with a price"];
    heading.extend(is_named.then_some("its tokens that the weights name"));
    format!("{}\n\n{}", lane(sheet, rule, &rows), grid(&heading, &lines))
}

/// The lane in words: what the bounds leave open, and what they take for granted.
fn lane(sheet: Sheet<'_>, rule: &str, rows: &[usize]) -> String {
    let least = rows.iter().filter_map(|row| sheet.real(*row, &DOLLAR_SHARE_LOW)).reduce(f64::min);
    let most = rows.iter().filter_map(|row| sheet.real(*row, &DOLLAR_SHARE_HIGH)).reduce(f64::max);
    let tokens = rows.iter().find_map(|row| sheet.real(*row, &TOKEN_SHARE));
    let (Some((least, most)), Some(tokens)) = (least.zip(most), tokens) else {
        return format!("**The dear lane.** By rule `{rule}` this run has no value of {DEAR} with bounds.");
    };
    let gap = if least > tokens {
        "more than its part of tokens, as far as that cap holds"
    } else if most < tokens {
        "less than its part of tokens, as far as that cap holds"
    } else {
        "its part of tokens lies between them, so the gap itself is not certain"
    };
    format!(
        "**The dear lane.** {DEAR} has {} of the tokens of the last weeks, {}, and, by rule `{rule}`, between {} and {} of their \
         implied value over the bases below, where a token without a price or a name costs at most the blended price of the \
         dearest named vendor: {gap}. A dearer one is outside these bounds.",
        published::share(tokens),
        sheet.days(rows),
        published::share(least),
        published::share(most),
    )
}

/// The rule that speaks: `default` where the run has it.
pub(super) fn rule(sheet: Sheet<'_>) -> Option<&'static str> {
    let words = sheet.words(&sheet.rows(&[]), &RULE);
    [Rule::Default, Rule::Published].map(Rule::word).into_iter().find(|rule| words.iter().any(|word| word == rule))
}

/// What moved its share of tokens.
fn moved(sheet: Sheet<'_>) -> String {
    let Some(rule) = rule(sheet) else { return String::new() };
    let row = |part: MovePart| {
        let key = [(&VENDOR, DEAR), (&MODEL, ALL), (&PRICE_BASIS, "tokens"), (&RULE, rule), (&PART, part.word())];
        sheet.rows(&key).first().copied()
    };
    let part = |part: MovePart| {
        let row = row(part)?;
        Some((sheet.real(row, &PART_POINTS)?, sheet.real(row, &DELTA_POINTS)?, sheet.mark(row)))
    };
    let weeks = row(MovePart::Volume).map_or_else(String::new, |row| format!(", {},", sheet.compared(row)));
    let (Some((volume, all, mark)), Some((market, ..))) = (part(MovePart::Volume), part(MovePart::Market)) else {
        let reason = row(MovePart::Volume).and_then(|row| sheet.text(row, &REASON));
        let because = reason.map_or_else(String::new, |reason| format!(": {}", escape::markdown(&reason)));
        return format!(
            "**What moved it.** By rule `{rule}`{weeks} this run has no move of {DEAR}'s share of tokens{because}.\n"
        );
    };
    format!(
        "**What moved it.** By rule `{rule}`{weeks} its share of tokens moved by {} points{mark}: {} for its own tokens, {} for those of \
         the whole market.{}\n",
        published::points(all),
        published::points(volume),
        published::points(market),
        meant(all, volume),
    )
}

/// What a move and the part of its own tokens say together; of what prints as no move, nothing.
fn meant(all: f64, volume: f64) -> &'static str {
    let sign = |points: f64| match published::points(points).as_str() {
        "0.0" | published::NONE => 0,
        _ if points > 0.0 => 1,
        _ => -1,
    };
    match (sign(all), sign(volume)) {
        (-1, 1) => " Its share fell though its tokens grew: the market grew faster.",
        (-1, -1) => " Its share fell, and so did its tokens.",
        (1, 1) => " Its share grew, and so did its tokens.",
        (1, -1) => " Its share grew though its tokens fell: those of the market fell faster.",
        _ => "",
    }
}

/// How fast a vendor or the market grew.
struct Growth {
    ratio: f64,
    annual: Option<[f64; 3]>,
    /// How many times the growth of the market, and between which ends; none of the market itself.
    of_market: Option<f64>,
    of_market_ends: Option<(f64, f64)>,
    mark: &'static str,
    /// Between which weeks.
    compared: String,
}

impl Growth {
    fn of(sheet: Sheet<'_>, vendor: &str) -> Option<Self> {
        let row = *sheet.rows(&[(&VENDOR, vendor), (&GROWTH_WINDOW, GrowthWindow::FirstLast.word())]).first()?;
        let real = |column: &Column| sheet.real(row, column);
        let annual = || Some([real(&ANNUAL_RATIO)?, real(&ANNUAL_LOW)?, real(&ANNUAL_HIGH)?]);
        let of_market_ends = real(&OF_MARKET_LOW).zip(real(&OF_MARKET_HIGH));
        let (mark, compared) = (sheet.mark(row), sheet.compared(row));
        Some(Self {
            ratio: real(&GROWTH_RATIO)?,
            annual: annual(),
            of_market: real(&OF_MARKET_RATIO),
            of_market_ends,
            mark,
            compared,
        })
    }

    fn text(&self) -> String {
        let mut text = format!("{:.1} times{}", self.ratio, self.mark);
        if let Some([annual, low, high]) = self.annual {
            let _ = write!(text, ", {annual:.1} ({low:.1} to {high:.1}) a year");
        }
        text
    }

    /// Whether the vendor grew with the market, as far as pairs of drawn series tell.
    fn beside(&self) -> String {
        let Some(of_market) = self.of_market else { return String::new() };
        let Some((low, high)) = self.of_market_ends else {
            return format!(
                " That is {of_market:.2} times the growth of the market; without an interval nothing more is told."
            );
        };
        let told = if low > 1.0 {
            "it grew more than the market, as far as chance goes"
        } else if high < 1.0 {
            "it grew less than the market, as far as chance goes"
        } else {
            "1 lies between, so which of the two grew more can't be told from chance"
        };
        format!(
            " That is {of_market:.2} ({low:.2} to {high:.2}) times the growth of the market: {told}. This interval is of pairs: what \
             moved both in a week falls out, and the vendor is a part of the market."
        )
    }
}

/// How fast it grew, and the market, with intervals.
fn grown(sheet: Sheet<'_>) -> String {
    let (Some(own), Some(all)) = (Growth::of(sheet, DEAR), Growth::of(sheet, TOTAL)) else {
        return format!(
            "**How sure.** This run has no growth of {DEAR} and of the market from the first weeks to the last.\n"
        );
    };
    let others =
        if own.compared == all.compared { String::new() } else { format!(" (of the market {})", all.compared) };
    format!(
        "**How sure.** Complete weeks alone, {}{others}, tokens of the last against the first: {DEAR} {}; the market {}.{}\n",
        own.compared,
        own.text(),
        all.text(),
        own.beside(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_follows_its_signs() {
        assert!(meant(-9.5, 32.5).contains("though its tokens grew"));
        assert!(meant(-9.5, -1.0).contains("so did its tokens"));
        assert!(meant(4.0, -1.0).contains("though its tokens fell"));
        assert_eq!(
            [meant(0.04, 9.0), meant(-0.04, -9.0), meant(1.0, 0.0)],
            [""; 3],
            "what prints as 0.0 moved nowhere"
        );
    }

    #[test]
    fn who_grew_more_is_told_by_the_interval_of_both_together() {
        let grown = |of_market, of_market_ends| {
            let compared = "a year".to_owned();
            Growth { ratio: 2.0, annual: None, of_market, of_market_ends, mark: "", compared }.beside()
        };
        let told = |low, high| grown(Some(1.5), Some((low, high)));
        assert!(told(1.01, 2.0).contains("1.50 (1.01 to 2.00) times the growth of the market: it grew more"));
        assert!(told(0.5, 0.99).contains("it grew less than the market"));
        for (low, high) in [(0.9, 2.0), (1.0, 2.0), (0.5, 1.0)] {
            assert!(told(low, high).contains("can't be told from chance"), "{low} to {high}");
        }
        assert!(told(1.01, 2.0).contains("of pairs"), "and not of two series beside each other");
        let without = grown(Some(0.5), None);
        assert!(without.contains("0.50 times the growth of the market; without an interval"), "{without}");
        assert_eq!(grown(None, None), "", "the market is not held against itself");
    }
}
