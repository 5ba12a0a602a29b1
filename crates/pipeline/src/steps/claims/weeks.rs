//! On which weeks claims are tested, and what says there what vendors have.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::day;

/// Most weeks in a row of which nothing is held and which are told all the same: ten years.
const MOST_ABSENT: usize = 520;

/// What has a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// A series of vendors.
    Vendors,
    /// A chart of models, and no series of vendors.
    Models,
    /// No series: perhaps a board.
    Nothing,
}

/// Every week, by its first day: those of the series of vendors; where it has none, those of the chart of models; between and
/// behind them those of which no series is held, so that a week on which nothing can be tested is not silently absent. A board
/// that ends in the week behind the last of a series is of the last, since pages are read while a week runs. Without any series
/// weeks are counted back from the end of the newest board.
pub(super) fn weeks(
    vendors: &BTreeSet<Date>,
    models: &BTreeSet<Date>,
    board_ends: &BTreeSet<Date>,
) -> BTreeMap<Date, Held> {
    let mut weeks: BTreeMap<Date, Held> = vendors.iter().map(|start| (*start, Held::Vendors)).collect();
    for start in models {
        // The series may begin their weeks on different days: what shares days with a week is no other one.
        if weeks.range(day::shifted(*start, -6)..=day::shifted(*start, 6)).next().is_none() {
            weeks.insert(*start, Held::Models);
        }
    }
    let last = weeks.last_key_value().map(|(start, _)| *start);
    match (last, board_ends.first(), board_ends.last()) {
        (Some(last), _, Some(end)) if *end > day::shifted(last, 13) => {
            weeks.extend(absent(day::shifted(last, 7), *end));
        }
        (None, Some(first), Some(end)) => {
            let back = (0..).map(|weeks| day::shifted(*end, -6 - 7 * weeks)).take(MOST_ABSENT);
            weeks
                .extend(back.take_while(|start| day::shifted(*start, 6) >= *first).map(|start| (start, Held::Nothing)));
        }
        _ => {}
    }
    let starts: Vec<Date> = weeks.keys().copied().collect();
    for pair in starts.windows(2) {
        if let [one, next] = pair {
            weeks.extend(absent(day::shifted(*one, 7), day::shifted(*next, -7)));
        }
    }
    weeks
}

/// The weeks from one that begins on `first`, as long as they begin by `last`.
fn absent(first: Date, last: Date) -> impl Iterator<Item = (Date, Held)> {
    let starts = (0..).map(move |weeks| day::shifted(first, 7 * weeks)).take(MOST_ABSENT);
    starts.take_while(move |start| *start <= last).map(|start| (start, Held::Nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days of 2026, as `MM-DD`, one after the other.
    fn days(text: &str) -> BTreeSet<Date> {
        text.split_whitespace().map(|day| format!("2026-{day}").parse().expect("a day")).collect()
    }

    fn check(vendors: &str, models: &str, ends: &str, expected: &str) {
        let found = weeks(&days(vendors), &days(models), &days(ends));
        let found = found.iter().map(|(start, held)| {
            let said = match held {
                Held::Vendors => "v",
                Held::Models => "m",
                Held::Nothing => "-",
            };
            format!("{}{said}", &start.to_string()[5..])
        });
        assert_eq!(found.collect::<Vec<_>>().join(" "), expected, "{vendors} | {models} | {ends}");
    }

    #[test]
    fn a_chart_of_models_goes_on_where_that_of_vendors_ends() {
        check("04-27 05-04", "04-20 04-27 05-04 05-11 05-18", "", "04-20m 04-27v 05-04v 05-11m 05-18m");
        // Weeks of vendors begin on Sunday, those of models on the Monday behind it: they are the same week.
        check("04-05 04-12", "04-06 04-13 04-20", "", "04-05v 04-12v 04-20m");
    }

    #[test]
    fn a_week_of_which_nothing_is_held_is_a_week() {
        check("04-13 05-04", "04-27", "", "04-13v 04-20- 04-27m 05-04v");
        check("04-13", "", "05-05", "04-13v 04-20- 04-27- 05-04-");
    }

    /// Read on the Monday, or some days into the week, the board before it is of the week that is over.
    #[test]
    fn a_board_of_the_week_behind_the_last_is_of_the_last() {
        check("04-13", "", "04-19", "04-13v");
        check("04-13", "", "04-26", "04-13v");
        check("04-13", "", "04-27", "04-13v 04-20- 04-27-");
    }

    #[test]
    fn without_a_series_weeks_are_those_of_the_boards() {
        check("", "", "08-02 08-09 08-10", "07-28- 08-04-");
        check("", "", "08-09", "08-03-");
        check("", "", "", "");
    }

    /// A slip of a year in one date makes no endless list.
    #[test]
    fn a_gap_of_ages_is_not_filled_for_ever() {
        let far = BTreeSet::from([Date::constant(2026, 4, 13), Date::MAX]);
        assert_eq!(weeks(&far, &BTreeSet::new(), &BTreeSet::new()).len(), 2 + MOST_ABSENT);
    }
}
