//! The section `[fetch]` of a pipeline file: who asks, how patiently, and which sources the user has turned on. It changes
//! how bytes arrive, never what is made of them.

use std::{collections::BTreeMap, time::Duration};

use ingest::{Access, Source, sources::SOURCES};
use jiff::SignedDuration;
use serde::Deserialize;

use crate::problems::Problems;

/// The keys of `[fetch]`, and of one of its sources.
pub(super) const KEYS: &[&str] = &[
    "attempts",
    "backoff",
    "connect_timeout",
    "contact",
    "interval",
    "patience",
    "read_timeout",
    "sources",
    "total_timeout",
];
pub(super) const SOURCE_KEYS: &[&str] = &["accept_terms", "because", "every_file", "models", "per_day"];

/// Longer is a slip.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// More is a slip.
const MOST_ATTEMPTS: i64 = 10;

/// What the section says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FetchDraft {
    contact: Option<String>,
    attempts: Option<i64>,
    backoff: Option<String>,
    connect_timeout: Option<String>,
    interval: Option<String>,
    patience: Option<String>,
    read_timeout: Option<String>,
    total_timeout: Option<String>,
    sources: BTreeMap<String, SourceDraft>,
}

/// What it says of one source.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceDraft {
    accept_terms: bool,
    because: Option<String>,
    every_file: bool,
    models: Option<i64>,
    per_day: Option<i64>,
}

/// How a fetch asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetching {
    /// Where upstream reaches whoever runs this; stands in the User-Agent.
    pub contact: Option<String>,
    /// How often one request is tried.
    pub attempts: usize,
    /// The first wait before another try; it doubles, and is spread by chance.
    pub backoff: Duration,
    /// How long it may take to connect.
    pub connect_timeout: Duration,
    /// How long an answer may stall.
    pub read_timeout: Duration,
    /// How long one answer may take.
    pub total_timeout: Duration,
    /// The least time between two requests to a host, where it is longer than the source's own; on loopback, whatever it
    /// is.
    pub interval: Option<Duration>,
    /// How long a source may take in all, waits included.
    pub patience: Duration,
    /// What is said of single sources.
    pub sources: BTreeMap<&'static str, SourceFetching>,
}

/// How a fetch asks one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFetching {
    /// Why the user accepts its terms, where they have to be.
    pub accepted_because: Option<String>,
    /// Every file of a source with a file a day, not just those that hold each day once.
    pub every_file: bool,
    /// How many models are asked about, where each is a request.
    pub models: Option<usize>,
    /// Fewer requests a day than the source's own limit.
    pub per_day: Option<u32>,
}

impl FetchDraft {
    /// What it means, and what is wrong with it.
    pub fn checked(&self, problems: &mut Problems) -> Fetching {
        let contact = self.contact.as_ref().map(|contact| contact.trim().to_owned());
        if contact.as_ref().is_some_and(|contact| !is_contact(contact)) {
            problems.add("`fetch.contact`: expected an address such as `https://example.org/me` or `me@example.org`");
        }
        let mut time = |key: &str, text: Option<&String>, otherwise: Duration| match text {
            None => otherwise,
            Some(text) => duration(key, text, problems).unwrap_or(otherwise),
        };
        let seconds = Duration::from_secs;
        Fetching {
            backoff: time("backoff", self.backoff.as_ref(), seconds(1)),
            connect_timeout: time("connect_timeout", self.connect_timeout.as_ref(), seconds(10)),
            read_timeout: time("read_timeout", self.read_timeout.as_ref(), seconds(30)),
            total_timeout: time("total_timeout", self.total_timeout.as_ref(), seconds(120)),
            patience: time("patience", self.patience.as_ref(), seconds(30 * 60)),
            interval: self.interval.as_ref().map(|text| time("interval", Some(text), Duration::ZERO)),
            attempts: attempts(self.attempts, problems),
            sources: self.sources.iter().filter_map(|(id, draft)| source(id, draft, problems)).collect(),
            contact,
        }
    }
}

impl Fetching {
    /// What is said of a source.
    pub fn of(&self, source: &Source) -> SourceFetching {
        self.sources.get(source.id).cloned().unwrap_or_default()
    }
}

impl Default for Fetching {
    fn default() -> Self {
        FetchDraft::default().checked(&mut Problems::default())
    }
}

/// It goes into a header: printable, no blanks, and something that reaches a person.
pub fn is_contact(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')'));
    is_plain && (text.contains('@') || text.starts_with("https://"))
}

fn duration(key: &str, text: &str, problems: &mut Problems) -> Option<Duration> {
    let read = text.parse::<SignedDuration>().ok().and_then(|duration| Duration::try_from(duration).ok());
    let least = if key.ends_with("_timeout") { Duration::from_millis(1) } else { Duration::ZERO };
    let read = read.filter(|duration| (least..=LONGEST).contains(duration));
    if read.is_none() {
        let expected = "expected a time up to a day, such as `30s`, `2m` or `250ms`";
        problems.add(format!("`fetch.{key}`: found `{text}`, {expected}"));
    }
    read
}

fn attempts(found: Option<i64>, problems: &mut Problems) -> usize {
    let attempts = found.unwrap_or(4);
    if !(1..=MOST_ATTEMPTS).contains(&attempts) {
        problems.add(format!("`fetch.attempts`: found {attempts}, expected 1 to {MOST_ATTEMPTS}"));
    }
    usize::try_from(attempts).unwrap_or(1)
}

fn source(id: &str, draft: &SourceDraft, problems: &mut Problems) -> Option<(&'static str, SourceFetching)> {
    let Some(source) = SOURCES.iter().find(|source| source.id == id) else {
        problems.add_unknown("source in `[fetch.sources]`", id, SOURCES.iter().map(|source| source.id));
        return None;
    };
    let because = draft.because.as_ref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let needs_leave = matches!(source.access, Access::Terms { .. });
    match (draft.accept_terms, &because) {
        (true, _) if !needs_leave => problems.add(format!("source `{id}`: has no terms to accept")),
        (true, None) => problems.add(format!("source `{id}`: `accept_terms` needs a reason in `because`")),
        (false, Some(_)) => problems.add(format!("source `{id}`: `because` without `accept_terms = true`")),
        _ => {}
    }
    let mut limit = |key: &str, found: Option<i64>| {
        let limit = found.map(|found| u32::try_from(found).ok().filter(|limit| *limit > 0));
        if limit == Some(None) {
            problems.add(format!("source `{id}`: `{key}` must be 1 to 4,294,967,295"));
        }
        limit.flatten()
    };
    let models = limit("models", draft.models).and_then(|models| usize::try_from(models).ok());
    let per_day = limit("per_day", draft.per_day);
    let accepted_because = because.filter(|_| draft.accept_terms);
    Some((source.id, SourceFetching { accepted_because, every_file: draft.every_file, models, per_day }))
}
