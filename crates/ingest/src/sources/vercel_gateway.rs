//! `vercel_gateway`: who has which share of another gateway's traffic, by day. Another population: what it says compares
//! in direction only, and is never added to anything.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Frame,
    columns::{DAY_DATE, GATEWAY_METRIC, GATEWAY_METRICS, GATEWAY_SHARE, LAB_LABEL},
    day,
    series::{dates, reals, texts},
    tables::GatewayShare,
};
use serde_json::Value;

use super::columns::{Place, provenance};
use crate::{
    Access, Answer, Fetched, IngestError, Ingested, Note, Pace, Request, Source,
    decimal::scaled,
    entry::{Entry, Seen, rows, shown, wrong},
    faults::Faults,
    fields::Fields,
    json,
    objects::read_each,
};

pub(super) const SOURCE: Source = Source {
    id: "vercel_gateway",
    doc: "shares of the traffic of Vercel's AI Gateway, to compare with",
    home: "https://vercel.com/ai-gateway",
    licence: "CC BY 4.0",
    citation: "© 2026 Vercel. \"AI Gateway Leaderboard Data\" is licensed under CC BY 4.0. Retrieved {captured_at}.",
    access: Access::Open,
    pace: Pace::POLITE,
    requests: &[Request {
        name: "labs",
        doc: "shares of labs by day over the last two months, of requests, tokens, spend, images and videos",
        url: "https://vercel.com/api/ai/leaderboard-export?dataset=labs&modality=all&format=json",
        argument: None,
        fetched: Fetched::Whole,
        extension: "json",
        tables: &["gateway_share"],
        parse: labs,
    }],
};

const TABLE: &str = "gateway_share";
const OF_ANSWER: &[&str] =
    &["dataset", "earliest_available_date", "from", "license", "license_url", "modality", "rows", "to"];
const OF_ROW: &[&str] = &["date", "group", "metric", "modality", "name", "share_percent"];
/// How far the labs of a day may be from 100 percent: upstream rounds each.
const TOLERANCE: f64 = 0.05;

/// A lab's part of a day.
struct Part<'json> {
    day: Date,
    lab: &'json str,
    metric: &'json str,
    percent: f64,
    share: f64,
    place: Place,
}

/// What was left aside.
#[derive(Default)]
struct Aside {
    running: usize,
    metrics: BTreeMap<String, usize>,
}

fn labs(answer: &Answer<'_>) -> Result<Ingested, IngestError> {
    let (body, mut fields) = (Value::Object(json::answer(answer.body)?), Fields::default());
    let about = Entry::of(&body, "$")?;
    about.audit("answer", &[OF_ANSWER], &mut fields);
    demand(&about, "dataset", "labs")?;
    demand(&about, "modality", "all")?;
    let list = rows(about.field("rows").unwrap_or(&Value::Null), "$.rows")?;
    let (mut seen, mut aside) = (Seen::default(), Aside::default());
    let parts = read_each(list, "$.rows", |entry| {
        entry.audit("row", &[OF_ROW], &mut fields);
        let part = part(entry)?;
        seen.once(format!("{} {} {}", part.day, part.metric, part.lab), entry.path())?;
        let is_kept = aside.keeps(&part, day::of(answer.captured_at), entry)?;
        Ok(is_kept.then_some(part))
    })?;
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    demand_whole(&parts)?;
    let mut ingested = Ingested::default();
    ingested.add_fields(TABLE, fields);
    ingested.notes.extend(aside.notes());
    ingested.add(frame(answer, parts)?);
    Ok(ingested)
}

/// Refuses what is about something else than was asked for.
fn demand(entry: &Entry<'_, '_>, name: &str, asked: &str) -> Result<(), IngestError> {
    match entry.text(name)? {
        found if found == asked => Ok(()),
        found => Err(wrong(&entry.at(name), &format!("`{asked}`"), &Value::from(found))),
    }
}

