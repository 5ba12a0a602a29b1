//! The frame in which rows cross a stage: exactly the columns of its table, checked, sorted by key.

mod from_text;
mod order;
mod span;

use std::{any::Any, collections::BTreeMap, marker::PhantomData, sync::Arc};

use polars::{
    frame::DataFrame,
    prelude::{Column as Series, Expr, IntoLazy, LazyFrame, PolarsError, col},
};

use crate::{
    Column, Limits, Problem, Table, TableSpec, Unit, columns::SNAPSHOT_ID, reading::Readings, series::Cells, text,
};

/// Half of what an integer of 64 bits holds: sums of what passed can be added once more.
const MOST_TOKENS: i64 = i64::MAX / 2;

/// Rows of table `T`. To have one is to know that its columns, types, required values, limits and key are right.
#[derive(Debug)]
pub struct Frame<T> {
    data: DataFrame,
    readings: Arc<Readings>,
    table: PhantomData<T>,
}

impl<T> Clone for Frame<T> {
    fn clone(&self) -> Self {
        Self { data: self.data.clone(), readings: Arc::clone(&self.readings), table: PhantomData }
    }
}

/// Rows are not what their table promises, or a query over them failed.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The rows break the table's promise; all problems at once.
    #[error("{table}: {}: {}", counted(problems.len(), "problem"), list(problems))]
    Broken {
        /// The table.
        table: &'static str,
        /// Each sort of problem with its count.
        problems: Vec<Problem>,
    },
    /// Polars refused a query: a mistake in this program, not in the data.
    #[error("{table}: query failed")]
    Query {
        /// The table that was being made.
        table: &'static str,
        /// What polars said.
        source: PolarsError,
    },
}

impl FrameError {
    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Broken { .. } => {
                "the input says what it never said before: look at the value there; `tokenshare tables TABLE` has the limits"
            }
            Self::Query { .. } => "this is a mistake in tokenshare, not in the data: please report it",
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl<T: Table> Frame<T> {
    /// Runs `query` as it stands, takes the table's columns from it, checks and sorts.
    ///
    /// # Errors
    /// [`FrameError::Query`] if polars refuses, [`FrameError::Broken`] with every problem of the result.
    pub fn collect(query: LazyFrame) -> Result<Self, FrameError> {
        let columns: Vec<_> = T::SPEC.columns().map(|column| col(column.name)).collect();
        let data = query.select(columns).without_optimizations().collect();
        Self::new(data.map_err(|source| FrameError::Query { table: T::SPEC.name, source })?)
    }

    /// Builds a frame from columns of equal length.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub fn from_columns(columns: Vec<Series>) -> Result<Self, FrameError> {
        let data =
            DataFrame::new_infer_height(columns).map_err(|source| FrameError::Query { table: T::SPEC.name, source })?;
        Self::new(data)
    }

    /// Checks `data` against the table and sorts it by key.
    ///
    /// # Errors
    /// [`FrameError::Broken`] with every problem: missing or foreign columns, wrong types, nulls in required columns,
    /// values outside their limits, keys that occur twice.
    #[expect(clippy::needless_pass_by_value, reason = "nobody needs the unchecked rows any more")]
    pub fn new(data: DataFrame) -> Result<Self, FrameError> {
        let table = T::SPEC.name;
        let query = |source| FrameError::Query { table, source };
        let sound =
            |problems: Vec<_>| if problems.is_empty() { Ok(()) } else { Err(FrameError::Broken { table, problems }) };
        sound(shape_problems(T::SPEC, &data))?;
        let (data, twice) = order::by_key(T::SPEC, &data).map_err(query)?;
        sound(value_problems(T::SPEC, &data, &twice))?;
        Ok(Self::of(data))
    }

    fn of(data: DataFrame) -> Self {
        Self { data, readings: Arc::default(), table: PhantomData }
    }

    /// Takes rows that were checked and sorted before they were written, and are read again as they were written: whoever
    /// calls this vouches for both. Only columns and types are looked at.
    ///
    /// # Errors
    /// [`FrameError::Broken`] for missing or foreign columns, and for wrong types.
    pub fn as_written(data: DataFrame) -> Result<Self, FrameError> {
        let problems = shape_problems(T::SPEC, &data);
        if problems.is_empty() { Ok(Self::of(data)) } else { Err(FrameError::Broken { table: T::SPEC.name, problems }) }
    }

