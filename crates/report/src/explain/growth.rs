//! How fast a vendor grows in a year: from its first weeks to its last, and what drawn series of its weekly changes give.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use jiff::{ToSpan as _, civil::Date};

use super::{
    Drawing, Made, Number,
    answers::{most, number, text},
    bounds::End,
    ground::{Ground, Row},
    number::{power, quotient},
    tokens::{self, Which},
    windows,
};

const DAYS_OF_A_YEAR: f64 = 365.25;

/// What is known of each complete week of a series in a row; none where nothing is, or a week is missing.
type History = Vec<Option<(Date, Number)>>;

/// What drawn series are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Against {
    Nothing,
    /// The series that are drawn of the same weeks of the whole market.
    Market,
}

/// The formula of a column of `growth_rate`.
pub(super) fn growth_rate(ground: &Ground<'_>, row: &Row<'_>, column: &str) -> Option<Made> {
    let vendor = text(row, "vendor");
    let weeks = weeks(ground, row);
    let count: usize = row.text("weeks")?.parse().ok()?;
    let [past, now] = [weeks.get(..count)?, weeks.get(weeks.len().checked_sub(count)?..)?];
    match column {
        "past_tokens" => Some(windows::tokens(ground, &vendor, past)),
        "now_tokens" => Some(windows::tokens(ground, &vendor, now)),
        "growth_ratio" => Some(quotient(number(ground, row, "now_tokens")?, number(ground, row, "past_tokens")?)),
        "growth_least_ratio" => {
            let now = number(ground, row, "now_tokens").unwrap_or_else(|| Number::constant("now_tokens, absent", 0.0));
            let past = most(ground, row, number(ground, row, "past_tokens"), past);
            Some(quotient(now, Number::of("most tokens of the first weeks", past)?))
        }
        "growth_most_ratio" => {
            let now = most(ground, row, number(ground, row, "now_tokens"), now);
            Some(quotient(Number::of("most tokens of the last weeks", now)?, number(ground, row, "past_tokens")?))
        }
        "of_market_ratio" => Some(quotient(number(ground, row, "growth_ratio")?, of_market(ground, row)?)),
        "of_market_low_ratio" | "of_market_high_ratio" => {
            let factor = departure(ground, row, (&weeks, count), (End::of(column), Against::Market))?;
            Some(Made::Product(vec![number(ground, row, "of_market_ratio")?, factor]))
        }
        "annual_ratio" => Some(power(number(ground, row, "growth_ratio")?, of_a_year(past, now)?)),
        _ => {
            let end = End::of(column);
            let factor = departure(ground, row, (&weeks, count), (end, Against::Nothing))?;
            let name = format!("growth from the first weeks to the last, at the {}", end.word());
            let growth = Number::of(name, Made::Product(vec![number(ground, row, "growth_ratio")?, factor]))?;
            Some(power(growth, of_a_year(past, now)?))
        }
    }
}

/// The growth of the whole market over the same window.
fn of_market(ground: &Ground<'_>, row: &Row<'_>) -> Option<Number> {
    let columns = ["growth_window", "rule", "window_start_date", "window_end_date"];
    let same = columns.map(|column| (column, text(row, column)));
    let all = same.iter().map(|(column, value)| (*column, value.as_str())).chain([("vendor", "total")]);
    let all: Vec<(&str, &str)> = all.collect();
    let market = ground.rows(row.table(), &all).into_iter().next()?;
    Some(Number { name: "growth_ratio of the whole market".to_owned(), ..number(ground, &market, "growth_ratio")? })
}

/// The weeks from the first of a row's first window to the last of its last, of those that its kind of window takes.
fn weeks(ground: &Ground<'_>, row: &Row<'_>) -> Vec<Date> {
    let kind = text(row, "growth_window");
    let mut weeks: BTreeMap<Date, [bool; 2]> = BTreeMap::new();
    for label in ground.rows("vendor_week", &[]) {
        if let Some(week) = label.day("week_start_date") {
            weeks.insert(week, [label.is("is_complete"), label.is("is_left_cut")]);
        }
    }
    let is_taken = |[is_complete, is_cut]: [bool; 2]| match kind.as_str() {
        "with_cut_week" => is_complete || is_cut,
        "with_running_week" => is_complete || !is_cut,
        _ => is_complete,
    };
    let (start, end) = (row.day("window_start_date"), row.day("window_end_date"));
    let is_within = |week: &Date| start <= Some(*week) && Some(*week) <= end;
    weeks.into_iter().filter(|(_, is)| is_taken(*is)).map(|(week, _)| week).filter(is_within).collect()
}

/// Days of a year over the days from the beginning of one window to that of the other.
fn of_a_year(past: &[Date], now: &[Date]) -> Option<Number> {
    let (past, now) = (*past.first()?, *now.first()?);
    let days = Number::constant(format!("days from {past} to {now}"), f64::from((now - past).get_days()));
    Number::of("one over the years between them", quotient(Number::constant("days of a year", DAYS_OF_A_YEAR), days))
}