fn part<'json>(entry: &Entry<'json, '_>) -> Result<Part<'json>, IngestError> {
    demand(entry, "group", "lab")?;
    demand(entry, "modality", "all")?;
    let lab = entry.text("name")?;
    let (percent, share) = share(entry)?;
    let place = Place { path: entry.path().to_owned(), week: None, key: lab.to_owned() };
    Ok(Part { day: entry.day("date")?, lab, metric: entry.text("metric")?, percent, share, place })
}

/// A share in percent, and as a part of 1: the nearest number to the exact decimal.
fn share(entry: &Entry<'_, '_>) -> Result<(f64, f64), IngestError> {
    const NAME: &str = "share_percent";
    let text = entry.optional_decimal(NAME)?;
    let read = text.as_deref().and_then(|text| scaled(text, 0).zip(scaled(text, -2)));
    let found = text.as_deref().map_or(Value::Null, Value::from);
    let is_share = |(percent, _): &(f64, f64)| *percent <= 100.0;
    read.filter(is_share).ok_or_else(|| wrong(&entry.at(NAME), "percent from 0 to 100", &found))
}

impl Aside {
    /// Whether a row is one of the table's: of a day that is over, and of a metric that is known.
    fn keeps(&mut self, part: &Part<'_>, captured: Date, entry: &Entry<'_, '_>) -> Result<bool, IngestError> {
        if part.day > captured {
            let expected = format!("a day up to {captured}, that of the capture");
            return Err(wrong(&entry.at("date"), &expected, &Value::from(part.day.to_string())));
        }
        let is_running = part.day == captured;
        let is_known = GATEWAY_METRICS.contains(&part.metric);
        self.running += usize::from(is_running);
        if !is_known {
            *self.metrics.entry(shown(part.metric)).or_default() += 1;
        }
        Ok(!is_running && is_known)
    }

    fn notes(self) -> impl Iterator<Item = Note> {
        let what = "row of the day of the capture, which still runs, left aside".to_owned();
        let running = (self.running > 0).then_some(Note { block: TABLE, what, count: self.running });
        let metric = |(metric, count)| Note { block: TABLE, what: format!("new metric `{metric}`, left aside"), count };
        running.into_iter().chain(self.metrics.into_iter().map(metric))
    }
}

/// Refuses days of which a lab is missing, or there twice.
fn demand_whole(parts: &[Part<'_>]) -> Result<(), IngestError> {
    let mut sums: BTreeMap<(Date, &str), f64> = BTreeMap::new();
    for part in parts {
        *sums.entry((part.day, part.metric)).or_default() += part.percent;
    }
    let block = |expected: String, found: String| IngestError::Block { block: TABLE, expected, found };
    if sums.is_empty() {
        return Err(block("rows of days that are over".to_owned(), "none".to_owned()));
    }
    let mut faults = Faults::default();
    for ((day, metric), sum) in sums {
        // Beyond the tolerance by more than binary fractions are.
        let is_whole = (sum - 100.0).abs() <= TOLERANCE + 1e-9;
        let expected = format!("labs whose `{metric}` of {day} adds up to 100 ± {TOLERANCE} percent");
        let _ = faults.kept(if is_whole { Ok(()) } else { Err(block(expected, format!("{sum:.3}"))) });
    }
    faults.none()
}

fn frame(answer: &Answer<'_>, parts: Vec<Part<'_>>) -> Result<Frame<GatewayShare>, IngestError> {
    let mut columns = vec![
        dates(&DAY_DATE, parts.iter().map(|part| Some(part.day))),
        texts(&LAB_LABEL, parts.iter().map(|part| Some(part.lab))),
        texts(&GATEWAY_METRIC, parts.iter().map(|part| Some(part.metric))),
        reals(&GATEWAY_SHARE, parts.iter().map(|part| Some(part.share))),
    ];
    let places: Vec<_> = parts.into_iter().map(|part| part.place).collect();
    columns.extend(provenance::<GatewayShare>(answer, &places));
    Ok(Frame::from_columns(columns)?)
}
