//! What a report tells somebody who has never seen one: of what each figure is, why two of the same thing differ, what columns
//! are called, and what a finger finds on a phone.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use report::published;
use serde::Deserialize;
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{browser::saw, process::said};

/// What `tests/browser/reader.js` saw.
#[derive(Deserialize)]
struct Seen {
    first: View,
    claims: String,
    headings: Vec<String>,
    coverage: String,
    follows: String,
    concentration: String,
    groups: Vec<Groups>,
    published: Published,
    columns: Columns,
    model: Model,
    steps: BTreeMap<String, String>,
    elsewhere: Elsewhere,
    returned: [View; 4],
    opened: Opened,
    phone: Phone,
    errors: Vec<String>,
}

/// What is chosen, and what is said of it.
#[derive(Debug, Deserialize)]
struct View {
    rule: String,
    basis: String,
    hash: String,
    sentence: String,
    note: String,
    button: bool,
    focus: String,
}

/// A chart of groups, with what is said beside each.
#[derive(Deserialize)]
struct Groups {
    title: String,
    said: BTreeMap<String, String>,
}

/// The published rule once it was chosen, at other prices, with its own by the button, and ours again.
#[derive(Deserialize)]
struct Published {
    chosen: View,
    key: String,
    other: View,
    taken: View,
    back: View,
    live: String,
}

/// By table: name, heading and title of each column; of one table what its list of columns says.
#[derive(Deserialize)]
struct Columns {
    labels: BTreeMap<String, Vec<[String; 3]>>,
    listed: Vec<[String; 3]>,
    wholes: String,
}

#[derive(Deserialize)]
struct Model {
    command: String,
    steps: String,
}

#[derive(Deserialize)]
struct Elsewhere {
    growth: String,
    group: String,
    others: String,
    card: String,
    growth_card: String,
    arrived: [bool; 2],
}

/// Where links to sections open, in pixels from the upper edge; where the page is for whoever scrolled before it was drawn; the
/// published rule in an address without prices, and ours from there.
#[derive(Deserialize)]
struct Opened {
    unpriced: [String; 2],
    tops: BTreeMap<String, i64>,
    read: i64,
    alone: View,
    ours: View,
}

#[derive(Deserialize)]
struct Phone {
    cut: Vec<String>,
    touched: String,
    after: bool,
    names: Vec<Names>,
}

/// Of one chart: texts that were cut, and the names that are said in full.
#[derive(Debug, Deserialize)]
struct Names {
    cut: Vec<String>,
    full: String,
}

type Row = Map<String, Value>;

fn rows(folder: &Path, table: &str, asked: &[&str]) -> Vec<Row> {
    let text = said(&[&["show", table, "--data", "data", "--format", "json"], asked].concat(), folder);
    serde_json::from_str(&text).expect("rows")
}

fn row(folder: &Path, table: &str, asked: &[&str]) -> Row {
    rows(folder, table, asked).pop().unwrap_or_else(|| panic!("no row of {table}: {asked:?}"))
}

fn share(row: &Row, column: &str) -> String {
    published::share(row[column].as_f64().expect("a share"))
}

#[test]
fn whoever_comes_for_the_first_time_is_told_of_what_each_figure_is() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    said(&["demo", "--data", "data", "--quiet"], path);
    let Some(seen) = saw::<Seen>("reader.js", &path.join("data/report.html"), &[]) else { return };
    assert_eq!(seen.errors, [""; 0]);
    has_its_bounds(&seen.first, path);
    is_as_published(&seen.published, path);
    counts_claims_apart(&seen, path);
    says_where_else(&seen.elsewhere, path);
    keeps_weeks_apart(&seen.groups, path);
    comes_back(&seen.returned);
    opens_where_it_leads(&seen.opened);
    has_headings(&seen.columns);
    assert!(seen.follows.starts_with("Followed by the first sentence"), "{}", seen.follows);
    let week = "In the last complete week, that of 5 Apr 2026, by tokens";
    assert!(seen.concentration.starts_with(week), "{}", seen.concentration);
    assert_eq!(seen.concentration.matches(" within its bounds)").count(), 2, "{}", seen.concentration);
    assert_eq!(seen.coverage.matches(" that the board counts from ").count(), 2, "{}", seen.coverage);
    // The apps' board has no price at these bases, as the section of models says.
    let split = "without a split into input and output, so that no dollars come of it: public app pages";
    assert!(seen.coverage.contains(split), "{}", seen.coverage);
    let arguments: Vec<&str> = seen.model.command.split(' ').skip(1).collect();
    assert_eq!(arguments.first(), Some(&"explain"), "{}", seen.model.command);
    let explained = said(&[arguments.as_slice(), &["--data", "data"]].concat(), path);
    assert!(explained.starts_with("implied_usd = ") && explained.contains("sha256"), "{explained}");
    assert!(seen.model.steps.contains("its tokens × their price per million tokens"), "{}", seen.model.steps);
    has_steps(&seen.steps);
    is_for_fingers(&seen.phone);
}

