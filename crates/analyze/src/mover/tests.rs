//! Moves between small weeks.

use expect_test::{Expect, expect};
use polars::prelude::lit;
use schema::{
    Basis, Rule,
    columns::{
        BECAUSE, CAPTURED_AT, CLAIM_ID, CLAIM_TEXT, INPUT_PRICE, INPUT_TEXT, KNOWN_FROM_AT, LAST_SEEN_AT,
        LAST_SNAPSHOT_ID, MODEL, MODEL_ID, OUTPUT_PRICE, OUTPUT_TEXT, PRICE_CONFIDENCE, SIGHTING_COUNT, SLUG_ORIGIN,
        SNAPSHOT_ID, SOURCE, VALID_FROM_AT, VALID_TO_AT, VARIANT, VENDOR, VERDICT,
    },
    series::{instants, integers},
};

use super::*;
use crate::{
    dollar_share,
    tests::{filled, pricing, usage, vendor_weeks},
    vendor_price,
};

/// `MODEL:VARIANT INSTANT INPUT OUTPUT` per line: a span that the next line of the same model ends.
fn model_prices(lines: &[&str]) -> Frame<ModelPrice> {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let parts: Vec<(&str, &str)> = rows.iter().map(|row| row[0].split_once(':').unwrap()).collect();
    let instant = |row: &Vec<&str>| row[1].parse().ok();
    let next = |place: usize| rows.get(place + 1).filter(|next| next[0] == rows[place][0]).and_then(instant);
    filled(vec![
        texts(&MODEL, parts.iter().map(|(model, _)| Some(*model))),
        texts(&VARIANT, parts.iter().map(|(_, variant)| Some(*variant))),
        instants(&VALID_FROM_AT, rows.iter().map(instant)),
        instants(&KNOWN_FROM_AT, rows.iter().map(instant)),
        instants(&VALID_TO_AT, (0..rows.len()).map(next)),
        instants(&LAST_SEEN_AT, rows.iter().map(instant)),
        integers(&SIGHTING_COUNT, rows.iter().map(|_| Some(1))),
        texts(&SOURCE, rows.iter().map(|_| Some("catalog"))),
        texts(&LAST_SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
        texts(&VENDOR, rows.iter().map(|_| Some("a"))),
        texts(&MODEL_ID, rows.iter().map(|row| Some(row[0]))),
        texts(&INPUT_TEXT, rows.iter().map(|row| Some(row[2]))),
        texts(&OUTPUT_TEXT, rows.iter().map(|row| Some(row[3]))),
        reals(&INPUT_PRICE, rows.iter().map(|row| row[2].parse().ok())),
        reals(&OUTPUT_PRICE, rows.iter().map(|row| row[3].parse().ok())),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|_| Some("exact"))),
        texts(&SLUG_ORIGIN, rows.iter().map(|_| Some("stated"))),
        instants(&CAPTURED_AT, rows.iter().map(instant)),
        texts(&SNAPSHOT_ID, rows.iter().map(|_| Some("test"))),
    ])
}

/// `ID VERDICT` per line.
fn claims(lines: &[&str]) -> Frame<Claim> {
    let rows: Vec<(&str, &str)> = lines.iter().map(|line| line.split_once(' ').unwrap()).collect();
    filled(vec![
        texts(&CLAIM_ID, rows.iter().map(|(id, _)| Some(*id))),
        dates(&WEEK_START_DATE, rows.iter().map(|_| Some(Date::constant(2026, 4, 5)))),
        texts(&CLAIM_TEXT, rows.iter().map(|_| Some("a claim"))),
        texts(&VERDICT, rows.iter().map(|(_, verdict)| Some(*verdict))),
        texts(&BECAUSE, rows.iter().map(|_| Some("so it is"))),
    ])
}

fn empty<T: Table>() -> Frame<T> {
    Frame::empty().unwrap()
}

/// What else a move may read, where a test has nothing of it.
struct Nothing {
    models: Frame<ModelWeek>,
    dollars: Frame<DollarShare>,
    prices: Frame<ModelPrice>,
    claims: Frame<Claim>,
}

impl Nothing {
    fn new() -> Self {
        Self { models: empty(), dollars: empty(), prices: empty(), claims: empty() }
    }

    /// Vendors alone.
    fn beside<'all>(&'all self, vendors: &'all Frame<VendorWeek>) -> Moving<'all> {
        let Self { models, dollars, prices, claims } = self;
        Moving { vendors, models, dollars, basis: None, prices, claims, old_claims: claims }
    }
}

fn check(moving: &Moving<'_>, expected: &Expect) {
    let columns = [&MOVE_KIND, &MOVE_KEY, &MOVE_RANK, &OLD_VALUE, &NEW_VALUE, &DELTA_VALUE, &OLD_TEXT, &NEW_TEXT];
    expected.assert_eq(&mover(moving).unwrap().to_text(&columns));
}

