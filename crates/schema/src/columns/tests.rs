//! What holds of every column.

use std::collections::BTreeSet;

use super::*;

#[test]
fn names_are_unique_snake_case() {
    let names: BTreeSet<_> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(names.len(), COLUMNS.len());
    for name in names {
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'), "{name}");
    }
}

#[test]
fn suffix_and_unit_agree() {
    for column in COLUMNS {
        if let Some(suffix) = column.unit.suffix() {
            assert!(column.name.ends_with(suffix), "{} should end with {suffix}", column.name);
        }
        let bare = column.name.trim_end_matches("_low").trim_end_matches("_high");
        assert_eq!(bare.ends_with("_share"), column.unit == Unit::Share, "{}", column.name);
        assert_eq!(column.name.ends_with("_at"), column.kind == Kind::Instant, "{}", column.name);
        assert_eq!(column.name.ends_with("_date"), column.kind == Kind::Date, "{}", column.name);
        assert_eq!(column.name.starts_with("is_"), column.kind == Kind::Truth, "{}", column.name);
    }
}

#[test]
fn shares_are_zero_to_one() {
    for column in COLUMNS.iter().filter(|column| column.unit == Unit::Share) {
        assert_eq!(column.limits, SHARE, "{}", column.name);
    }
}

#[test]
fn every_price_basis_is_a_measure() {
    assert_eq!(MEASURES.split_first(), Some((&"tokens", Basis::WORDS)));
}

#[test]
fn every_column_is_in_a_table() {
    for column in COLUMNS {
        let used = crate::tables::TABLES.iter().any(|table| table.columns().any(|used| used.name == column.name));
        assert!(used, "{} stands in no table", column.name);
    }
}
