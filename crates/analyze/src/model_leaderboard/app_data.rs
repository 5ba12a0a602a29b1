//! What the app charts say of models, and what they cover.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{
    Board, Frame, WindowKind,
    columns::{APP_ID, IS_COMPLETE, IS_LEFT_CUT, TOKENS, WEEK_START_DATE},
    tables::AppModelWeek,
};

use super::Sum;
use crate::{
    usage::{Usage, at, board_window},
    window::share,
};

/// The board `apps` by model. Empty where no app data is among the inputs.
#[derive(Debug, Default)]
pub(super) struct AppData {
    window: Option<(Date, Date)>,
    /// Apps that have tokens in the window.
    apps: BTreeSet<String>,
    /// How many apps' pages no longer showed the first days of a week in it.
    cut: BTreeMap<Date, usize>,
    tokens: i64,
    models: BTreeMap<String, OfModel>,
}

#[derive(Clone, Copy, Debug, Default)]
struct OfModel {
    apps: i64,
    tokens: i64,
}

impl AppData {
    pub(super) fn of(usages: &[Usage], apps: &Frame<AppModelWeek>) -> Self {
        let Some(window) = board_window(usages, Board::Apps) else { return Self::default() };
        let (named, cut) = (named(apps, window), cut(apps, window));
        let mut data = Self { window: Some(window), apps: named, cut, ..Self::default() };
        let on_board = |usage: &&Usage| usage.board == Board::Apps && usage.kind == WindowKind::Board;
        for usage in usages.iter().filter(on_board) {
            let model = data.models.entry(usage.model.to_string()).or_default();
            model.apps = model.apps.max(usage.app_count.unwrap_or(0));
            model.tokens += usage.tokens;
            data.tokens += usage.tokens;
        }
        data
    }

    /// How many apps the charts are of.
    pub(super) fn count(&self) -> Option<i64> {
        self.window.and_then(|_| i64::try_from(self.apps.len()).ok()).filter(|count| *count > 0)
    }

    /// In how many of them the model has tokens: 0 where it is in none, unless they are of other days than its usage: it may
    /// be younger.
    pub(super) fn apps_of(&self, model: &str, used: (Date, Date)) -> Option<i64> {
        let window = self.window?;
        let count = self.models.get(model).map_or(0, |model| model.apps);
        Some(count).filter(|count| *count > 0 || window == used)
    }

    /// Whether nothing can be said of a model that no app shows.
    pub(super) fn is_of_other_days(&self, used: (Date, Date)) -> bool {
        self.window.is_some_and(|window| window != used)
    }

    /// Which part of the model's tokens on the site the charts show, where both are of the same days. The site may name fewer
    /// than all of them, so never more than all.
    pub(super) fn share(&self, model: &str, sum: &Sum<'_>, board: Board) -> Option<f64> {
        let shown = self.models.get(model).map_or(0, |model| model.tokens);
        let is_comparable = board == Board::Site && self.window == Some(sum.window);
        share(shown, sum.tokens.max(shown)).filter(|_| is_comparable)
    }

    /// What they cover, in words.
    pub(super) fn text(&self) -> Option<String> {
        let (start, end) = self.window?;
        let apps = self.count().map_or_else(String::new, |count| format!("{count} public apps, "));
        let lacks = |(week, count): (&Date, &usize)| format!("; {week} lacks days of {}", apps_in_words(*count));
        let cut = self.cut.iter().map(lacks).collect::<Vec<_>>().concat();
        Some(format!("{apps}{start} to {end}, {} tokens in all; apps opt in, variants are merged{cut}", self.tokens))
    }
}

fn apps_in_words(count: usize) -> String {
    if count == 1 { "1 app".to_owned() } else { format!("{count} apps") }
}

/// By week of a window, how many apps have a part of it alone: the board counts it.
fn cut(apps: &Frame<AppModelWeek>, (start, end): (Date, Date)) -> BTreeMap<Date, usize> {
    let (ids, weeks) = (apps.cells(&APP_ID).texts(), apps.cells(&WEEK_START_DATE).dates());
    let is_cut = apps.cells(&IS_LEFT_CUT).truths();
    let place = |row: usize| Some((at(&weeks, row)?, at(&ids, row)?));
    let rows = (0..apps.height()).filter(|row| at(&is_cut, *row) == Some(true)).filter_map(place);
    let cut: BTreeSet<(Date, &str)> = rows.filter(|(week, _)| start <= *week && *week <= end).collect();
    let mut counts = BTreeMap::new();
    for (week, _) in cut {
        *counts.entry(week).or_default() += 1;
    }
    counts
}

/// The apps that have tokens in the complete weeks of a window.
fn named(apps: &Frame<AppModelWeek>, (start, end): (Date, Date)) -> BTreeSet<String> {
    let (ids, weeks) = (apps.cells(&APP_ID).texts(), apps.cells(&WEEK_START_DATE).dates());
    let (tokens, complete) = (apps.cells(&TOKENS).integers(), apps.cells(&IS_COMPLETE).truths());
    let is_in = |row: &usize| {
        at(&weeks, *row).is_some_and(|week| start <= week && week <= end)
            && at(&complete, *row) == Some(true)
            && at(&tokens, *row) > Some(0)
    };
    (0..apps.height()).filter(is_in).filter_map(|row| at(&ids, row).map(str::to_owned)).collect()
}
