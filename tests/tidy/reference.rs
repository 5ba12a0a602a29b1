//! The reference data: each file parses, each row has its source, and the files agree with each other.

use std::collections::{BTreeMap, BTreeSet};

use analyze::{Groups, Traits};
use normalize::{Aliases, LabelMap, UsageMix, VendorList};

use super::{demand_none, tree};

/// A CSV file, cells by column name.
struct Csv {
    name: &'static str,
    header: String,
    rows: Vec<BTreeMap<String, String>>,
}

impl Csv {
    fn parse(name: &'static str, bytes: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(bytes);
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let cells = |row: csv::StringRecord| header.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
        let rows = reader.records().map(|row| cells(row.unwrap())).collect();
        Self { name, header: header.join(","), rows }
    }

    fn read(name: &'static str) -> Self {
        Self::parse(name, &bytes(name))
    }

    /// One column, in file order.
    fn column(&self, name: &str) -> Vec<&str> {
        self.rows.iter().map(|row| row[name].as_str()).collect()
    }
}

fn bytes(name: &str) -> Vec<u8> {
    fs_err::read(tree::root().join("data/reference").join(name)).unwrap()
}

/// A file, its columns in order, those that identify a row, and those that are never empty.
const SHAPES: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "benchmark_models.csv",
        "benchmark_name,model_label,model,match,source,reviewed_date",
        &["benchmark_name", "model_label"],
        &["benchmark_name", "model_label", "match", "source", "reviewed_date"],
    ),
    ("vendors.csv", "vendor,vendor_name,source", &["vendor"], &["vendor", "vendor_name", "source"]),
    (
        "vendor_aliases.csv",
        "alias,vendor,valid_from,valid_to,source",
        &["alias", "valid_from"],
        &["alias", "vendor", "source"],
    ),
    (
        "usage_mix.csv",
        "scope,key,window_start,window_end,output_share,output_share_low,output_share_high,cached_share,\
         cached_share_low,cached_share_high,source",
        &["scope", "key"],
        &["scope", "key", "source"],
    ),
    ("lab_labels.csv", "label,vendor,source", &["label"], &["label", "vendor", "source"]),
    ("tokenizer_factors.csv", "key,tokens_per_word,source", &["key"], &["key", "tokens_per_word", "source"]),
    (
        "vendor_groups.csv",
        "group,vendor,valid_from,stated_date,source",
        &["group", "vendor"],
        &["group", "vendor", "stated_date", "source"],
    ),
    (
        "groups.csv",
        "group,of,by,country,weights,what,stated_date,source",
        &["group"],
        &["group", "of", "by", "what", "stated_date", "source"],
    ),
    (
        "traits.csv",
        "scope,key,trait,value,valid_from,stated_date,source",
        &["scope", "key", "trait", "valid_from"],
        &["scope", "key", "trait", "value", "stated_date", "source"],
    ),
    (
        "published/known_differences.csv",
        "table,vendor,column,published,because",
        &["table", "vendor", "column"],
        &["published", "because"],
    ),
];

/// Wrong columns, empty cells, rows out of order or twice.
fn misshapen(csv: &Csv, columns: &str, key: &[&str], filled: &[&str]) -> Vec<String> {
    if csv.header != columns {
        return vec![format!("{}: expected columns `{columns}`, found `{}`", csv.name, csv.header)];
    }
    let key_of = |row: &BTreeMap<String, String>| key.iter().map(|column| row[*column].clone()).collect::<Vec<_>>();
    let unsorted = csv.rows.windows(2).filter(|pair| key_of(&pair[0]) >= key_of(&pair[1]));
    let unsorted =
        unsorted.map(|pair| format!("{}: expected sorted and unique, found {:?}", csv.name, key_of(&pair[1])));
    let is_empty = |row: &&BTreeMap<String, String>| filled.iter().any(|column| row[*column].trim().is_empty());
    let empty = csv.rows.iter().filter(is_empty).map(|row| format!("{}: empty cell in {row:?}", csv.name));
    unsorted.chain(empty).collect()
}

/// Vendors that a file speaks of and `known` does not have.
fn unknown(csv: &Csv, column: &str, known: &BTreeSet<&str>) -> Vec<String> {
    let strangers = csv.column(column).into_iter().filter(|vendor| !known.contains(vendor));
    strangers.map(|vendor| format!("{}: `{vendor}` is not in vendors.csv", csv.name)).collect()
}

#[test]
fn files_have_their_shape() {
    let problems =
        SHAPES.iter().flat_map(|(name, columns, key, filled)| misshapen(&Csv::read(name), columns, key, filled));
    demand_none(&problems.collect::<Vec<_>>());
}