/// Whoever asks how a number is made is told its first step, of each table that offers it.
fn has_steps(steps: &BTreeMap<String, String>) {
    let words = [
        ("group_share", "tokens of its members / "),
        ("group_share", "implied value of its members with a price ("),
        ("concentration", "10,000 / the index"),
        ("growth_rate", "its growth to the power of 365.25 days"),
        ("vendor_gap", " rows"),
    ];
    for (table, said) in words {
        let text = steps.get(table).unwrap_or_else(|| panic!("no step of {table}: {steps:?}"));
        assert!(text.contains(said), "{table}: {text}");
    }
    let gap = &steps["vendor_gap"];
    assert!(gap.contains("rows that have tokens") || gap.contains("the tokens of all "), "{gap}");
}

/// The first sentence has the range of what is known in bounds, and says of what each part is.
fn has_its_bounds(seen: &View, folder: &Path) {
    let gap = row(folder, "vendor_gap", &["--rule", "default", "--basis", "list_asof", "--vendor", "anthropic"]);
    let [tokens, dollars, low, high] =
        ["token_share", "dollar_share", "dollar_share_low", "dollar_share_high"].map(|column| share(&gap, column));
    let sentence = format!(
        "Anthropic has {tokens} of all tokens and {dollars} of the dollars of priced vendors ({low} to {high} of all dollars)."
    );
    assert_eq!(seen.sentence, sentence);
    assert_eq!((seen.rule.as_str(), seen.basis.as_str(), seen.note.as_str()), ("default", "list_asof", ""));
}

/// Whoever chooses the published rule has the published figure, is told of its prices, and has their own back with their own rule.
fn is_as_published(seen: &Published, folder: &Path) {
    let Published { chosen, key, other, taken, back, live } = seen;
    assert!(key.contains("the gap is measured from here"), "{key}");
    let printed = rows(folder, "claim", &[]).into_iter().find(|row| row["claim_id"] == "anthropic_dollar_share");
    let printed = share(&printed.expect("a claim"), "published_value");
    for view in [chosen, taken] {
        assert_eq!((view.rule.as_str(), view.basis.as_str()), ("published", "list_3to1"), "{view:?}");
        assert!(view.sentence.contains(&format!(" and {printed} of the dollars")), "{view:?}");
        assert!(view.note.contains("3:1 assumption") && !view.button, "{view:?}");
        assert_eq!(view.hash, "#rule=published&basis=list_3to1");
    }
    assert_eq!([&chosen.focus, &taken.focus], ["rule-published", "basis-list_3to1"], "the keyboard stays");
    assert!(other.button && other.note.contains("other figures than it printed"), "{other:?}");
    assert!(!other.sentence.contains(&printed), "{other:?}");
    assert_eq!((back.rule.as_str(), back.basis.as_str()), ("default", "list_current"), "{back:?}");
    assert!(back.note.is_empty() && !back.button, "{back:?}");
    assert_eq!(live, "status", "readers of screens hear of it");
}

