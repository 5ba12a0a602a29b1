//! Who leads on both boards, by tokens, by dollars and by apps, on real captures of April and August 2026.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use expect_test::expect_file;
use tempfile::TempDir;

use super::{
    archives::{import_archive, run},
    captures::{import, number, rows},
    process::{captures, said, tokenshare},
};

type Row = BTreeMap<String, String>;

const BASES: [&str; 3] = ["list_3to1", "list_current", "list_asof"];
const OPUS: &str = "anthropic/claude-4.6-opus-20260205";
const MIMO: &str = "xiaomi/mimo-v2-pro-20260318";
const QWEN36: &str = "qwen/qwen3.6-plus-04-02";
/// What the analysis printed of its app board, and what thirty-one app pages of a week later say.
const PUBLISHED: [(&str, &str, &str, &str); 4] = [
    ("Claude Opus 4.6, tokens", "2.4T", OPUS, "tokens"),
    ("Claude Opus 4.6, apps", "24", OPUS, "apps"),
    ("MiMo-V2-Pro, tokens", "5.5T", MIMO, "tokens"),
    ("Qwen3.6 Plus, apps", "27 of 30", QWEN36, "apps"),
];

/// Thirty-one app pages and the largest models of the site over some weeks, the vendor chart, and a year of
/// catalogues.
fn april(folder: &Path, weeks: usize, until: &str) -> Option<()> {
    let (apps, tracker) = (captures("app_models")?, captures("tracker_weeks")?.display().to_string());
    let history = captures("catalog_history")?.display().to_string();
    said(&["import", "catalog-history", "--data", "data", "--quiet", &history], folder);
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/maps/tracker_weeks.toml").display().to_string();
    // One of the files is dead and refused; the others come in.
    let ended = tokenshare(&["import", "archive", "--map", &map, "--data", "data", "--quiet", &tracker], folder);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    import_archive("app_models.toml", &apps, folder);
    import_archive("vendor_weeks.toml", &captures("vendor_weeks/2026-04-21T150131Z.csv")?, folder);
    let windows = format!(
        "windows = {{ app_weeks = {weeks}, app_until = '{until}', site_weeks = {weeks}, site_until = '{until}' }}"
    );
    let lines = [
        "rules = ['default']\nbases = ['list_3to1', 'list_current', 'list_asof']",
        "results = ['model_leaderboard', 'whale']",
        "inputs = { 'archive/app-weeks' = 'all', 'archive/model-weeks' = 'all', 'archive/vendor-weeks' = 'all', 'catalog/models' = 'all' }",
        windows.as_str(),
    ];
    run(&lines, folder);
    Some(())
}

/// The month before 2026-08-10 as the site ranks it, and the catalogue of that day.
fn august(folder: &Path) -> Option<()> {
    let pulse = captures("pulse/2026-08-10")?;
    let at = "2026-08-10T08:03:55Z";
    import("catalog/models", at, &pulse.join("models.json.gz"), folder);
    import("frontend/models-month", at, &pulse.join("rankings_models_month.json.gz"), folder);
    let lines = [
        "rules = ['default']\nbases = ['list_3to1', 'list_current', 'list_asof']",
        "results = ['model_leaderboard', 'whale']",
        "inputs = { 'frontend/models-month' = 'newest', 'catalog/models' = 'all' }",
    ];
    run(&lines, folder);
    Some(())
}

fn trillions(row: &Row, column: &str) -> String {
    format!("{:.2}T", number(row, column) / 1e12)
}

fn cell(row: &Row, column: &str, printed: impl Fn(f64) -> String) -> String {
    if row[column].is_empty() { "—".to_owned() } else { printed(number(row, column)) }
}

/// The first eight by a rank.
fn leaders(board: &[Row], basis: &str, by: &str) -> String {
    let mut found: Vec<&Row> = board.iter().filter(|row| row["price_basis"] == basis && !row[by].is_empty()).collect();
    found.sort_by_key(|row| (row[by].parse::<i64>().expect("a rank"), row["model"].clone()));
    let nobody = if by == "app_count_rank" { "there is no app data" } else { "nothing has a price on this basis" };
    let mut text = if found.is_empty() { format!("  nobody: {nobody}\n") } else { String::new() };
    for row in found.iter().take(8) {
        let usd = |value: f64| format!("${:.2}M", value / 1e6);
        let gained = cell(row, "other_board_places_gained", |value| format!("{value:+}"));
        let _ = writeln!(
            text,
            "  {:>2} {:<44} {:>7} {:>9} {:>3} apps, by tokens {:>2}, by dollars {:>2}, gained on the other board {:>3}; on Opus {:>9}, {}",
            row[by],
            row["model"],
            trillions(row, "tokens"),
            cell(row, "implied_usd", usd),
            cell(row, "app_count", |count| count.to_string()),
            row["token_rank"],
            cell(row, "dollar_rank", |rank| rank.to_string()),
            gained,
            cell(row, "on_opus_usd", usd),
            cell(row, "of_opus_ratio", |ratio| format!("{:.1} % of it", 100.0 * ratio)),
        );
    }
    text
}

fn who_leads(board: &[Row]) -> String {
    let (window, opus) = (&board[0], &board[0]["opus_model"]);
    let mut text = format!(
        "board {}, {} to {}, held against {opus}\napp data: {}\nby tokens\n{}",
        window["board"],
        window["window_start_date"],
        window["window_end_date"],
        cell_text(&window["app_data"]),
        leaders(board, "list_3to1", "token_rank")
    );
    for basis in BASES {
        let _ = write!(text, "by dollars, {basis}\n{}", leaders(board, basis, "dollar_rank"));
    }
    let _ = write!(text, "by apps\n{}", leaders(board, "list_3to1", "app_count_rank"));
    text
}

