//! The boards of a run at the end of any week, priced and ranked as the run's own are.

use std::{collections::BTreeSet, sync::OnceLock};

use analyze::Ranked;
use jiff::{Timestamp, civil::Date};
use normalize::{BoardWindows, Boards, WeekWindow};
use polars::prelude::{DataType, col, lit};
use schema::{
    Basis, Board, Frame, Table, View,
    columns::{BOARD, CAPTURED_AT, IS_COMPLETE, VIEW, WEEK_START_DATE, WINDOW_END_DATE},
    day,
    tables::{ModelLeaderboard, ModelRanking, ModelWeek, ModelWindow, PricedUsage, VendorPrice},
};

use super::CLAIMED;
use crate::{step::Inputs, steps::prices::Usages};

/// What boards are made of, at whatever day.
pub(super) struct BoardsByWeek<'run> {
    inputs: &'run Inputs<'run>,
    usages: &'run Usages,
    /// Every month view that is held: `model_window` has the newest alone.
    ranking: Frame<ModelRanking>,
    boards: OnceLock<Boards<'run>>,
}

/// The boards of a week, or the run's own.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) usage: Frame<PricedUsage>,
    pub(super) prices: Frame<VendorPrice>,
    pub(super) models: Frame<ModelLeaderboard>,
    /// The site's board is a month view, which names all models there are, and no sum of weeks, which name the largest.
    pub(super) is_month: bool,
}

impl<'run> BoardsByWeek<'run> {
    pub(super) fn of(inputs: &'run Inputs<'run>, usages: &'run Usages) -> anyhow::Result<Self> {
        let ranking = inputs.frame::<ModelRanking>()?.only(col(VIEW.name).eq(lit(View::Month.word())))?;
        Ok(Self { inputs, usages, ranking, boards: OnceLock::new() })
    }

    /// Every day on which one of them ends; none where the run has no boards.
    pub(super) fn ends(&self, run: &Frame<ModelLeaderboard>, models: &Frame<ModelWeek>) -> BTreeSet<Date> {
        if run.height() == 0 {
            return BTreeSet::new();
        }
        let captured = self.ranking.cells(&CAPTURED_AT).instants().into_iter().flatten();
        let mut ends: BTreeSet<Date> = captured.map(|at| day::shifted(day::of(at), -1)).collect();
        ends.extend(ends_of(models).chain(ends_of(&self.usages.apps)));
        ends.extend(run.cells(&WINDOW_END_DATE).dates().into_iter().flatten());
        ends
    }

    /// The run's own.
    pub(super) fn newest(&self) -> anyhow::Result<Shown> {
        let inputs = self.inputs;
        let is_month = is_month(inputs)?;
        Ok(Shown { usage: inputs.frame()?, prices: inputs.frame()?, models: inputs.frame()?, is_month })
    }

    /// Those that there were when the week that begins on `week` was over: a month view whose days end in it, else the last
    /// weeks of the model chart by then; and the last weeks of the app charts by then. Whether they are of the week itself
    /// their windows say.
    pub(super) fn at(&self, week: Date) -> anyhow::Result<Shown> {
        let (inputs, until) = (self.inputs, day::shifted(week, 6));
        if !inputs.has::<PricedUsage>() {
            let (usage, prices, models) = (Frame::empty()?, Frame::empty()?, Frame::empty()?);
            return Ok(Shown { usage, prices, models, is_month: false });
        }
        let by = |own: WeekWindow| WeekWindow { until: Some(own.until.map_or(until, |own| own.min(until))), ..own };
        let windows = inputs.plan.windows.boards;
        let windows = BoardWindows { site: by(windows.site), apps: by(windows.apps) };
        let boards = self.boards.get_or_init(|| Boards::read(self.usages.used(), self.usages.priced(self.inputs)));
        let views = self.month_of(week)?;
        let usage = boards.of(&views, windows)?;
        // What a run does not make it does not test.
        let is_priced = inputs.has::<VendorPrice>();
        let prices = if is_priced { analyze::vendor_price(&usage, &inputs.plan.pricing())? } else { Frame::empty()? };
        let claimed = |basis: &&Basis| **basis == CLAIMED.1 && inputs.has::<ModelLeaderboard>();
        let bases: Vec<Basis> = inputs.plan.bases.iter().filter(claimed).copied().collect();
        let (apps, listed, ledger) = (Frame::empty()?, Frame::empty()?, Frame::empty()?);
        let ranked = Ranked { usage: &usage, apps: &apps, models: &listed, prices: &ledger };
        let models = analyze::model_leaderboard(&ranked, &bases, inputs.plan.traffic)?;
        Ok(Shown { usage, prices, models, is_month: views.height() > 0 })
    }

    /// The newest month view whose window ends within a week: it ends on the day before its capture.
    fn month_of(&self, week: Date) -> anyhow::Result<Frame<ModelWindow>> {
        let midnight = |days: i64| day::start(day::shifted(week, days)).map_or(0, Timestamp::as_microsecond);
        let at = || col(CAPTURED_AT.name).cast(DataType::Int64);
        let of_week = self.ranking.only(at().gt_eq(lit(midnight(1))).and(at().lt(lit(midnight(8)))))?;
        Ok(normalize::model_window(&of_week, &self.inputs.reference.aliases)?)
    }
}

impl Shown {
    /// The boards that are of the week that begins on `week`: each says nothing of another one. A board that ends in the week
    /// behind `last`, the last of all, is of the last, since pages are read while a week runs.
    pub(super) fn of_week(&self, week: Date, last: Date) -> Vec<Board> {
        boards_of(&self.models, week, last)
    }
}

/// Whether the site's board of a run is a month view.
pub(super) fn is_month(inputs: &Inputs<'_>) -> anyhow::Result<bool> {
    let views: Frame<ModelWindow> = inputs.frame()?;
    Ok(views.cells(&VIEW).texts().contains(&Some(View::Month.word())))
}

/// The last days of the complete weeks of a table.
fn ends_of<T: Table>(weeks: &Frame<T>) -> impl Iterator<Item = Date> {
    let starts = weeks.cells(&WEEK_START_DATE).dates().into_iter().zip(weeks.cells(&IS_COMPLETE).truths());
    starts.filter_map(|(start, is_complete)| Some(day::shifted(start.filter(|_| is_complete == Some(true))?, 6)))
}

/// As [`Shown::of_week`] has it, of any table of boards.
pub(super) fn boards_of<T: Table>(board: &Frame<T>, week: Date, last: Date) -> Vec<Board> {
    let is_of = |end: Date| week <= end && end <= day::shifted(week, if week == last { 13 } else { 6 });
    Board::ALL.iter().copied().filter(|of| board_end(board, *of).is_some_and(is_of)).collect()
}

/// The last day of a board.
fn board_end<T: Table>(board: &Frame<T>, of: Board) -> Option<Date> {
    let rows = board.cells(&BOARD).texts().into_iter().zip(board.cells(&WINDOW_END_DATE).dates());
    rows.filter(|(board, _)| *board == Some(of.word())).filter_map(|(_, end)| end).max()
}