    /// A frame without rows.
    ///
    /// # Errors
    /// Never in practice; the type says so because polars can refuse a schema.
    pub fn empty() -> Result<Self, FrameError> {
        let fields = T::SPEC.columns().map(|column| Series::new_empty(column.name.into(), &column.kind.data_type()));
        Self::from_columns(fields.collect())
    }

    /// Puts frames of one table under each other.
    ///
    /// # Errors
    /// [`FrameError::Broken`] if two of them hold the same key.
    pub fn stacked(frames: impl IntoIterator<Item = Self>) -> Result<Self, FrameError> {
        let mut all = Self::empty()?.data;
        for frame in frames {
            all.vstack_mut(&frame.data).map_err(|source| FrameError::Query { table: T::SPEC.name, source })?;
        }
        Self::new(all)
    }

    /// The rows.
    #[must_use]
    pub fn data(&self) -> &DataFrame {
        &self.data
    }

    /// The rows, given away.
    #[must_use]
    pub fn into_data(self) -> DataFrame {
        self.data
    }

    /// The rows as something else, such as a list of values, worked out once for all clones of this frame, however many
    /// ask. What a type is read as must depend on the rows alone.
    pub fn read_as<R: Any + Send + Sync>(&self, read: impl FnOnce(&DataFrame) -> R) -> Arc<R> {
        self.readings.get(|| read(&self.data))
    }

    /// The rows that hold `condition`. They were checked and sorted with all others, and are not again.
    ///
    /// # Errors
    /// [`FrameError::Query`] if polars refuses the condition.
    pub fn only(&self, condition: Expr) -> Result<Self, FrameError> {
        // One condition over rows at hand: looking for a better plan takes longer than the rows do.
        let rows = self.lazy().filter(condition).without_optimizations().collect();
        Ok(Self::of(rows.map_err(|source| FrameError::Query { table: T::SPEC.name, source })?))
    }

    /// A query over the rows.
    pub fn lazy(&self) -> LazyFrame {
        self.data.clone().lazy()
    }

