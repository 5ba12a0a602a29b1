//! Our ledger against that of another author, who has watched the same catalogues day by day: 978 models at the instants of
//! our 65 catalogues, every difference in a class.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Read as _,
};

use expect_test::expect;
use flate2::read::GzDecoder;
use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};
use serde_json::Value;
use tempfile::TempDir;

use super::{
    captures::rows,
    process::{captures, said, tokenshare},
};

type Row = BTreeMap<String, String>;
type Pair = (f64, f64);

/// What a ledger says of a model at a time.
#[derive(Clone, Copy)]
enum Told {
    Price(Pair),
    Depends,
}

impl Told {
    fn price(self) -> Option<Pair> {
        if let Self::Price(pair) = self { Some(pair) } else { None }
    }
}

/// Their ledger: change points of input and output per million, by day, rounded to six decimals.
struct Theirs {
    models: BTreeMap<String, Value>,
}

impl Theirs {
    fn read(bytes: &[u8]) -> Self {
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).expect("a packed capture");
        let Value::Object(mut root) = serde_json::from_str(&text).expect("JSON") else { panic!("an object") };
        let models = serde_json::from_value(root["models"].take()).expect("models by id");
        Self { models }
    }

    /// Every price that it had on a day: there may be several.
    fn during(&self, id: &str, day: Date) -> Vec<Pair> {
        let points = self.models[id]["points"].as_array().expect("points").iter();
        let of_day = points.filter(|point| point[0].as_str() == Some(&day.to_string()));
        let changed = of_day.filter_map(|point| point[1].as_f64().zip(point[2].as_f64()));
        self.on(id, day).and_then(Told::price).into_iter().chain(changed).collect()
    }

    /// What it says of a model on a day between its first and last sighting.
    fn on(&self, id: &str, day: Date) -> Option<Told> {
        let model = &self.models[id];
        let date = |value: &Value| value.as_str().expect("a day").parse::<Date>().expect("a day");
        if day < date(&model["first_seen"]) || date(&model["last_seen"]) < day {
            return None;
        }
        let points = model["points"].as_array().expect("points");
        let point = points.iter().rfind(|point| date(&point[0]) <= day)?;
        Some(point[1].as_f64().zip(point[2].as_f64()).map_or(Told::Depends, Told::Price))
    }
}

/// Ours: the spans of each key, and the keys that an id ever had.
struct Ours {
    spans: BTreeMap<(String, String), Vec<Row>>,
    keys: BTreeMap<String, BTreeSet<(String, String)>>,
    /// Which slug each catalogue gives an id: one id can name two models after each other.
    listed: BTreeMap<(String, String), String>,
    instants: BTreeSet<String>,
}

impl Ours {
    fn read(prices: Vec<Row>, catalog: &[Row]) -> Self {
        let mut ours = Self {
            spans: BTreeMap::new(),
            keys: BTreeMap::new(),
            listed: catalog
                .iter()
                .map(|row| ((row["model_id"].clone(), row["captured_at"].clone()), row["canonical_slug"].clone()))
                .collect(),
            instants: catalog.iter().map(|row| row["captured_at"].clone()).collect(),
        };
        for row in catalog.iter().filter(|row| !row["canonical_slug"].is_empty() && row["is_alias"] == "false") {
            let key = (row["canonical_slug"].clone(), row["variant"].clone());
            ours.keys.entry(row["model_id"].clone()).or_default().insert(key);
        }
        for row in prices {
            let key = (row["model"].clone(), row["variant"].clone());
            ours.keys.entry(row["model_id"].clone()).or_default().insert(key.clone());
            ours.spans.entry(key).or_default().push(row);
        }
        ours
    }

    /// The span in force at an instant: one that catalogues list before one that is carried.
    fn at(&self, id: &str, instant: &str) -> Option<&Row> {
        let holds = |row: &&Row| {
            row["valid_from_at"].as_str() <= instant
                && (row["valid_to_at"].is_empty() || instant < row["valid_to_at"].as_str())
        };
        let slug = self.listed.get(&(id.to_owned(), instant.to_owned())).filter(|slug| !slug.is_empty());
        let keys = self.keys.get(id)?.iter().filter(|(model, _)| slug.is_none_or(|slug| slug == model));
        let found: Vec<&Row> = keys.filter_map(|key| self.spans.get(key)?.iter().find(holds)).collect();
        found.iter().find(|row| row["price_confidence"] == "exact").or(found.first()).copied()
    }
}