const WEEKS: &[&str] = &[
    "2026-03-22 a 1",
    "2026-03-29 a 60",
    "2026-03-29 b 20",
    "2026-03-29 gone 10",
    "2026-03-29 others 10",
    "2026-04-05 a 50",
    "2026-04-05 b 35",
    "2026-04-05 new 5",
    "2026-04-05 others 10",
    "2026-04-12 a 1 running",
];

#[test]
fn the_newest_complete_week_is_set_beside_the_one_before() {
    let vendors = vendor_weeks(WEEKS);
    let nothing = Nothing::new();
    let moving = nothing.beside(&vendors);
    check(
        &moving,
        &expect![[r#"
            kind | key | move_rank | old_value | new_value | delta_value | old_text | new_text
            vendor_entered | new | 1 | - | 0.05 | - | - | -
            vendor_left | gone | 1 | 0.1 | - | - | - | -
            vendor_token_share | a | 2 | 0.6 | 0.5 | -0.09999999999999998 | - | -
            vendor_token_share | b | 1 | 0.2 | 0.35 | 0.14999999999999997 | - | -
        "#]],
    );
    let one = vendor_weeks(&WEEKS[..1]);
    assert_eq!(mover(&Moving { vendors: &one, ..moving }).unwrap().height(), 0, "one week has none before");
}

/// Shares all move every week; who came and who left is told in full.
#[test]
fn the_ten_largest_moves_of_a_share_are_rows() {
    let moved = (1..=12).flat_map(|vendor| {
        [("2026-03-29", 100 + vendor), ("2026-04-05", 100 + 3 * vendor)]
            .map(|(week, tokens)| format!("{week} stays{vendor:02} {tokens}"))
    });
    let came = (1..=12).map(|vendor| format!("2026-04-05 new{vendor:02} 1"));
    let lines: Vec<String> = moved.chain(came).collect();
    let vendors = vendor_weeks(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let nothing = Nothing::new();
    let moving = nothing.beside(&vendors);
    let rows = mover(&moving).unwrap();
    let count =
        |kind: MoveKind| rows.cells(&MOVE_KIND).texts().into_iter().filter(|word| *word == Some(kind.word())).count();
    assert_eq!(count(MoveKind::VendorTokenShare), 10);
    assert_eq!(count(MoveKind::VendorEntered), 12);
}

#[test]
fn dollars_and_coverage_move_with_the_tokens() {
    let vendors = vendor_weeks(WEEKS);
    let usage = usage(&["site a/x standard 100 100 1 1", "site b/y standard 50 50 3 3", "site b/z standard 50 50 - -"]);
    let pricing = pricing(&[Rule::Default], &[Basis::ListCurrent]);
    let prices = vendor_price(&usage, &pricing).unwrap();
    let dollars = dollar_share(&vendors, &prices, &pricing).unwrap();
    let nothing = Nothing::new();
    let moving = Moving { dollars: &dollars, basis: Some(Basis::ListCurrent), ..nothing.beside(&vendors) };
    let rows = mover(&moving).unwrap().to_text(&[&MOVE_KIND, &MOVE_KEY, &OLD_VALUE, &NEW_VALUE, &PRICE_BASIS]);
    let of = |kind: &str| rows.lines().filter(|line| line.starts_with(kind)).collect::<Vec<_>>().join("\n");
    // Half of b's tokens have a price: 0.6 + 0.5 × 0.2, then 0.5 + 0.5 × 0.35.
    assert_eq!(of("coverage"), "coverage | market | 0.7 | 0.675 | list_current");
    let made = Frame::<DollarShare>::collect(dollars.lazy().with_column(lit("made").alias(VALUE_ORIGIN.name))).unwrap();
    let moved = mover(&Moving { dollars: &made, ..moving }).unwrap().to_text(&[&MOVE_KIND, &VALUE_ORIGIN]);
    assert!(moved.contains("coverage | made") && moved.contains("vendor_entered | observed"), "{moved}");
    // $60 and 3 × $20; $50 and 3 × $35.
    assert_eq!(
        of("vendor_dollar_share"),
        "vendor_dollar_share | a | 0.5 | 0.3225806451612903 | list_current\n\
         vendor_dollar_share | b | 0.5 | 0.6774193548387097 | list_current"
    );
}

#[test]
fn prices_are_those_of_two_catalogues_some_days_apart() {
    let vendors = vendor_weeks(WEEKS);
    let prices = model_prices(&[
        "a/x:standard 2026-04-01T00:00:00Z 9 9",
        "a/x:standard 2026-04-06T00:00:00Z 1 5",
        "a/x:standard 2026-04-12T23:00:00Z 7 7",
        "a/x:standard 2026-04-13T00:00:00Z 2 5",
        "a/y:standard 2026-04-06T00:00:00Z 0.3 1",
        "a/y:standard 2026-04-13T00:00:00Z 0.30000000000000004 1",
        "a/y:free 2026-04-06T00:00:00Z 0 0",
        "a/y:free 2026-04-13T00:00:00Z 0 1",
        "a/new:standard 2026-04-13T00:00:00Z 4 4",
        // Of another time than the week of 2026-04-05, and with moves of its own.
        "a/z:standard 2026-04-06T00:00:00Z 1 1",
        "a/z:standard 2026-08-10T00:00:00Z 8 8",
    ]);
    let nothing = Nothing::new();
    let moving = Moving { prices: &prices, ..nothing.beside(&vendors) };
    let rows = mover(&moving).unwrap().to_text(&[&MOVE_KIND, &MOVE_KEY, &OLD_TEXT, &NEW_TEXT]);
    let prices: Vec<&str> = rows.lines().filter(|line| line.contains("_price")).collect();
    assert_eq!(prices, ["input_price | a/x | 1 | 2", "output_price | a/y:free | 0 | 1"]);
}

#[test]
fn a_claim_moves_with_its_verdict() {
    let vendors = vendor_weeks(WEEKS);
    let (old, new) =
        (claims(&["one holds", "two fails", "three holds"]), claims(&["one fails", "two fails", "three holds"]));
    let nothing = Nothing::new();
    let moving = Moving { claims: &new, old_claims: &old, ..nothing.beside(&vendors) };
    let rows = mover(&moving).unwrap().to_text(&[&MOVE_KIND, &MOVE_KEY, &OLD_TEXT, &NEW_TEXT, &REASON]);
    let claims: Vec<&str> = rows.lines().filter(|line| line.starts_with("claim")).collect();
    assert_eq!(claims, ["claim | one | holds | fails | so it is"]);
}

#[test]
fn a_running_week_is_neither_of_the_two_that_are_compared() {
    let weeks = vendor_weeks(WEEKS);
    let of = |day: &str| day.parse::<Date>().unwrap();
    assert_eq!(last_two_weeks(&weeks), Some((of("2026-03-29"), of("2026-04-05"))));
    let until = |last: &str| last_two_weeks(&until(&weeks, of(last)));
    assert_eq!(until("2026-04-05"), last_two_weeks(&weeks));
    assert_eq!(until("2026-03-29"), Some((of("2026-03-22"), of("2026-03-29"))));
    assert_eq!(until("2026-03-22"), None, "one complete week has none before it");
}

/// Tokens of one model and variant of vendor `a` in Monday weeks, `MODEL WEEK TOKENS` per line.
fn models(lines: &[&str]) -> Frame<ModelWeek> {
    let rows = lines.iter().map(|line| line.split(' ').collect::<Vec<_>>().join(" | ")).collect::<Vec<_>>().join("\n");
    let alike = [
        (&VARIANT, "standard"),
        (&VENDOR, "a"),
        (&IS_COMPLETE, "true"),
        (&schema::columns::IS_LEFT_CUT, "false"),
        (&schema::columns::IS_LOWER_BOUND, "false"),
        (&schema::columns::IS_ATTRIBUTED, "true"),
        (&schema::columns::WEEK_ANCHOR, "monday"),
        (&VALUE_ORIGIN, "observed"),
        (&CAPTURED_AT, "2026-04-14T00:00:00Z"),
        (&SNAPSHOT_ID, "s"),
    ];
    Frame::from_text(&format!("model | week_start_date | tokens\n{rows}\n"), &alike).unwrap()
}

/// The model chart's weeks begin on Mondays, the vendor chart's on Sundays.
#[test]
fn models_are_compared_on_their_own_weeks() {
    let vendors = vendor_weeks(WEEKS);
    let of = |weeks: &[&str]| {
        let nothing = Nothing { models: models(weeks), ..Nothing::new() };
        let found = mover(&nothing.beside(&vendors)).unwrap();
        let text = found.to_text(&[&MOVE_KIND, &MOVE_KEY, &PAST_WEEK_START_DATE, &WEEK_START_DATE, &NEW_VALUE]);
        text.lines().filter(|line| line.starts_with("model_")).map(str::to_owned).collect::<Vec<_>>()
    };
    let found = of(&["a/x 2026-03-30 50", "a/y 2026-03-30 50", "a/x 2026-04-06 75", "a/z 2026-04-06 25"]);
    assert_eq!(
        found,
        [
            "model_entered | a/z | 2026-03-30 | 2026-04-06 | 0.25",
            "model_left | a/y | 2026-03-30 | 2026-04-06 | -",
            "model_token_share | a/x | 2026-03-30 | 2026-04-06 | 0.75",
        ]
    );
    // One that ends weeks before says nothing of this week, nor does one with a hole.
    assert!(of(&["a/x 2026-03-16 50", "a/x 2026-03-23 75"]).is_empty());
    assert!(of(&["a/x 2026-03-23 50", "a/x 2026-04-06 75"]).is_empty());
}
