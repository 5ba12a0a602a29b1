//! `basis_error`: one number for how right each basis is.

use std::collections::{BTreeMap, BTreeSet};

use schema::{
    Basis, Column, Frame, Origin,
    columns::{
        COMPARED_COUNT, DIFFERENCE_VALUE, MEAN_ERROR_POINTS, MOST_ERROR_POINTS, PRICE_BASIS, QUANTITY, SOURCE_A,
        SOURCE_B, VALUE_ORIGIN,
    },
    series::{integers, reals, texts},
    tables::{BasisError, Reconciliation},
};

use crate::{
    AnalyzeError,
    reconciliation::{OF_WEEKS, OF_WINDOWS},
    usage::at,
};

/// The errors of one basis against one source.
#[derive(Default)]
struct Sum {
    points: f64,
    most: f64,
    count: i64,
    origin: Option<Origin>,
}

impl Sum {
    fn add(&mut self, points: f64, origin: Option<Origin>) {
        self.points += points;
        self.most = self.most.max(points);
        self.count += 1;
        self.origin = self.origin.max(origin);
    }
}

/// The score of each basis: the mean of the absolute differences of dollar shares.
///
/// Grain: basis × second source. Units: percentage points, over all vendors and weeks that `reconciliation` sets side by
/// side, or the longer windows where a source has no weeks. The smaller, the nearer the basis is to what the source says was spent. No second source: no row.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn basis_error(reconciled: &Frame<Reconciliation>) -> Result<Frame<BasisError>, AnalyzeError> {
    let text = |column: &Column| reconciled.cells(column).texts();
    let [quantities, firsts, seconds, origins] = [&QUANTITY, &SOURCE_A, &SOURCE_B, &VALUE_ORIGIN].map(text);
    let differences = reconciled.cells(&DIFFERENCE_VALUE).reals();
    let mut sums: BTreeMap<(Basis, &str), Sum> = BTreeMap::new();
    let mut add = |quantity: &str, is_wanted: &dyn Fn(&str) -> bool| {
        for row in (0..reconciled.height()).filter(|row| at(&quantities, *row) == Some(quantity)) {
            let basis = at(&firsts, row).and_then(|word| word.parse().ok());
            let source = at(&seconds, row).filter(|source| is_wanted(source));
            if let (Some(basis), Some(source), Some(difference)) = (basis, source, at(&differences, row)) {
                let origin = at(&origins, row).and_then(|word| word.parse().ok());
                sums.entry((basis, source)).or_default().add(100.0 * difference.abs(), origin);
            }
        }
    };
    let quantity = |row: usize| at(&quantities, row) == Some(OF_WEEKS);
    let with_weeks: BTreeSet<&str> =
        (0..reconciled.height()).filter(|row| quantity(*row)).filter_map(|row| at(&seconds, row)).collect();
    add(OF_WEEKS, &|_| true);
    add(OF_WINDOWS, &|source| !with_weeks.contains(source));
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    let mean = |sum: &Sum| Some(sum.points / sum.count as f64);
    Ok(Frame::from_columns(vec![
        texts(&PRICE_BASIS, sums.keys().map(|(basis, _)| Some(basis.word()))),
        texts(&SOURCE_B, sums.keys().map(|(_, source)| Some(*source))),
        reals(&MEAN_ERROR_POINTS, sums.values().map(mean)),
        reals(&MOST_ERROR_POINTS, sums.values().map(|sum| Some(sum.most))),
        integers(&COMPARED_COUNT, sums.values().map(|sum| Some(sum.count))),
        texts(&VALUE_ORIGIN, sums.values().map(|sum| sum.origin.map(Origin::word))),
    ])?)
}
