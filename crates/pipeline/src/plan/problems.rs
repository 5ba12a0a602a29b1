//! From draft to plan: every word against its list, every result against what the inputs can make.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use analyze::Traffic;
use jiff::civil::Date;
use normalize::{BoardWindows, WeekWindow};
use schema::{Basis, Board, Rule, Stage, Table as _, Treatment, tables::Field};
use toml::Value;

use super::{
    Bounds, Choice, Plan, Reading, Retention, Windows,
    draft::{BoundsDraft, Draft, WindowsDraft},
};
use crate::{
    bound::USUAL,
    facts::is_path_part,
    metric::{METRICS, Range},
    problems::Problems,
    reference::Reference,
    snapshots,
    step::Step,
    steps::STEPS,
};

/// Ten years of weeks: more is a slip.
const MOST_WEEKS: i64 = 520;

/// How old the newest answer may be before a run warns, where a pipeline fetches and its file does not say: a weekly refresh
/// and some days of grace. One that never fetches may read answers of the past on purpose.
const OLDEST_DAYS: i64 = 10;

impl Draft {
    /// The plan it means, and what is wrong with it. The plan is of use only if nothing is.
    pub fn checked(self, reference: &Reference, problems: &mut Problems) -> Plan {
        let inputs = inputs(self.inputs, problems);
        let (results, made) = results(self.results, &inputs, problems);
        if self.title.trim().is_empty() {
            problems.add("missing `title`");
        }
        if inputs.is_empty() {
            problems.add("missing `[inputs]`: no request is read");
        }
        groups(&self.groups, reference, problems);
        Plan {
            title: self.title,
            rules: words(&self.rules, "rule", Rule::WORDS, Rule::ALL, problems),
            bases: words(&self.bases, "price basis", Basis::WORDS, Basis::ALL, problems),
            groups: self.groups,
            results,
            inputs,
            windows: windows(&self.windows, problems),
            weights: weights(&self.weights, problems),
            traffic: traffic(&self.traffic, problems),
            bounds: bounds(self.bounds, &made, problems),
            max_age_days: max_age(self.guards.max_age_days, problems).or(self.fetch.is_some().then_some(OLDEST_DAYS)),
            guards: guards(self.guards.ranges, problems),
            retention: retention(self.keep, problems),
            is_fetched: self.fetch.is_some(),
            fetching: self.fetch.unwrap_or_default().checked(problems),
        }
    }
}

/// The values of a closed list; all of them where the file names none.
fn words<T: FromStr + Copy + Ord>(
    found: &[String],
    what: &str,
    known: &[&str],
    all: &[T],
    problems: &mut Problems,
) -> Vec<T> {
    if found.is_empty() {
        return all.to_vec();
    }
    demand_once(found, what, problems);
    // In one order: that of the file changes nothing.
    let words: BTreeSet<T> = found.iter().filter_map(|word| parsed(word, what, known, problems)).collect();
    words.into_iter().collect()
}

/// A word that stands twice would make every row of it twice.
fn demand_once(found: &[String], what: &str, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for word in found.iter().filter(|word| !seen.insert(word.as_str())) {
        problems.add(format!("{what} `{word}` stands there twice"));
    }
}

fn parsed<T: FromStr>(word: &str, what: &str, known: &[&str], problems: &mut Problems) -> Option<T> {
    let value = word.parse().ok();
    if value.is_none() {
        problems.add_unknown(what, word, known.iter().copied());
    }
    value
}

fn inputs(found: BTreeMap<String, Value>, problems: &mut Problems) -> BTreeMap<String, Reading> {
    let known: Vec<String> = ingest::sources::SOURCES
        .iter()
        .flat_map(|source| source.requests.iter().map(move |request| format!("{}/{}", source.id, request.name)))
        .collect();
    let mut inputs = BTreeMap::new();
    for (request, choice) in found {
        if !known.contains(&request) && !is_of_argument(&request) {
            problems.add_unknown("request", &request, known.iter().map(String::as_str));
        }
        let reading = reading(&choice).unwrap_or_else(|found| {
            problems.add(format!("input `{request}`: found `{found}`, expected `all` or `newest`"));
            Reading { choice: Choice::All, is_optional: false }
        });
        inputs.insert(request, reading);
    }
    inputs
}

/// `"all"`, or `{ take = "all", optional = true }`; else what was found.
fn reading(found: &Value) -> Result<Reading, String> {
    let of = |word: &str, is_optional| match word {
        "all" => Some(Reading { choice: Choice::All, is_optional }),
        "newest" => Some(Reading { choice: Choice::Newest, is_optional }),
        _ => None,
    };
    let read = match found {
        Value::String(word) => return of(word, false).ok_or_else(|| word.clone()),
        Value::Table(table) => match (table.get("take"), table.get("optional"), table.len()) {
            (Some(Value::String(word)), Some(Value::Boolean(is_optional)), 2) => of(word, *is_optional),
            _ => None,
        },
        _ => None,
    };
    read.ok_or_else(|| found.to_string())
}

