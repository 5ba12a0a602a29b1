//! The claims of the published analysis on every week since, on real captures.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use expect_test::expect_file;
use tempfile::TempDir;

use super::{
    archives::{import_archive, run},
    captures::{import, rows},
    process::{captures, said, sample, tokenshare},
};

type Row = BTreeMap<String, String>;

/// Ten vendor charts to 2026-05-06, the tracked models of the site, thirty-one app pages and a year of catalogues.
fn import_spring(folder: &Path) -> Option<()> {
    let (vendors, apps, tracker) = (captures("vendor_weeks")?, captures("app_models")?, captures("tracker_weeks")?);
    let history = captures("catalog_history")?.display().to_string();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history], folder);
    import_archive("vendor_weeks.toml", &vendors, folder);
    import_archive("app_models.toml", &apps, folder);
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps/tracker_weeks.toml").display().to_string();
    // One of the files is dead and refused; the others come in.
    let tracker = tracker.display().to_string();
    let ended = tokenshare(&["import", "archive", "--map", &map, "--data", "data", "--quiet", &tracker], folder);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    scores(folder);
    Some(())
}

fn scores(folder: &Path) {
    import("eci/scores", "2026-08-11T21:33:05Z", &sample().join("figures/benchmark.csv"), folder);
}

/// How many claims a week leaves standing, and each with its figure beside the published one.
fn surviving(found: &[Row], week: &str) -> String {
    let of_week: Vec<&Row> = found.iter().filter(|row| row["week_start_date"] == week).collect();
    let of = |verdict: &str| of_week.iter().copied().filter(|row| row["verdict"] == verdict).collect::<Vec<_>>();
    let verdicts = [("holds", "hold"), ("fails", "fail"), ("cannot_be_tested", "cannot be tested")];
    let counts = verdicts.map(|(verdict, said)| format!("{} {said}", of(verdict).len()));
    let mut text = format!("week of {week}, {} claims: {}\n", of_week.len(), counts.join(", "));
    let figure = |row: &Row, column: &str| {
        row[column].parse::<f64>().map_or_else(
            |_| "—".to_owned(),
            |value| if value.abs() < 1e6 { format!("{value:.4}") } else { format!("{value:.3e}") },
        )
    };
    for (verdict, _) in verdicts {
        let _ = writeln!(text, "{verdict}");
        for row in of(verdict) {
            let (ours, published) = (figure(row, "our_value"), figure(row, "published_value"));
            let _ = writeln!(
                text,
                "  {:<26}{:<18}{ours:>12} where {published:>10} was said: {}",
                row["claim_id"], row["value_unit"], row["because"]
            );
        }
    }
    text
}

/// Each claim with the weeks in which it held, failed, or could not be tested.
#[test]
fn every_claim_on_every_week_since() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(()) = import_spring(path) else { return };
    run(
        &[
            "bases = ['list_3to1', 'list_current', 'list_asof']",
            "results = ['vendor_price', 'vendor_gap', 'vendor_growth', 'model_leaderboard', 'price_correlation', 'benchmark_correlation', 'claim']",
            "inputs = { 'archive/vendor-weeks' = 'all', 'archive/app-weeks' = 'all', 'archive/model-weeks' = 'all', 'catalog/models' = 'all', 'eci/scores' = 'newest' }",
        ],
        path,
    );
    let found = rows(&["claim"], path);
    expect_file!["../golden/claims_of_april.txt"].assert_eq(&surviving(&found, "2026-04-13"));
    let mut claims: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for row in &found {
        let verdicts = claims.entry(&row["claim_id"]).or_default();
        let value = row["our_value"].parse::<f64>().map_or_else(|_| String::new(), |value| format!(" ({value:.4})"));
        verdicts.entry(&row["verdict"]).or_default().push(format!("{}{value}", row["week_start_date"]));
    }
    let mut text = String::new();
    for (claim, verdicts) in &claims {
        let _ = writeln!(text, "{claim}");
        for (verdict, weeks) in verdicts {
            let _ = writeln!(text, "  {verdict}: {}", weeks.join(", "));
        }
    }
    expect_file!["../golden/claims_by_week.txt"].assert_eq(&text);
    assert_eq!(claims.len(), 23);
    let weeks: std::collections::BTreeSet<_> = found.iter().map(|row| row["week_start_date"].as_str()).collect();
    assert_eq!(found.len(), 23 * weeks.len(), "each claim on each week");
}

