//! Every source that is fetched without asking for leave, played by the server of this machine: made-up usage of real
//! models, by the day, in upstream's own forms. What it knows grows with the day up to which it is told to know.

use std::sync::Arc;

use super::{
    fetch::{catalog, scores},
    process::{sample, sha256},
    server::{Reply, Server},
};
use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};

/// How many models of a day are named.
const NAMED: usize = 50;
/// How many days a file has.
const FILE_DAYS: i64 = 30;

/// Models and what each had in a month, the largest first: from the sample.
#[derive(Clone, Debug)]
pub struct Market {
    models: Arc<Vec<(String, u64)>>,
}

impl Market {
    pub fn new() -> Self {
        let body = fs::read(sample().join("snapshots/frontend/models-month/2026-04-14T120000Z/body.json"));
        let body: serde_json::Value = serde_json::from_slice(&body.expect("it is committed")).expect("JSON");
        let row = |row: &serde_json::Value| {
            let tokens = row["total_prompt_tokens"].as_u64()? + row["total_completion_tokens"].as_u64()?;
            Some((row["variant_permaslug"].as_str()?.to_owned(), tokens))
        };
        let mut models: Vec<_> = body["data"].as_array().expect("rows").iter().filter_map(row).collect();
        models.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        Self { models: Arc::new(models) }
    }

    /// The named models of a day and the remainder, as upstream lists them. Each model grows by its own pace.
    pub fn day(&self, day: Date) -> Vec<(String, u64)> {
        let age =
            u64::try_from((day - Date::constant(2025, 1, 1)).get_days()).expect("no day before 2025 is asked for");
        let of_day = |(place, (model, tokens)): (usize, &(String, u64))| {
            let pace = 1_000 + age * u64::try_from(place % 7).expect("small");
            (model.clone(), tokens / 30 * pace / 1_000)
        };
        let mut models: Vec<_> = self.models.iter().enumerate().map(of_day).collect();
        models.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        let rest = models.split_off(NAMED.min(models.len())).iter().map(|(_, tokens)| tokens).sum();
        models.push(("other".to_owned(), rest));
        models
    }

    /// The file that is named after `day`.
    pub fn file(&self, day: Date) -> String {
        let mut lines = vec!["date,model_permaslug,rank,total_tokens,share_of_daily_tokens\r\n".to_owned()];
        for date in days(shifted(day, -FILE_DAYS), shifted(day, -1)).into_iter().rev() {
            let rows = self.day(date);
            let total: u64 = rows.iter().map(|(_, tokens)| tokens).sum();
            for (place, (model, tokens)) in rows.iter().enumerate() {
                let rank = if model == "other" { String::new() } else { (place + 1).to_string() };
                #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
                let share = *tokens as f64 / total as f64;
                lines.push(format!("{date},{model},{rank},{tokens},{share}\r\n"));
            }
        }
        lines.concat()
    }

    pub fn manifest(&self, day: Date) -> String {
        let file = self.file(day);
        let url = format!("https://openrouter.ai/api/v1/datasets/exports/rankings-daily/{day}.csv");
        let (bytes, sum, rows) = (file.len(), sha256(file.as_bytes()), file.lines().count() - 1);
        format!(
            r#"{{"dataset":"rankings-daily","schema_version":"v1","snapshot_date":"{day}","retrieved_at":"{day}T01:46:02.000Z","row_count":{rows},"update_cadence":"daily","license":{{"name":"CC BY 4.0","url":"https://creativecommons.org/licenses/by/4.0/"}},"attribution":"Source: OpenRouter","files":{{"csv":{{"url":"{url}","encoding_format":"text/csv","bytes":{bytes},"sha256":"{sum}"}}}}}}"#
        )
    }

    pub fn index(newest: Date) -> String {
        format!(
            r#"{{"schema_version":"v1","updated_at":"{newest}T01:46:10.000Z","update_cadence":"daily","datasets":[{{"id":"rankings-daily","title":"Daily rankings","latest_snapshot_date":"{newest}","latest_manifest_url":"https://openrouter.ai/api/v1/datasets/exports/rankings-daily/latest.manifest.json"}}]}}"#
        )
    }

