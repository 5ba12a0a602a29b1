//! Any days in one answer: which are asked for.

use std::collections::BTreeSet;

use ingest::{DayWindows, Request};
use jiff::{Timestamp, civil::Date};
use schema::{Table, columns::DAY_DATE, day, series::Cells, tables::ModelDaily};

use super::{ended::Ended, session::Session, subject::Subject};
use crate::{clock, snapshot::Snapshot};

impl Session<'_> {
    /// Fetches the days that are not held, in as few answers as the limit allows, and the last few once more, since
    /// upstream may restate them.
    pub async fn day_windows(&self, request: &'static Request, windows: DayWindows) -> Result<(), Ended> {
        let held = {
            let snapshots = self.shared.held.borrow();
            days(&snapshots, self.source.id, request)
        };
        for (first, last) in runs(windows, clock::now(), &held) {
            let argument = format!("{first}_{last}");
            let subject = Subject { request, argument: Some(&argument) };
            let url = request.url.replace("{first}", &first.to_string()).replace("{last}", &last.to_string());
            let url = self.url(&url)?;
            let fetched = async { self.answer(subject, url, &windows.as_of).await.map(drop) };
            self.each(request, &argument, fetched).await?;
        }
        Ok(())
    }
}

/// The days that held answers to a request have rows of. What an answer was asked about is not what it has.
pub fn days(held: &[Snapshot], source: &str, request: &Request) -> BTreeSet<Date> {
    let is_of_request = |held: &&Snapshot| held.facts.source == source && held.facts.request == request.name;
    let tables = held.iter().filter(is_of_request).filter_map(|held| held.ingested().ok()).flat_map(|told| told.tables);
    let daily = tables.filter(|(spec, _)| spec.name == ModelDaily::SPEC.name);
    daily.flat_map(|(_, rows)| Cells::of(&rows, &DAY_DATE).dates().into_iter().flatten().collect::<Vec<_>>()).collect()
}

/// Runs of days to ask for `now`, where `held` are held.
pub fn runs(windows: DayWindows, now: Timestamp, held: &BTreeSet<Date>) -> Vec<(Date, Date)> {
    wanted(windows, day::shifted(day::of(now), -1), held)
}

/// Runs of days to ask for, oldest first.
fn wanted(windows: DayWindows, yesterday: Date, held: &BTreeSet<Date>) -> Vec<(Date, Date)> {
    let restated = day::shifted(yesterday, 1 - windows.restated_days);
    let days = std::iter::successors(Some(windows.oldest), |day| Some(day::shifted(*day, 1)));
    let days: BTreeSet<Date> =
        days.take_while(|day| *day <= yesterday).filter(|day| *day >= restated || !held.contains(day)).collect();
    let mut runs: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((first, last)) if day::shifted(*last, 1) == day && day < day::shifted(*first, windows.most_days) => {
                *last = day;
            }
            _ => runs.push((day, day)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: DayWindows =
        DayWindows { oldest: Date::constant(2025, 1, 1), most_days: 366, restated_days: 7, as_of: |_| None };

    fn asked(yesterday: &str, held: &[&str]) -> Vec<String> {
        let windows = held.iter().map(|text| ingest::day_window(text).expect("days"));
        let days = |(first, last)| {
            std::iter::successors(Some(first), |day| Some(day::shifted(*day, 1))).take_while(move |day| *day <= last)
        };
        let held: BTreeSet<Date> = windows.flat_map(days).collect();
        let runs = wanted(WINDOWS, yesterday.parse().expect("a day"), &held);
        runs.iter().map(|(first, last)| format!("{first}_{last}")).collect()
    }

    #[test]
    fn history_comes_in_the_longest_windows_that_upstream_allows() {
        assert_eq!(asked("2026-11-24", &[]), ["2025-01-01_2026-01-01", "2026-01-02_2026-11-24"]);
    }

    #[test]
    fn what_is_held_is_not_asked_for_again_but_for_the_last_seven_days() {
        let held = ["2025-01-01_2026-01-01", "2026-01-02_2026-11-24"];
        assert_eq!(asked("2026-11-24", &held), ["2026-11-18_2026-11-24"]);
        assert_eq!(asked("2026-11-30", &held), ["2026-11-24_2026-11-30"]);
        assert_eq!(asked("2026-12-10", &held), ["2026-11-25_2026-12-10"]);
    }

    #[test]
    fn a_backfill_goes_on_where_it_stopped() {
        assert_eq!(asked("2026-11-24", &["2026-01-02_2026-11-24"]), ["2025-01-01_2026-01-01", "2026-11-18_2026-11-24"]);
    }
}
