//! The claims of the published analysis on every week since, on real captures.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use expect_test::expect_file;
use tempfile::TempDir;

use super::{
    archives::{import_archive, run},
    captures::rows,
    process::{captures, said, tokenshare},
};

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
    Some(())
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
            "results = ['vendor_price', 'vendor_gap', 'vendor_growth', 'model_leaderboard', 'claim']",
            "inputs = { 'archive/vendor-weeks' = 'all', 'archive/app-weeks' = 'all', 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }",
        ],
        path,
    );
    let found = rows(&["claim"], path);
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