/// What holds on values that somebody made is not counted with what holds.
fn counts_claims_apart(seen: &Seen, folder: &Path) {
    let claims = rows(folder, "claim", &[]);
    let count = |verdict: &str| {
        claims.iter().filter(|row| row["verdict"] == verdict && row["value_origin"] != "observed").count()
    };
    let apart =
        format!("On values that were made up or reconstructed {} fail and {} hold", count("fails"), count("holds"));
    assert!(seen.claims.contains(&apart), "{}: {apart}", seen.claims);
    assert!(seen.claims.contains("Tested on the week of 12 Apr 2026 (not whole)."), "{}", seen.claims);
    assert!(seen.claims.contains("On observed values none fails and none holds."), "{}", seen.claims);
    assert!(seen.headings.contains(&"Holds, on values that were made up or reconstructed".to_owned()));
    assert!(!seen.headings.contains(&"Holds".to_owned()), "{:?}", seen.headings);
}

/// Three figures of the market's growth, and two of the six labs' part, each say which rule and weeks they are of.
fn says_where_else(seen: &Elsewhere, folder: &Path) {
    let market = |rule: &str| row(folder, "vendor_growth", &["--rule", rule, "--vendor", "total"]);
    let rates = rows(folder, "growth_rate", &["--vendor", "total"]);
    let rate = rates.iter().find(|row| row["growth_window"] == "first_last").expect("a rate");
    for (row, column) in
        [(&market("published"), "growth_ratio"), (&market("default"), "growth_ratio"), (rate, "annual_ratio")]
    {
        let ratio = published::market_growth(row[column].as_f64().expect("a ratio"));
        assert!(seen.growth.contains(&ratio), "{}: {ratio}", seen.growth);
    }
    assert!(
        seen.growth.starts_with("Three figures ") && seen.growth.contains(" lie 329 days apart"),
        "{}",
        seen.growth
    );
    let claim = rows(folder, "claim", &[]).into_iter().find(|row| row["claim_id"] == "cn_majority").expect("a claim");
    let asked =
        ["--where", "group_id=cn_published", "--rule", "default", "--basis", "list_asof", "--week", "2026-04-05"];
    let group = row(folder, "group_share", &asked);
    let (theirs, ours) = (share(&claim, "our_value"), share(&group, "token_share"));
    assert!(
        seen.group.contains(&theirs) && seen.group.contains("22 Mar 2026 to 18 Apr 2026 together"),
        "{}",
        seen.group
    );
    // The claim's reason alone has the most.
    let because = claim["because"].as_str().expect("a reason");
    let (_, most) = because.split_once(", up to ").expect("a most");
    let (most, _) = most.split_once(" %").expect("a part");
    let range = format!("{theirs} to {most}% of all tokens in the claim of a majority");
    assert!(seen.group.contains(&range), "{}: {range}", seen.group);
    assert!(seen.card.contains(&format!("has {ours} in the week of 5 Apr 2026 alone")), "{}", seen.card);
    assert!(theirs != ours && seen.others.contains("the six Chinese labs"), "{}", seen.others);
    assert!(seen.growth_card.contains("why others stand in this page"), "{}", seen.growth_card);
    assert_eq!(seen.arrived, [true, true], "either leads to the other");
}

/// No chart has weeks of two beginnings, and each says on which day its weeks begin. Two groups that have the same tokens say why.
fn keeps_weeks_apart(seen: &[Groups], folder: &Path) {
    let shares = rows(folder, "group_share", &["--rule", "default"]);
    let mut all = BTreeSet::new();
    for Groups { title, said } in seen {
        let own = shares.iter().filter(|row| row["group_id"].as_str().is_some_and(|group| said.contains_key(group)));
        let days: BTreeSet<&str> = own.filter_map(|row| row["week_anchor"].as_str()).collect();
        assert_eq!(days.len(), 1, "{title}: {days:?}");
        assert!(
            days.iter().all(|day| title.to_lowercase().ends_with(&format!("in weeks that begin on {day}"))),
            "{title}"
        );
        all.extend(days);
    }
    assert_eq!((seen.len(), all.len()), (2, 2), "the sample has vendors on Sundays, models on Mondays: {all:?}");
    let of = |group: &str| {
        let group = format!("group_id={group}");
        let asked = ["--where", &group, "--rule", "default", "--basis", "list_asof", "--week", "2026-04-05"];
        let row = row(folder, "group_share", &asked);
        ["token_share", "token_share_high"].map(|column| share(&row, column))
    };
    let ([tokens, most], [same, _]) = (of("cn"), of("cn_published"));
    let [own, labs] = ["cn", "cn_published"].map(|group| seen[0].said[group].as_str());
    assert_eq!(tokens, same, "what the two have to tell apart");
    assert!(own.contains(&format!("{tokens} to {most} of all tokens")), "{own}");
    assert!(own.contains("The same tokens as “The six Chinese labs of the published analysis”"), "{own}");
    assert!(labs.contains(&format!("“Vendors with headquarters in China” ({tokens} to {most})")), "{labs}");
}

