//! Every basis on a market of three models, its dollars worked out by hand: a tiered price, a night price, a price per
//! request, a free variant, and what two other sources say was spent.

use std::path::Path;

use expect_test::expect;
use fs_err as fs;
use tempfile::TempDir;

use super::{
    captures::rows,
    process::{said, tokenshare},
};

fn import(request: &str, captured_at: &str, body: &str, folder: &Path) {
    let file = folder.join("body.json");
    fs::write(&file, body).expect("room");
    let file = file.display().to_string();
    said(&["import", request, "--captured-at", captured_at, "--data", "data", "--quiet", &file], folder);
}

/// An entry of a catalogue; `pricing` is what stands between the braces.
fn listed(id: &str, slug: &str, pricing: &str) -> String {
    format!(
        r#"{{"id":"{id}","canonical_slug":"{slug}","name":"{id}","created":1770000000,"context_length":1000,"pricing":{{{pricing}}}}}"#
    )
}

/// Opus: $5 and $25, cached input $0.5; above 200,000 tokens $10 and $37.5; at night half. From the second catalogue on
/// $4 and $20. GLM: $1 and $3, its free variant 0. Sonar: $1 and $1, and half a cent a request.
fn catalog(opus: [&str; 3]) -> String {
    let [input, output, cached] = opus;
    let conditions = r#""overrides":[{"min_prompt_tokens":200000,"prompt":"0.00001","completion":"0.0000375"},{"utc_start":1630,"utc_end":30,"prompt":"0.0000025"}]"#;
    let entries = [
        listed(
            "anthropic/opus",
            "anthropic/opus-1",
            &format!(r#""prompt":"{input}","completion":"{output}","input_cache_read":"{cached}",{conditions}"#),
        ),
        listed("z-ai/glm", "z-ai/glm-1", r#""prompt":"0.000001","completion":"0.000003""#),
        listed("z-ai/glm:free", "z-ai/glm-1", r#""prompt":"0","completion":"0""#),
        listed(
            "perplexity/sonar",
            "perplexity/sonar-1",
            r#""prompt":"0.000001","completion":"0.000001","request":"0.005""#,
        ),
    ];
    format!(r#"{{"data":[{}]}}"#, entries.join(","))
}

fn ranked(slug: &str, variant: &str, prompt: i64, completion: i64, count: i64, usage: &str) -> String {
    let suffix = if variant == "standard" { String::new() } else { format!(":{variant}") };
    format!(
        r#"{{"date":"2026-09-13 00:00:00","model_permaslug":"{slug}","variant":"{variant}","variant_permaslug":"{slug}{suffix}","total_prompt_tokens":{prompt},"total_completion_tokens":{completion},"total_native_tokens_cached":0,"count":{count},"change":null,"total_usage":{usage}}}"#
    )
}

const PIPELINE: &str = "title = 'dollars'
rules = ['default']
results = ['vendor_price', 'vendor_gap', 'sensitivity', 'reconciliation', 'basis_error', 'coverage']
[inputs]
'catalog/models' = 'all'
'frontend/models-month' = 'newest'
'frontend/effective-pricing' = { take = 'newest', optional = true }
'frontend/task-spend' = { take = 'newest', optional = true }
[bounds]
max_new_vendor_share = 1.0
";

/// A month of 30 days, 2026-08-15 to 09-13, captured on 09-14. The second catalogue comes after half of it.
fn market(folder: &Path) {
    import("catalog/models", "2026-08-15T00:00:00Z", &catalog(["0.000005", "0.000025", "0.0000005"]), folder);
    import("catalog/models", "2026-08-30T00:00:00Z", &catalog(["0.000004", "0.00002", "0.0000004"]), folder);
    let rows = [
        ranked("anthropic/opus-1", "standard", 900_000, 100_000, 10, "3.5"),
        ranked("z-ai/glm-1", "standard", 1_000_000, 0, 10, "0.5"),
        ranked("z-ai/glm-1", "free", 1_000_000, 0, 10, "0"),
        ranked("perplexity/sonar-1", "standard", 500_000, 500_000, 100, "1"),
    ];
    import("frontend/models-month", "2026-09-14T12:00:00Z", &format!(r#"{{"data":[{}]}}"#, rows.join(",")), folder);
    fs::write(folder.join("dollars.toml"), PIPELINE).expect("room");
}

fn run(folder: &Path) {
    let ended = tokenshare(&["run", "dollars.toml", "--data", "data"], folder);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

fn printed(arguments: &[&str], columns: &str, folder: &Path) -> String {
    said(&[&["show", "--data", "data", "--format", "csv", "--quiet", "--columns", columns], arguments].concat(), folder)
}

/// Opus, million tokens: 0.9·5 + 0.1·25 = 7 for half of the time and 0.9·4 + 0.1·20 = 5.6 for the other: 6.3, between both.
/// At the catalogue nearest to the end of the month 5.6, at 3:1 0.75·4 + 0.25·20 = 8; billed 3.5. GLM: half of its tokens
/// are free: 0.5; at 3:1 and paid for 1.5; billed 0.25. Sonar: 1, and 100 requests at half a cent on a million tokens: 1.5.
#[test]
fn each_basis_by_hand() {
    let folder = TempDir::new().expect("a temporary folder");
    market(folder.path());
    run(folder.path());
    let columns = "vendor,price_basis,blended_usd_per_mtok,blended_low_usd_per_mtok,blended_high_usd_per_mtok,price_confidence,reason";
    expect![[r#"
        vendor,price_basis,blended_usd_per_mtok,blended_low_usd_per_mtok,blended_high_usd_per_mtok,price_confidence,reason
        anthropic,billed,3.5,,,,
        anthropic,effective,,,,,upstream says for none of its models what their tokens cost in fact
        anthropic,list_3to1,8.0,,,,
        anthropic,list_asof,6.3,3.0745532,7.0,carried,"nobody says which part of the input was cached: all of it is fresh here, and the bounds have the most that may be (`is_upper_bound`)"
        anthropic,list_current,5.6,3.0745532,5.6,,"nobody says which part of the input was cached: all of it is fresh here, and the bounds have the most that may be (`is_upper_bound`)"
        perplexity,billed,1.0,,,,
        perplexity,effective,,,,,upstream says for none of its models what their tokens cost in fact
        perplexity,list_3to1,1.0,,,,
        perplexity,list_asof,1.5,,,carried,
        perplexity,list_current,1.5,,,,
        z-ai,billed,0.25,,,,
        z-ai,effective,,,,,upstream says for none of its models what their tokens cost in fact
        z-ai,list_3to1,1.5,,,,
        z-ai,list_asof,0.5,,,carried,
        z-ai,list_current,0.5,,,,
    "#]].assert_eq(&printed(&["vendor_price"], columns, folder.path()));
    // A month view and no series: there are no single weeks, so none are left out.
    let shown = tokenshare(&["show", "vendor_price", "--data", "data"], folder.path());
    assert!(shown.code == Some(0) && !shown.stderr.contains("of single weeks"), "{}", shown.stderr);
    // 1 of 4 million tokens is sonar's, and it has 1.5 of 6.3 + 2·0.5 + 1.5 = 8.8 dollars.
    let gap = rows(&["vendor_gap", "--basis", "list_asof", "--where", "vendor=perplexity"], folder.path());
    assert_eq!((gap[0]["token_share"].as_str(), gap[0]["dollar_share"].as_str()), ("0.25", "0.17045454545454544"));
}

/// What upstream's own totals say beside each list basis: 3.5, 0.5 and 1 of 5 dollars. On `list_asof` 6.3, 1 and 1.5 of 8.8:
/// 71.6 % against 70 %, 11.4 % against 10 %, 17.0 % against 20 %. Errors of 1.59, 1.36 and 2.95 points: 1.97 in the mean.
#[test]
fn the_score_of_each_basis() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    market(path);
    let effective = r#"{"data":{"weightedInputPrice":2.0,"weightedOutputPrice":20,"weightedCacheHitRate":0.7,"providerSummaries":[{"endpointId":"e1","providerName":"P","providerSlug":"p","effectiveInputPrice":2.0,"effectiveOutputPrice":20,"cacheHitRate":0.7,"totalTokens":1000000}],"inputChartData":[],"outputChartData":[],"endpointNames":{},"endpointProviderSlugs":{}}}"#;
    let file = path.join("effective.json");
    fs::write(&file, effective).expect("room");
    let file = file.display().to_string();
    let arguments = [
        "import",
        "frontend/effective-pricing",
        "--argument",
        "anthropic--opus-1",
        "--captured-at",
        "2026-09-14T12:00:00Z",
        "--data",
        "data",
        "--quiet",
        &file,
    ];
    said(&arguments, path);
    let spend = r#"{"data":{"spend":{"windowDays":30,"macroCategories":[],"tasks":[{"tag":"code:debugging","macroCategory":"code","spendShareOfTotal":0.5,"models":[{"model":"anthropic/opus-1","share":0.8,"deltaPp":1.0},{"model":"z-ai/glm-1","share":0.2,"deltaPp":-1.0}]}]},"tokens":{}}}"#;
    import("frontend/task-spend", "2026-09-14T12:00:00Z", spend, path);
    run(path);
    let columns = "price_basis,source_b,mean_absolute_error_points,most_error_points,compared_count";
    expect![[r#"
        price_basis,source_b,mean_absolute_error_points,most_error_points,compared_count
        list_3to1,billed,10.000000000000004,14.999999999999996,3
        list_3to1,frontend/task-spend,7.272727272727275,7.272727272727275,2
        list_asof,billed,1.9696969696969688,2.954545454545457,3
        list_asof,frontend/task-spend,6.301369863013697,6.301369863013698,2
        list_current,billed,1.5637860082304567,2.345679012345678,3
        list_current,frontend/task-spend,4.848484848484848,4.8484848484848495,2
    "#]]
    .assert_eq(&printed(&["basis_error"], columns, path));
    // What tokens cost over seven days says nothing of a month.
    let effective = rows(&["vendor_price", "--basis", "effective", "--where", "vendor=anthropic"], path);
    assert_eq!(effective[0]["blended_usd_per_mtok"], "");
    assert!(effective[0]["reason"].starts_with("upstream says for none of its models"), "{effective:?}");
    let of_tasks =
        rows(&["reconciliation", "--where", "source_b=frontend/task-spend", "--where", "source_a=list_3to1"], path);
    let keys: Vec<&str> = of_tasks.iter().map(|row| row["key"].as_str()).collect();
    assert_eq!(keys, ["anthropic", "z-ai"], "of what both name");
}

/// All tokens of Opus at the tier: 0.9·10 + 0.1·37.5 = 12.75. The night makes nothing dearer. Nobody else has conditions.
#[test]
fn prices_under_conditions_move_one_row_of_sensitivity_alone() {
    let folder = TempDir::new().expect("a temporary folder");
    market(folder.path());
    run(folder.path());
    let dear = rows(&["sensitivity", "--where", "choice=dearest_condition"], folder.path());
    let prices: Vec<(&str, &str)> =
        dear.iter().map(|row| (row["vendor"].as_str(), row["blended_usd_per_mtok"].as_str())).collect();
    assert_eq!(prices, [("anthropic", "12.75"), ("perplexity", "1.5"), ("z-ai", "0.5")]);
    let told = said(&["price", "anthropic/opus", "--data", "data"], folder.path());
    expect![[r#"
        model anthropic/opus-1 · variant standard · sighting_count 1 · price_confidence exact
        source catalog
        valid_from_at         valid_to_at           last_seen_at          input_usd_per_mtok  output_usd_per_mtok  cache_read_usd_per_mtok
        ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        2026-08-15T00:00:00Z  2026-08-30T00:00:00Z  2026-08-15T00:00:00Z               $5.00               $25.00                    $0.50
        2026-08-30T00:00:00Z  —                     2026-08-30T00:00:00Z               $4.00               $20.00                    $0.40
        left out, null in every row: cache_write_usd_per_mtok, request_usd, reason

        note: The default catalogue lists models with text output that are served today; ended promotions, embeddings and image models have no price in it.

        under these conditions it costs otherwise; only `sensitivity` asks what that would change

        variant standard
        min_prompt_tokens  utc_start_text  utc_end_text  input_usd_per_mtok  output_usd_per_mtok
        ─────────────────────────────────────────────────────────────────────────────────────────
                   200.0K  —               —                         $10.00               $37.50
                        —  1630            0030                       $2.50                    —
        left out, null in every row: cache_read_usd_per_mtok, cache_write_usd_per_mtok, reason

        note: The default catalogue lists models with text output that are served today; ended promotions, embeddings and image models have no price in it.
        note: Rows whose `value_origin` is `made` or `reconstructed` were not observed.
        source: OpenRouter models API, retrieved 2026-08-30 (and 1 answer before) [upstream: none stated; facts]
    "#]].assert_eq(&told);
}

/// Programs read one table, and a condition that is over is none.
#[test]
fn conditions_are_those_of_the_newest_catalogue_and_told_to_people() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path();
    market(path);
    run(path);
    let told = |format: &str| said(&["price", "anthropic/opus", "--data", "data", "--format", format], path);
    assert!(["table", "markdown"].iter().all(|format| told(format).contains("under these conditions")));
    assert!(!["csv", "json"].iter().any(|format| told(format).contains("under these conditions")));
    // From now on opus has one condition less: the tier is gone, the night is not.
    let tier = r#"{"min_prompt_tokens":200000,"prompt":"0.00001","completion":"0.0000375"},"#;
    let third = catalog(["0.000004", "0.00002", "0.0000004"]).replace(tier, "");
    import("catalog/models", "2026-09-01T00:00:00Z", &third, path);
    run(path);
    assert!(told("table").contains("1630") && !told("table").contains("200.0K"), "{}", told("table"));
}

/// Without free traffic GLM's one million at $1; paid for, two at $1. What is left out has neither tokens nor dollars.
#[test]
fn free_traffic_in_out_and_as_paid() {
    let folder = TempDir::new().expect("a temporary folder");
    market(folder.path());
    let mut found = Vec::new();
    for treatment in ["in", "out", "as_paid"] {
        fs::write(
            folder.path().join("dollars.toml"),
            PIPELINE.replace("[bounds]", &format!("[traffic]\nfree = '{treatment}'\n[bounds]")),
        )
        .expect("room");
        run(folder.path());
        let row = rows(&["vendor_price", "--basis", "list_asof", "--where", "vendor=z-ai"], folder.path()).remove(0);
        found.push(
            ["tokens", "kept_share", "blended_usd_per_mtok", "priced_usd"].map(|column| row[column].clone()).join(" "),
        );
    }
    assert_eq!(found, ["2000000 1.0 0.5 1.0", "1000000 0.5 1.0 1.0", "2000000 1.0 1.0 2.0"]);
}

#[test]
fn a_model_that_the_ledger_does_not_know() {
    let folder = TempDir::new().expect("a temporary folder");
    market(folder.path());
    run(folder.path());
    let told = |model: &str| {
        let ended = tokenshare(&["price", model, "--data", "data"], folder.path());
        format!("{} {}", ended.code.expect("a code"), ended.stderr)
    };
    expect![[r#"
        2 error: unknown model `anthropic/opsu`
        hint: the nearest name is `anthropic/opus`
        2 error: `z-ai/glm-1` has no variant `fre`
        hint: it has `free`, `standard`
        2 error: unknown model `nobody\u{202e}`
        hint: `tokenshare show model` lists the models
    "#]]
    .assert_eq(&[told("anthropic/opsu"), told("z-ai/glm:fre"), told("nobody\u{202e}")].concat());
}
