//! Which columns of a table a terminal has room for.

use std::collections::BTreeSet;

use schema::{
    Column,
    columns::{
        A_VALUE, AGREEMENT, ANNUAL_HIGH, ANNUAL_LOW, ANNUAL_RATIO, B_VALUE, BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE,
        COVERAGE_SHARE, DOLLAR_DELTA_POINTS, DOLLAR_RANK, DOLLAR_SHARE, DOLLAR_SHARE_HIGH, DOLLAR_SHARE_LOW,
        EFFECTIVE_VENDORS, EFFECTIVE_VENDORS_HIGH, EFFECTIVE_VENDORS_LOW, GAP_POINTS, GAP_TOKEN_SHARE, GROWTH_LEAST,
        GROWTH_MOST, GROWTH_RATIO, HHI, HHI_HIGH, HHI_LOW, IMPLIED_USD, INPUT_PRICE, KNOWN_FROM_AT, MAJORITY,
        MEAN_ERROR_POINTS, MOST_RELATIVE, NEW_TOKENS, NEW_VALUE, NOW_SHARE, NOW_SHARE_HIGH, NOW_SHARE_LOW,
        OF_MARKET_HIGH, OF_MARKET_LOW, OF_MARKET_RATIO, OLD_TOKENS, OLD_VALUE, OUR_VALUE, OUTPUT_PRICE, PART_POINTS,
        PAST_SHARE, PAST_SHARE_HIGH, PAST_SHARE_LOW, PUBLISHED_VALUE, RELATIVE_CHANGE, RELATIVE_DIFFERENCE, RHO,
        RHO_HIGH, RHO_LOW, TAU, TAU_HIGH, TAU_LOW, TOKEN_DELTA_POINTS, TOKEN_RANK, TOKEN_SHARE, TOKEN_SHARE_HIGH,
        TOKENS, TOKENS_HIGH, VALUE_ORIGIN, VERDICT, WHALE, WHALE_SHARE, WHALE_SHARE_LOW, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
};

use crate::{
    grid::{FOLDED_COLUMNS, Grid, Heading, Widest, chosen},
    terminal::widths,
};

/// A terminal to print for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room<'name> {
    /// How many columns it has.
    pub columns: u16,
    /// The column by which somebody asked to have the rows sorted.
    pub sorted_by: Option<&'name str>,
}

impl From<u16> for Room<'_> {
    fn from(columns: u16) -> Self {
        Self { columns, sorted_by: None }
    }
}

/// What tables are about, the first that a reader looks for first: these go last. What a value may be stands behind it.
static FIRST: &[&Column] = &[
    &VERDICT,
    &OUR_VALUE,
    &PUBLISHED_VALUE,
    &PART_POINTS,
    &WHALE_SHARE,
    &WHALE_SHARE_LOW,
    &WHALE,
    &TOKEN_SHARE,
    &TOKEN_SHARE_HIGH,
    &DOLLAR_SHARE,
    &DOLLAR_SHARE_LOW,
    &DOLLAR_SHARE_HIGH,
    &GAP_POINTS,
    &GAP_TOKEN_SHARE,
    &MAJORITY,
    &TOKEN_DELTA_POINTS,
    &DOLLAR_DELTA_POINTS,
    &PAST_SHARE,
    &NOW_SHARE,
    &PAST_SHARE_LOW,
    &PAST_SHARE_HIGH,
    &NOW_SHARE_LOW,
    &NOW_SHARE_HIGH,
    &GROWTH_RATIO,
    &GROWTH_LEAST,
    &GROWTH_MOST,
    &ANNUAL_RATIO,
    &ANNUAL_LOW,
    &ANNUAL_HIGH,
    &OF_MARKET_RATIO,
    &OF_MARKET_LOW,
    &OF_MARKET_HIGH,
    &HHI,
    &HHI_LOW,
    &HHI_HIGH,
    &EFFECTIVE_VENDORS,
    &EFFECTIVE_VENDORS_LOW,
    &EFFECTIVE_VENDORS_HIGH,
    &RHO,
    &RHO_LOW,
    &RHO_HIGH,
    &TAU,
    &TAU_LOW,
    &TAU_HIGH,
    &TOKEN_RANK,
    &DOLLAR_RANK,
    &BLENDED_PRICE,
    &BLENDED_LOW,
    &BLENDED_HIGH,
    &COVERAGE_SHARE,
    &INPUT_PRICE,
    &OUTPUT_PRICE,
    &NEW_TOKENS,
    &OLD_TOKENS,
    &RELATIVE_CHANGE,
    &NEW_VALUE,
    &OLD_VALUE,
    &A_VALUE,
    &B_VALUE,
    &RELATIVE_DIFFERENCE,
    &AGREEMENT,
    &MOST_RELATIVE,
    &MEAN_ERROR_POINTS,
    &TOKENS,
    &TOKENS_HIGH,
    &IMPLIED_USD,
];

