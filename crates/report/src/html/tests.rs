//! What holds for every page, whatever the tables say.

use polars::frame::DataFrame;
use schema::{
    Basis, Rule, Table as _,
    columns::{
        BLENDED_PRICE, COVERAGE_SHARE, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW, EXACT_SHARE, IMPLIED_USD,
        IS_COMPLETE, KEPT_SHARE, PRICE_BASIS, RULE, TOKEN_SHARE, TOKENS, TOKENS_HIGH, VENDOR, WEEK_START_DATE,
        WEIGHTS_SHARE, WINDOW_KIND,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{DollarShare, TABLES, TokenShare, VendorGap, VendorGrowth, VendorPrice},
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

fn page(tables: &HtmlTables, facts: &HtmlFacts) -> String {
    html(tables, facts).expect("a page")
}

#[test]
fn a_page_has_the_sections_whose_tables_are_there() {
    let page = page(
        &HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Published, Basis::List3to1))]),
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
        remarks: vec![text.to_owned(); 4],
        further: vec![text.to_owned()],
        vendor_names: BTreeMap::from([(text.to_owned(), text.to_owned())]),
        members: BTreeMap::from([(
            text.to_owned(),
            vec![Member { vendor: text.to_owned(), first_week: Date::MIN, last_week: Date::MAX }],
        )]),
        answers: vec![AnswersRead { request: text.to_owned(), count: 1, ..AnswersRead::default() }],
    };
    let wild = page(&HtmlTables::from([(VendorGap::SPEC.name, gap_of(WILD))]), &facts(WILD));
    let tame = page(&HtmlTables::from([(VendorGap::SPEC.name, gap_of("tame"))]), &facts("tame"));
    for tag in ["<script", "</script", "<b>", "<"] {
        let script = count(&wild, tag);
        assert_eq!(script, count(&tame, tag), "{tag}");
    }
    assert!(!wild.contains(['\u{202e}', '\u{1b}']));
}

/// Of what strangers write an address is a link, and nothing else of it is more than text.
#[test]
fn addresses_of_citations_are_links() {
    let tables = HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Default, Basis::ListAsof))]);
    let of = |citation: &str| {
        let page = page(&tables, &HtmlFacts { citations: vec![citation.to_owned()], ..HtmlFacts::default() });
        let list = page.split_once("<ul class=\"citations\">").and_then(|(_, rest)| rest.split_once("</ul>"));
        list.expect("a list").0.trim().to_owned()
    };
    let link = "<li>kept at <a href=\"https:&#x2f;&#x2f;a.example&#x2f;b\" rel=\"noreferrer\">\
                https:&#x2f;&#x2f;a.example&#x2f;b</a>, as it was</li>";
    assert_eq!(of("kept at https://a.example/b, as it was"), link);
    assert_eq!(of("javascript:alert(1) \"><b>"), "<li>javascript:alert(1) &quot;&gt;&lt;b&gt;</li>");
}

/// Whoever misses a table is told how to have it.
#[test]
fn tables_that_are_not_in_the_page_are_named() {
    let tables = HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Default, Basis::ListAsof))]);
    let further = ["model_share", "sensitivity"].map(str::to_owned).to_vec();
    let named = page(&tables, &HtmlFacts { further, ..HtmlFacts::default() });
    assert!(named.contains("<code>model_share</code>, <code>sensitivity</code>"));
    assert!(named.contains("tokenshare export <span class=\"whole\">--to</span> csv"));
    assert!(!page(&tables, &HtmlFacts::default()).contains("Further tables of this run"));
}

/// Many lines of ids are folded, few are not.
#[test]
fn many_remarks_are_folded() {
    let tables = HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Default, Basis::ListAsof))]);
    let of = |count: usize| {
        let remarks = vec!["a remark".to_owned(); count];
        page(&tables, &HtmlFacts { remarks, ..HtmlFacts::default() })
    };
    assert!(of(21).contains("<summary>21 remarks on what was read and left aside</summary>"));
    assert!(!of(3).contains("<details class=\"remarks\">"));
}

#[test]
fn the_sentence_is_of_the_widest_gap_and_names_its_bounds() {
    let tables = HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Published, Basis::List3to1))]);
    let names = BTreeMap::from([("anthropic".to_owned(), "Anthropic".to_owned())]);
    let facts = HtmlFacts { vendor_names: names, ..HtmlFacts::default() };
    let answers = answers(&tables, &facts).expect("answers");
    let sentences: Vec<_> = answers.iter().map(|answer| answer.sentence.as_str()).collect();
    assert_eq!(sentences, ["Anthropic has 12.3% of all tokens and 46.3% of the dollars of priced vendors."]);
}