    pub fn window(&self, first: Date, last: Date) -> String {
        let rows = days(first, last).into_iter().flat_map(|day| {
            self.day(day).into_iter().map(move |(model, tokens)| {
                format!(r#"{{"date":"{day}","model_permaslug":"{model}","total_tokens":"{tokens}"}}"#)
            })
        });
        let (rows, as_of) = (rows.collect::<Vec<_>>().join(","), shifted(last, 1));
        format!(
            r#"{{"data":[{rows}],"meta":{{"as_of":"{as_of}T02:00:00.000Z","version":"v1","start_date":"{first}","end_date":"{last}"}},"user_id":"{ACCOUNT}"}}"#
        )
    }
}

/// Whose key it is: what no file may have.
pub const ACCOUNT: &str = "user_2made0up0account";
/// What the Data API demands.
pub const KEY: &str = "sk-or-v1-made-up-key-0123456789abcdef";

/// Plays every source, with files up to the one that is named after `newest`.
pub fn play(server: &Server, newest: Date) {
    let market = Market::new();
    server.serve("/api/v1/models?output_modalities=all", Reply::json(catalog()));
    server.serve("/data/eci_scores.csv", Reply::of("text/csv", scores()));
    server.serve("/api.json", Reply::json(MODELS_DEV));
    let labs = "/api/ai/leaderboard-export?dataset=labs&modality=all&format=json";
    server.serve(labs, Reply::json(spend(newest)));
    server.serve("/api/v1/datasets/exports/index.json", Reply::json(Market::index(newest)));
    let files = market.clone();
    server.route("/api/v1/datasets/exports/rankings-daily/", move |path| {
        let (day, what) = path.split_once('.')?;
        let day: Date = day.parse().ok().filter(|day| *day <= newest)?;
        match what {
            "csv" => Some(Reply::of("text/csv", files.file(day))),
            "manifest.json" => Some(Reply::json(files.manifest(day))),
            _ => None,
        }
    });
    let windows = market;
    server.route("/api/v1/datasets/rankings-daily?start_date=", move |path| {
        let (first, last) = path.split_once("&end_date=")?;
        Some(Reply::json(windows.window(first.parse().ok()?, last.parse().ok()?)))
    });
    server.serve("/api/v1/datasets/app-rankings?limit=100", Reply::json(APPS));
    server.serve("/api/v1/classifications/task?window=7d", Reply::json(TASKS));
    server.route("/rows?", |_| Some(Reply::json(ARENA)));
    server.route("/filter?", |_| Some(Reply::json(ARENA)));
}

/// What another gateway's users spent over the sixty days up to the newest file, by lab.
fn spend(newest: Date) -> String {
    let labs = [("anthropic", "55.5"), ("google", "24.5"), ("zai", "20")];
    let rows = days(shifted(newest, -60), shifted(newest, -1)).into_iter().flat_map(|day| {
        labs.map(|(lab, percent)| {
            format!(
                r#"{{"date":"{day}","group":"lab","name":"{lab}","metric":"spend","modality":"all","share_percent":{percent}}}"#
            )
        })
    });
    let rows: Vec<String> = rows.collect();
    format!(
        r#"{{"dataset":"labs","modality":"all","from":"{}","to":"{}","earliest_available_date":"2025-10-01","license":"CC-BY-4.0","license_url":"https://creativecommons.org/licenses/by/4.0/","rows":[{}]}}"#,
        shifted(newest, -60),
        shifted(newest, -1),
        rows.join(",")
    )
}

/// Two apps, and what one task was done with.
const APPS: &str = r#"{"data":[{"rank":1,"app_id":2627404,"app_name":"an app","total_tokens":"253814301098","total_requests":2623769},{"rank":3,"app_id":77,"app_name":"another","total_tokens":"1000","total_requests":10}],"meta":{"as_of":"2026-11-24T02:00:00.000Z","version":"v1","start_date":"2026-10-25","end_date":"2026-11-23"}}"#;
const TASKS: &str = r#"{"data":{"window_days":7,"as_of":"2026-11-24T02:00:00.000Z","classifications":[{"tag":"code:debugging","display_name":"Debugging","macro_category":"code","usage_share":0.2,"token_share":0.3,"category_usage_share":0.5,"category_token_share":0.6,"models":[{"id":"z-ai/glm-5-20260211","tag_usage_share":0.5,"tag_token_share":0.4}]}],"macro_categories":[{"key":"code","label":"Code","usage_share":0.4,"token_share":0.5}]}}"#;

/// A price map of two models.
const MODELS_DEV: &str = r#"{"openrouter":{"id":"openrouter","name":"OpenRouter","env":["OPENROUTER_API_KEY"],"npm":"@openrouter/ai-sdk-provider","doc":"https://openrouter.ai/models","models":{
"z-ai/glm-5":{"id":"z-ai/glm-5","name":"GLM-5","attachment":false,"reasoning":true,"tool_call":true,"open_weights":true,"release_date":"2026-02-11","last_updated":"2026-02-11","modalities":{"input":["text"],"output":["text"]},"limit":{"context":204800,"output":131072},"cost":{"input":0.8,"output":2.56,"cache_read":0.16}}}}}"#;

/// A leaderboard of one model.
const ARENA: &str = r#"{"features":[],"rows":[{"row_idx":0,"row":{"model_name":"glm-5","organization":"Z.ai","license":"MIT","rating":1450.5,"rating_lower":1444.0,"rating_upper":1457.0,"variance":9.5,"vote_count":12000,"rank":9,"category":"overall","leaderboard_publish_date":"2026-11-20"},"truncated_cells":[]}],"num_rows_total":1,"num_rows_per_page":100,"partial":false}"#;

pub fn shifted(day: Date, by: i64) -> Date {
    day.checked_add(by.days()).expect("a day of these years")
}

pub fn days(first: Date, last: Date) -> Vec<Date> {
    std::iter::successors(Some(first), |day| Some(shifted(*day, 1))).take_while(|day| *day <= last).collect()
}

/// Now, as the program sees it.
#[expect(clippy::disallowed_methods, reason = "what is asked for depends on the day")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Today, as the program sees it.
pub fn today() -> Date {
    schema::day::of(now())
}
