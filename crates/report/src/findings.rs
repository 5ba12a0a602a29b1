//! `findings`: the three closing points of the published analysis, answered with what was computed, as a Markdown page in
//! plain words. Leaves out every computation: figures are those of the tables, and what a run did not make is said.

mod benchmarks;
mod lanes;
mod prices;
mod sheet;
mod top;

use std::fmt::Write as _;

use polars::frame::DataFrame;
use schema::{
    Origin, TableSpec, Verdict,
    columns::{BECAUSE, CLAIM_ID, CLAIM_TEXT, OUR_VALUE, VALUE_ORIGIN, VALUE_UNIT, VERDICT, WEEK_START_DATE},
    tables::{
        BenchmarkCorrelation, BenchmarkLabel, BenchmarkPoint, Claim, GrowthRate, ModelLeaderboard, PriceCorrelation,
        PricePoint, ShareDecomposition, VendorGap, VendorGrowth,
    },
};

use crate::{ReportError, claims::printed, escape, rows::checked};
use sheet::{Sheet, cell, grid};

/// What the page is made of. A table that a run does not make is `None`, and the page says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct FindingsTables<'a> {
    /// `claim`.
    pub claim: Option<&'a DataFrame>,
    /// `model_leaderboard`.
    pub leaderboard: Option<&'a DataFrame>,
    /// `vendor_gap`.
    pub gap: Option<&'a DataFrame>,
    /// `vendor_growth`.
    pub growth: Option<&'a DataFrame>,
    /// `price_point`.
    pub price_points: Option<&'a DataFrame>,
    /// `growth_rate`.
    pub rate: Option<&'a DataFrame>,
    /// `share_decomposition`.
    pub decomposition: Option<&'a DataFrame>,
    /// `price_correlation`.
    pub price_correlation: Option<&'a DataFrame>,
    /// `benchmark_correlation`.
    pub benchmark_correlation: Option<&'a DataFrame>,
    /// `benchmark_point`.
    pub points: Option<&'a DataFrame>,
    /// `benchmark_label`.
    pub labels: Option<&'a DataFrame>,
}

/// The tables by name, in the order of [`FindingsTables`].
pub const FINDINGS_TABLES: [&TableSpec; 11] = {
    use schema::Table as _;
    [
        Claim::SPEC,
        ModelLeaderboard::SPEC,
        VendorGap::SPEC,
        VendorGrowth::SPEC,
        PricePoint::SPEC,
        GrowthRate::SPEC,
        ShareDecomposition::SPEC,
        PriceCorrelation::SPEC,
        BenchmarkCorrelation::SPEC,
        BenchmarkPoint::SPEC,
        BenchmarkLabel::SPEC,
    ]
};

/// The day whose page the published analysis read, as the tables print days.
const PUBLISHED_ON: &str = "2026-04-14";

/// Claims of the first point.
const LANES: &[&str] = &[
    "top_model_by_dollars",
    "top_model_token_rank",
    "anthropic_token_share",
    "anthropic_dollar_share",
    "anthropic_last_year",
];
/// Claims of the second.
const PRICE: &[&str] = &["follows_price", "gainers_under_one_dollar", "opus_run_fraction"];
/// Claims of the third.
const BENCHMARK: &[&str] = &["benchmark_correlation", "premium_takes_dollars", "twenty_times_cheaper"];

const TITLE: &str = "# What the data says of the three closing points\n";

const HEAD: &str = "\
Written by `tokenshare findings`; change the program, not this page. It answers the last part of the published analysis of \
2026-04-14 with the tables of one run, each figure as it stands there. † marks what rests on values that were made for a \
sample, ‡ on values reconstructed from published sums. An interval in brackets behind a correlation or a rate is nominally 95 %. \
Dollars are tokens times list prices: implied value, not revenue.
";

const CANNOT: &str = "\
## What public data can't tell