    /// One column, cell by cell.
    #[must_use]
    pub fn cells(&self, column: &Column) -> Cells<'_> {
        Cells::of(&self.data, column)
    }

    /// The number of rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.data.height()
    }

    /// Fixed text for examples and tests: the named columns, one row per line, nulls as `-`.
    #[must_use]
    pub fn to_text(&self, columns: &[&Column]) -> String {
        let mut lines = vec![columns.iter().map(|column| column.name).collect::<Vec<_>>().join(" | ")];
        for row in 0..self.data.height() {
            let cells = columns.iter().map(|column| text::cell(&self.data, column, row).unwrap_or_else(|| "-".into()));
            lines.push(cells.collect::<Vec<_>>().join(" | "));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// The cell of `column` in row `row` of checked data as text in full precision; `None` if it is null.
#[must_use]
pub fn cell_text(data: &DataFrame, column: &Column, row: usize) -> Option<String> {
    text::cell(data, column, row)
}

fn shape_problems(spec: &TableSpec, data: &DataFrame) -> Vec<Problem> {
    let mut problems = Vec::new();
    for column in spec.columns() {
        match data.column(column.name) {
            Err(_) => problems.push(Problem::of_frame(format!("column `{}` is missing", column.name))),
            Ok(series) if *series.dtype() != column.kind.data_type() => problems.push(Problem::of_frame(format!(
                "column `{}` is {}, expected {}",
                column.name,
                series.dtype(),
                column.kind.data_type()
            ))),
            Ok(_) => {}
        }
    }
    for name in data.get_column_names() {
        if spec.column(name).is_none() {
            problems.push(Problem::of_frame(format!("column `{name}` is not in the table")));
        }
    }
    problems
}

/// What is wrong in rows that are sorted by key.
fn value_problems(spec: &TableSpec, data: &DataFrame, twice: &[usize]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for column in spec.columns() {
        if spec.is_required(column) {
            let nulls = data.column(column.name).ok().filter(|cells| cells.null_count() > 0).map(Series::is_null);
            let rows = nulls.map_or_else(Vec::new, |nulls| rows_where(nulls.iter()));
            problems.extend(problem(spec, data, format!("column `{}` is null", column.name), &rows));
        }
        let rows = rows_outside(column, data);
        problems.extend(problem(spec, data, format!("column `{}` is outside {}", column.name, said(column)), &rows));
    }
    problems.extend(spec.columns().filter_map(|column| too_many(spec, column, data)));
    problems.extend(problem(spec, data, "key occurs twice".to_owned(), twice));
    problems
}

fn rows_where(truths: impl Iterator<Item = Option<bool>>) -> Vec<usize> {
    truths.enumerate().filter_map(|(row, truth)| (truth == Some(true)).then_some(row)).collect()
}

fn problem(spec: &TableSpec, data: &DataFrame, what: String, rows: &[usize]) -> Option<Problem> {
    let first = *rows.first()?;
    let cells = spec.key.iter().map(|column| {
        let cell = text::cell(data, column, first).unwrap_or_else(|| "-".into());
        format!("{} = `{}`", column.name, cell.escape_debug())
    });
    Some(Problem { what, count: rows.len(), example: Some(cells.collect::<Vec<_>>().join(", ")) })
}

fn said(column: &Column) -> String {
    match column.limits {
        Limits::Any => "the finite numbers".to_owned(),
        Limits::AtLeast(least) => format!("{least} or more"),
        Limits::Between(least, most) => format!("{least} to {most}"),
        Limits::ZeroOrBetween(least, most) => format!("0, or {least} to {most}"),
        Limits::OneOf(words) => format!("`{}`", words.join("`, `")),
        Limits::Plain => "plain text: not empty, no control characters".to_owned(),
    }
}

/// Rows whose value breaks the column's limits.
fn rows_outside(column: &Column, data: &DataFrame) -> Vec<usize> {
    let cells = Cells::of(data, column);
    let texts = |broken: &dyn Fn(&str) -> bool| {
        // Equal words stand together: each is looked at where it begins.
        let mut last = None;
        let mut is_broken = |text| match last {
            Some((of, known)) if of == text => known,
            _ => last.insert((text, broken(text))).1,
        };
        rows_where(cells.texts().into_iter().map(|text| text.map(&mut is_broken)))
    };
    let numbers = |broken: &dyn Fn(f64) -> bool| match column.kind {
        // Limits of integers are small round numbers: comparing as f64 loses nothing that matters here.
        #[expect(clippy::cast_precision_loss, reason = "limits are 0 and 1, exact as f64")]
        crate::Kind::Integer => rows_where(cells.integers().into_iter().map(|value| value.map(|v| broken(v as f64)))),
        crate::Kind::Real => {
            rows_where(cells.reals().into_iter().map(|value| value.map(|v| !v.is_finite() || broken(v))))
        }
        _ => Vec::new(),
    };
    match column.limits {
        Limits::Any => numbers(&|_| false),
        Limits::AtLeast(least) => numbers(&|value| value < least),
        Limits::Between(least, most) => numbers(&|value| value < least || value > most),
        Limits::ZeroOrBetween(least, most) => numbers(&|value| value != 0.0 && (value < least || value > most)),
        Limits::OneOf(words) => texts(&|text| !words.contains(&text)),
        Limits::Plain => texts(&|text| !is_plain(text)),
    }
}

/// Text that is not empty and has no control characters.
fn is_plain(text: &str) -> bool {
    // Most text is ASCII, for which bytes are enough and faster.
    let is_ascii = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    !text.is_empty() && (is_ascii || !text.chars().any(char::is_control))
}

/// Tokens whose sum could overflow in whatever is made of them: no market has as many. Captures repeat each other, and nobody
/// adds them up: of those each is looked at by itself.
fn too_many(spec: &TableSpec, column: &Column, data: &DataFrame) -> Option<Problem> {
    if column.unit != Unit::Tokens {
        return None;
    }
    let is_said = spec.key.iter().any(|key| key.name == SNAPSHOT_ID.name);
    let snapshots = if is_said { Cells::of(data, &SNAPSHOT_ID).texts() } else { Vec::new() };
    let mut sums: BTreeMap<Option<&str>, i128> = BTreeMap::new();
    let tokens = Cells::of(data, column).integers();
    let rows: Vec<usize> = (0..tokens.len()).collect();
    let snapshot = |row: usize| snapshots.get(row).copied().flatten();
    // Rows of one snapshot mostly stand together.
    for run in rows.chunk_by(|one, other| snapshot(*one) == snapshot(*other)) {
        let added = run.iter().filter_map(|row| tokens.get(*row).copied().flatten()).map(i128::from).sum::<i128>();
        *sums.entry(run.first().and_then(|row| snapshot(*row))).or_default() += added;
    }
    let sum = sums.into_values().max().unwrap_or_default();
    let what = || format!("column `{}` adds up to {sum}, expected at most {MOST_TOKENS}", column.name);
    (sum > i128::from(MOST_TOKENS)).then(|| Problem::of_frame(what()))
}

#[cfg(test)]
mod tests;
