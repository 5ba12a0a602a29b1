//! Signs at prices that are not what the tokens cost at list prices: at most that, or at the mix of other tokens. Prices
//! with different signs stand beside each other, and so do the shares that are made of them.

use polars::frame::DataFrame;
use schema::{
    Column, MixOrigin,
    columns::{BLENDED_PRICE, IS_UPPER_BOUND, MIX_ORIGIN},
    series::Cells,
};

/// The true price is at most this.
const AT_MOST: char = '≤';
/// The mix is that of other tokens.
const ABOUT: char = '~';

/// What stands before the price of each row. Nothing of a table that does not say how its prices come about.
pub(crate) fn price_marks(data: &DataFrame) -> Vec<String> {
    let has = |column: &Column| data.column(column.name).is_ok();
    let bounds = if has(&IS_UPPER_BOUND) { Cells::of(data, &IS_UPPER_BOUND).truths() } else { Vec::new() };
    let mixes = if has(&MIX_ORIGIN) { Cells::of(data, &MIX_ORIGIN).texts() } else { Vec::new() };
    let marks = |row: usize| {
        let is_most = bounds.get(row) == Some(&Some(true));
        let is_other = mixes.get(row) == Some(&Some(MixOrigin::Reference.word()));
        [is_most.then_some(AT_MOST), is_other.then_some(ABOUT)].into_iter().flatten().collect()
    };
    (0..data.height()).map(marks).collect()
}

/// The cells of a column, with the signs of its rows where it has prices.
pub(crate) fn with_marks(data: &DataFrame, column: &Column, cells: Vec<Option<String>>) -> Vec<Option<String>> {
    if column.name != BLENDED_PRICE.name {
        return cells;
    }
    cells.into_iter().zip(price_marks(data)).map(|(cell, marks)| cell.map(|cell| marks + &cell)).collect()
}

/// The lines that explain the signs in use.
pub(crate) fn legend<'cell>(cells: impl Iterator<Item = &'cell str>) -> Vec<String> {
    let signs: String =
        cells.flat_map(|cell| cell.chars().take_while(|sign| [AT_MOST, ABOUT].contains(sign))).collect();
    let explained = [
        (AT_MOST, "≤ at most: the cached part of the input is not known, all of it counts as fresh"),
        (ABOUT, "~ at the mix of other tokens: no source splits these into input and output"),
    ];
    explained.iter().filter(|(sign, _)| signs.contains(*sign)).map(|(_, line)| (*line).to_owned()).collect()
}