- **Whether a router is efficient or cheap.** That needs the outcome of requests: per model and task how often an answer was \
used, retried or sent on to a dearer model, and who paid. No public source has any of it.
- **Why a model is used.** A correlation over models says which goes with which. To tell quality from price, from a free \
promotion, from being the default of one large app, the same users would have to be seen before and after a change: traffic by \
app, model and day around each change of price.
- **The market.** This is one router. What is bought from vendors directly, by contract or through other clouds, is not in it, \
and the dear vendors sell most there.
- **What was paid.** List prices leave out discounts and, where the cached part of the input is not known, the cache. \
`billed_usd` and effective prices, by model and week, would say it.
- **Quality at the day of use.** Scores are fitted anew by those who publish them; the score that a model had when it was \
chosen needs the file of that day.
";

/// The page, in Markdown.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not what its name says.
pub fn findings(tables: &FindingsTables<'_>) -> Result<String, ReportError> {
    let all = [
        tables.claim,
        tables.leaderboard,
        tables.gap,
        tables.growth,
        tables.price_points,
        tables.rate,
        tables.decomposition,
        tables.price_correlation,
        tables.benchmark_correlation,
        tables.points,
        tables.labels,
    ];
    for (spec, data) in FINDINGS_TABLES.iter().zip(all) {
        data.map(|data| checked(spec, data)).transpose()?;
    }
    let claims = |ids: &[&str]| ("claim", filled(tables.claim).map(|sheet| claims(sheet, ids)));
    let section = |title: &str, ids: &[&str], answer: Vec<Part>| section(title, &[vec![claims(ids)], answer].concat());
    let sections = [
        section("1. Is the market stratifying, not choosing?", LANES, lanes::answer(tables)),
        section("2. Does it follow price, not quality?", PRICE, prices::answer(tables)),
        section("3. Is benchmark against use weak, and inverted at the top?", BENCHMARK, benchmarks::answer(tables)),
    ];
    let head = [TITLE.to_owned(), worth(&sections), HEAD.to_owned()];
    let parts = head.into_iter().chain(sections).chain([CANNOT.to_owned()]);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    Ok(parts.join("\n"))
}

/// What the page is worth as evidence: how many lines of its tables rest on values that nobody observed. Nothing without tables.
fn worth(sections: &[String]) -> String {
    let of = |is: fn(&str) -> bool| sections.iter().flat_map(|section| section.lines()).filter(|line| is(line)).count();
    // Each table has a heading, and a rule below it.
    let all = of(|line| line.starts_with("| ")).saturating_sub(of(|line| line.starts_with("|---")));
    let marked = of(|line| line.starts_with("| ") && [MADE, RECONSTRUCTED].iter().any(|mark| line.contains(mark)));
    let (most, verb) = match marked {
        _ if all == 0 => return String::new(),
        0 => {
            return "No line of the tables below rests on values that were made up or reconstructed: all are of bytes as they were \
                    captured.\n"
                .to_owned();
        }
        1 if all == 1 => ("Most of this page is no measurement", "rests"),
        1 => ("Not all of this page is a measurement", "rests"),
        marked if 2 * marked > all => ("Most of this page is no measurement", "rest"),
        _ => ("Not all of this page is a measurement", "rest"),
    };
    format!(
        "**{most}.** {marked} of the {all} lines in the tables below {verb} on values that were made up for a sample (†) or \
         reconstructed from published sums (‡): they show how the question is answered, and are no evidence of what the market did. \
         A page of bytes as they were captured, as far as these reach, takes the program and a network: `tokenshare init DIR` lays a \
         folder with a pipeline; there `tokenshare weekly` asks official sources and makes the tables, and `tokenshare findings` \
         writes the page.\n"
    )
}

/// A table, and what it says; nothing where the run made no rows of it.
type Part = (&'static str, Option<String>);

/// The parts of a point that say something, and in one sentence the tables that are not there to say more.
fn section(title: &str, parts: &[Part]) -> String {
    let mut said = vec![format!("## {title}\n")];
    said.extend(parts.iter().filter_map(|(_, text)| text.clone()).filter(|text| !text.is_empty()));
    let without: Vec<String> =
        parts.iter().filter(|(_, text)| text.is_none()).map(|(table, _)| format!("`{table}`")).collect();
    if !without.is_empty() {
        said.push(format!("This run has no rows of {}: nothing is said of them.\n", without.join(", ")));
    }
    said.join("\n")
}

/// A table that has rows.
fn filled(data: Option<&DataFrame>) -> Option<Sheet<'_>> {
    data.filter(|data| data.height() > 0).map(Sheet::of)
}