/// Whether it is a request and one of its arguments, such as `archive/model-weeks/johnbean393`.
fn is_of_argument(input: &str) -> bool {
    let (request, argument) = snapshots::request_and_argument(input);
    argument.is_some_and(is_path_part) && ingest::request(request).is_some_and(|(_, found)| found.argument.is_some())
}

/// What counts: all of it where the file says nothing.
fn traffic(found: &BTreeMap<String, String>, problems: &mut Problems) -> Traffic {
    let mut treatment = |kind: &str| {
        let word = found.get(kind);
        word.and_then(|word| parsed(word, "treatment", Treatment::WORDS, problems)).unwrap_or(Treatment::In)
    };
    Traffic { free: treatment("free"), promotional: treatment("promotional"), stealth: treatment("stealth") }
}

/// The wanted results, and every table that a run makes.
fn results(
    found: Vec<String>,
    inputs: &BTreeMap<String, Reading>,
    problems: &mut Problems,
) -> (BTreeSet<String>, BTreeSet<&'static str>) {
    let analyzed = || STEPS.iter().filter(|step| step.makes.stage == Stage::Analyzed);
    for result in &found {
        if !analyzed().any(|step| step.makes.name == result) {
            problems.add_unknown("result", result, analyzed().map(|step| step.makes.name));
        }
    }
    let wanted: BTreeSet<String> = found.into_iter().collect();
    let mut made: BTreeSet<&'static str> = ingested(inputs).collect();
    // What each result lacks that can't be made, in the end: a result may lack another one that lacks it.
    let mut lacking: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for step in STEPS.iter().filter(|step| step.is_wanted(&wanted)) {
        if step.can_run(|table| made.contains(table)) {
            made.insert(step.makes.name);
        } else if step.makes.stage == Stage::Analyzed {
            let lacks = missing(step, &made, &lacking);
            problems.add_unmade("result", step.makes.name, &lacks);
            lacking.insert(step.makes.name, lacks);
        }
    }
    (wanted, made)
}

/// The tables that the inputs become.
fn ingested(inputs: &BTreeMap<String, Reading>) -> impl Iterator<Item = &'static str> {
    let requests = inputs.keys().filter_map(|name| ingest::request(snapshots::request_and_argument(name).0));
    let tables = requests.flat_map(|(_, request)| request.tables.iter().copied());
    // Every answer has fields.
    tables.chain((!inputs.is_empty()).then_some(Field::SPEC.name))
}

fn missing(step: &Step, made: &BTreeSet<&str>, lacking: &BTreeMap<&str, BTreeSet<String>>) -> BTreeSet<String> {
    let quoted = |table: &&str| format!("`{table}`");
    let absent: Vec<&str> = step.reads.iter().copied().filter(|table| !made.contains(table)).collect();
    if absent.is_empty() {
        return BTreeSet::from([step.reads_one_of.iter().map(quoted).collect::<Vec<_>>().join(" or ")]);
    }
    let roots = |table: &&str| lacking.get(table).cloned().unwrap_or_else(|| BTreeSet::from([quoted(table)]));
    absent.iter().flat_map(roots).collect()
}

fn groups(found: &[String], reference: &Reference, problems: &mut Problems) {
    let known = reference.groups.names();
    demand_once(found, "group", problems);
    for group in found.iter().filter(|group| !known.contains(&group.as_str())) {
        problems.add_unknown("group", group, known.iter().copied());
    }
    for group in found.iter().filter(|group| reference.groups.is_empty_list(group)) {
        problems.add(format!("group `{group}` is a list without members: they stand in `vendor_groups.csv`"));
    }
}

fn windows(found: &WindowsDraft, problems: &mut Problems) -> Windows {
    let app_until = last_day("app_until", found.app_until.as_deref(), problems);
    let site_until = last_day("site_until", found.site_until.as_deref(), problems);
    let mut weeks = |name: &str, weeks: i64| {
        if !(1..=MOST_WEEKS).contains(&weeks) {
            problems.add(format!("window `{name}`: found {weeks}, expected 1 to {MOST_WEEKS} weeks"));
        }
        usize::try_from(weeks).unwrap_or_default()
    };
    Windows {
        gap: weeks("gap_weeks", found.gap_weeks),
        growth: weeks("growth_weeks", found.growth_weeks),
        boards: BoardWindows {
            apps: WeekWindow { weeks: weeks("app_weeks", found.app_weeks), until: app_until },
            site: WeekWindow { weeks: weeks("site_weeks", found.site_weeks), until: site_until },
        },
    }
}