fn cell_text(cell: &str) -> &str {
    if cell.is_empty() { "none" } else { cell }
}

fn board(name: &str, folder: &Path) -> Vec<Row> {
    rows(&["model_leaderboard", "--where", &format!("board={name}")], folder)
}

fn row<'rows>(board: &'rows [Row], model: &str) -> &'rows Row {
    let is_it = |row: &&Row| row["model"] == model && row["price_basis"] == "list_3to1";
    board.iter().find(is_it).expect("the model is on the board")
}

/// The published board was of other apps on another day: 2.4T in 24 apps, 5.5T, 27 of 30. Ours: 2.30T in 26 of 31, 5.96T, 22 of
/// 31, as worked out by others from the same bytes.
#[test]
fn the_app_board_of_april_beside_the_site_board_and_the_published_one() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(()) = april(path, 5, "2026-04-19") else { return };
    let (apps, site) = (board("apps", path), board("site", path));
    let mut text = format!("{:<28}{:<12}{}\n", "", "published", "ours");
    for (what, published, model, of) in PUBLISHED {
        let row = row(&apps, model);
        let ours = match of {
            "tokens" => trillions(row, "tokens"),
            _ => format!("{} of {}", row["app_count"], row["covered_app_count"]),
        };
        let _ = writeln!(text, "{what:<28}{published:<12}{ours}");
    }
    assert!(["2.30T", "26 of 31", "5.96T", "22 of 31"].iter().all(|figure| text.contains(figure)), "{text}");
    let text = format!("{text}\n{}\n{}", who_leads(&apps), who_leads(&site));
    expect_file!["../golden/boards_of_april.txt"].assert_eq(&text);
    // No catalogue lists Opus 4.7 by the end of the window: 4.6 costs there what it costs.
    let opus = row(&apps, OPUS);
    assert_eq!(opus["opus_model"], OPUS);
    assert_eq!((&opus["on_opus_usd"], opus["of_opus_ratio"].as_str()), (&opus["implied_usd"], "1.0"));
}

#[test]
fn the_site_board_of_august() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    let Some(()) = august(path) else { return };
    let site = board("site", path);
    let text = who_leads(&site);
    expect_file!["../golden/board_of_august.txt"].assert_eq(&text);
    // Whose price it is comes from the catalogue of that day: Opus 5 had come, and its fast service is another price.
    assert_eq!(site[0]["opus_model"], "anthropic/claude-opus-5-20260723");
}

/// The vendors with the most tokens, each with its largest model or app, and the market without it.
fn whales(folder: &Path, kind: &str, board: &str) -> String {
    let wanted = [format!("whale_kind={kind}"), format!("board={board}")];
    let mut found = rows(&["whale", "--where", &wanted[0], "--where", &wanted[1]], folder);
    found.sort_by_key(|row| std::cmp::Reverse(row["tokens"].parse::<i64>().expect("tokens")));
    let percent = |row: &Row, column: &str| cell(row, column, |share| format!("{:.1} %", 100.0 * share));
    let index = |row: &Row, column: &str| cell(row, column, |index| format!("{index:.0}"));
    let mut text =
        format!("{kind}s on board {board}, {} to {}\n", found[0]["window_start_date"], found[0]["window_end_date"]);
    for row in found.iter().take(12) {
        let _ = writeln!(
            text,
            "  {:<12} {:>7} {:<42} {:>7} at least {:>7}; share {:>7} to {:>7}, place {:>2} to {:>2}, index {:>5} to {:>5}",
            row["vendor"],
            trillions(row, "tokens"),
            cell_text(&row["whale"]),
            percent(row, "whale_share"),
            percent(row, "whale_share_low"),
            percent(row, "token_share"),
            percent(row, "without_whale_token_share"),
            cell_text(&row["token_rank"]),
            cell_text(&row["without_whale_token_rank"]),
            index(row, "hhi"),
            index(row, "without_whale_hhi"),
        );
    }
    text
}

#[test]
fn what_vendors_hang_on() {
    let folder = TempDir::new().expect("a temporary folder");
    let Some(()) = april(folder.path(), 4, "2026-04-12") else { return };
    let mut text = [("model", "site"), ("model", "apps"), ("app", "apps")]
        .map(|(kind, board)| whales(folder.path(), kind, board))
        .concat();
    let folder = TempDir::new().expect("a temporary folder");
    let Some(()) = august(folder.path()) else { return };
    text += &whales(folder.path(), "model", "site");
    expect_file!["../golden/whales.txt"].assert_eq(&text);
    // Every model of the month is on the board: a vendor's largest one is a part of it, and `all` is of all vendors.
    let rows = rows(&["whale"], folder.path());
    let all = rows.iter().find(|row| row["vendor"] == "all").expect("all vendors at once");
    let sum = |column: &str| {
        let of_vendors = rows.iter().filter(|row| row["vendor"] != "all");
        of_vendors.map(|row| row[column].parse::<i64>().expect("tokens")).sum::<i64>().to_string()
    };
    assert_eq!((&all["tokens"], &all["whale_tokens"]), (&sum("tokens"), &sum("whale_tokens")));
}