fn is_near((ours, theirs): (Pair, Pair)) -> bool {
    // Theirs have six decimals; half a unit of the last, and what binary fractions add.
    [(ours.0, theirs.0), (ours.1, theirs.1)].iter().all(|(one, other)| (one - other).abs() < 5.1e-7)
}

/// How the two ledgers stand to each other on one model at one instant; `None` where neither has it.
fn class(ours: &Ours, theirs: &Theirs, id: &str, instant: &str) -> Option<&'static str> {
    let day: Date = instant[..10].parse().expect("a day");
    let span = ours.at(id, instant);
    let price = |row: &Row| Some((row["input_usd_per_mtok"].parse().ok()?, row["output_usd_per_mtok"].parse().ok()?));
    let is_carried = span.is_some_and(|row| row["price_confidence"] == "carried");
    let is_listed = ours.listed.contains_key(&(id.to_owned(), instant.to_owned()));
    let their = theirs.on(id, day);
    Some(match (span.map(price), their) {
        (None, None) => return None,
        (Some(Some(own)), Some(Told::Price(other))) if is_near((own, other)) => {
            if is_carried {
                "agree, ours carried through a time without a listing"
            } else {
                "agree"
            }
        }
        (Some(None), Some(Told::Depends)) => "agree that it depends",
        (Some(_), Some(Told::Price(_))) if beside(theirs, id, day, span.and_then(price)) => {
            "theirs changed within a day of our catalogue"
        }
        (Some(_), None) if is_carried => "ours carried after the last listing, where theirs ends",
        (Some(_), None) if !is_listed => "the id ended, and its permanent slug goes on under another",
        (None, Some(_)) if !is_listed => "theirs spans a time in which no catalogue of ours had listed it yet",
        (None, Some(_)) if id.starts_with('~') => "a pointer to another model, which ours leaves out",
        _ => "UNEXPLAINED",
    })
}

fn beside(theirs: &Theirs, id: &str, day: Date, own: Option<Pair>) -> bool {
    let days = [day.saturating_sub(1.day()), day, day.saturating_add(1.day())];
    let near = |own| days.iter().flat_map(|day| theirs.during(id, *day)).any(|their| is_near((own, their)));
    own.is_some_and(near)
}

#[test]
fn every_difference_to_another_ledger_has_its_reason() {
    let Some(history) = captures("catalog_history") else { return };
    let Some(ledger) = captures("price_ledger/prices-2026-08-22.json.gz") else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history.display().to_string()], path);
    let pipeline = "title = 'c'\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 0.05\n";
    fs::write(path.join("catalog.toml"), pipeline).expect("a temporary file");
    assert_eq!(tokenshare(&["run", "catalog.toml", "--data", "data"], path).code, Some(0));
    let ours = Ours::read(rows(&["model_price"], path), &rows(&["catalog"], path));
    let theirs = Theirs::read(&fs::read(ledger).expect("a capture"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut met, mut unexplained) = (BTreeSet::new(), Vec::new());
    for id in theirs.models.keys() {
        for instant in &ours.instants {
            let Some(class) = class(&ours, &theirs, id, instant) else { continue };
            *counts.entry(class).or_default() += 1;
            met.insert(id);
            if class == "UNEXPLAINED" {
                unexplained.push(format!("{id} at {instant}"));
            }
        }
    }
    let mut text = String::new();
    counts.insert("models of theirs that none of our catalogues has", theirs.models.len() - met.len());
    for (class, count) in counts {
        let _ = writeln!(text, "{count:>5}  {class}");
    }
    println!("{text}{unexplained:#?}");
    expect![[r#"
            67  a pointer to another model, which ours leaves out
         21485  agree
            42  agree that it depends
           255  agree, ours carried through a time without a listing
           217  models of theirs that none of our catalogues has
         13474  ours carried after the last listing, where theirs ends
           156  the id ended, and its permanent slug goes on under another
            44  theirs changed within a day of our catalogue
            76  theirs spans a time in which no catalogue of ours had listed it yet
    "#]]
    .assert_eq(&text);
}