#[test]
fn misshapen_files_are_seen() {
    check("a,b\n1,x\n2,y\n", 0);
    check("a,c\n1,x\n", 1);
    check("a,b\n2,x\n1,y\n", 1);
    check("a,b\n1,x\n1,y\n", 1);
    check("a,b\n1,\n", 1);
}

fn check(text: &str, expect: usize) {
    assert_eq!(misshapen(&Csv::parse("made up", text.as_bytes()), "a,b", &["a"], &["b"]).len(), expect, "{text}");
}

#[test]
fn the_program_reads_them() {
    let aliases = Aliases::parse(&bytes("vendor_aliases.csv")).unwrap();
    let vendors = VendorList::parse(&bytes("vendors.csv")).unwrap();
    let at = |label: &str, year: i16, month: i8| aliases.resolved(label, jiff::civil::date(year, month, 1));
    assert_eq!([at("thudm", 2025, 6), at("thudm", 2025, 7)], ["thudm", "z-ai"]);
    assert_eq!([at("stepfun-ai", 2025, 10), at("mistral", 2025, 4)], ["stepfun", "mistralai"]);
    assert_eq!(
        ["meta", "meta-llama", "alibaba", "qwen"].map(|label| at(label, 2026, 8)),
        ["meta", "meta-llama", "alibaba", "qwen"]
    );
    UsageMix::parse(&bytes("usage_mix.csv")).unwrap();
    assert!(vendors.knows("anthropic") && !vendors.knows("openrouter") && !vendors.knows("others"));
}

#[test]
fn vendors_are_known() {
    let vendors = Csv::read("vendors.csv");
    let known: BTreeSet<_> = vendors.column("vendor").into_iter().collect();
    let files = [
        "vendor_aliases.csv",
        "vendor_groups.csv",
        "lab_labels.csv",
        "published/vendor_gap.csv",
        "published/vendor_growth.csv",
        "published/known_differences.csv",
    ];
    demand_none(&files.iter().flat_map(|name| unknown(&Csv::read(name), "vendor", &known)).collect::<Vec<_>>());
    assert_eq!(unknown(&Csv::parse("made up", b"vendor\nnobody\n"), "vendor", &known).len(), 1);
    let mut mixes = Csv::read("usage_mix.csv");
    mixes.rows.retain(|row| row["scope"] == "vendor");
    demand_none(&unknown(&mixes, "key", &known));
    let mut traits = Csv::read("traits.csv");
    for row in &mut traits.rows {
        let vendor = row["key"].split('/').next().unwrap_or_default().to_owned();
        row.insert("key".to_owned(), vendor);
    }
    demand_none(&unknown(&traits, "key", &known));
}

#[test]
fn the_sample_has_no_newcomer() {
    let vendors = Csv::read("vendors.csv");
    let mut known: BTreeSet<_> = vendors.column("vendor").into_iter().collect();
    known.extend(["others", "openrouter"]);
    let chart = Csv::read("../sample/figures/vendor_chart.csv");
    demand_none(&unknown(&chart, "vendor", &known));
}

/// Nobody may be left out of the review because the label is hard.
#[test]
fn every_label_of_the_sample_is_reviewed_once() {
    let map = Csv::read("benchmark_models.csv");
    let mut reviewed = map.column("model_label");
    let benchmark = bytes("../sample/figures/benchmark.csv");
    let scores = Csv::parse("benchmark.csv", benchmark.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&benchmark));
    let mut labels = scores.column("Model");
    labels.sort_unstable();
    reviewed.sort_unstable();
    assert_eq!(reviewed, labels);
    // Two labels for one model are a slip here: each of this benchmark is a model of its own.
    let models: Vec<_> = map.column("model").into_iter().filter(|model| !model.is_empty()).collect();
    assert_eq!(models.iter().collect::<BTreeSet<_>>().len(), models.len());
    LabelMap::parse(&bytes("benchmark_models.csv")).unwrap();
}

/// A mix whose bounds are far from it, or that is mostly output, is a column read for another.
#[test]
fn mixes_are_of_traffic_as_it_is() {
    let mixes = Csv::read("usage_mix.csv");
    let share = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let odd = |row: &&BTreeMap<String, String>| {
        let (output, high) = (share(row, "output_share"), share(row, "output_share_high"));
        output > 0.15
            || high > 2.0 * output
            || share(row, "cached_share_high") > 0.98
            || row["cached_share_low"] != "0.000000"
    };
    assert_eq!(mixes.rows.iter().find(odd), None);
    assert!(mixes.rows.len() > 15 && mixes.column("scope").contains(&"all"));
}

/// An open alias replaces its name in every week: as a vendor of its own it would be a row without data.
#[test]
fn replaced_names_are_no_vendors() {
    let vendors = Csv::read("vendors.csv");
    let aliases = Csv::read("vendor_aliases.csv");
    for alias in &aliases.rows {
        let listed = vendors.column("vendor").contains(&alias["alias"].as_str());
        assert_eq!(listed, !alias["valid_from"].is_empty(), "{alias:?}");
    }
}

