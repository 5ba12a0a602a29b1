//! A pipeline file as written: every key optional, every word a text. Unknown keys are set aside as problems first, so
//! that one slip does not hide the next.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::{
    Retention,
    fetching::{self, FetchDraft},
};
use crate::{
    guard::GUARDS,
    metric::{METRICS, Range},
    problems::Problems,
};

/// The keys of the file, and of its sections with fixed keys.
pub(super) const KEYS: &[&str] = &[
    "title",
    "reference",
    "rules",
    "bases",
    "groups",
    "results",
    "inputs",
    "windows",
    "weights",
    "traffic",
    "bounds",
    "guards",
    "keep",
    "fetch",
];
pub(super) const WINDOWS: &[&str] =
    &["gap_weeks", "growth_weeks", "app_weeks", "app_until", "site_weeks", "site_until"];
pub(super) const TRAFFIC: &[&str] = &["free", "promotional", "stealth"];
pub(super) const KEEP: &[&str] = &["runs", "days"];
const RANGE: &[&str] = &["min", "max"];
const NEWCOMERS: &str = "max_new_vendor_share";
const OLDEST: &str = "max_age_days";

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Draft {
    pub(super) title: String,
    pub(super) reference: Option<PathBuf>,
    pub(super) rules: Vec<String>,
    pub(super) bases: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) results: Vec<String>,
    pub(super) inputs: BTreeMap<String, Value>,
    pub(super) windows: WindowsDraft,
    pub(super) weights: BTreeMap<String, String>,
    pub(super) traffic: BTreeMap<String, String>,
    pub(super) bounds: Option<BoundsDraft>,
    pub(super) guards: GuardsDraft,
    pub(super) keep: Retention,
    pub(super) fetch: Option<FetchDraft>,
}

/// Weeks, as in the published analysis where the file says nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WindowsDraft {
    pub(super) gap_weeks: i64,
    pub(super) growth_weeks: i64,
    pub(super) app_weeks: i64,
    pub(super) app_until: Option<String>,
    pub(super) site_weeks: i64,
    pub(super) site_until: Option<String>,
}

impl Default for WindowsDraft {
    fn default() -> Self {
        Self { gap_weeks: 4, growth_weeks: 4, app_weeks: 4, app_until: None, site_weeks: 4, site_until: None }
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct BoundsDraft {
    pub(super) max_new_vendor_share: Option<f64>,
    #[serde(flatten)]
    pub(super) metrics: BTreeMap<String, Range>,
}

#[derive(Debug, Default, Deserialize)]
pub struct GuardsDraft {
    pub(super) max_age_days: Option<i64>,
    #[serde(flatten)]
    pub(super) ranges: BTreeMap<String, Range>,
}

impl Draft {
    /// Reads the text, and what is wrong with it; `None` where it can't be read at all.
    pub fn parse(text: &str) -> (Option<Self>, Problems) {
        let mut problems = Problems::default();
        let mut table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                problems.add(format!("line {}: {}", line(text, &error), error.message()));
                return (None, problems);
            }
        };
        set_aside_unknown(&mut table, &mut problems);
        let draft = problems.read(table);
        (draft, problems)
    }
}

fn set_aside_unknown(table: &mut Table, problems: &mut Problems) {
    retain(table, "key", KEYS, problems);
    if let Some(windows) = table.get_mut("windows").and_then(Value::as_table_mut) {
        retain(windows, "window", WINDOWS, problems);
    }
    if let Some(traffic) = table.get_mut("traffic").and_then(Value::as_table_mut) {
        retain(traffic, "kind of traffic", TRAFFIC, problems);
    }
    if let Some(fetch) = table.get_mut("fetch").and_then(Value::as_table_mut) {
        retain(fetch, "key of `[fetch]`", fetching::KEYS, problems);
        let sources = fetch.get_mut("sources").and_then(Value::as_table_mut);
        for source in sources.into_iter().flat_map(|sources| sources.iter_mut()) {
            if let Some(source) = source.1.as_table_mut() {
                retain(source, "key of a source in `[fetch]`", fetching::SOURCE_KEYS, problems);
            }
        }
    }
    if let Some(keep) = table.get_mut("keep").and_then(Value::as_table_mut) {
        retain(keep, "key of `[keep]`", KEEP, problems);
    }
    let metrics: Vec<&str> = METRICS.iter().map(|metric| metric.name).chain([NEWCOMERS]).collect();
    retain_ranges(table, "bounds", "metric", &metrics, problems);
    let guards: Vec<&str> = GUARDS.iter().map(|guard| guard.name).chain([OLDEST]).collect();
    retain_ranges(table, "guards", "guard", &guards, problems);
}

/// Sections of ranges: each has its names, and each range a minimum and a maximum.
fn retain_ranges(table: &mut Table, section: &str, what: &str, known: &[&str], problems: &mut Problems) {
    let Some(section) = table.get_mut(section).and_then(Value::as_table_mut) else { return };
    retain(section, what, known, problems);
    let is_range = |name: &String, value: &Value| value.is_table() || name.starts_with("max_");
    let others: Vec<_> =
        section.iter().filter(|(name, value)| !is_range(name, value)).map(|(name, _)| name.clone()).collect();
    for name in others {
        let found = section.remove(&name).map(|value| value.to_string()).unwrap_or_default();
        problems.add(format!("{what} `{name}`: found `{found}`, expected `{{ min = …, max = … }}`"));
    }
    for range in section.iter_mut().filter_map(|(_, range)| range.as_table_mut()) {
        retain(range, &format!("key of a {what}"), RANGE, problems);
    }
}

fn retain(table: &mut Table, what: &str, known: &[&str], problems: &mut Problems) {
    let unknown: Vec<String> = table.keys().filter(|key| !known.contains(&key.as_str())).cloned().collect();
    for key in unknown {
        table.remove(&key);
        problems.add_unknown(what, &key, known.iter().copied());
    }
}

/// The line that an error is about, from 1.
fn line(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or(text);
    before.matches('\n').count() + 1
}