/// The published sentences of a point, each with its verdict in the week of the analysis, where the run reaches back so far,
/// and in the newest in which it could be tested.
fn claims(sheet: Sheet<'_>, ids: &[&str]) -> String {
    let mut lines = Vec::new();
    for id in ids {
        for (row, week) in then_and_now(sheet, &sheet.rows(&[(&CLAIM_ID, id)])) {
            let verdict = sheet.text(row, &VERDICT).unwrap_or_default().replace('_', " ");
            lines.push(vec![
                format!("{}{}", escape::markdown(&sheet.text(row, &CLAIM_TEXT).unwrap_or_default()), sheet.mark(row)),
                ours(sheet, row),
                week,
                verdict,
                escape::markdown(&sheet.text(row, &BECAUSE).unwrap_or_default()),
            ]);
        }
    }
    grid(&["published", "ours", "tested on the week of", "verdict", "because"], &lines)
}

/// Our figure in the unit of the published one; where there is none, the row's `because` says why.
fn ours(sheet: Sheet<'_>, row: usize) -> String {
    let unit = sheet.text(row, &VALUE_UNIT);
    let text = sheet.real(row, &OUR_VALUE).map(|value| escape::markdown(&printed(value, unit.as_deref())));
    match unit.as_deref() {
        Some(unit @ ("rank" | "correlation")) => cell(text.map(|text| format!("{unit} {text}"))),
        _ => cell(text),
    }
}

/// Of the same claim in several weeks that in which the analysis was published, the newest that had begun by then; and the
/// newest of all in which it could be tested, or without one the newest.
fn then_and_now(sheet: Sheet<'_>, rows: &[usize]) -> Vec<(usize, String)> {
    let weeks = || rows.iter().filter_map(|row| Some((*row, sheet.text(*row, &WEEK_START_DATE)?)));
    let newest = |one: &(usize, String), other: &(usize, String)| one.1.cmp(&other.1);
    let then = weeks().filter(|(_, week)| week.as_str() <= PUBLISHED_ON).max_by(newest);
    let untested = Some(Verdict::CannotBeTested.word());
    let tested = weeks().filter(|(row, _)| sheet.text(*row, &VERDICT).as_deref() != untested);
    let now = tested.max_by(newest).or_else(|| weeks().max_by(newest));
    let now = now.filter(|(_, week)| then.as_ref().is_none_or(|(_, then)| week > then));
    then.into_iter().chain(now).collect()
}

const MADE: &str = " †";
const RECONSTRUCTED: &str = " ‡";

/// Marks what was not observed.
fn mark(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Made) => MADE,
        Some(Origin::Reconstructed) => RECONSTRUCTED,
        _ => "",
    }
}

/// A correlation and its interval: `+0.32 (+0.07 to +0.55)`.
fn correlation(sheet: Sheet<'_>, row: usize, columns: [&schema::Column; 3]) -> Option<String> {
    let [value, low, high] = columns.map(|column| sheet.real(row, column));
    let mut text = signed(value?);
    if let Some((low, high)) = low.zip(high) {
        let _ = write!(text, " ({} to {})", signed(low), signed(high));
    }
    Some(text)
}

/// What an interval says of the direction.
const fn direction(low: f64, high: f64) -> &'static str {
    if low > 0.0 {
        "up"
    } else if high < 0.0 {
        "down"
    } else {
        "neither"
    }
}

/// The least p-value that 10,000 permutations give: 1 of 10,001, the arrangement that is there.
const LEAST_P: f64 = 1.0 / 10_001.0;

/// A p-value by permutations; at their least it says only that it is that or smaller.
fn p_value(p: f64) -> String {
    if p < 1.5 * LEAST_P { "< 0.0002".to_owned() } else { format!("{p:.4}") }
}

fn signed(value: f64) -> String {
    let text = format!("{value:+.2}");
    if text == "-0.00" { "+0.00".to_owned() } else { text }
}

/// The column that says where a row's values are from.
const ORIGIN: &schema::Column = &VALUE_ORIGIN;

#[cfg(test)]
mod tests;
