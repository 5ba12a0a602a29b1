//! How much of a table was observed, reconstructed or made.

use std::collections::BTreeSet;

use polars::frame::DataFrame;
use schema::{Origin, TableSpec, columns::WEEK_START_DATE, series::Cells};

use crate::{
    ReportError,
    entries::{Entry, entries, term_columns},
    page::origins,
    rows::checked,
};

/// A heading and a line per table, its rows counted by `value_origin`: `vendor_week  530 rows in 53 weeks: 500 observed,
/// …`. A row without origin is in none of the counts.
///
/// # Errors
/// [`ReportError::Shape`] if data is not of its table.
pub fn origin_counts(tables: &[(&TableSpec, DataFrame)]) -> Result<String, ReportError> {
    for (spec, data) in tables {
        checked(spec, data)?;
    }
    let columns = term_columns(tables.iter().map(|(spec, _)| spec.name));
    let lines = tables.iter().map(|(spec, data)| Entry::new(spec.name, [counted(spec, data).as_str()]));
    Ok(format!("Where the numbers come from\n{}", entries((2, None), columns, lines)))
}

fn counted(spec: &TableSpec, data: &DataFrame) -> String {
    let origins = origins(data);
    let count = |origin: Origin| origins.iter().filter(|other| **other == Some(origin)).count();
    let parts: Vec<_> = Origin::ALL.iter().map(|origin| format!("{} {origin}", count(*origin))).collect();
    let weeks: BTreeSet<_> = Cells::of(data, &WEEK_START_DATE).dates().into_iter().collect();
    let weeks =
        if spec.column(WEEK_START_DATE.name).is_some() { format!(" in {} weeks", weeks.len()) } else { String::new() };
    format!("{} rows{weeks}: {}", data.height(), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::{
        Basis, Rule, Table,
        tables::{VendorGap, VendorGrowth},
    };

    use super::*;
    use crate::fixtures::{GAPS, GROWTHS, gap_data, growth_data};

    #[test]
    fn rows_are_counted_by_origin() {
        let gaps = gap_data(GAPS, Rule::Published, Basis::List3to1);
        let text = origin_counts(&[(VendorGap::SPEC, gaps), (VendorGrowth::SPEC, growth_data(GROWTHS))]).unwrap();
        expect![[r#"
            Where the numbers come from
              vendor_gap     6 rows: 1 observed, 1 reconstructed, 2 made
              vendor_growth  7 rows: 7 observed, 0 reconstructed, 0 made
        "#]]
        .assert_eq(&text);
    }

    #[test]
    fn data_of_another_table_is_an_error() {
        assert!(origin_counts(&[(VendorGap::SPEC, growth_data(GROWTHS))]).is_err());
    }
}
