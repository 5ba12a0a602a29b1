//! The page without tables: every part says what is missing, and what can't be told stays.

use super::*;

#[test]
fn what_was_not_made_is_said() {
    let page = findings(&FindingsTables::default()).unwrap();
    for spec in FINDINGS_TABLES {
        assert!(page.contains(&format!("`{}`", spec.name)), "{}: {page}", spec.name);
    }
    assert_eq!(page.matches("This run has no rows of").count(), 3, "one sentence in each section: {page}");
    assert!(!page.contains("\n\n\n"), "no blank section: {page}");
    assert!(page.ends_with(CANNOT));
}

#[test]
fn a_table_in_the_place_of_another_is_refused() {
    use schema::{Frame, tables::VendorWeek};
    let other = Frame::<VendorWeek>::empty().unwrap().into_data();
    let tables = FindingsTables { price_correlation: Some(&other), ..FindingsTables::default() };
    assert!(findings(&tables).unwrap_err().to_string().contains("price_correlation"));
}

#[test]
fn an_interval_has_a_direction_only_beside_zero() {
    assert_eq!(
        [direction(0.1, 0.2), direction(-0.2, -0.1), direction(-0.1, 0.1), direction(0.0, 0.2)],
        ["up", "down", "neither", "neither"]
    );
    assert_eq!([signed(0.317), signed(-0.001), signed(-0.5)], ["+0.32", "+0.00", "-0.50"]);
}

#[test]
fn a_p_value_at_its_floor_is_no_number() {
    assert_eq!([1.0 / 10_001.0, 2.0 / 10_001.0, 0.0068].map(p_value), ["< 0.0002", "0.0002", "0.0068"]);
}