/// What bounds a value: one end without the other says less than none, and a terminal that has no room for both has it for
/// what comes behind them.
static BOUNDS: &[&[&Column]] = &[
    &[&WHALE_SHARE_LOW],
    &[&TOKEN_SHARE_HIGH],
    &[&DOLLAR_SHARE_LOW, &DOLLAR_SHARE_HIGH],
    &[&PAST_SHARE_LOW, &PAST_SHARE_HIGH, &NOW_SHARE_LOW, &NOW_SHARE_HIGH],
    &[&GROWTH_LEAST, &GROWTH_MOST],
    &[&ANNUAL_LOW, &ANNUAL_HIGH],
    &[&OF_MARKET_LOW, &OF_MARKET_HIGH],
    &[&HHI_LOW, &HHI_HIGH],
    &[&EFFECTIVE_VENDORS_LOW, &EFFECTIVE_VENDORS_HIGH],
    &[&RHO_LOW, &RHO_HIGH],
    &[&TAU_LOW, &TAU_HIGH],
    &[&BLENDED_LOW, &BLENDED_HIGH],
    &[&TOKENS_HIGH],
];

/// What of a key says when, not what: it goes first where the rest of the key tells rows apart.
static WHEN: [&Column; 3] = [&WINDOW_START_DATE, &WINDOW_END_DATE, &KNOWN_FROM_AT];

/// How many columns of a terminal the grid takes.
pub(crate) fn width(grid: &Grid) -> usize {
    taken(&widths(grid))
}

/// As many as the texts, two between each, one behind the last.
fn taken(widths: &[usize]) -> usize {
    (widths.iter().sum::<usize>() + 2 * widths.len()).saturating_sub(1)
}

/// The grid without what a terminal has no room for, and with a remark that names it. What tells rows apart (`key`)
/// stays, then what they are sorted by, and of the rest as many as fit, one at least, beginning with what the table is
/// about. Whoever asked for columns gets them all. Long texts of ours are folded within what is left, not cut.
pub(crate) fn fitted(mut grid: Grid, key: &[&Column], room: Room<'_>) -> Grid {
    if grid.widest == Widest::Cut {
        grid.widest = Widest::Folded;
    }
    let widths = widths(&grid);
    if grid.widest == Widest::Whole || taken(&widths) <= room.columns.into() {
        return grid;
    }
    let narrowed: Vec<usize> = grid
        .headings
        .iter()
        .zip(&widths)
        .map(|(heading, width)| if heading.is_prose() { (*width).min(FOLDED_COLUMNS) } else { *width })
        .collect();
    let fits = |is_kept: &[bool]| taken(&chosen(narrowed.clone(), is_kept)) <= room.columns.into();
    let is_kept = kept(&grid, key, room.sorted_by, fits);
    let gone: Vec<_> =
        grid.headings.iter().zip(&is_kept).filter(|(_, kept)| !**kept).map(|(head, _)| head.text.as_str()).collect();
    if !gone.is_empty() {
        let (room, names) = (room.columns, gone.join(", "));
        grid.remarks.push(format!(
            "left out, no room in {room} columns: {names}; `--columns NAME,…` shows those it names, `| less -S` or `--format csv` all"
        ));
    }
    grid.headings = chosen(grid.headings, &is_kept);
    grid.rows = grid.rows.into_iter().map(|row| chosen(row, &is_kept)).collect();
    grid
}