/// What is known in bounds alone says so in the sentence itself, with the whole that each is a part of.
#[test]
fn the_sentence_has_its_bounds() {
    let mut data = gap_data(GAPS, Rule::Default, Basis::ListAsof);
    let count = data.height();
    let all = |value: f64| vec![Some(value); count];
    for column in [
        reals(&DOLLAR_SHARE_LOW, all(0.086)),
        reals(&DOLLAR_SHARE_HIGH, all(0.7154)),
        integers(&TOKENS_HIGH, vec![Some(10_000_000_000_000); count]),
    ] {
        data.with_column(column).expect("a column of its length");
    }
    let answers = answers(&HtmlTables::from([(VendorGap::SPEC.name, data)]), &HtmlFacts::default()).expect("answers");
    let said = "anthropic has 12.3% to 13.1% of all tokens and 46.3% of the dollars of priced vendors \
                (8.6% to 71.5% of all dollars).";
    assert_eq!(answers.first().map(|answer| answer.sentence.as_str()), Some(said));
}

/// Whoever lets no script run reads the sentence with its doubt, and the vendors behind it; no button is dead.
#[test]
fn a_page_without_its_script_says_how_sure_it_is() {
    let tables = HtmlTables::from([(VendorGap::SPEC.name, gap_data(GAPS, Rule::Default, Basis::ListAsof))]);
    let page = page(&tables, &HtmlFacts::default());
    let doubt = page.split_once("id=\"doubt\">").and_then(|(_, rest)| rest.split_once("</p>")).expect("a doubt").0;
    assert!(doubt.starts_with("22 Mar 2026 to 18 Apr 2026. ") && doubt.contains("the figures are not"), "{doubt}");
    let inside = page.split_once("<noscript>").and_then(|(_, rest)| rest.split_once("</noscript>")).expect("one").0;
    assert!(inside.contains("<tr><td>anthropic</td><td class=\"number\">12.3%</td>"), "{inside}");
    assert!(page.contains("id=\"theme\" hidden") && page.contains("button.hidden = false;"));
}

/// Every table whose numbers the command can explain is offered by the page, by columns that the command knows.
#[test]
fn the_page_offers_what_can_be_explained() {
    let script = include_str!("../../page/explained.js");
    let list = script.split_once("const EXPLAINED = {").and_then(|(_, rest)| rest.split_once("};")).expect("a list").0;
    let rows: Vec<_> = list.lines().filter_map(|line| line.trim().split_once(": [[")).collect();
    let tables: BTreeMap<_, _> = crate::explain::known().collect();
    assert_eq!(rows.len(), tables.len(), "{rows:?}");
    for (table, rest) in rows {
        let (_, columns) = rest.split_once("], [").expect("options, then columns");
        let named: Vec<_> = columns.split('"').skip(1).step_by(2).collect();
        let known = tables.get(table).expect("a table that can be explained");
        assert!(!named.is_empty() && named.iter().all(|name| known.contains(name)), "{table}: {named:?}");
        assert_eq!(named.first(), known.last(), "{table}: what it is about first");
    }
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

/// Rows of 260 weeks and 60 vendors, `cases` times each.
fn years<T: schema::Table>(cases: &[(&'static str, &'static str)]) -> (&'static str, DataFrame) {
    let first = jiff::civil::Date::constant(2021, 4, 4);
    let vendors: Vec<_> = (0..60).map(|number| format!("vendor-{number}")).collect();
    let vendors = &vendors;
    let of_week =
        |week: i32| vendors.iter().flat_map(move |vendor| cases.iter().map(move |case| (week, vendor, *case)));
    let rows: Vec<_> = (0..260).flat_map(of_week).collect();
    // Digits as an average or a quotient has them; no two are alike.
    let real =
        |place: usize, step: f64| ((f64::from(u32::try_from(place).unwrap_or_default()) * step).sin() + 1.0) / 62.0;
    let numbers = |column, step: f64| reals(column, (0..rows.len()).map(move |place| Some(real(place, step))));
    let mut columns = vec![
        dates(&WEEK_START_DATE, rows.iter().map(|row| first.checked_add(jiff::Span::new().weeks(row.0)).ok())),
        texts(&VENDOR, rows.iter().map(|row| Some(row.1.as_str()))),
        texts(&RULE, rows.iter().map(|row| Some(row.2.0))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.2.1))),
        truths(&IS_COMPLETE, rows.iter().map(|_| Some(true))),
        integers(&TOKENS, (0..).take(rows.len()).map(|place: i64| Some(1_234_567_890_123 + 7_919 * place))),
        numbers(&TOKEN_SHARE, 0.7),
        numbers(&IMPLIED_USD, 0.3),
        numbers(&DOLLAR_SHARE, 0.31),
        numbers(&DOLLAR_SHARE_LOW, 0.37),
        numbers(&DOLLAR_SHARE_HIGH, 0.41),
        numbers(&BLENDED_PRICE, 0.43),
        numbers(&COVERAGE_SHARE, 0.47),
        numbers(&EXACT_SHARE, 0.53),
        reals(&WEIGHTS_SHARE, rows.iter().map(|row| Some(if row.0 < 130 { 0.25 } else { 1.0 }))),
        reals(&KEPT_SHARE, rows.iter().map(|_| Some(1.0))),
    ];
    columns.retain(|column| T::SPEC.column(column.name()).is_some());
    for column in T::SPEC.columns() {
        if !columns.iter().any(|given| given.name() == column.name) {
            columns.push(polars::prelude::Column::full_null(column.name.into(), rows.len(), &column.kind.data_type()));
        }
    }
    (T::SPEC.name, DataFrame::new_infer_height(columns).expect("columns of one length"))
}

