//! `exports`: the daily dataset as files, official and without a key. Each is the 30 days before the day it is named
//! after; a manifest says how long it is and what it hashes to, an index which is the newest.

mod manifest;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::day;

use super::daily::{OTHER, TABLE, Usage, Window, model_daily};
use crate::{
    Access, Answer, DayFiles, DayParts, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    entry::{exact_day, shown},
    faults::Faults,
    records::{Record, Records},
};

const FILE: &str = "the day that the file is named after, YYYY-MM-DD";
/// How many days a file holds.
const DAYS: i64 = 30;

pub(super) const SOURCE: Source = Source {
    id: "exports",
    doc: "files of the daily dataset: the 50 largest models of each day, and the remainder",
    home: "https://openrouter.ai/rankings",
    licence: "CC BY 4.0",
    citation: "Source: OpenRouter (openrouter.ai/rankings), as of {captured_at}. Licensed under CC BY 4.0.",
    access: Access::Open,
    pace: Pace { per_minute: 30, per_day: 900 },
    requests: &[
        Request {
            name: "rankings-daily",
            doc: "tokens by day and model over the 30 days before the file's",
            url: "https://openrouter.ai/api/v1/datasets/exports/rankings-daily/{argument}.csv",
            argument: Some(FILE),
            fetched: Fetched::DayFiles(DayFiles {
                oldest: Date::constant(2026, 9, 19),
                days: DAYS,
                newest: manifest::newest,
                promise: manifest::promise,
            }),
            extension: "csv",
            tables: &["model_daily"],
            parse: rankings_daily,
        },
        Request {
            name: "index",
            doc: "which file is the newest",
            url: "https://openrouter.ai/api/v1/datasets/exports/index.json",
            argument: None,
            fetched: Fetched::Never,
            extension: "json",
            tables: &[],
            parse: manifest::index,
        },
        Request {
            name: "manifest",
            doc: "where a file is, how long, and its SHA-256",
            url: "https://openrouter.ai/api/v1/datasets/exports/rankings-daily/{argument}.manifest.json",
            argument: Some(FILE),
            fetched: Fetched::Never,
            extension: "json",
            tables: &[],
            parse: manifest::manifest,
        },
    ],
};

const DAY: &str = "date";
const MODEL: &str = "model_permaslug";
const RANK: &str = "rank";
const TOKENS: &str = "total_tokens";
const SHARE: &str = "share_of_daily_tokens";
/// All columns; each is demanded.
const COLUMNS: &[&str] = &[DAY, MODEL, RANK, TOKENS, SHARE];
/// How far a share may be from tokens over all tokens of its day.
const TOLERANCE: f64 = 1e-6;
/// What a day may lack, and how far what its shares say of it may be apart.
const MISSING: f64 = 1e-3;

/// The day that the answer's file is named after.
fn file_day(answer: &Answer<'_>) -> Result<Date, IngestError> {
    let argument = answer.about(FILE)?;
    exact_day(argument).ok_or_else(|| IngestError::Argument { what: FILE, found: shown(argument) })
}

fn rankings_daily(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let file = file_day(answer)?;
    let as_of = day::start(file).ok_or_else(|| IngestError::Argument { what: FILE, found: file.to_string() })?;
    let records = Records::of(TABLE, answer.body, COLUMNS)?;
    let (mut usages, mut shares, mut faults) = (Vec::new(), Vec::new(), Faults::default());
    for record in records.iter() {
        let Some((usage, share)) = faults.kept(row(&record, file)) else { continue };
        usages.push(usage);
        shares.push(share);
    }
    faults.none()?;
    let days = by_day(&usages, &shares);
    demand_all_rows(&days)?;
    let mut ingested = Ingested::default();
    ingested.notes.extend(records.new_columns(&[COLUMNS]));
    ingested.fields.extend(records.fields(&[COLUMNS]));
    ingested.notes.extend(bare_line_ends(answer.body));
    ingested.day_parts = fitting_shares(&days);
    ingested.notes.extend(strange_shares(&ingested.day_parts));
    let window = Window { first: day::shifted(file, -DAYS), last: day::shifted(file, -1) };
    ingested.add_noted(model_daily(answer, as_of, window, usages)?);
    Ok(ingested)
}

