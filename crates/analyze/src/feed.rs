//! Feeds of tokens: what each says of a stretch of days, of the whole site, of vendors, of models. Leaves out comparing them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use schema::{
    Column, Feed, Frame, Origin, Table, Variant, View,
    columns::{
        APP_ID, CAPTURED_AT, DAY_DATE, MODEL_LABEL, MODEL_PERMASLUG, SNAPSHOT_ID, TOKENS, VALUE_ORIGIN, VARIANT,
        VENDOR_LABEL, VIEW, WEEK_START_DATE,
    },
    day,
    tables::{AppModelChart, ModelChart, ModelDaily, ModelRanking, SiteChart, VendorChart},
};

use crate::usage::at;

/// Usage whose slug upstream leaves empty.
const NO_SLUG: &str = "(no slug)";

/// First and last day.
pub(crate) type Days = (Date, Date);
/// Tokens by name.
pub(crate) type Tokens = BTreeMap<String, i64>;

/// What the sources say of tokens, each table as ingested.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a function prints nothing")]
pub struct Feeds<'frame> {
    /// Day, week and month views of models.
    pub views: &'frame Frame<ModelRanking>,
    /// The daily dataset.
    pub daily: &'frame Frame<ModelDaily>,
    /// Weekly charts of models.
    pub models: &'frame Frame<ModelChart>,
    /// Weekly charts of vendors.
    pub vendors: &'frame Frame<VendorChart>,
    /// Weekly tables of the whole site.
    pub site: &'frame Frame<SiteChart>,
    /// Weekly charts of app pages.
    pub apps: &'frame Frame<AppModelChart>,
    /// The vendor of a permanent slug, or of a chart's label, on a day, renames resolved.
    pub vendor: &'frame dyn Fn(&str, Date) -> String,
}

/// What one feed says of some days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Of all; none where the feed has no remainder.
    pub(crate) site: Option<i64>,
    pub(crate) vendors: Tokens,
    pub(crate) models: Tokens,
    /// Who is not named has none; else it is in the remainder.
    pub(crate) names_all: bool,
    pub(crate) origin: Option<Origin>,
    at: Option<Timestamp>,
}

/// Kind, whose, and of which days.
pub(crate) type Key = (Feed, String, Days);

/// Everything that was said, the newest capture of each feed and stretch of days.
pub(crate) fn said(feeds: &Feeds<'_>) -> BTreeMap<Key, Said> {
    let mut said = BTreeMap::new();
    views(feeds, &mut said);
    daily(feeds.daily, &mut said);
    weeks(feeds.models, Some(&MODEL_LABEL), Feed::ModelChart, feeds, &mut said);
    weeks(feeds.vendors, Some(&VENDOR_LABEL), Feed::VendorChart, feeds, &mut said);
    weeks(feeds.site, None, Feed::SiteChart, feeds, &mut said);
    apps(feeds.apps, &mut said);
    sums(&mut said);
    said
}

/// Whose a snapshot is: source and request, and of an archive its keeper.
fn by(snapshot: &str) -> String {
    let parts = if snapshot.starts_with("archive/") { 3 } else { 2 };
    snapshot.split('/').take(parts).collect::<Vec<_>>().join("/")
}