/// One end of what drawn series depart from what was found, widened for how few blocks there are, as a ratio.
fn departure(
    ground: &Ground<'_>,
    row: &Row<'_>,
    (weeks, count): (&[Date], usize),
    (end, against): (End, Against),
) -> Option<Number> {
    let own = history(ground, row);
    let market = (against == Against::Market).then(|| beside(ground, &own));
    let of_market = market.as_deref().map(values);
    let [low, high] = (ground.drawn)(&values(&own), of_market.as_deref(), weeks.len().checked_sub(1)?, count)?;
    let (value, drawing) = if end == End::Least { low } else { high };
    let mut parts = changes(&own, "");
    let width = widened(parts.len(), drawing.block)?;
    parts.extend(market.iter().flat_map(|market| changes(market, " of the whole market")));
    let (what, note) = (if drawing.is_of_pairs { "pairs of drawn series" } else { "drawn series" }, note(&drawing));
    let name = format!("what {what} depart by, at the {}", end.word());
    let made = Rc::new(Made::Drawn(parts, drawing));
    let drawn = Number { made, ..Number::constant(name, value) };
    let drawn = drawn.whole().noted(Some(note));
    let departure = Number::of("the same, widened", Made::Product(vec![width, drawn]))?;
    let base = Number::constant("the base of logarithms", std::f64::consts::E);
    Number::of("departure as a ratio", power(base, departure))
}

/// The square root of the changes over those without a block.
fn widened(changes: usize, block: usize) -> Option<Number> {
    let count = |name: &str, count: usize| Some(Number::constant(name, f64::from(u32::try_from(count).ok()?)));
    let all = count("weekly changes", changes)?;
    let fewer = count("weekly changes without a block", changes.checked_sub(block)?)?;
    let root = Number::constant("the power of a square root", 0.5);
    Number::of("widened by", power(Number::of("changes over those", quotient(all, fewer))?, root))
}

/// How to draw it again.
fn note(drawing: &Drawing) -> String {
    let (what, which, whose) = if drawing.is_of_pairs {
        (
            "pairs of series",
            ", in the same weeks of the vendor, whose changes come first, and of the whole market",
            " of the vendor's growth over the market's",
        )
    } else {
        ("series", "", "")
    };
    let Drawing { draws, changes, block, weeks, quantile, generator, seed: [state, stream], .. } = drawing;
    format!(
        "moving blocks: {draws} {what} of {changes} changes are drawn with replacement, {block} neighbours at a time{which}; \
         each grows from the sum of its first {weeks} weeks to that of its last; this is the quantile at {quantile} of the \
         logarithms{whose}, without their mean (generator {generator}, state {state}, stream {stream})"
    )
}

fn values(history: &[Option<(Date, Number)>]) -> Vec<Option<f64>> {
    history.iter().map(|week| Some(week.as_ref()?.1.value)).collect()
}

fn changes(history: &[Option<(Date, Number)>], whose: &str) -> Vec<Number> {
    history.windows(2).filter_map(|pair| change(pair, whose)).collect()
}

/// The whole market in the weeks in which a vendor is known.
fn beside(ground: &Ground<'_>, own: &[Option<(Date, Number)>]) -> History {
    let whole = |week: Date| Some((week, tokens::whole_week(ground, week, Which::All)?));
    own.iter().map(|week| whole(week.as_ref()?.0)).collect()
}

/// Every complete week of the series with what a vendor is known to have in it, none where that is not known or nothing; and
/// none where a week is missing.
fn history(ground: &Ground<'_>, row: &Row<'_>) -> History {
    let vendor = text(row, "vendor");
    let (mut weeks, mut least) = (BTreeSet::new(), BTreeSet::new());
    for label in ground.rows("vendor_week", &[]).iter().filter(|label| label.is("is_complete")) {
        weeks.extend(label.day("week_start_date"));
        if label.is("is_lower_bound") && label.text("vendor").as_deref() == Some(&vendor) {
            least.extend(label.day("week_start_date"));
        }
    }
    let mut history = History::new();
    let mut before: Option<Date> = None;
    for week in weeks {
        if before.is_some_and(|before| before.checked_add(7.days()).ok() != Some(week)) {
            history.push(None);
        }
        let known = of_week(ground, row, week).filter(|_| !least.contains(&week));
        history.push(known.filter(|(_, tokens)| tokens.value > 0.0));
        before = Some(week);
    }
    history
}

/// What a vendor, or the market, has in a week.
fn of_week(ground: &Ground<'_>, row: &Row<'_>, week: Date) -> Option<(Date, Number)> {
    let number = match text(row, "vendor").as_str() {
        "total" => tokens::whole_week(ground, week, Which::All),
        vendor => tokens::of_week(ground, vendor, week),
    };
    Some((week, number?))
}

/// The change of the logarithm from a week to the next. Its name has both tokens, since people see one line of it.
fn change(pair: &[Option<(Date, Number)>], whose: &str) -> Option<Number> {
    let [Some((before, past)), Some((week, now))] = pair else { return None };
    let name = format!("log change{whose}, week of {before} to {week}, {} to {} tokens", past.value, now.value);
    let ratio = Number::of(format!("{week} over {before}"), quotient(now.clone(), past.clone()))?;
    Number::of(name, Made::Log(Box::new(ratio)))
}
