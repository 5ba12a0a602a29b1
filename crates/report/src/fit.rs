//! Which columns of a table a terminal has room for.

use std::collections::BTreeSet;

use schema::{
    Column,
    columns::{
        ANNUAL_RATIO, BLENDED_PRICE, COVERAGE_SHARE, DOLLAR_DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE, EFFECTIVE_VENDORS,
        GAP_POINTS, GROWTH_RATIO, HHI, MAJORITY, NOW_SHARE, OUR_VALUE, PART_POINTS, PAST_SHARE, PUBLISHED_VALUE, RHO,
        TAU, TOKEN_DELTA_POINTS, TOKEN_RANK, TOKEN_SHARE, TOKENS, VERDICT, WHALE, WHALE_SHARE,
    },
};

use crate::{
    grid::{Grid, Heading, Widest, chosen},
    terminal::widths,
};

/// What tables are about, the first that a reader looks for first: these go last.
static FIRST: [&Column; 25] = [
    &VERDICT,
    &PUBLISHED_VALUE,
    &OUR_VALUE,
    &PART_POINTS,
    &WHALE,
    &WHALE_SHARE,
    &TOKEN_SHARE,
    &DOLLAR_SHARE,
    &GAP_POINTS,
    &MAJORITY,
    &TOKEN_DELTA_POINTS,
    &DOLLAR_DELTA_POINTS,
    &PAST_SHARE,
    &NOW_SHARE,
    &GROWTH_RATIO,
    &ANNUAL_RATIO,
    &HHI,
    &EFFECTIVE_VENDORS,
    &RHO,
    &TAU,
    &TOKEN_RANK,
    &DOLLAR_RANK,
    &BLENDED_PRICE,
    &COVERAGE_SHARE,
    &TOKENS,
];

/// How many columns of a terminal the grid takes.
pub(crate) fn width(grid: &Grid) -> usize {
    taken(&widths(grid))
}

/// As many as the texts, two between each, one behind the last.
fn taken(widths: &[usize]) -> usize {
    (widths.iter().sum::<usize>() + 2 * widths.len()).saturating_sub(1)
}

/// The grid without what a terminal of `room` columns has no room for, and with a remark that names it. What tells rows
/// apart (`key`) stays, and of the rest as many as fit, one at least, beginning with what the table is about. Whoever
/// asked for columns gets them all.
pub(crate) fn fitted(mut grid: Grid, key: &[&Column], room: u16) -> Grid {
    let widths = widths(&grid);
    if grid.widest == Widest::Whole || taken(&widths) <= room.into() {
        return grid;
    }
    let is_kept = kept(&grid, key, |is_kept| taken(&chosen(widths.clone(), is_kept)) <= room.into());
    let gone: Vec<_> =
        grid.headings.iter().zip(&is_kept).filter(|(_, kept)| !**kept).map(|(head, _)| head.text.as_str()).collect();
    if !gone.is_empty() {
        let names = gone.join(", ");
        grid.remarks.push(format!(
            "left out, no room in {room} columns: {names}; `--columns NAME,…` shows those it names, `| less -S` or `--format csv` all"
        ));
    }
    grid.headings = chosen(grid.headings, &is_kept);
    grid.rows = grid.rows.into_iter().map(|row| chosen(row, &is_kept)).collect();
    grid
}

fn kept(grid: &Grid, key: &[&Column], fits: impl Fn(&[bool]) -> bool) -> Vec<bool> {
    let is_of_key = |heading: &Heading| key.iter().any(|column| column.name == heading.text);
    let is_key: Vec<bool> = grid.headings.iter().map(is_of_key).collect();
    let mut others: Vec<usize> = (0..is_key.len()).filter(|place| is_key.get(*place) == Some(&false)).collect();
    let rank = |place: usize| {
        let name = grid.headings.get(place).map(|heading| heading.text.as_str());
        FIRST.iter().position(|column| Some(column.name) == name).unwrap_or(FIRST.len())
    };
    others.sort_by_key(|place| (rank(*place), *place));
    let mut is_kept = with(&is_key, others.first().copied());
    // Of a key that is too wide goes what says nothing of these rows that the rest does not.
    for place in (0..is_key.len()).rev().filter(|place| is_key.get(*place) == Some(&true)) {
        let fewer = is_kept.iter().enumerate().map(|(other, kept)| *kept && other != place).collect::<Vec<bool>>();
        let key: Vec<bool> = fewer.iter().zip(&is_key).map(|(kept, key)| *kept && *key).collect();
        if !fits(&is_kept) && tells_apart(grid, &key) {
            is_kept = fewer;
        }
    }
    for place in others.into_iter().skip(1) {
        let more = with(&is_kept, Some(place));
        if !fits(&more) {
            break;
        }
        is_kept = more;
    }
    is_kept
}