fn kept(grid: &Grid, key: &[&Column], sorted_by: Option<&str>, fits: impl Fn(&[bool]) -> bool) -> Vec<bool> {
    let is_of = |columns: &[&Column], heading: &Heading| columns.iter().any(|column| column.name == heading.text);
    let is_key: Vec<bool> = grid.headings.iter().map(|heading| is_of(key, heading)).collect();
    let is_when: Vec<bool> = grid.headings.iter().map(|heading| is_of(&WHEN, heading)).collect();
    let others = in_order(grid, &is_key, sorted_by);
    let is_sorted = others.first().is_some_and(|place| is_named(grid, *place, sorted_by));
    let least = if is_sorted { 2 } else { 1 };
    let mut is_kept = others.iter().take(least).fold(is_key.clone(), |kept, place| with(&kept, Some(*place)));
    // Of a key goes what says nothing of these rows that the rest does not: days at once, all else if there is no room.
    for place in (0..is_key.len()).rev().filter(|place| is_key.get(*place) == Some(&true)) {
        if is_named(grid, place, sorted_by) {
            continue;
        }
        let fewer = is_kept.iter().enumerate().map(|(other, kept)| *kept && other != place).collect::<Vec<bool>>();
        let key: Vec<bool> = fewer.iter().zip(&is_key).map(|(kept, key)| *kept && *key).collect();
        if (is_when.get(place) == Some(&true) || !fits(&is_kept)) && tells_apart(grid, &key) {
            is_kept = fewer;
        }
    }
    for place in others.into_iter().skip(least) {
        let bounds = bounds(grid, place);
        let more = bounds.iter().fold(with(&is_kept, Some(place)), |kept, bound| with(&kept, Some(*bound)));
        if fits(&more) {
            is_kept = more;
        } else if bounds.is_empty() {
            break;
        }
    }
    is_kept
}

/// The columns that bound what this one does, itself among them; none where it bounds nothing.
fn bounds(grid: &Grid, place: usize) -> Vec<usize> {
    let name = grid.headings.get(place).map(|heading| heading.text.as_str());
    let is_of = |bounds: &&&[&Column]| bounds.iter().any(|column| Some(column.name) == name);
    let bounds = BOUNDS.iter().find(is_of).copied().unwrap_or_default();
    let places = grid.headings.iter().enumerate();
    let is_bound = |heading: &Heading| bounds.iter().any(|column| column.name == heading.text);
    places.filter(|(_, heading)| is_bound(heading)).map(|(place, _)| place).collect()
}

/// The columns that are not of the key, what a reader looks for first at first.
fn in_order(grid: &Grid, is_key: &[bool], sorted_by: Option<&str>) -> Vec<usize> {
    let mut others: Vec<usize> = (0..is_key.len()).filter(|place| is_key.get(*place) == Some(&false)).collect();
    let rank = |place: usize| {
        let name = grid.headings.get(place).map(|heading| heading.text.as_str());
        let known = FIRST.iter().position(|column| Some(column.name) == name).unwrap_or(FIRST.len());
        (!is_named(grid, place, sorted_by), name == Some(VALUE_ORIGIN.name), known)
    };
    others.sort_by_key(|place| (rank(*place), *place));
    others
}

