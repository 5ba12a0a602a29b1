//! How far in an explanation goes: what `--depth` leaves is the beginning of the whole, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tempfile::TempDir;

use super::process::{copy_sample, pipeline, said};

/// Rows whose bounds, prices, members and markets are taken apart.
const ASKED: [&str; 4] = [
    "vendor_gap --vendor anthropic --basis list_asof",
    "dollar_share --vendor deepseek --week 2026-04-05 --basis list_asof",
    "group_share --group cn_published --week 2026-04-05 --basis list_asof",
    "concentration --week 2026-04-05 --basis list_current",
];

/// What is told by an `id`.
type Ids<'a> = BTreeMap<u64, &'a Value>;

fn ids<'a>(value: &'a Value, found: &mut Ids<'a>) {
    found.extend(value["id"].as_u64().map(|id| (id, value)));
    match value {
        Value::Array(parts) => parts.iter().for_each(|part| ids(part, found)),
        Value::Object(parts) => parts.values().for_each(|part| ids(part, found)),
        _ => {}
    }
}

/// A short explanation beside the whole one.
struct Beside<'a> {
    short: Ids<'a>,
    whole: Ids<'a>,
    most: usize,
    /// Numbers that were compared: by the place of theirs in memory.
    met: BTreeSet<*const Value>,
    cut: usize,
}

impl<'a> Beside<'a> {
    /// Compares a number that stands so many steps in; `None` behind a `ref`, since what that leads to may stand elsewhere.
    fn compare(&mut self, short: &'a Value, whole: &'a Value, depth: Option<usize>) {
        let depth = depth.filter(|_| short["ref"].is_null());
        let resolved = |value: &'a Value, ids: &Ids<'a>| value["ref"].as_u64().map_or(value, |id| ids[&id]);
        let (short, whole) = (resolved(short, &self.short), resolved(whole, &self.whole));
        if !self.met.insert(std::ptr::from_ref(short)) {
            return;
        }
        assert_eq!(short["value"], whole["value"], "{short}");
        if short["op"] != whole["op"] {
            assert_eq!(short["op"], "said", "{short}");
            let note = short["note"].as_str().unwrap_or_default();
            let is_near = depth.is_some_and(|depth| depth <= self.most);
            assert!(note.starts_with("taken apart elsewhere") || !is_near && note.contains("`--depth`"), "{short}");
            self.cut += 1;
            return;
        }
        let inputs = |number: &'a Value| number["inputs"].as_array().map(Vec::as_slice).unwrap_or_default();
        assert_eq!(inputs(short).len(), inputs(whole).len(), "{short}");
        for (short, whole) in inputs(short).iter().zip(inputs(whole)) {
            self.compare(short, whole, depth.map(|depth| depth + 1));
        }
    }
}

#[test]
fn a_depth_leaves_the_beginning_of_the_whole() {
    let folder = TempDir::new().expect("a temporary folder");
    copy_sample(&folder.path().join("data"));
    said(&["run", &pipeline("published.toml"), "--data", "data", "--quiet"], folder.path());
    for asked in ASKED {
        let words: Vec<&str> = asked.split(' ').collect();
        let explained = |more: &[&str]| {
            let typed = [&["explain"][..], words.as_slice(), &["--data", "data"], more].concat();
            said(&typed, folder.path())
        };
        let (text, json) = (explained(&[]), explained(&["--format", "json"]));
        let lines: BTreeSet<&str> = text.lines().map(str::trim).collect();
        let whole: Value = serde_json::from_str(&json).expect("JSON");
        for most in ["0", "1", "3"] {
            let near = explained(&["--depth", most]);
            let is_new = |line: &&str| !lines.contains(line.trim().trim_end_matches(" (as above)"));
            let new: Vec<&str> = near.lines().filter(is_new).collect();
            assert!(new.len() == 1 && new[0].starts_with("(as far in as `--depth` says"), "{asked} {most}: {new:?}");
            let short: Value = serde_json::from_str(&explained(&["--depth", most, "--format", "json"])).expect("JSON");
            let (mut of_short, mut of_whole) = (Ids::new(), Ids::new());
            ids(&short, &mut of_short);
            ids(&whole, &mut of_whole);
            let most = most.parse().expect("a number");
            let mut beside = Beside { short: of_short, whole: of_whole, most, met: BTreeSet::new(), cut: 0 };
            let both = (short.as_array().expect("a list"), whole.as_array().expect("a list"));
            assert_eq!(both.0.len(), both.1.len(), "{asked}");
            for (short, whole) in both.0.iter().zip(both.1) {
                beside.compare(short, whole, Some(0));
            }
            assert!(beside.cut > 0, "{asked}: nothing goes on further in than {most}");
        }
    }
}