/// As the weekly pipeline has them: one rule on three bases.
const CASES: &[(&str, &str)] = &[("default", "list_3to1"), ("default", "list_current"), ("default", "list_asof")];

/// In large pages, whose reals are rounded, too.
#[test]
fn numbers_that_repeat_stand_once() {
    let (name, mut data) = years::<DollarShare>(CASES);
    let shares = data.column(DOLLAR_SHARE.name).expect("a column").clone();
    data.with_column(shares.with_name(DOLLAR_SHARE_HIGH.name.into())).expect("a column of its length");
    let text = embedded::json_data(&HtmlTables::from([(name, data)]), &BTreeMap::new()).expect("JSON");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    let cells = &data["tables"]["dollar_share"]["cells"];
    assert_eq!(cells["kept_share"], json!({ "same": 1 }));
    let half = 130 * 60 * CASES.len();
    assert_eq!(cells["weights_share"], json!({ "words": [1, 0.25], "runs": [1, half, 0, half] }));
    assert!(cells["dollar_share"]["millionths"].is_array(), "no two are alike");
    assert_eq!(cells["dollar_share_high"], json!({ "is": "dollar_share" }));
    // The bases of one vendor after the other in each week are the same in all weeks.
    let [assumed, asof, current] = [0, 1, 2].map(|code| [code, 260]);
    let (words, of_vendor) = (json!(["list_3to1", "list_asof", "list_current"]), [assumed, current, asof].concat());
    assert_eq!(cells["price_basis"], json!({ "words": words, "runs": of_vendor.repeat(60), "across": 180 }));
}

/// Prices of single weeks are many, and no section shows them: the page says how many it is without.
#[test]
fn of_prices_the_page_has_those_of_boards() {
    let (name, mut data) = years::<VendorPrice>(CASES);
    let kind = |row: usize| Some(if row.is_multiple_of(100) { "board" } else { "week" });
    let kinds = texts(&WINDOW_KIND, (0..data.height()).map(kind));
    data.with_column(kinds).expect("a column of its length");
    let text = embedded::json_data(&HtmlTables::from([(name, data)]), &BTreeMap::new()).expect("JSON");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    let table = &data["tables"]["vendor_price"];
    assert_eq!([&table["rows"], &table["left"]], [&json!(468), &json!(46_332)]);
    assert_eq!(table["cells"]["window_kind"], json!({ "same": "board" }));
}

#[test]
fn five_years_of_sixty_vendors_are_below_six_megabytes() {
    let mut tables =
        HtmlTables::from([years::<TokenShare>(CASES.get(..1).unwrap_or_default()), years::<DollarShare>(CASES)]);
    tables.insert(VendorGap::SPEC.name, gap_data(GAPS, Rule::Default, Basis::ListAsof));
    let page = page(&tables, &HtmlFacts::default());
    println!("{} bytes", page.len());
    assert!(page.len() < 6_000_000, "{} bytes", page.len());
}