fn is_remainder(label: &str) -> bool {
    ["others", "other"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// The place of what a capture says of some days: a newer one takes it from an older one; `None` for an older one.
fn placed(said: &mut BTreeMap<Key, Said>, key: Key, seen: Timestamp) -> Option<&mut Said> {
    let place = said.entry(key).or_default();
    if place.at < Some(seen) {
        *place = Said { at: Some(seen), ..Said::default() };
    }
    (place.at == Some(seen)).then_some(place)
}

/// Cells that every feed has.
struct Rows<'frame> {
    snapshots: Vec<Option<&'frame str>>,
    seen: Vec<Option<Timestamp>>,
    tokens: Vec<Option<i64>>,
    origins: Vec<Option<&'frame str>>,
}

impl<'frame> Rows<'frame> {
    fn of<T: Table>(frame: &'frame Frame<T>) -> Self {
        let text = |column: &Column| frame.cells(column).texts();
        Self {
            snapshots: text(&SNAPSHOT_ID),
            seen: frame.cells(&CAPTURED_AT).instants(),
            tokens: frame.cells(&TOKENS).integers(),
            origins: text(&VALUE_ORIGIN),
        }
    }

    fn row(&self, row: usize) -> Option<(&'frame str, Timestamp, i64, Option<Origin>)> {
        let origin = at(&self.origins, row).and_then(|word| word.parse().ok());
        Some((at(&self.snapshots, row)?, at(&self.seen, row)?, at(&self.tokens, row)?, origin))
    }
}

/// A view holds the complete days before its capture, and names every model that had tokens.
fn views(feeds: &Feeds<'_>, said: &mut BTreeMap<Key, Said>) {
    let frame = feeds.views;
    let rows = Rows::of(frame);
    let text = |column: &Column| frame.cells(column).texts();
    let [views, slugs, variants] = [&VIEW, &MODEL_PERMASLUG, &VARIANT].map(text);
    for row in 0..frame.height() {
        let Some((snapshot, seen, tokens, origin)) = rows.row(row) else { continue };
        let (Some(view), Some(slug)) = (at(&views, row).and_then(|view| view.parse().ok()), at(&slugs, row)) else {
            continue;
        };
        let (feed, length) = match view {
            View::Day => (Feed::DayView, 1),
            View::Week => (Feed::WeekView, 7),
            View::Month => (Feed::MonthView, 30),
        };
        let days = (day::shifted(day::of(seen), -length), day::shifted(day::of(seen), -1));
        let Some(place) = placed(said, (feed, by(snapshot), days), seen) else { continue };
        place.names_all = true;
        place.origin = place.origin.max(origin);
        *place.site.get_or_insert(0) += tokens;
        let vendor = if slug.is_empty() { NO_SLUG.to_owned() } else { (feeds.vendor)(slug, days.1) };
        *place.vendors.entry(vendor).or_default() += tokens;
        *place.models.entry(named(slug, at(&variants, row))).or_default() += tokens;
    }
}

/// A model and its variant as charts label it.
fn named(slug: &str, variant: Option<&str>) -> String {
    let slug = if slug.is_empty() { NO_SLUG } else { slug };
    match variant.filter(|variant| *variant != Variant::STANDARD) {
        Some(variant) => format!("{slug}:{variant}"),
        None => slug.to_owned(),
    }
}

fn daily(frame: &Frame<ModelDaily>, said: &mut BTreeMap<Key, Said>) {
    let rows = Rows::of(frame);
    let (slugs, variants) = (frame.cells(&MODEL_PERMASLUG).texts(), frame.cells(&VARIANT).texts());
    let days = frame.cells(&DAY_DATE).dates();
    let known: Vec<_> = (0..frame.height()).filter_map(|row| Some((row, rows.row(row)?, at(&days, row)?))).collect();
    // The rows of a snapshot and day stand together, and have one place.
    for of_day in known.chunk_by(|(_, one, day), (_, other, next)| (one.0, one.1, day) == (other.0, other.1, next)) {
        let Some((_, (snapshot, seen, ..), day)) = of_day.first() else { continue };
        // A day that still ran when it was captured is none.
        if day::of(*seen) <= *day {
            continue;
        }
        let Some(place) = placed(said, (Feed::DailyDataset, by(snapshot), (*day, *day)), *seen) else { continue };
        for (row, (_, _, tokens, origin), _) in of_day {
            place.origin = place.origin.max(*origin);
            *place.site.get_or_insert(0) += tokens;
            if let Some(slug) = at(&slugs, *row).filter(|slug| !is_remainder(slug)) {
                *place.models.entry(named(slug, at(&variants, *row))).or_default() += tokens;
            }
        }
    }
}

/// Whole weeks of a chart: over when it was captured, and not its first bucket, which a sliding window may have cut.
fn weeks<T: Table>(
    frame: &Frame<T>,
    label: Option<&Column>,
    feed: Feed,
    feeds: &Feeds<'_>,
    said: &mut BTreeMap<Key, Said>,
) {
    let rows = Rows::of(frame);
    let starts = frame.cells(&WEEK_START_DATE).dates();
    let labels = label.map(|label| frame.cells(label).texts()).unwrap_or_default();
    let mut first: BTreeMap<&str, Date> = BTreeMap::new();
    for (snapshot, start) in rows.snapshots.iter().zip(&starts) {
        if let (Some(snapshot), Some(start)) = (snapshot, start) {
            let stands = first.entry(snapshot).or_insert(*start);
            *stands = (*stands).min(*start);
        }
    }
    let mut whole: BTreeSet<Key> = BTreeSet::new();
    for row in 0..frame.height() {
        let (Some((snapshot, seen, tokens, origin)), Some(start)) = (rows.row(row), at(&starts, row)) else { continue };
        let days = (start, day::shifted(start, 6));
        let is_first = first.get(snapshot) == Some(&start);
        if day::of(seen) <= days.1 || (is_first && is_of_a_year(start, seen)) {
            continue;
        }
        let key = (feed, by(snapshot), days);
        let Some(place) = placed(said, key.clone(), seen) else { continue };
        place.origin = place.origin.max(origin);
        *place.site.get_or_insert(0) += tokens;
        match at(&labels, row) {
            Some(label) if is_remainder(label) => {
                whole.insert(key);
            }
            Some(label) if feed == Feed::VendorChart => {
                *place.vendors.entry((feeds.vendor)(label, start)).or_default() += tokens;
            }
            Some(label) => *place.models.entry(label.to_owned()).or_default() += tokens,
            None => {
                whole.insert(key);
            }
        }
    }
    // Without a remainder the sum is not the site's.
    for (_, place) in said.iter_mut().filter(|(key, _)| key.0 == feed && !whole.contains(*key)) {
        place.site = None;
    }
}

/// Whether a first bucket is that of a window of 365 days that slides.
fn is_of_a_year(start: Date, seen: Timestamp) -> bool {
    day::to_days(day::of(seen)) - day::to_days(start) > 350
}

/// Models over all apps, the newest capture of each app and week.
fn apps(frame: &Frame<AppModelChart>, said: &mut BTreeMap<Key, Said>) {
    let rows = Rows::of(frame);
    let (apps, labels) = (frame.cells(&APP_ID).texts(), frame.cells(&MODEL_LABEL).texts());
    let starts = frame.cells(&WEEK_START_DATE).dates();
    let mut by_app: BTreeMap<(String, Date, &str), Said> = BTreeMap::new();
    for row in 0..frame.height() {
        let Some((snapshot, seen, tokens, origin)) = rows.row(row) else { continue };
        let (Some(app), Some(label), Some(start)) = (at(&apps, row), at(&labels, row), at(&starts, row)) else {
            continue;
        };
        if day::of(seen) <= day::shifted(start, 6) || is_remainder(label) {
            continue;
        }
        let place = by_app.entry((by(snapshot), start, app)).or_default();
        if place.at < Some(seen) {
            *place = Said { at: Some(seen), ..Said::default() };
        }
        if place.at == Some(seen) {
            place.origin = place.origin.max(origin);
            *place.models.entry(label.to_owned()).or_default() += tokens;
        }
    }
    for ((by, start, _), of_app) in by_app {
        let place = said.entry((Feed::AppChart, by, (start, day::shifted(start, 6)))).or_default();
        place.origin = place.origin.max(of_app.origin);
        for (model, tokens) in of_app.models {
            *place.models.entry(model).or_default() += tokens;
        }
    }
}

/// Days added up, wherever another feed has just these days.
fn sums(said: &mut BTreeMap<Key, Said>) {
    let windows: BTreeSet<Days> = said.keys().map(|(.., days)| *days).filter(|days| days.0 < days.1).collect();
    let feeds: BTreeSet<(Feed, String)> =
        said.keys().filter(|(.., days)| days.0 == days.1).map(|(feed, by, _)| (*feed, by.clone())).collect();
    for (feed, by) in feeds {
        for window in &windows {
            let length = day::to_days(window.1) - day::to_days(window.0) + 1;
            let days = (0..i64::from(length)).map(|shift| day::shifted(window.0, shift));
            let parts: Option<Vec<&Said>> = days.map(|day| said.get(&(feed, by.clone(), (day, day)))).collect();
            if let Some(sum) = parts.map(|parts| sum(&parts)) {
                said.insert((feed, format!("{length} days of {by}"), *window), sum);
            }
        }
    }
}

fn sum(parts: &[&Said]) -> Said {
    let names_all = parts.iter().all(|part| part.names_all);
    let added = |of: fn(&Said) -> &Tokens| {
        let mut sums: BTreeMap<&str, (i64, usize)> = BTreeMap::new();
        for (name, tokens) in parts.iter().flat_map(|part| of(part)) {
            let sum = sums.entry(name).or_default();
            *sum = (sum.0 + tokens, sum.1 + 1);
        }
        // Who is in the remainder of some day has more than the sum.
        let known = sums.into_iter().filter(|(_, (_, days))| names_all || *days == parts.len());
        known.map(|(name, (tokens, _))| (name.to_owned(), tokens)).collect()
    };
    Said {
        site: parts.iter().map(|part| part.site).sum(),
        vendors: added(|part| &part.vendors),
        models: added(|part| &part.models),
        names_all,
        origin: parts.iter().filter_map(|part| part.origin).max(),
        at: None,
    }
}