fn with(is_kept: &[bool], place: Option<usize>) -> Vec<bool> {
    is_kept.iter().enumerate().map(|(other, kept)| *kept || Some(other) == place).collect()
}

/// Whether no two rows are the same there.
fn tells_apart(grid: &Grid, is_kept: &[bool]) -> bool {
    let rows: BTreeSet<_> = grid.rows.iter().map(|row| chosen(row.iter().collect(), is_kept)).collect();
    rows.len() == grid.rows.len()
}

#[cfg(test)]
mod tests {
    use schema::columns::{RULE, TOKENS, VENDOR};

    use super::*;

    fn grid(rows: &[[&str; 5]]) -> Grid {
        let headings = ["vendor", "rule", "tokens", "a_longer_name", "last"].map(Heading::text).to_vec();
        let rows = rows.iter().map(|row| row.iter().map(|cell| Some((*cell).to_owned())).collect()).collect();
        Grid { headings, rows, ..Grid::default() }
    }

    fn shown(grid: &Grid, room: u16) -> String {
        let fitted = fitted(grid.clone(), &[&VENDOR, &RULE], room);
        let names: Vec<_> = fitted.headings.iter().map(|heading| heading.text.as_str()).collect();
        assert_eq!(fitted.remarks.len(), usize::from(names.len() < grid.headings.len()));
        assert!(fitted.rows.iter().all(|row| row.len() == names.len()));
        names.join(" ")
    }

    #[test]
    fn the_first_ones_that_fit_stay_beside_what_tells_rows_apart() {
        let grid = grid(&[["qwen", "default", "1", "2", "3"], ["qwen", "published", "1", "2", "3"]]);
        // 6 + 9 + 6 + 13 + 4, and two between each.
        assert_eq!(width(&grid), 47);
        assert_eq!(shown(&grid, 47), "vendor rule tokens a_longer_name last");
        assert_eq!(shown(&grid, 46), "vendor rule tokens a_longer_name");
        // `last` would fit in the place of the longer name: in order they go, or nobody knows what to look for.
        assert_eq!(shown(&grid, 40), "vendor rule tokens");
        assert_eq!(shown(&grid, 20), "rule tokens", "all rows are of qwen");
        assert_eq!(shown(&grid, 10), "rule tokens", "one number at least");
        let asked = Grid { widest: Widest::Whole, ..grid };
        assert_eq!(fitted(asked.clone(), &[&VENDOR, &TOKENS], 10), asked, "who asks gets all");
    }

    #[test]
    fn what_a_table_is_about_goes_last() {
        let headings = ["vendor", "most_tokens", "gap_points", "dollar_share"].map(Heading::text).to_vec();
        let grid = Grid { headings, rows: vec![vec![Some("qwen".to_owned()); 4]], ..Grid::default() };
        assert_eq!(shown(&grid, 45), "vendor gap_points dollar_share", "as they stand in the table");
        assert_eq!(shown(&grid, 25), "vendor dollar_share");
    }

    #[test]
    fn what_is_left_out_is_named() {
        let fitted = fitted(grid(&[["qwen", "default", "1", "2", "3"]]), &[&VENDOR], 23);
        let said = "left out, no room in 23 columns: rule, a_longer_name, last; `--columns NAME,…` shows those it names, \
                    `| less -S` or `--format csv` all";
        assert_eq!(fitted.remarks, [said]);
    }
}
