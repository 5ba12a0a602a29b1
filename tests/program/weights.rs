//! What usage weighs a vendor's weeks in real captures, and how little that may prove of its dollars.

use std::fmt::Write as _;

use expect_test::expect_file;
use fs_err as fs;
use tempfile::TempDir;

use super::{
    captures::{number, rows},
    process::{captures, map, said},
};

/// Charts of vendors as kept by others, three model charts of summer that reach back a quarter of a year and more, all
/// catalogues. `weighed by | least part named | dollar share, at least, at most` for each week of the spring.
#[test]
fn openai_in_spring() {
    let (Some(charts), Some(models), Some(history)) =
        (captures("vendor_weeks"), captures("model_weeks"), captures("catalog_history"))
    else {
        return;
    };
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history.display().to_string()], path);
    for (name, files) in [("vendor_weeks.toml", charts), ("model_weeks.toml", models)] {
        let files = files.display().to_string();
        said(&["import", "archive", "--map", &map(name), "--data", "data", "--quiet", &files], path);
    }
    let text = "title = 'weights'
bases = ['list_asof']
rules = ['default']
results = ['vendor_price', 'dollar_share']
inputs = { 'archive/vendor-weeks' = 'all', 'archive/model-weeks' = 'all', 'catalog/models' = 'all' }
[bounds]
max_new_vendor_share = 1.0
";
    fs::write(path.join("weights.toml"), text).expect("a temporary file");
    said(&["run", "weights.toml", "--data", "data", "--quiet"], path);
    let of_openai = |table: &str| rows(&[table, "--where", "vendor=openai"], path);
    let (prices, shares) = (of_openai("vendor_price"), of_openai("dollar_share"));
    let mut text = "week        weighed by  names   dollars at least, at most\n".to_owned();
    for share in shares.iter().filter(|row| row["week_start_date"].as_str() >= "2026-03-02") {
        let week = &share["week_start_date"];
        let price = prices.iter().find(|row| row["window_kind"] == "week" && row["window_start_date"] == *week);
        let price = price.expect("each week has its prices");
        let percent = |row, column| number(row, column) * 100.0;
        let is_known = !price["weights_share"].is_empty();
        let named = if is_known { format!("{:.0} %", percent(price, "weights_share")) } else { "?".to_owned() };
        let [low, high] = ["dollar_share_low", "dollar_share_high"].map(|column| percent(share, column));
        let _ = writeln!(text, "{week}  {}  {named:>5}  {low:>5.2} %  {high:>5.1} %", price["usage_start_date"]);
    }
    expect_file!["../golden/openai_in_spring.txt"].assert_eq(&text);
}
