//! The first point: who leads by dollars, who by tokens, and what became of the dearest vendor.

use std::fmt::Write as _;

use schema::{
    Column, GrowthWindow, MovePart, Rule,
    columns::{
        ANNUAL_HIGH, ANNUAL_LOW, ANNUAL_RATIO, BOARD, COVERAGE_SHARE, DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE,
        DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, GROWTH_RATIO, GROWTH_WINDOW, IMPLIED_USD, MODEL, PART, PART_POINTS,
        PRICE_BASIS, RULE, TOKEN_RANK, TOKEN_SHARE, TOKENS, VENDOR, WINDOW_END_DATE, WINDOW_START_DATE,
    },
};

use super::{
    FindingsTables,
    sheet::{Sheet, cell, grid},
    without,
};
use crate::{escape, published};

/// The vendor that the published text is about.
const DEAR: &str = "anthropic";
const ALL: &str = "all";
const TOTAL: &str = "total";

pub(super) fn answer(tables: &FindingsTables<'_>) -> String {
    let leaders = tables.leaderboard.map_or_else(|| without("model_leaderboard"), |data| leaders(Sheet::of(data)));
    let share = tables.gap.map_or_else(|| without("vendor_gap"), |data| share(Sheet::of(data)));
    let moved = tables.decomposition.map_or_else(|| without("share_decomposition"), |data| moved(Sheet::of(data)));
    let grown = tables.rate.map_or_else(|| without("growth_rate"), |data| grown(Sheet::of(data)));
    format!("{leaders}\n{share}\n{moved}\n{grown}")
}

/// Who is first by dollars, and where it stands by tokens; and the other way round.
fn leaders(sheet: Sheet<'_>) -> String {
    let mut lines = Vec::new();
    let all = sheet.rows(&[]);
    let (mut settings, mut apart) = (0, 0);
    for board in sheet.words(&all, &BOARD) {
        for basis in sheet.words(&all, &PRICE_BASIS) {
            let first =
                |rank: &Column| sheet.rows(&[(&BOARD, &board), (&PRICE_BASIS, &basis), (rank, "1")]).first().copied();
            let (Some(dear), Some(large)) = (first(&DOLLAR_RANK), first(&TOKEN_RANK)) else { continue };
            settings += 1;
            apart += usize::from(dear != large);
            let of = |row: usize, rank: &Column| {
                let model = escape::markdown(&sheet.text(row, &MODEL).unwrap_or_default());
                format!("{model}{}, {} by {}", sheet.mark(row), cell(sheet.text(row, rank)), word(rank))
            };
            let usd = sheet.real(dear, &IMPLIED_USD).map(|usd| format!("${:.1}M", usd / 1e6));
            lines.push(vec![
                board.clone(),
                basis.clone(),
                of(dear, &TOKEN_RANK),
                cell(usd),
                of(large, &DOLLAR_RANK),
                cell(sheet.integer(large, &TOKENS).map(published::tokens)),
            ]);
        }
    }
    let window = all.first().map_or_else(String::new, |row| {
        let day = |column| cell(sheet.text(*row, column));
        format!(" (board {}: {} to {})", cell(sheet.text(*row, &BOARD)), day(&WINDOW_START_DATE), day(&WINDOW_END_DATE))
    });
    let said = format!(
        "**Two orders.** In {apart} of {settings} settings the model that is first by dollars is another than the one that is \
         first by tokens{window}.\n\n"
    );
    format!("{said}{}", grid(&["board", "basis", "first by dollars", "value", "first by tokens", "tokens"], &lines))
}

fn word(rank: &Column) -> &'static str {
    if rank.name == TOKEN_RANK.name { "tokens" } else { "dollars" }
}

