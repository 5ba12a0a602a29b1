//! Which weeks are compared with which: pairs of windows of the same length, each with all that lies between them.

use jiff::civil::Date;
use schema::{GrowthWindow, Rule, day};

use crate::{
    series::{VendorSeries, Week},
    window::Window,
};

/// A month is so many weeks.
const MONTH: usize = 4;
/// A year is so many weeks, so that the same weekdays and nearly the same days are compared.
const YEAR_DAYS: i64 = 7 * 52;

/// The weeks from the first of the earlier window to the last of the later one.
#[derive(Clone, Debug)]
pub(super) struct Span<'series> {
    pub(super) kind: GrowthWindow,
    pub(super) weeks: Vec<&'series Week>,
    /// Weeks of each window.
    pub(super) count: usize,
}

impl<'series> Span<'series> {
    /// The last `length` of these weeks; none where they are fewer, or the two windows would share weeks.
    fn ending(kind: GrowthWindow, weeks: &[&'series Week], count: usize, length: usize) -> Option<Self> {
        let start = weeks.len().checked_sub(length).filter(|_| length >= 2 * count && count > 0)?;
        Some(Self { kind, weeks: weeks.get(start..)?.to_vec(), count })
    }

    pub(super) fn past(&self) -> Window<'series> {
        Window::first(&self.weeks, self.count, Rule::Default)
    }

    pub(super) fn now(&self) -> Window<'series> {
        Window::last(&self.weeks, self.count, Rule::Default)
    }

    /// The weeks of both windows.
    pub(super) fn ends(&self) -> impl Iterator<Item = &'series Week> {
        let last = self.weeks.len().saturating_sub(self.count);
        self.weeks.iter().take(self.count).chain(self.weeks.iter().skip(last)).copied()
    }

    /// Days from the beginning of the one window to that of the other.
    pub(super) fn days(&self) -> Option<i32> {
        let start = |window: &Window<'_>| window.days().map(|(start, _)| day::to_days(start));
        Some(start(&self.now())? - start(&self.past())?).filter(|days| *days > 0)
    }

    pub(super) fn has_partial_week(&self) -> bool {
        self.weeks.iter().any(|week| !week.is_complete)
    }

    /// Weeks are missing in it.
    pub(super) fn has_gap(&self) -> bool {
        Window::first(&self.weeks, self.weeks.len(), Rule::Default).has_gap()
    }
}

/// The last `count` complete weeks, and the days on which the year before them would have begun and they end, where the series
/// has weeks of its own but does not reach back so far.
pub(super) fn without_a_year(series: &VendorSeries, count: usize) -> Option<(Window<'_>, (Date, Date))> {
    let whole: Vec<&Week> = series.weeks.iter().filter(|week| week.is_complete).collect();
    let now = Window::last(&whole, count, Rule::Default);
    let (start, end) = now.days().filter(|_| count > 0 && whole.len() >= count && year(&whole, count) == 0)?;
    Some((now, (day::shifted(start, -YEAR_DAYS), end)))
}

/// Every comparison that the series is long enough for, with windows of `count` weeks.
pub(super) fn spans(series: &VendorSeries, count: usize) -> Vec<Span<'_>> {
    let of = |wanted: fn(&Week) -> bool| -> Vec<&Week> { series.weeks.iter().filter(|week| wanted(week)).collect() };
    let whole = of(|week| week.is_complete);
    let cut = of(|week| week.is_complete || week.is_left_cut);
    let running = of(|week| week.is_complete || !week.is_left_cut);
    let last = |kind, weeks: &[_], count, length| Span::ending(kind, weeks, count, length);
    let with = |kind, weeks: &[_]| last(kind, weeks, count, weeks.len()).filter(|_| weeks.len() > whole.len());
    let rolling = (2 * count..=whole.len()).filter_map(|end| whole.get(..end));
    let mut spans = vec![
        last(GrowthWindow::FirstLast, &whole, count, whole.len()),
        with(GrowthWindow::WithCutWeek, &cut),
        with(GrowthWindow::WithRunningWeek, &running),
        last(GrowthWindow::YearOnYear, &whole, count, year(&whole, count)),
        last(GrowthWindow::MonthOnMonth, &whole, MONTH, 2 * MONTH),
    ];
    spans.extend(rolling.map(|weeks| last(GrowthWindow::Rolling, weeks, count, 2 * count)));
    spans.into_iter().flatten().collect()
}

/// The number of weeks from the one that is a year before the last window; 0 where there is none.
fn year(weeks: &[&Week], count: usize) -> usize {
    let now = weeks.len().checked_sub(count).and_then(|place| weeks.get(place));
    let before = now.map(|week| day::shifted(week.start, -YEAR_DAYS));
    let place = weeks.iter().position(|week| Some(week.start) == before);
    place.map_or(0, |place| weeks.len() - place)
}
