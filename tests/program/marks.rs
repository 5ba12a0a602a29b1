//! Charts call their marks by name, and what is not there says why: the report of the sample in headless Chromium.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{browser::saw, process::said};

/// What `tests/browser/marks.js` saw.
#[derive(Deserialize)]
struct Seen {
    scatter: Scatter,
    tips: Vec<String>,
    bands: BTreeMap<u32, Bands>,
    colours: Vec<String>,
    classes: Vec<String>,
    published: Published,
    unknown: Vec<String>,
    without: String,
}

#[derive(Debug, Deserialize)]
struct Scatter {
    dots: usize,
    bars: usize,
    names: Vec<String>,
    texts: Vec<String>,
    beyond: usize,
    meeting: usize,
}

/// Findings of the growth charts under the published rule.
#[derive(Deserialize)]
struct Published {
    grown: String,
    rates: String,
}

#[derive(Debug, Deserialize)]
struct Bands {
    count: usize,
    inside: Vec<String>,
    key: Vec<String>,
}

#[test]
fn marks_have_names_and_nothing_has_a_reason() {
    let folder = TempDir::new().expect("a temporary folder");
    said(&["demo", "--data", "data", "--quiet"], folder.path());
    let Some(seen) = saw::<Seen>("marks.js", &folder.path().join("data/report.html"), &[]) else { return };
    let asked =
        ["show", "price_point", "--data", "data", "--format", "json", "--rule", "default", "--basis", "list_asof"];
    let rows: Vec<Map<String, Value>> = serde_json::from_str(&said(&asked, folder.path())).expect("rows");
    is_whole(&seen, &rows);
    for (width, bands) in &seen.bands {
        // The remainder is hatched, and the key of marks has that.
        let rest = usize::from(!bands.inside.iter().any(|name| name == "others"));
        let names = bands.inside.len() + bands.key.len() + rest;
        assert_eq!(names, bands.count, "{width} px: each vendor is named once: {bands:?}");
    }
    assert!(seen.bands.values().any(|bands| !bands.key.is_empty()));
    let mut colours = seen.colours.clone();
    colours.sort();
    colours.dedup();
    assert_eq!(colours.len(), seen.colours.len(), "{:?}", seen.colours);
    let classes: BTreeSet<_> = seen.classes.iter().collect();
    assert!(
        classes.len() == seen.classes.len() && classes.len() > 3,
        "each class has a look of its own: {:?}",
        seen.classes
    );
    let Published { grown, rates } = &seen.published;
    assert!(grown.starts_with("The market has 11.1× the tokens of the first weeks. New since then: Xiaomi"), "{grown}");
    assert!(rates.ends_with("By our rule, whatever is chosen."), "{rates}");
    assert!(seen.unknown.iter().any(|title| title.starts_with("unpriced")), "{:?}", seen.unknown);
    assert_eq!(seen.without, "All vendors are left out by hand: press a name in the list below to have it back.");
}

/// Each vendor with a price whose change is known, exactly or in bounds, is in the scatter, as a whole, and named.
fn is_whole(Seen { scatter, tips, .. }: &Seen, rows: &[Map<String, Value>]) {
    let is = |row: &&Map<String, Value>, column: &str| row[column].as_f64().is_some();
    let priced: Vec<_> = rows.iter().filter(|row| row["blended_usd_per_mtok"].as_f64() > Some(0.0)).collect();
    let exact = priced.iter().filter(|row| is(row, "delta_points")).count();
    let bounded = priced.iter().filter(|row| !is(row, "delta_points") && is(row, "delta_least_points")).count();
    assert!(bounded > 0, "the sample has vendors that one window does not name");
    assert_eq!(scatter.dots, exact, "{scatter:?}");
    assert!(scatter.bars >= bounded, "{scatter:?}");
    assert_eq!(tips.iter().filter(|tip| tip.contains("not known")).count(), bounded, "{tips:?}");
    assert_eq!((scatter.beyond, scatter.meeting), (0, 0), "{scatter:?}");
    assert!(scatter.names.len() >= (exact + bounded) * 2 / 3, "{scatter:?}");
    for title in ["change of token share, percentage points", "dollars per million tokens"] {
        assert!(scatter.texts.iter().any(|text| text.contains(title)), "{title}: {scatter:?}");
    }
}