/// The dear vendor's part of tokens and of dollars, with what the unpriced can make of it.
fn share(sheet: Sheet<'_>) -> String {
    let rows = sheet.rows(&[(&VENDOR, DEAR), (&RULE, Rule::Default.word())]);
    let percent = |row: usize, column: &Column| sheet.real(row, column).map(published::share);
    let line = |row: &usize| {
        let (low, high) = (percent(*row, &DOLLAR_SHARE_LOW), percent(*row, &DOLLAR_SHARE_HIGH));
        vec![
            format!("{}{}", cell(sheet.text(*row, &PRICE_BASIS)), sheet.mark(*row)),
            cell(percent(*row, &TOKEN_SHARE)),
            cell(percent(*row, &DOLLAR_SHARE)),
            cell(low.zip(high).map(|(low, high)| format!("{low} to {high}"))),
            cell(percent(*row, &COVERAGE_SHARE)),
        ]
    };
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let least = rows.iter().filter_map(|row| sheet.real(*row, &DOLLAR_SHARE_LOW)).reduce(f64::min);
    let most = rows.iter().filter_map(|row| sheet.real(*row, &DOLLAR_SHARE_HIGH)).reduce(f64::max);
    let tokens = rows.first().and_then(|row| sheet.real(*row, &TOKEN_SHARE));
    let said = match (least.zip(most), tokens) {
        (Some((least, most)), Some(tokens)) => format!(
            "**The dear lane.** {DEAR} has {} of the tokens of the last weeks and, by rule `default`, between {} and {} of the \
             implied value, whatever the basis and whatever the tokens without a price or a name cost: {}\n\n",
            published::share(tokens),
            published::share(least),
            published::share(most),
            if least > tokens {
                "more than its part of tokens in any case."
            } else {
                "so the gap itself is not certain."
            },
        ),
        _ => format!("**The dear lane.** This run has no value of {DEAR}.\n\n"),
    };
    format!("{said}{}", grid(&["basis", "tokens", "dollars", "lowest to highest", "its tokens with a price"], &lines))
}

/// What moved its share of tokens.
fn moved(sheet: Sheet<'_>) -> String {
    let part = |part: MovePart| {
        let key = [(&VENDOR, DEAR), (&MODEL, ALL), (&PRICE_BASIS, "tokens"), (&RULE, Rule::Default.word())];
        let row = *sheet.rows(&[&key[..], &[(&PART, part.word())]].concat()).first()?;
        Some((sheet.real(row, &PART_POINTS)?, sheet.real(row, &DELTA_POINTS)?, sheet.mark(row)))
    };
    match (part(MovePart::Volume), part(MovePart::Market)) {
        (Some((volume, all, mark)), Some((market, ..))) => format!(
            "**What moved it.** Its share of tokens moved by {} points{mark}: its own growth alone would have added {}, the \
             growth of everybody took {}. A falling share of a market that grows this fast is no loss of tokens.\n",
            published::points(all),
            published::points(volume),
            published::points(market),
        ),
        _ => format!("**What moved it.** This run has no move of {DEAR}: it is absent in one of the windows.\n"),
    }
}

/// How fast it grew, and the market, with intervals.
fn grown(sheet: Sheet<'_>) -> String {
    let of = |vendor: &str| {
        let row = *sheet.rows(&[(&VENDOR, vendor), (&GROWTH_WINDOW, GrowthWindow::FirstLast.word())]).first()?;
        let mut text = format!("{:.1} times{}", sheet.real(row, &GROWTH_RATIO)?, sheet.mark(row));
        let [annual, low, high] = [&ANNUAL_RATIO, &ANNUAL_LOW, &ANNUAL_HIGH].map(|column| sheet.real(row, column));
        if let (Some(annual), Some(low), Some(high)) = (annual, low, high) {
            let _ = write!(text, ", {annual:.1} ({low:.1} to {high:.1}) a year");
        }
        Some(text)
    };
    match (of(DEAR), of(TOTAL)) {
        (Some(own), Some(all)) => format!(
            "**How sure.** Complete weeks alone, first against last: {DEAR} grew {own}; the market {all}. The intervals are wide, \
             since weekly changes are: that the one grew more slowly than the other is seen in these weeks, and not a law.\n"
        ),
        _ => String::new(),
    }
}
