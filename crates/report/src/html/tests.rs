use polars::frame::DataFrame;
use schema::{
    Basis, Rule, Table as _,
    columns::VENDOR,
    series::texts,
    tables::{TABLES, VendorGap, VendorGrowth},
};

use super::*;
use crate::fixtures::{GAPS, GROWTHS, gap_data, growth_data};

const WILD: &str = "</script><b>\"'&\u{202e}\u{1b}[2J\n";

/// The gap with this name in every row.
fn gap_of(name: &str) -> DataFrame {
    let mut data = gap_data(GAPS, Rule::Published, Basis::List3to1);
    let names = vec![Some(name); data.height()];
    data.with_column(texts(&VENDOR, names)).expect("a column of its length");
    data
}

fn page(tables: HtmlTables, facts: &HtmlFacts) -> String {
    html(&tables, facts).expect("a page")
}

#[test]
fn a_page_has_the_sections_whose_tables_are_there() {
    let page = page(
        HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Published, Basis::List3to1))]),
        &HtmlFacts::default(),
    );
    assert!(page.contains("<section id=\"gap\"") && page.contains("section(\"gap\""));
    assert!(!page.contains("<section id=\"claims\"") && !page.contains("section(\"claims\""));
}

#[test]
fn every_section_is_of_tables_there_are() {
    let known = |name: &&str| TABLES.iter().any(|spec| spec.name == *name);
    assert_eq!(html_tables().filter(|name| !known(name)).collect::<Vec<_>>(), [""; 0]);
    let mut names: Vec<_> = html_tables().collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), html_tables().count(), "each once");
    for section in SECTIONS {
        assert!(section.script.contains(&format!("section(\"{}\"", section.id)), "{}", section.id);
    }
}

/// Whatever the data says, the page has as many elements as without it.
#[test]
fn no_text_of_the_data_is_markup() {
    let count = |page: &str, tag: &str| page.matches(tag).count();
    let facts = |text: &str| HtmlFacts {
        program: text.to_owned(),
        run_id: text.to_owned(),
        title: text.to_owned(),
        citations: vec![text.to_owned()],
        remarks: vec![text.to_owned()],
        vendor_names: BTreeMap::from([(text.to_owned(), text.to_owned())]),
        answers: vec![AnswersRead { request: text.to_owned(), count: 1, ..AnswersRead::default() }],
    };
    let wild = page(HtmlTables::from([(VendorGap::SPEC.name, gap_of(WILD))]), &facts(WILD));
    let tame = page(HtmlTables::from([(VendorGap::SPEC.name, gap_of("tame"))]), &facts("tame"));
    for tag in ["<script", "</script", "<b>", "<"] {
        let script = count(&wild, tag);
        assert_eq!(script, count(&tame, tag), "{tag}");
    }
    assert!(!wild.contains(['\u{202e}', '\u{1b}']));
}

#[test]
fn the_sentence_is_of_the_widest_gap_and_names_its_bounds() {
    let tables = HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Published, Basis::List3to1))]);
    let names = BTreeMap::from([("anthropic".to_owned(), "Anthropic".to_owned())]);
    let facts = HtmlFacts { vendor_names: names, ..HtmlFacts::default() };
    let answers = answers(&tables, &facts).expect("answers");
    let sentences: Vec<_> = answers.iter().map(|answer| answer.sentence.as_str()).collect();
    assert_eq!(sentences, ["Anthropic has 12.3% of the tokens and 46.3% of the money."]);
}

#[test]
fn tables_stand_in_the_page_column_by_column() {
    let tables = HtmlTables::from([(VendorGrowth::SPEC.name, growth_data(GROWTHS))]);
    let text = embedded::json_data(&tables, &BTreeMap::new()).expect("JSON");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    let cells = &data["tables"]["vendor_growth"]["cells"];
    assert_eq!(cells["rule"], json!({ "same": "published" }));
    assert_eq!(cells["growth_label"]["words"], json!(["gone", "new", "ratio"]));
    assert_eq!(cells["growth_ratio"]["values"][6], Value::Null);
    assert_eq!(data["columns"]["past_share"]["unit"], json!("share (0 to 1)"));
}

#[test]
fn large_pages_have_fewer_digits() {
    assert_eq!(embedded::Precision::Digits(6).text(0.123_456_789), "0.123457");
    assert_eq!(embedded::Precision::Digits(6).text(1_234_567.8), "1234570");
    assert_eq!(embedded::Precision::Digits(6).text(0.0), "0");
    assert_eq!(embedded::Precision::Full.text(0.1 + 0.2), "0.30000000000000004");
}