/// Whoever goes back from a claim's link finds what was shown before it, and forward what the link led to.
fn comes_back(seen: &[View; 4]) {
    let view = |view: &View| [&view.rule, &view.basis, &view.hash, &view.sentence].map(String::clone);
    let [before, there, back, forward] = seen.each_ref().map(view);
    assert!(before[2].ends_with("&week=2026-04-05&hidden=openai"), "{before:?}");
    assert_eq!(there[..2], ["published", "list_3to1"]);
    assert_eq!([back, forward], [before, there]);
}

/// A link to a section opens at it once all is drawn, unless somebody has begun to read.
fn opens_where_it_leads(seen: &Opened) {
    assert_eq!(seen.tops.len(), 3, "{:?}", seen.tops);
    assert!(seen.tops.values().all(|top| (0..200).contains(top)), "{:?}", seen.tops);
    assert!(!(-200..200).contains(&seen.read), "{}", seen.read);
    let [of_weeks, of_picture] = &seen.unpriced;
    let part = of_weeks.strip_prefix("In the last complete week, that of 5 Apr 2026: ").expect("a week");
    let (part, _) = part.split_once(" of all tokens").expect("a part");
    assert!(of_picture.starts_with(&format!("{part} of all tokens")), "{of_weeks} {of_picture}");
    let case = |view: &View| (view.rule.clone(), view.basis.clone(), view.hash.clone());
    let own = |words: [&str; 3]| (words[0].to_owned(), words[1].to_owned(), words[2].to_owned());
    assert_eq!(case(&seen.alone), own(["published", "list_3to1", "#rule=published"]));
    assert_eq!(case(&seen.ours), own(["default", "list_asof", ""]));
}

/// Headings are words, no two of a table alike, and the names that downloads and commands have are not lost.
fn has_headings(seen: &Columns) {
    assert!(seen.labels.len() > 10, "{:?}", seen.labels.keys());
    for (table, columns) in &seen.labels {
        let mut labels: Vec<_> = columns.iter().map(|[_, label, _]| label).collect();
        assert!(labels.iter().all(|label| !label.contains('_') && !label.is_empty()), "{table}: {labels:?}");
        labels.sort();
        labels.dedup();
        assert_eq!(labels.len(), columns.len(), "{table}: {columns:?}");
        assert!(columns.iter().all(|[name, _, title]| title.starts_with(&format!("{name}: "))), "{table}: {columns:?}");
    }
    // Names of three words and more are said in words of their own.
    let is_long = |name: &str| name.matches('_').count() > 1;
    let all = || seen.labels.values().flatten();
    let bare: Vec<_> = all().filter(|[name, label, _]| is_long(name) && *label == name.replace('_', " ")).collect();
    assert!(bare.is_empty(), "{bare:?}");
    let share = seen.listed.iter().find(|[name, ..]| name == "dollar_share_low").expect("a column");
    assert_eq!(share[1], "share of dollars, at least dollar_share_low");
    assert!(share[2].starts_with("Lower bound: "), "{share:?}");
    assert!(
        seen.wholes.contains("“tokens with a price”: of the tokens that the usage behind the price names"),
        "{}",
        seen.wholes
    );
}

/// No link of the page is cut, what was touched goes on saying what it is, and names that had no room stand below their chart.
fn is_for_fingers(seen: &Phone) {
    assert_eq!(seen.cut, [""; 0], "links to sections");
    assert!(seen.touched.contains("first weeks to last") && !seen.after, "`{}`", seen.touched);
    assert!(!seen.names.is_empty(), "a phone has no room for some names");
    for Names { cut, full } in &seen.names {
        for text in cut {
            let begins = text.split('…').next().unwrap_or_default();
            assert!(full.starts_with("Names in full: ") && full.contains(begins), "`{text}` in `{full}`");
        }
    }
}