#[test]
fn groups_agree_with_the_published_marks() {
    let groups = Csv::read("vendor_groups.csv");
    let members = |group: &str| -> BTreeSet<_> {
        groups.rows.iter().filter(|row| row["group"] == group).map(|row| row["vendor"].as_str()).collect()
    };
    let growth = Csv::read("published/vendor_growth.csv");
    let marked: BTreeSet<_> =
        growth.rows.iter().filter(|row| row["group"] == "CN").map(|row| row["vendor"].as_str()).collect();
    assert_eq!(members("cn_published"), marked);
    let traits = Csv::read("traits.csv");
    let of_china = |row: &&BTreeMap<String, String>| row["trait"] == "country" && row["value"] == "cn";
    let of_china: BTreeSet<_> = traits.rows.iter().filter(of_china).map(|row| row["key"].as_str()).collect();
    assert!(of_china.is_superset(&marked));
}

/// A group that is asked for everywhere and a claim whose value is no value would stop every run.
#[test]
fn groups_and_traits_are_read() {
    let traits = Traits::parse(&bytes("traits.csv")).unwrap();
    let groups = Groups::parse(&bytes("groups.csv"), &bytes("vendor_groups.csv"), traits).unwrap();
    let names = ["cn", "cn_models", "cn_open", "cn_open_models", "cn_published", "open", "open_models", "us"];
    assert_eq!(groups.names(), names);
}

/// The day of a claim stands in its own column, where a program finds it, and lies no later than the last review of its file.
#[test]
fn days_of_claims_stand_in_their_column() {
    let listed: toml::Table = String::from_utf8(bytes("provenance.toml")).unwrap().parse().unwrap();
    let reviewed = |name: &str| {
        let entry = listed["file"].as_array().unwrap().iter().find(|entry| entry["path"].as_str() == Some(name));
        entry.unwrap()["checked"].to_string()
    };
    for name in ["groups.csv", "vendor_groups.csv", "traits.csv"] {
        let (csv, until) = (Csv::read(name), reviewed(name));
        for row in csv.rows {
            assert!(row["stated_date"] <= until, "{name}, reviewed on {until}: {row:?}");
            let is_of_groups = name != "traits.csv";
            assert!(!is_of_groups || !row["source"].contains(&row["stated_date"]), "{name}: {row:?}");
        }
    }
}

/// Whoever is asked for is somewhere: a group without a member that anybody knows of is a slip in its definition.
#[test]
fn every_definition_finds_somebody() {
    let traits = Csv::read("traits.csv");
    let has = |of: &str, value: &str| {
        value.is_empty() || traits.rows.iter().any(|row| row["trait"] == of && row["value"] == value)
    };
    for group in Csv::read("groups.csv").rows {
        assert!(has("country", &group["country"]) && has("weights", &group["weights"]), "{group:?}");
    }
}

/// A known difference quotes a cell: where the cell says something else, the reason is of nothing.
#[test]
fn known_differences_quote_the_tables() {
    for row in Csv::read("published/known_differences.csv").rows {
        let table = match row["table"].as_str() {
            "vendor_gap" => Csv::read("published/vendor_gap.csv"),
            "vendor_growth" => Csv::read("published/vendor_growth.csv"),
            other => panic!("no published table `{other}`"),
        };
        let vendor = table.rows.iter().find(|published| published["vendor"] == row["vendor"]).unwrap();
        assert_eq!(vendor[&row["column"]], row["published"], "{row:?}");
    }
}

#[test]
fn claims_are_whole() {
    let claims = Csv::read("claims.csv");
    assert_eq!(claims.header, "claim_id,claim,published_value,second_value,unit,tolerance,measured_as,where");
    let ids: BTreeSet<_> = claims.column("claim_id").into_iter().collect();
    assert_eq!((ids.len(), claims.rows.len()), (23, 23));
    for row in &claims.rows {
        assert!(["claim", "measured_as", "where"].iter().all(|column| !row[*column].is_empty()), "{row:?}");
    }
}

#[test]
fn every_file_has_its_provenance() {
    let listed: toml::Table = String::from_utf8(bytes("provenance.toml")).unwrap().parse().unwrap();
    let entries = listed["file"].as_array().unwrap();
    let paths: Vec<_> = entries.iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect();
    let files =
        tree::files().into_iter().filter_map(|file| Some(file.path.strip_prefix("data/reference/")?.to_owned()));
    assert_eq!(paths, files.filter(|path| path != "provenance.toml").collect::<Vec<_>>());
    for entry in entries {
        for field in ["what", "from", "checked", "licence", "version"] {
            assert!(entry.get(field).is_some(), "{entry} has no `{field}`");
        }
    }
}
