//! Columns of a frame from iterators, and back. The one place that knows how dates and instants are stored.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use polars::{
    frame::DataFrame,
    prelude::{
        ChunkedArray, Column as Series, Int32Chunked, Int64Chunked, IntoSeries, NamedFrom, NewChunkedArray,
        PolarsNumericType, Series as Values, TimeUnit, TimeZone,
    },
};

use crate::{Column, day};

/// A text column.
#[must_use]
pub fn texts<'text>(column: &Column, values: impl IntoIterator<Item = Option<&'text str>>) -> Series {
    Values::new(column.name.into(), values.into_iter().collect::<Vec<_>>()).into()
}

/// An integer column.
#[must_use]
pub fn integers(column: &Column, values: impl IntoIterator<Item = Option<i64>>) -> Series {
    Values::new(column.name.into(), values.into_iter().collect::<Vec<_>>()).into()
}

/// A column of reals. A sum of nothing is -0 in Rust: zero has no sign in a table.
#[must_use]
pub fn reals(column: &Column, values: impl IntoIterator<Item = Option<f64>>) -> Series {
    let unsigned = values.into_iter().map(|value| value.map(|value| value + 0.0));
    Values::new(column.name.into(), unsigned.collect::<Vec<_>>()).into()
}

/// A column of truths.
#[must_use]
pub fn truths(column: &Column, values: impl IntoIterator<Item = Option<bool>>) -> Series {
    Values::new(column.name.into(), values.into_iter().collect::<Vec<_>>()).into()
}

/// A column of dates.
#[must_use]
pub fn dates(column: &Column, values: impl IntoIterator<Item = Option<Date>>) -> Series {
    // Rows of one day stand together: how many days it is after 1970 need not be worked out for each.
    let mut last: Option<(Date, i32)> = None;
    let mut count = |date: Date| match last {
        Some((of, days)) if of == date => days,
        _ => {
            let days = day::to_days(date);
            last = Some((date, days));
            days
        }
    };
    let days = values.into_iter().map(|date| date.map(&mut count));
    Int32Chunked::from_iter_options(column.name.into(), days).into_date().into_series().into()
}

/// A column of instants.
#[must_use]
pub fn instants(column: &Column, values: impl IntoIterator<Item = Option<Timestamp>>) -> Series {
    let micros = values.into_iter().map(|instant| instant.map(Timestamp::as_microsecond));
    let micros = Int64Chunked::from_iter_options(column.name.into(), micros);
    // Not by a cast: a cast from an integer forgets the time zone.
    micros.into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)).into_series().into()
}

/// One column, cell by cell. A column that is missing or of another type reads as nulls: frames are checked before.
#[derive(Debug)]
pub struct Cells<'frame> {
    series: Option<&'frame Series>,
    height: usize,
}

impl<'frame> Cells<'frame> {
    /// The cells of `column` in `data`.
    #[must_use]
    pub fn of(data: &'frame DataFrame, column: &Column) -> Self {
        Self { series: data.column(column.name).ok(), height: data.height() }
    }

    /// The texts.
    #[must_use]
    pub fn texts(&self) -> Vec<Option<&'frame str>> {
        let strings = self.series.and_then(|series| series.str().ok());
        let Some(strings) = strings else { return vec![None; self.height] };
        let mut texts = Vec::with_capacity(self.height);
        for chunk in strings.downcast_iter() {
            match strings.null_count() {
                0 => texts.extend(chunk.values_iter().map(Some)),
                _ => texts.extend(chunk.iter()),
            }
        }
        texts
    }

    /// Each text that occurs, once; none, where there are none. There are few of them in many rows.
    #[must_use]
    pub fn distinct_texts(&self) -> BTreeSet<String> {
        let distinct: BTreeSet<&str> = self.texts().into_iter().flatten().collect();
        distinct.into_iter().map(str::to_owned).collect()
    }

    /// The integers.
    #[must_use]
    pub fn integers(&self) -> Vec<Option<i64>> {
        self.numbers(self.series.and_then(|series| series.i64().ok()))
    }

    /// The reals.
    #[must_use]
    pub fn reals(&self) -> Vec<Option<f64>> {
        self.numbers(self.series.and_then(|series| series.f64().ok()))
    }

    /// The truths.
    #[must_use]
    pub fn truths(&self) -> Vec<Option<bool>> {
        let truths = self.series.and_then(|series| series.bool().ok());
        truths.map_or_else(|| vec![None; self.height], |truths| truths.iter().collect())
    }

    /// The dates.
    #[must_use]
    pub fn dates(&self) -> Vec<Option<Date>> {
        let days = self.series.and_then(|series| series.date().ok());
        // Rows of one day stand together: what a day is need not be worked out for each.
        let mut last: (Option<i32>, Option<Date>) = (None, None);
        let mut date = |days: Option<i32>| {
            if days != last.0 {
                last = (days, days.and_then(day::from_days));
            }
            last.1
        };
        days.map_or_else(|| vec![None; self.height], |days| days.physical().iter().map(&mut date).collect())
    }

    /// The instants.
    #[must_use]
    pub fn instants(&self) -> Vec<Option<Timestamp>> {
        let instants = self.series.and_then(|series| series.datetime().ok());
        instants.filter(|instants| instants.time_unit() == TimeUnit::Microseconds).map_or_else(
            || vec![None; self.height],
            |instants| {
                let physical = instants.physical().iter();
                physical.map(|micros| micros.and_then(|micros| Timestamp::from_microsecond(micros).ok())).collect()
            },
        )
    }

    /// An iterator over all of a column asks anew at each value in which chunk it is and whether it is null: most columns
    /// have no nulls.
    fn numbers<T: PolarsNumericType>(&self, numbers: Option<&ChunkedArray<T>>) -> Vec<Option<T::Native>> {
        let Some(numbers) = numbers else { return vec![None; self.height] };
        let mut values = Vec::with_capacity(self.height);
        for chunk in numbers.downcast_iter() {
            match numbers.null_count() {
                0 => values.extend(chunk.values_iter().copied().map(Some)),
                _ => values.extend(chunk.iter().map(Option::<&T::Native>::copied)),
            }
        }
        values
    }
}