fn last_day(window: &str, found: Option<&str>, problems: &mut Problems) -> Option<Date> {
    let day = found?;
    let read = day.parse().ok();
    if read.is_none() {
        problems.add(format!("window `{window}`: found `{day}`, expected a day such as `2026-04-12`"));
    }
    read
}

/// Rule published weights by the app charts, as the published analysis did; rule default by the site.
fn weights(found: &BTreeMap<String, String>, problems: &mut Problems) -> BTreeMap<Rule, Board> {
    let mut weights = BTreeMap::from([(Rule::Published, Board::Apps), (Rule::Default, Board::Site)]);
    for (rule, board) in found {
        let rule = parsed::<Rule>(rule, "rule in `[weights]`", Rule::WORDS, problems);
        let board = parsed::<Board>(board, "board", Board::WORDS, problems);
        weights.extend(rule.zip(board));
    }
    weights
}

fn bounds(found: Option<BoundsDraft>, made: &BTreeSet<&str>, problems: &mut Problems) -> Bounds {
    if found.is_none() {
        problems.add("missing `[bounds]`: a run that nothing can stop replaces good tables by bad ones");
    }
    let is_there = found.is_some();
    let found = found.unwrap_or_default();
    let share = found.max_new_vendor_share;
    match share {
        None if is_there => problems.add(
            "missing `max_new_vendor_share` in `[bounds]`: the largest part of a week's tokens that vendors which \
             nobody has looked up may hold, such as 0.05",
        ),
        Some(share) if !(0.0..=1.0).contains(&share) => {
            problems.add(format!("`max_new_vendor_share`: found {share}, expected 0 to 1"));
        }
        _ => {}
    }
    for (metric, range) in &found.metrics {
        // What has a bound of its own is turned off like that.
        let is_usual = USUAL.iter().any(|(usual, _)| usual == metric);
        if (range.min, range.max) == (None, None) && !is_usual {
            problems.add(format!("metric `{metric}`: expected `min`, `max` or both"));
        }
        demand_range("metric", metric, *range, problems);
        let reads = METRICS.iter().find(|known| known.name == metric).map(|known| known.reads);
        if let Some(table) = reads.filter(|table| !made.contains(table)) {
            problems.add_unmade("metric", metric, &BTreeSet::from([format!("`{table}`")]));
        }
    }
    Bounds { max_new_vendor_share: share.unwrap_or_default(), metrics: found.metrics }
}

fn demand_range(what: &str, name: &str, range: Range, problems: &mut Problems) {
    match (range.min, range.max) {
        (min, max) if min.into_iter().chain(max).any(|bound| !bound.is_finite()) => {
            problems.add(format!("{what} `{name}`: expected finite numbers"));
        }
        (Some(min), Some(max)) if min > max => {
            problems.add(format!("{what} `{name}`: `min` {min} is above `max` {max}"));
        }
        _ => {}
    }
}

/// A guard that has neither a minimum nor a maximum is off.
fn guards(found: BTreeMap<String, Range>, problems: &mut Problems) -> BTreeMap<String, Range> {
    for (guard, range) in &found {
        demand_range("guard", guard, *range, problems);
    }
    found
}

fn max_age(found: Option<i64>, problems: &mut Problems) -> Option<i64> {
    if found.is_some_and(|days| days < 0) {
        problems.add("guard `max_age_days`: expected 0 or more");
    }
    found
}

/// The newest run stays in any case.
fn retention(found: Retention, problems: &mut Problems) -> Retention {
    if found.runs == 0 {
        problems.add("`[keep]`: found 0 `runs`, expected 1 or more");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[(&str, &str)]) -> (Traffic, bool) {
        let words = words.iter().map(|(kind, word)| ((*kind).to_owned(), (*word).to_owned())).collect();
        let mut problems = Problems::default();
        (traffic(&words, &mut problems), problems.is_empty())
    }

    #[test]
    fn each_kind_of_traffic_has_its_own_treatment_and_counts_where_nothing_is_said() {
        assert_eq!(found(&[]), (Traffic::ALL, true));
        let three = [("free", "as_paid"), ("promotional", "out"), ("stealth", "in")];
        let expected = Traffic { free: Treatment::AsPaid, promotional: Treatment::Out, stealth: Treatment::In };
        assert_eq!(found(&three), (expected, true));
        assert_eq!(found(&[("stealth", "out")]), (Traffic { stealth: Treatment::Out, ..Traffic::ALL }, true));
        assert_eq!(found(&[("free", "gratis")]), (Traffic::ALL, false));
    }
}