fn row<'file>(record: &Record<'file>, file: Date) -> Result<(Usage<'file>, f64), IngestError> {
    record.of_one_line()?;
    let expected = format!("a day before {file}");
    let day = record.demanded(DAY, &expected, |text| exact_day(text).filter(|day| *day < file))?;
    let label = record.demanded(MODEL, "a model", Some)?;
    let usage = Usage { day, label, tokens: record.count(TOKENS)?, rank: rank(record, label)?, path: record.place() };
    let is_share = |share: &f64| (0.0..=1.0).contains(share);
    let share = record.demanded(SHARE, "a share from 0 to 1", |text| text.parse().ok().filter(is_share))?;
    Ok((usage, share))
}

/// Models have one, and the remainder has none.
fn rank(record: &Record<'_>, label: &str) -> Result<Option<i64>, IngestError> {
    match record.text(RANK) {
        None if label == OTHER => Ok(None),
        Some(text) if label == OTHER => Err(record.wrong(RANK, "no rank of `other`", &format!("`{}`", shown(text)))),
        _ => record.count(RANK).map(Some),
    }
}

/// Upstream's lines end with CRLF: a file whose lines don't was kept or changed by something else.
fn bare_line_ends(body: &[u8]) -> Option<Note> {
    let lines = body.split_inclusive(|byte| *byte == b'\n');
    let count = lines.filter(|line| line.ends_with(b"\n") && !line.ends_with(b"\r\n")).count();
    (count > 0).then(|| Note { block: TABLE, what: "line that ends with LF, not with CRLF".to_owned(), count })
}

/// The tokens of each row of a day, and the share that it says they are.
type Shares = BTreeMap<Date, Vec<(f64, f64)>>;

#[expect(clippy::cast_precision_loss, reason = "compared to a millionth")]
fn by_day(usages: &[Usage<'_>], shares: &[f64]) -> Shares {
    let mut days = Shares::new();
    for (usage, share) in usages.iter().zip(shares) {
        days.entry(usage.day).or_default().push((usage.tokens as f64, *share));
    }
    days
}

/// All tokens of the rows of a day.
fn total(rows: &[(f64, f64)]) -> f64 {
    rows.iter().map(|(tokens, _)| tokens).sum()
}

/// Shares are of the whole day: where those of its rows agree on how much that was and the rows have less, some are missing.
/// A file that was cut would pass for a day on which less was used.
fn demand_all_rows(days: &Shares) -> Result<(), IngestError> {
    let mut faults = Faults::default();
    for (day, rows) in days {
        let all = rows.iter().filter(|(_, share)| *share > 0.0).map(|(tokens, share)| tokens / share);
        let (least, most) = all.fold((f64::INFINITY, 0.0), |(least, most), all| (all.min(least), all.max(most)));
        let agree = most <= least * (1.0 + MISSING);
        if most > 0.0 && agree && total(rows) < least * (1.0 - MISSING) {
            let expected = format!("rows that have all tokens of {day}, as their `{SHARE}` add up to 1");
            let found = format!("rows that have {:.1} % of them", 100.0 * total(rows) / most);
            let _ = faults.kept(Err::<(), _>(IngestError::Cut { block: TABLE, expected, found }));
        }
    }
    faults.none()
}

/// Shares repeat the tokens, so that they can be held against them: of each day its rows, and those whose share fits.
fn fitting_shares(days: &Shares) -> Vec<DayParts> {
    let of = |(day, rows): (&Date, &Vec<(f64, f64)>)| {
        let total = total(rows).max(1.0);
        let fitting = rows.iter().filter(|(tokens, share)| (tokens / total - share).abs() <= TOLERANCE).count();
        DayParts { table: TABLE, day: *day, rows: rows.len(), fitting }
    };
    days.iter().map(of).collect()
}

fn strange_shares(days: &[DayParts]) -> Option<Note> {
    let count: usize = days.iter().map(|of| of.rows - of.fitting).sum();
    let what = format!("`{SHARE}` that is not tokens over all tokens of the day, to {TOLERANCE}");
    (count > 0).then_some(Note { block: TABLE, what, count })
}
