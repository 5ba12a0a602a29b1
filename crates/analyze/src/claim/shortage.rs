//! What is held may be of fewer weeks than what is claimed: these say something of another window, and neither that the claim
//! holds nor that it fails.

use std::collections::BTreeMap;

use schema::{
    Basis, Board, Frame, Rule,
    columns::{BOARD, WINDOW_END_DATE, WINDOW_START_DATE},
    day,
    tables::ModelLeaderboard,
};

use super::{
    evidence::WINDOW,
    measure::{DEAR, PUBLISHED},
    witness::Witness,
};
use crate::vendor_growth::TOTAL;

/// Weeks of the first and the last window together.
const BOTH: usize = 2 * WINDOW;
/// Days of a board that the text has: four weeks of app pages, and thirty days of the site.
const MONTH: i32 = 28;

impl Witness<'_> {
    /// Why the last weeks of the series of vendors say nothing of the last four; none where they are four, or not there.
    pub(super) fn short_window(&self) -> Option<String> {
        of_window(PUBLISHED, self.growth(PUBLISHED, TOTAL)?.weeks)
    }

    /// The same of the last weeks that shares of dollars are of; none where they are of a board.
    pub(super) fn short_gap(&self, rule: Rule, basis: Basis) -> Option<String> {
        of_window(rule, self.gap(rule, basis, DEAR)?.weeks?)
    }

    /// Why the first weeks of the series of vendors can't be told from its last; none where they can, or are not there.
    pub(super) fn short_of_two_windows(&self) -> Option<String> {
        let weeks = self.short_of(BOTH)?;
        Some(format!(
            "of the {BOTH} weeks of a first and a last window up to this one the series of vendors has {weeks}: with fewer \
             some are in both"
        ))
    }

    /// Why a board says nothing of a month; none where it does, or is not there.
    pub(super) fn short_board(&self, board: Board) -> Option<String> {
        let days = self.board_days(board).filter(|days| *days < MONTH)?;
        let name = if board == Board::Apps { "app board" } else { "site board" };
        Some(format!(
            "the {name} is of {days} days, and what was said is of a month: fewer than {MONTH} say nothing of it"
        ))
    }
}

fn of_window(rule: Rule, weeks: usize) -> Option<String> {
    let which = if rule == Rule::Default { "complete weeks" } else { "weeks" };
    (weeks < WINDOW).then(|| {
        format!(
            "the window up to this week has {weeks} of the {WINDOW} {which} that it takes: a share of fewer is not the one \
             that was said"
        )
    })
}

/// The days of each board.
pub(super) fn board_days(boards: &Frame<ModelLeaderboard>) -> BTreeMap<Board, i32> {
    let starts = boards.cells(&WINDOW_START_DATE).dates().into_iter();
    let days = starts.zip(boards.cells(&WINDOW_END_DATE).dates());
    let rows = boards.cells(&BOARD).texts().into_iter().zip(days);
    rows.filter_map(|(board, (start, end))| Some((board?.parse().ok()?, day::to_days(end?) - day::to_days(start?) + 1)))
        .collect()
}
