//! A fetch without its pauses: daily files with their manifests, and many small answers, from a server of this machine.
//! The baseline asks for the same bytes over one line and throws them away.

use std::{
    collections::BTreeMap,
    hint::black_box,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, LazyLock},
    thread,
};

use divan::Bencher;
use fs_err as fs;
use jiff::{ToSpan as _, civil::Date};
use tempfile::TempDir;

use super::{
    folder::{bodies, sum, tokenshare},
    memory::peak,
};

/// The day of the oldest file, and how many there are here: no file is of a day to come.
const OLDEST: Date = Date::constant(2026, 9, 19);
const FILES: i64 = 60;
/// How many folders get all of them, one after the other: more than 400 daily files.
const FOLDERS: usize = 7;
/// How many models are asked about.
const MODELS: usize = 400;
const PIPELINE: &str = "title = 'bench'\n[inputs]\nINPUTS\n[bounds]\nmax_new_vendor_share = 1.0\n[fetch]\ninterval = '0ms'\n\
                        [fetch.sources.exports]\nevery_file = true\n[fetch.sources.endpoints]\nmodels = 400\n";

/// Every answer by its path.
type Answers = BTreeMap<String, (&'static str, Vec<u8>)>;

/// Which answers are asked for.
struct Asked {
    name: &'static str,
    inputs: &'static str,
    /// How many data folders are filled from nothing, each by a run of its own.
    folders: usize,
    /// How many requests fill one.
    requests: usize,
}

const DAILY: Asked =
    Asked { name: "daily files", inputs: "'exports/rankings-daily' = 'all'", folders: FOLDERS, requests: 121 };
const ENDPOINTS: Asked = Asked {
    name: "small answers",
    inputs: "'catalog/models' = 'all'\n'endpoints/prices' = 'all'",
    folders: 1,
    requests: 1 + MODELS,
};

/// The answers, made once, and where they are served.
static UPSTREAM: LazyLock<(String, Arc<Answers>)> = LazyLock::new(|| {
    let answers = Arc::new(answers());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let served = Arc::clone(&answers);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = Arc::clone(&served);
            thread::spawn(move || serve(&stream, &answers));
        }
    });
    (url, answers)
});