fn is_named(grid: &Grid, place: usize, name: Option<&str>) -> bool {
    name.is_some() && grid.headings.get(place).map(|heading| heading.text.as_str()) == name
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
        shown_by(grid, room, None)
    }

    fn shown_by(grid: &Grid, columns: u16, sorted_by: Option<&str>) -> String {
        let fitted = fitted(grid.clone(), &[&VENDOR, &RULE, &WINDOW_END_DATE], Room { columns, sorted_by });
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
        assert_eq!(fitted(asked.clone(), &[&VENDOR, &TOKENS], 10.into()), asked, "who asks gets all");
    }

    #[test]
    fn what_rows_are_sorted_by_stays_with_one_number_of_the_table() {
        let grid = grid(&[["qwen", "default", "1", "2", "3"], ["qwen", "published", "1", "2", "3"]]);
        assert_eq!(shown_by(&grid, 40, Some("last")), "vendor rule tokens last");
        assert_eq!(shown_by(&grid, 10, Some("last")), "rule tokens last");
        assert_eq!(shown_by(&grid, 10, Some("vendor")), "vendor rule tokens", "though all rows are of qwen");
    }

    #[test]
    fn days_that_tell_nothing_apart_make_room() {
        let headings =
            ["vendor", "window_end_date", "token_share", "value_origin", "weeks"].map(Heading::text).to_vec();
        let grid = |rows: &[[&str; 2]]| {
            let row =
                |row: &[&str; 2]| row.iter().chain(["1"; 3].iter()).map(|cell| Some((*cell).to_owned())).collect();
            Grid { headings: headings.clone(), rows: rows.iter().map(row).collect(), ..Grid::default() }
        };
        let [qwen, google, later] = [["qwen", "2026-04-11"], ["google", "2026-04-11"], ["qwen", "2026-04-18"]];
        // What tokens come from is worth less than any number.
        assert_eq!(shown(&grid(&[qwen, google]), 40), "vendor token_share weeks");
        assert_eq!(shown(&grid(&[qwen, later]), 40), "vendor window_end_date token_share");
    }

    #[test]
    fn a_long_text_of_ours_is_folded_and_takes_no_room_from_others() {
        let headings = vec![Heading::text("vendor"), Heading::text("tokens"), Heading::prose("reason")];
        let row = ["qwen", "1", &"why ".repeat(30)].map(|cell| Some(cell.to_owned())).to_vec();
        let grid = Grid { headings, rows: vec![row], ..Grid::default() };
        // 6 + 6 + 16, and two between each.
        assert_eq!((shown(&grid, 33), shown(&grid, 32)), ("vendor tokens reason".into(), "vendor tokens".into()));
    }

    #[test]
    fn what_a_table_is_about_goes_last() {
        let headings = ["vendor", "most_tokens", "gap_points", "dollar_share"].map(Heading::text).to_vec();
        let grid = Grid { headings, rows: vec![vec![Some("qwen".to_owned()); 4]], ..Grid::default() };
        assert_eq!(shown(&grid, 45), "vendor gap_points dollar_share", "as they stand in the table");
        assert_eq!(shown(&grid, 25), "vendor dollar_share");
    }

    #[test]
    fn bounds_go_with_their_value_and_together() {
        let headings = ["vendor", "price", "coverage_share", "dollar_share", "dollar_share_low", "dollar_share_high"];
        let headings = headings.map(Heading::text).to_vec();
        let grid = Grid { headings, rows: vec![vec![Some("qwen".to_owned()); 6]], ..Grid::default() };
        // 6 + 12 + 16 + 17, and two between each.
        assert_eq!(shown(&grid, 58), "vendor dollar_share dollar_share_low dollar_share_high");
        assert_eq!(shown(&grid, 57), "vendor price coverage_share dollar_share", "one end alone says less than none");
    }

    #[test]
    fn what_is_left_out_is_named() {
        let fitted = fitted(grid(&[["qwen", "default", "1", "2", "3"]]), &[&VENDOR], 23.into());
        let said = "left out, no room in 23 columns: rule, a_longer_name, last; `--columns NAME,…` shows those it names, \
                    `| less -S` or `--format csv` all";
        assert_eq!(fitted.remarks, [said]);
    }
}
