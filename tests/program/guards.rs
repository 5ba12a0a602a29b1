//! Guards on real answers: those that are good pass, and those with which trackers died are refused, with the reason, while
//! the tables stay.

use std::{collections::BTreeMap, path::Path};

use super::{
    history::{History, PIPELINE as PLAN, Stock, demand_same},
    process::{Ended, captures, files, replace_body, tokenshare},
};
use expect_test::expect;
use fs_err as fs;
use tempfile::TempDir;

const PIPELINE: &str = r#"
title = "guards"
rules = ["default"]
bases = ["list_asof"]
results = ["token_share", "vendor_price"]
[inputs]
"catalog/models" = "all"
"frontend/models-day" = { take = "all", optional = true }
"frontend/models-week" = { take = "all", optional = true }
"frontend/models-month" = { take = "all", optional = true }
"frontend/apps" = { take = "all", optional = true }
"archive/vendor-weeks" = "all"
"archive/model-weeks" = { take = "all", optional = true }
"archive/site-weeks" = { take = "all", optional = true }
"archive/app-weeks" = { take = "all", optional = true }
[bounds]
max_new_vendor_share = 1.0
"#;

fn import(arguments: &[&str], folder: &Path) -> Ended {
    tokenshare(&[&["import"], arguments, &["--data", "data", "--quiet"]].concat(), folder)
}

fn import_by(map: &str, what: &Path, folder: &Path) -> Ended {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps").join(map);
    import(&["archive", "--map", &map.display().to_string(), &what.display().to_string()], folder)
}

fn run(folder: &Path) -> Ended {
    tokenshare(&["run", "guards.toml", "--data", "data"], folder)
}

fn place() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("guards.toml"), PIPELINE).expect("a temporary file");
    folder
}

/// The tables of the newest run, as bytes.
fn tables(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let run = fs::canonicalize(folder.join("data/current")).expect("a run");
    let names = files(&run).into_iter().filter(|name| name.ends_with(".parquet"));
    names.map(|name| (name.clone(), fs::read(run.join(&name)).expect("a table"))).collect()
}