fn answers() -> Answers {
    let mut answers = Answers::new();
    let newest = shifted(OLDEST, FILES - 1);
    let index = format!(
        r#"{{"schema_version":"v1","updated_at":"{newest}T01:46:10.000Z","update_cadence":"daily","datasets":[{{"id":"rankings-daily","title":"t","latest_snapshot_date":"{newest}","latest_manifest_url":"u"}}]}}"#
    );
    answers.insert("/api/v1/datasets/exports/index.json".to_owned(), ("application/json", index.into_bytes()));
    for number in 0..FILES {
        let day = shifted(OLDEST, number);
        let (file, folder) = (file(day), format!("/api/v1/datasets/exports/rankings-daily/{day}"));
        let (bytes, digest, rows) = (file.len(), sha256(&file), 30 * 51);
        let manifest = format!(
            r#"{{"dataset":"rankings-daily","schema_version":"v1","snapshot_date":"{day}","retrieved_at":"{day}T01:46:02.000Z","row_count":{rows},"files":{{"csv":{{"url":"https://openrouter.ai{folder}.csv","encoding_format":"text/csv","bytes":{bytes},"sha256":"{digest}"}}}}}}"#
        );
        answers.insert(format!("{folder}.manifest.json"), ("application/json", manifest.into_bytes()));
        answers.insert(format!("{folder}.csv"), ("text/csv", file));
    }
    let model = |number: usize| {
        format!(
            r#"{{"id":"vendor/model-{number}","canonical_slug":"vendor/model-{number}","name":"m","created":1,"pricing":{{"prompt":"0.000001","completion":"0.000002"}}}}"#
        )
    };
    let models: Vec<String> = (0..MODELS).map(model).collect();
    let catalog = format!(r#"{{"data":[{}]}}"#, models.join(","));
    answers.insert("/api/v1/models?output_modalities=all".to_owned(), ("application/json", catalog.into_bytes()));
    for number in 0..MODELS {
        let endpoint = |place: usize| {
            format!(
                r#"{{"name":"n","model_id":"vendor/model-{number}","model_name":"m","provider_name":"p","tag":"p{place}/fp8","quantization":"fp8","context_length":1000,"max_completion_tokens":null,"max_prompt_tokens":null,"pricing":{{"prompt":"0.000001","completion":"0.000002"}},"status":0,"supported_parameters":[],"supports_implicit_caching":false,"uptime_last_30m":99.5}}"#
            )
        };
        let endpoints: Vec<String> = (0..5).map(endpoint).collect();
        let body = format!(
            r#"{{"data":{{"id":"vendor/model-{number}","name":"m","created":1,"description":"","architecture":{{}},"endpoints":[{}]}}}}"#,
            endpoints.join(",")
        );
        let path = format!("/api/v1/models/vendor/model-{number}/endpoints");
        answers.insert(path, ("application/json", body.into_bytes()));
    }
    answers
}

/// Thirty days of fifty models and the remainder.
fn file(day: Date) -> Vec<u8> {
    let mut lines = vec!["date,model_permaslug,rank,total_tokens,share_of_daily_tokens\r\n".to_owned()];
    for back in 1..=30 {
        let date = shifted(day, -back);
        for rank in 1..=50_i64 {
            lines.push(format!(
                "{date},vendor-{}/model-{rank}-20260101,{rank},{},{}\r\n",
                rank % 15,
                1_000_000_000,
                0.02
            ));
        }
        lines.push(format!("{date},other,,0,0\r\n"));
    }
    lines.concat().into_bytes()
}

fn shifted(day: Date, by: i64) -> Date {
    day.checked_add(by.days()).expect("a day of these years")
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn serve(stream: &TcpStream, answers: &Answers) {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    while let Some(path) = asked(&mut reader) {
        let (media_type, body) = answers.get(&path).map_or(("text/plain", &[][..]), |(kind, body)| (*kind, body));
        let status = if body.is_empty() { 404 } else { 200 };
        let head =
            format!("HTTP/1.1 {status} S\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n", body.len());
        if writer.write_all(&[head.as_bytes(), body].concat()).is_err() {
            return;
        }
    }
}

fn asked(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? <= 2 {
            return first.split(' ').nth(1).map(str::to_owned);
        }
    }
}

impl Asked {
    fn place(&self) -> TempDir {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("bench.toml"), PIPELINE.replace("INPUTS", self.inputs)).expect("room");
        folder
    }

    fn arguments() -> Vec<String> {
        let mirror = |source: &str| format!("--base-url={source}={}", UPSTREAM.0);
        let mut arguments: Vec<String> =
            ["fetch", "bench.toml", "--data", "data", "--quiet"].iter().map(|text| (*text).to_owned()).collect();
        arguments.extend(["exports", "catalog", "endpoints"].map(mirror));
        arguments
    }

    fn fetch(folder: &Path) {
        let arguments = Self::arguments();
        tokenshare(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), folder);
    }

    fn paths(&self) -> Vec<&'static str> {
        let is_daily = self.inputs.contains("exports");
        let paths = UPSTREAM.1.keys().map(String::as_str);
        paths.filter(|path| path.contains("/exports/") == is_daily).collect()
    }

    fn facts(&self) -> String {
        let folder = self.place();
        let arguments = Self::arguments();
        let peak = peak(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), folder.path());
        let kept = bodies(&folder.path().join("data/snapshots"), ".gz");
        let bytes: usize =
            self.paths().iter().filter_map(|path| UPSTREAM.1.get(*path)).map(|(_, body)| body.len()).sum();
        let (count, packed) = (kept.len(), kept.concat());
        format!(
            "{}: {} times {} requests, {bytes} bytes, each gives {count} bodies, {} bytes on disk, sha256 {}; at most {peak}",
            self.name,
            self.folders,
            self.requests,
            packed.len(),
            sum(&packed)
        )
    }

    fn bench(&self, bencher: Bencher<'_, '_>) {
        let items = bencher.counter(divan::counter::ItemsCount::new(self.folders * self.requests));
        let places = || (0..self.folders).map(|_| self.place()).collect::<Vec<_>>();
        items.with_inputs(places).bench_local_refs(|places| places.iter().for_each(|place| Self::fetch(place.path())));
    }

    fn baseline(&self, bencher: Bencher<'_, '_>) {
        let paths = self.paths();
        let items = bencher.counter(divan::counter::ItemsCount::new(self.folders * paths.len()));
        items.bench_local(|| (0..self.folders).for_each(|_| read_all(&paths)));
    }
}

/// Asks for every path over one line.
fn read_all(paths: &[&str]) {
    let stream = TcpStream::connect(UPSTREAM.0.trim_start_matches("http://")).expect("the server is there");
    let (mut reader, mut writer) = (BufReader::new(&stream), &stream);
    for path in paths {
        writer.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).expect("it reads");
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).expect("it answers") <= 2 {
                break;
            }
            if let Some(text) = line.strip_prefix("content-length: ") {
                length = text.trim().parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        black_box(body);
    }
}

pub fn facts() -> String {
    format!("{}\n{}", DAILY.facts(), ENDPOINTS.facts())
}

#[divan::bench(sample_count = 5)]
fn daily_files_baseline_one_line(bencher: Bencher<'_, '_>) {
    DAILY.baseline(bencher);
}

#[divan::bench(sample_count = 5)]
fn daily_files_fetch(bencher: Bencher<'_, '_>) {
    DAILY.bench(bencher);
}

#[divan::bench(sample_count = 5)]
fn small_answers_baseline_one_line(bencher: Bencher<'_, '_>) {
    ENDPOINTS.baseline(bencher);
}

#[divan::bench(sample_count = 5)]
fn small_answers_fetch(bencher: Bencher<'_, '_>) {
    ENDPOINTS.bench(bencher);
}