/// The month of the whole site before 2026-08-10 and a year of its model chart, whose last week has hardly begun: no vendor chart
/// and no app page is held of that time, and claims that need one say so.
#[test]
fn how_many_claims_survive_in_august() {
    let (Some(pulse), Some(charts)) = (captures("pulse/2026-08-10"), captures("model_weeks")) else { return };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let at = "2026-08-10T08:03:55Z";
    import("catalog/models", at, &pulse.join("models.json.gz"), path);
    import("frontend/models-month", at, &pulse.join("rankings_models_month.json.gz"), path);
    import_archive("model_weeks.toml", &charts.join("2026-08-10.json.gz"), path);
    scores(path);
    run(
        &[
            "bases = ['list_3to1', 'list_current', 'list_asof']\nweights = { published = 'site', default = 'site' }",
            "results = ['vendor_price', 'vendor_gap', 'model_leaderboard', 'benchmark_correlation', 'claim']",
            "inputs = { 'frontend/models-month' = 'newest', 'archive/model-weeks' = 'all', 'catalog/models' = 'all', 'eci/scores' = 'newest' }",
        ],
        path,
    );
    let found = rows(&["claim"], path);
    assert_eq!(found.len(), 23 * 18, "each week of the model chart since the analysis");
    // The board's month ends with the week before the last.
    let text = ["2026-08-03", "2026-08-10"].map(|week| surviving(&found, week)).join("\n");
    expect_file!["../golden/claims_of_august.txt"].assert_eq(&text);
}

/// The vendor chart ends on 2026-05-10. Behind it the models of a chart go on for fourteen Mondays, and fifteen month views of the
/// site end in three of their weeks.
#[test]
fn claims_go_on_behind_the_end_of_the_vendor_chart() {
    let (Some(vendors), Some(models), Some(pulse)) =
        (captures("vendor_weeks"), captures("model_weeks"), captures("pulse"))
    else {
        return;
    };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    import_archive("vendor_weeks.toml", &vendors, path);
    import_archive("model_weeks.toml", &models, path);
    said(&["import", "pulse", "--data", "data", "--quiet", &pulse.display().to_string()], path);
    run(
        &[
            "bases = ['list_3to1']\nweights = { published = 'site', default = 'site' }",
            "results = ['vendor_price', 'vendor_gap', 'vendor_growth', 'model_leaderboard', 'claim']",
            "inputs = { 'archive/vendor-weeks' = 'all', 'archive/model-weeks' = 'all', 'frontend/models-month' = 'all', 'catalog/models' = 'all' }",
        ],
        path,
    );
    let found = rows(&["claim"], path);
    assert_eq!(found.len(), 23 * (4 + 14), "each claim on each week");
    let mut text = String::new();
    for claim in ["anthropic_token_share", "market_growth"] {
        let of_claim: Vec<&Row> = found.iter().filter(|row| row["claim_id"] == claim).collect();
        let _ = writeln!(text, "{claim}, {} was said", of_claim[0]["published_value"]);
        for row in of_claim {
            let value = row["our_value"].parse::<f64>().map_or_else(|_| "—".to_owned(), |value| format!("{value:.4}"));
            let [week, from, verdict, because] =
                ["week_start_date", "vendor_tokens_from", "verdict", "because"].map(|column| &row[column]);
            let _ = writeln!(text, "  {week} {from} {verdict} {value}: {because}");
        }
    }
    expect_file!["../golden/claims_to_august.txt"].assert_eq(&text);
    // Each month view speaks in the week in which it ends, and no other one does.
    let of_month = |row: &&Row| row["claim_id"] == "anthropic_token_share" && row["vendor_tokens_from"] == "board";
    let of_month: Vec<&str> = found.iter().filter(of_month).map(|row| row["week_start_date"].as_str()).collect();
    assert_eq!(of_month, ["2026-07-27", "2026-08-03", "2026-08-10"]);
}