#[test]
fn good_answers_raise_no_alarm() {
    let sets = ["catalog_history", "pulse", "vendor_weeks", "tracker_weeks", "model_weeks", "site_weeks", "app_models"];
    let Some(sets) = sets.into_iter().map(captures).collect::<Option<Vec<_>>>() else { return };
    let place = place();
    let path = place.path();
    for (what, set) in ["catalog-history", "pulse"].into_iter().zip(&sets) {
        assert_eq!(import(&[what, &set.display().to_string()], path).code, Some(0));
    }
    for (set, map) in
        sets.iter().zip(["", "", "vendor_weeks", "tracker_weeks", "model_weeks", "site_weeks", "app_models"])
    {
        if !map.is_empty() {
            // One tracker week is dead, and refused before it is stored.
            import_by(&format!("{map}.toml"), set, path);
        }
    }
    let ended = run(path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let is_alarm =
        |line: &&str| ["refused", "strange", "coverage_loss", "zero_price"].iter().any(|word| line.contains(word));
    let strange: Vec<_> = ended.stderr.lines().filter(is_alarm).collect();
    let manifest = fs::read_to_string(path.join("data/manifest.toml")).expect("a run");
    let of = |request: &str| manifest.matches(&format!("id = \"{request}/")).count();
    let compared = manifest.matches("against = ").count();
    println!("{compared} answers compared with the one before: {} refused or strange", strange.len());
    expect!["80 catalogues, 15 day views, 15 week views, 15 month views, 15 lists of apps, 10 vendor charts, 28 model weeks and charts"].assert_eq(&format!(
        "{} catalogues, {} day views, {} week views, {} month views, {} lists of apps, {} vendor charts, {} model weeks and charts",
        of("catalog/models"),
        of("frontend/models-day"),
        of("frontend/models-week"),
        of("frontend/models-month"),
        of("frontend/apps"),
        of("archive/vendor-weeks"),
        of("archive/model-weeks"),
    ));
    assert_eq!((compared, strange), (170, Vec::<&str>::new()));
}

/// Good answers of a few weeks, and a run over them.
fn good(path: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    let catalogs = captures("catalog_history")?;
    for name in ["2026-05-25T132212Z", "2026-06-01T011005Z", "2026-06-08T134040Z"] {
        let file = catalogs.join(format!("{name}.json.gz")).display().to_string();
        assert_eq!(import(&["catalog-history", &file], path).code, Some(0));
    }
    assert_eq!(import_by("vendor_weeks.toml", &captures("vendor_weeks")?, path).code, Some(0));
    let weeks = captures("tracker_weeks")?;
    for week in ["2026-04-20", "2026-04-27", "2026-05-04"] {
        assert_eq!(import_by("tracker_weeks.toml", &weeks.join(format!("{week}.json")), path).code, Some(0));
    }
    let ended = run(path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    Some(tables(path))
}

/// The catalogue of 2026-06-15, spoiled, among good ones; what was said, without how it was said of the day.
fn spoiled(path: &Path, spoil: impl FnOnce(&mut Vec<serde_json::Value>)) -> Ended {
    let catalogs = captures("catalog_history").expect("it was there a moment ago");
    let packed = fs::read(catalogs.join("2026-06-15T011357Z.json.gz")).expect("a capture");
    let mut page: serde_json::Value =
        serde_json::from_reader(flate2::read::GzDecoder::new(packed.as_slice())).expect("JSON");
    spoil(page["data"].as_array_mut().expect("models"));
    fs::write(path.join("catalog.json"), page.to_string()).expect("room");
    import(&["catalog/models", "--captured-at", "2026-06-15T01:13:57Z", "catalog.json"], path)
}

/// What is no data is refused when it is imported.
fn dead_at_the_door(path: &Path) {
    let dead = captures("tracker_weeks").expect("it is there").join("2026-05-11.json");
    let said = import_by("tracker_weeks.toml", &dead, path);
    assert!(said.code == Some(1) && said.stderr.contains("found 0 in every row"), "{}", said.stderr);
    let map = "name = 'scraper'\nmakes = 'model-weeks'\nfrom = 'x'\nlicence = 'none stated; facts'\ncitation = 'x {captured_at}'\ncaptured_at = '$.meta.fetched_at'\n[table]\nformat = 'json'\nrows = '$.models'\n[table.columns]\nweek = '$.meta.fetched_at'\nclock = 'ended_by'\nlabel = 'model_id'\ntokens = 'tokens'\nunit = 'tokens'\n";
    fs::write(path.join("scraper.toml"), map).expect("room");
    let scraped = |day: &str| {
        let file = captures("daily_tracker").expect("it is there").join(format!("{day}.json")).display().to_string();
        import(&["archive", "--map", "scraper.toml", &file], path)
    };
    let said = scraped("2026-05-16");
    assert_eq!(said.code, Some(0), "the day before was good: {}", said.stderr);
    let said = scraped("2026-05-17");
    assert!(said.code == Some(1) && said.stderr.contains("found a list of 0"), "{}", said.stderr);
    fs::remove_dir_all(path.join("data/snapshots/archive/model-weeks/scraper")).expect("it was imported");
    for (what, spoil) in [
        ("emptied", (|models| models.clear()) as fn(&mut Vec<serde_json::Value>)),
        ("all prices 0", |models| models.iter_mut().for_each(|model| price(model, "0"))),
    ] {
        let said = spoiled(path, spoil);
        println!("{what}: {}", said.stderr);
        assert_eq!(said.code, Some(1), "{what}");
    }
}

/// Each is refused where it can be told: what is no catalogue at all when it is imported, what is one and lost its content by
/// the guards.
#[test]
fn dead_answers_are_refused_and_the_tables_stay() {
    let place = place();
    let path = place.path();
    let Some(before) = good(path) else { return };
    dead_at_the_door(path);
    assert_eq!(run(path).code, Some(0), "nothing of it is held");
    assert_eq!(tables(path), before);
    for (what, guard, spoil) in [
        ("a tenth of it", "rows", (|models| models.truncate(models.len() / 10)) as fn(&mut Vec<serde_json::Value>)),
        ("a fifth of the prices 0", "prices", |models| {
            models.iter_mut().step_by(5).for_each(|model| price(model, "0"));
        }),
        ("prices of a tenth", "price_level", |models| models.iter_mut().for_each(a_tenth)),
    ] {
        assert_eq!(spoiled(path, spoil).code, Some(0), "{what}");
        let ended = run(path);
        println!("{what}: {}", ended.stderr.lines().filter(|line| line.starts_with("error")).collect::<String>());
        assert_eq!(ended.code, Some(1), "{what}");
        assert!(
            ended.stderr.contains(&format!(
                "error: 1 answer refused, and not used: `catalog/models/2026-06-15T011357Z`, beside \
                 `catalog/models/2026-06-08T134040Z`\n      `{guard}`: found "
            )),
            "{what}: {}",
            ended.stderr
        );
        assert!(
            ended.stderr.contains("the newest `catalog/models` that is used is of `2026-06-08T13:40:40Z`"),
            "{what}"
        );
        assert_eq!(tables(path), before, "{what}");
        let again = run(path);
        assert_eq!(again.code, Some(1), "{what}: it still waits for a decision");
        fs::remove_dir_all(path.join("data/snapshots/catalog/models/2026-06-15T011357Z")).expect("it was imported");
    }
}

fn price(model: &mut serde_json::Value, price: &str) {
    for part in model["pricing"].as_object_mut().expect("prices").values_mut().filter(|part| part.is_string()) {
        *part = serde_json::Value::from(price);
    }
}

/// As if the unit had changed from one day to the next.
fn a_tenth(model: &mut serde_json::Value) {
    for part in ["prompt", "completion"] {
        let price = model["pricing"][part].as_str().and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
        if price > 0.0 {
            model["pricing"][part] = serde_json::Value::from(format!("{:.12}", price / 10.0));
        }
    }
}

/// Somebody looked at it. From then on it is used, and no day before knows it.
#[test]
fn what_somebody_accepts_is_used_from_then_on() {
    let place = place();
    let path = place.path();
    let Some(before) = good(path) else { return };
    assert_eq!(spoiled(path, |models| models.truncate(models.len() / 10)).code, Some(0));
    assert_eq!(run(path).code, Some(1));
    let accept = |because: &str| {
        let id = "catalog/models/2026-06-15T011357Z";
        tokenshare(&["accept", id, "--because", because, "--data", "data"], path)
    };
    assert_eq!(accept(" ").code, Some(2));
    assert_eq!(accept("two\nlines").code, Some(2));
    assert_eq!(accept("upstream cleared out").code, Some(0));
    assert_eq!(accept("again").code, Some(1));
    let decisions = fs::read_to_string(path.join("data/reference/accepted.csv")).expect("the decision");
    assert!(
        decisions.starts_with("snapshot_id,facts_sha256,accepted_at,because\ncatalog/models/2026-06-15T011357Z,"),
        "{decisions}"
    );
    let ended = run(path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("is used, since somebody accepted it"), "{}", ended.stderr);
    assert_ne!(tables(path), before);
    // The answer was there on that day, the decision was not.
    let ended = tokenshare(&["run", "guards.toml", "--data", "data", "--as-of", "2026-06-16"], path);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    // Other bytes under the same name are another answer.
    fs::remove_dir_all(path.join("data/snapshots/catalog/models/2026-06-15T011357Z")).expect("it was imported");
    assert_eq!(spoiled(path, |models| models.truncate(models.len() / 9)).code, Some(0));
    assert_eq!(run(path).code, Some(1));
}

/// A later answer that is good is held against the last good one, and the strange one between them waits for nobody.
#[test]
fn a_good_answer_behind_a_strange_one_ends_well() {
    let place = place();
    let path = place.path();
    if good(path).is_none() {
        return;
    }
    assert_eq!(spoiled(path, |models| models.truncate(models.len() / 10)).code, Some(0));
    let file =
        captures("catalog_history").expect("it is there").join("2026-06-22T011321Z.json.gz").display().to_string();
    assert_eq!(import(&["catalog-history", &file], path).code, Some(0));
    let ended = run(path);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let said = "\n`catalog/models/2026-06-15T011357Z` is refused, and not used; a newer answer is: `rows`";
    assert!(ended.stderr.contains(said), "{}", ended.stderr);
}

/// A model with a third of the tokens, which no catalogue knows: the file has no bound on that, and it is told all the same.
#[test]
fn coverage_that_falls_is_told() {
    let told = |stock: &Stock| {
        let history = History::new();
        history.plan(&PLAN.replace("site_weeks = 2", "site_weeks = 5"));
        history.arrive_all(stock, &stock.ids());
        let ended = history.run_well(&[]);
        ended.stderr.lines().filter(|line| line.contains("coverage_loss")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(told(&Stock::new(7)), "");
    let said = told(&Stock::with_unpriced(7));
    assert!(said.contains("expected 0.1 or less"), "`{said}`");
}

/// A pipeline that fetches is a refresh, and is told when it has become old; one that does not may read the past.
#[test]
fn old_answers_are_told_where_a_pipeline_fetches() {
    let history = History::of(&Stock::new(4), &Stock::new(4).ids());
    let told = |fetch: &str| {
        history.plan(&format!("{PLAN}{fetch}"));
        history.run_well(&["--fresh"]).stderr.contains("is its source alive?")
    };
    assert!(!told(""));
    assert!(told("[fetch]\n"));
    assert!(!told("[fetch]\n[guards]\nmax_age_days = 100000\n"));
}

/// Where the guards on models let a catalogue pass in which a third of the tokens cost nothing, that is told.
#[test]
fn prices_of_nothing_are_told() {
    let stock = Stock::new(5);
    let history = History::of(&stock, &stock.ids());
    history.plan(&format!("{PLAN}[guards]\nprices = {{}}\nprice_level = {{}}\nsame_unit = {{}}\n"));
    let told = |history: &History| {
        let ended = history.run_well(&["--fresh"]);
        let is_told = |line: &&str| line.contains("zero_price");
        ended.stderr.lines().filter(is_told).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(told(&history), Vec::<String>::new());
    price_nothing(&history, &stock, 2);
    assert!(
        matches!(told(&history).as_slice(), [one] if one.contains("expected 0.25 or less")),
        "{:?}",
        told(&history)
    );
}

/// The newest catalogue, in which the first models cost nothing.
fn price_nothing(history: &History, stock: &Stock, models: usize) {
    let ids = stock.ids();
    let catalogue = ids.iter().rfind(|id| id.starts_with("catalog/")).expect("there is one");
    let path = history.data().join("snapshots").join(catalogue);
    let body = fs::read_to_string(path.join("body.json")).expect("a catalogue");
    let mut value: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    for model in value["data"].as_array_mut().expect("models").iter_mut().take(models) {
        price(model, "0");
    }
    replace_body(&path, "body.json", value.to_string().as_bytes());
}

/// Where five of six models cost nothing, the tables stay: guards count models, and few have most of the tokens.
#[test]
fn prices_of_nothing_for_most_tokens_stop_a_run() {
    let stock = Stock::new(5);
    let history = History::of(&stock, &stock.ids());
    let off =
        ["prices", "cache_prices", "price_level", "same_unit", "same_prices"].map(|guard| format!("{guard} = {{}}\n"));
    history.plan(&format!("{PLAN}[guards]\n{}", off.concat()));
    history.run_well(&["--fresh"]);
    let before = history.made();
    price_nothing(&history, &stock, 5);
    let ended = history.run(&["--fresh"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("error: 1 of ") && ended.stderr.contains("`site_kept_price_share`"),
        "{}",
        ended.stderr
    );
    demand_same(&history.made(), &before, "the tables stay");
}

/// Nobody gives back what was captured: tables without it take no place until somebody says so.
#[test]
fn answers_that_are_gone_stop_a_run() {
    let stock = Stock::new(5);
    let history = History::of(&stock, &stock.ids());
    let before = history.made();
    let ids = stock.ids();
    let catalogue = ids.iter().rfind(|id| id.starts_with("catalog/")).expect("there is one");
    history.leave(catalogue);
    for _ in 0..2 {
        let ended = history.run(&[]);
        assert!(ended.stderr.contains(&format!("not held any more, the first `{catalogue}`")), "{}", ended.stderr);
        assert_eq!(ended.code, Some(1), "each time, until it is back");
        demand_same(&history.made(), &before, "the tables stay");
    }
    history.run_well(&["--fresh"]);
    history.run_well(&[]);
}

/// Upstream drops a field now and then. Within weeks that is refused, and it is said which; behind a pause it is told.
#[test]
fn fields_that_went_are_named_and_behind_a_pause_refuse_nothing() {
    let Some(catalogs) = captures("catalog_history") else { return };
    let ended = |later: &str| {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path();
        let plan = "title = 'fields'\n[inputs]\n'catalog/models' = 'all'\n[bounds]\nmax_new_vendor_share = 1.0\n";
        fs::write(path.join("guards.toml"), plan).expect("room");
        for (name, at) in [("2026-01-20T003121Z", "2026-01-20T003121Z"), ("2026-04-14T004905Z", later)] {
            let file = format!("{at}.json.gz");
            fs::copy(catalogs.join(format!("{name}.json.gz")), path.join(&file)).expect("room");
            assert_eq!(import(&["catalog-history", &file], path).code, Some(0));
        }
        run(path)
    };
    let of =
        |ended: &Ended| ended.stderr.lines().find(|line| line.contains("`fields`: found 0.0000")).map(str::to_owned);
    let soon = ended("2026-02-20T004905Z");
    assert_eq!(soon.code, Some(1), "{}", soon.stderr);
    let named = "; gone, though it is read: `";
    let line = of(&soon).unwrap_or_default();
    assert!(line.contains(named) && line.contains("` of `model.pricing`"), "{}", soon.stderr);
    let late = ended("2026-04-14T004905Z");
    assert_eq!(late.code, Some(0), "{}", late.stderr);
    assert!(late.stderr.contains("is used, and strange beside `catalog/models/2026-01-20T003121Z`"), "{}", late.stderr);
    assert!(of(&late).is_some_and(|line| line.contains(named)), "{}", late.stderr);
}
