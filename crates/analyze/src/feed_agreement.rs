//! `feed_agreement`: whether feeds of tokens that should agree do, and what could not be compared.

use std::collections::{BTreeMap, BTreeSet};

use schema::{
    Agreement, Feed, Frame, Origin,
    columns::{
        A_VALUE, AGREEMENT, B_VALUE, DIFFERENCE_VALUE, EQUAL_COUNT, MOST_DIFFERENCE, MOST_RELATIVE, MOVE_KEY, QUANTITY,
        REASON, RELATIVE_DIFFERENCE, SOURCE_A, SOURCE_B, VALUE_COUNT, VALUE_ORIGIN, VALUE_UNIT, WEEK_START_DATE,
        WINDOW_COUNT, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{FeedAgreement, Reconciliation},
};

use crate::{
    AnalyzeError,
    feed::{Days, Feeds, Key, Said, Tokens, said},
};

/// Feeds that should say the same of the same days; of the last two the first is a part of the second.
pub const PAIRS: &[(Feed, Feed)] = &[
    (Feed::DayView, Feed::DailyDataset),
    (Feed::DayView, Feed::WeekView),
    (Feed::DayView, Feed::MonthView),
    (Feed::DailyDataset, Feed::WeekView),
    (Feed::DailyDataset, Feed::ModelChart),
    (Feed::WeekView, Feed::ModelChart),
    (Feed::WeekView, Feed::VendorChart),
    (Feed::ModelChart, Feed::ModelChart),
    (Feed::ModelChart, Feed::VendorChart),
    (Feed::ModelChart, Feed::SiteChart),
    (Feed::VendorChart, Feed::SiteChart),
    (Feed::AppChart, Feed::ModelChart),
    (Feed::AppChart, Feed::WeekView),
];
const SITE: &str = "site_tokens";
const VENDOR: &str = "vendor_tokens";
const MODEL: &str = "model_tokens";
const IN_APPS: &str = "model_tokens_in_apps";
const TOTAL: &str = "total";
const UNIT: &str = "tokens";
const OF_APPS: &str = "apps opt in, and their variants are merged: a part of the model's tokens";
/// What keepers round: less is no difference.
const ROUNDING: f64 = 1e-6;

/// One value that two feeds both say.
pub(crate) struct Value {
    pair: (Feed, Feed),
    by: [String; 2],
    days: Days,
    quantity: &'static str,
    name: String,
    tokens: [i64; 2],
    origin: Option<Origin>,
}

/// Every value that two feeds both say.
///
/// Of days that both have, to the day: weeks that begin on other weekdays never meet. The site where both have a remainder or
/// name everybody; vendors and models that both name, and where both name everybody also those that one does not: they have
/// none there.
pub(crate) fn values(said: &BTreeMap<Key, Said>) -> Vec<Value> {
    let mut by_feed: BTreeMap<Feed, Vec<(&String, &Days, &Said)>> = BTreeMap::new();
    for ((feed, by, days), what) in said {
        by_feed.entry(*feed).or_default().push((by, days, what));
    }
    let mut values = Vec::new();
    for pair in PAIRS {
        let [ones, others] = [pair.0, pair.1].map(|feed| by_feed.get(&feed).map_or(&[][..], Vec::as_slice));
        let mut of_days: BTreeMap<&Days, Vec<(&String, &Said)>> = BTreeMap::new();
        for (by, days, what) in others {
            of_days.entry(days).or_default().push((by, what));
        }
        for (by, days, what) in ones {
            for (other_by, other) in of_days.get(days).map_or(&[][..], Vec::as_slice) {
                // Two archives of one kind stand beside each other once.
                if pair.0 != pair.1 || by < other_by {
                    let of = |quantity, name: &str, tokens| Value {
                        pair: *pair,
                        by: [(*by).clone(), (*other_by).clone()],
                        days: **days,
                        quantity,
                        name: name.to_owned(),
                        tokens,
                        origin: what.origin.max(other.origin),
                    };
                    values.extend(compared(*pair, what, other).into_iter().map(|(q, name, t)| of(q, &name, t)));
                }
            }
        }
    }
    values
}

fn compared(pair: (Feed, Feed), one: &Said, other: &Said) -> Vec<(&'static str, String, [i64; 2])> {
    if pair.0 == Feed::AppChart {
        let merged = merged(&other.models);
        return beside(&one.models, &merged, in_both)
            .into_iter()
            .map(|(name, tokens)| (IN_APPS, name, tokens))
            .collect();
    }
    let names: Names = if one.names_all && other.names_all { in_either } else { in_both };
    let site = one.site.zip(other.site).map(|(one, other)| (SITE, TOTAL.to_owned(), [one, other]));
    let of = |one: &Tokens, other: &Tokens, quantity| {
        beside(one, other, names).into_iter().map(move |(name, tokens)| (quantity, name, tokens))
    };
    let (vendors, models) = (of(&one.vendors, &other.vendors, VENDOR), of(&one.models, &other.models, MODEL));
    site.into_iter().chain(vendors).chain(models).collect()
}

/// Models with their variants added up.
fn merged(models: &Tokens) -> Tokens {
    let mut merged = Tokens::new();
    for (model, tokens) in models {
        *merged.entry(model.split(':').next().unwrap_or(model).to_owned()).or_default() += tokens;
    }
    merged
}

/// Whom two feeds are compared for.
type Names = for<'a> fn(&'a Tokens, &'a Tokens) -> BTreeSet<&'a String>;

/// Both values of each of these names; none where one of the feeds names nobody at all.
fn beside(one: &Tokens, other: &Tokens, names: Names) -> Vec<(String, [i64; 2])> {
    if one.is_empty() || other.is_empty() {
        return Vec::new();
    }
    let of = |tokens: &Tokens, name: &String| tokens.get(name).copied().unwrap_or(0);
    names(one, other).into_iter().map(|name| (name.clone(), [of(one, name), of(other, name)])).collect()
}

fn in_both<'a>(one: &'a Tokens, other: &'a Tokens) -> BTreeSet<&'a String> {
    one.keys().filter(|name| other.contains_key(*name)).collect()
}

/// Where both name everybody, who is not named has none.
fn in_either<'a>(one: &'a Tokens, other: &'a Tokens) -> BTreeSet<&'a String> {
    one.keys().chain(other.keys()).collect()
}

impl Value {
    const fn difference(&self) -> i64 {
        let [one, other] = self.tokens;
        one - other
    }

    /// The difference in parts of the second value.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn relative(&self) -> Option<f64> {
        let [_, other] = self.tokens;
        (other > 0).then(|| self.difference() as f64 / other as f64)
    }
}

/// The rows of `reconciliation` that are about tokens.
#[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
pub(crate) fn reconciled(values: &[Value]) -> Result<Frame<Reconciliation>, AnalyzeError> {
    let tokens = |side: usize| values.iter().map(move |value| value.tokens.get(side).map(|tokens| *tokens as f64));
    let by = |side: usize| values.iter().map(move |value| value.by.get(side).map(String::as_str));
    Ok(Frame::from_columns(vec![
        texts(&QUANTITY, values.iter().map(|value| Some(value.quantity))),
        dates(&WEEK_START_DATE, values.iter().map(|value| Some(value.days.0))),
        texts(&MOVE_KEY, values.iter().map(|value| Some(value.name.as_str()))),
        texts(&SOURCE_A, by(0)),
        texts(&SOURCE_B, by(1)),
        dates(&WINDOW_END_DATE, values.iter().map(|value| Some(value.days.1))),
        texts(&VALUE_UNIT, values.iter().map(|_| Some(UNIT))),
        reals(&A_VALUE, tokens(0)),
        reals(&B_VALUE, tokens(1)),
        reals(&DIFFERENCE_VALUE, values.iter().map(|value| Some(value.difference() as f64))),
        reals(&RELATIVE_DIFFERENCE, values.iter().map(Value::relative)),
        texts(&REASON, values.iter().map(|value| (value.quantity == IN_APPS).then_some(OF_APPS))),
        texts(&VALUE_ORIGIN, values.iter().map(|value| value.origin.map(Origin::word))),
    ])?)
}

/// One pair of feeds.
struct Row {
    pair: (Feed, Feed),
    agreement: Agreement,
    windows: BTreeSet<Days>,
    values: usize,
    equal: usize,
    most: Option<i64>,
    most_relative: Option<f64>,
    reason: Option<String>,
    origin: Option<Origin>,
}

/// Feeds of tokens that should agree, pair by pair.
///
/// Grain: pair of kinds of feed, every pair that upstream's own numbers should make equal, whether or not this run has both.
/// Units: counts of windows and values; tokens; parts of the second feed's value. What each value is stands in
/// `reconciliation`. A feed of days meets one of weeks or months as the sum of its days, where all of them are there.
/// `not_tested` is no verdict: `reason` says what is missing.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn feed_agreement(feeds: &Feeds<'_>) -> Result<Frame<FeedAgreement>, AnalyzeError> {
    let said = said(feeds);
    let values = values(&said);
    let rows: Vec<Row> = PAIRS.iter().map(|pair| row(*pair, &said, &values)).collect();
    let count = |value: usize| i64::try_from(value).ok();
    let first = |row: &Row| row.windows.iter().map(|days| days.0).min();
    let last = |row: &Row| row.windows.iter().map(|days| days.1).max();
    Ok(Frame::from_columns(vec![
        texts(&SOURCE_A, rows.iter().map(|row| Some(row.pair.0.word()))),
        texts(&SOURCE_B, rows.iter().map(|row| Some(row.pair.1.word()))),
        texts(&AGREEMENT, rows.iter().map(|row| Some(row.agreement.word()))),
        integers(&WINDOW_COUNT, rows.iter().map(|row| count(row.windows.len()))),
        integers(&VALUE_COUNT, rows.iter().map(|row| count(row.values))),
        integers(&EQUAL_COUNT, rows.iter().map(|row| count(row.equal))),
        dates(&WINDOW_START_DATE, rows.iter().map(first)),
        dates(&WINDOW_END_DATE, rows.iter().map(last)),
        integers(&MOST_DIFFERENCE, rows.iter().map(|row| row.most)),
        reals(&MOST_RELATIVE, rows.iter().map(|row| row.most_relative)),
        texts(&REASON, rows.iter().map(|row| row.reason.as_deref())),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| row.origin.map(Origin::word))),
    ])?)
}

fn row(pair: (Feed, Feed), said: &BTreeMap<Key, Said>, values: &[Value]) -> Row {
    let values: Vec<&Value> = values.iter().filter(|value| value.pair == pair).collect();
    let relatives = || values.iter().filter_map(|value| value.relative());
    let is_part = pair.0 == Feed::AppChart;
    let is_within = |value: &&Value| {
        let [one, other] = value.tokens;
        value.relative().map_or(one == other, |far| if is_part { far <= ROUNDING } else { far.abs() <= ROUNDING })
    };
    let equal = values.iter().filter(|value| value.difference() == 0).count();
    let agreement = match (values.is_empty(), values.iter().all(is_within)) {
        (true, _) => Agreement::NotTested,
        (_, true) if is_part => Agreement::Part,
        (_, false) if is_part => Agreement::Exceeds,
        (_, true) if equal == values.len() => Agreement::Equal,
        (_, true) => Agreement::Near,
        (_, false) => Agreement::Differs,
    };
    Row {
        pair,
        agreement,
        windows: values.iter().map(|value| value.days).collect(),
        values: values.len(),
        equal,
        most: values.iter().map(|value| value.difference()).max_by_key(|difference| difference.abs()),
        most_relative: relatives().max_by(|one, other| one.abs().total_cmp(&other.abs())),
        reason: values.is_empty().then(|| missing(pair, said)),
        origin: values.iter().filter_map(|value| value.origin).max(),
    }
}

/// Why two feeds could not be compared.
fn missing(pair: (Feed, Feed), said: &BTreeMap<Key, Said>) -> String {
    let windows =
        |feed: Feed| said.keys().filter(|(of, ..)| *of == feed).map(|(.., days)| *days).collect::<BTreeSet<_>>();
    let absent: Vec<String> = BTreeSet::from([pair.0, pair.1])
        .into_iter()
        .filter(|feed| windows(*feed).is_empty())
        .map(|feed| format!("`{feed}`"))
        .collect();
    let is_of_days = matches!(pair.0, Feed::DayView | Feed::DailyDataset) && pair.1 != Feed::DailyDataset;
    match (absent.is_empty(), pair.0 == pair.1) {
        (false, _) => format!("nothing was read of {}", absent.join(" and ")),
        (true, true) => "one keeper alone has it, or two have no week in common".to_owned(),
        (true, false) if is_of_days => {
            let days = windows(pair.0).iter().filter(|days| days.0 == days.1).count();
            format!("no window of `{}` has each of its days among the {days} of `{}`", pair.1, pair.0)
        }
        (true, false) => {
            let common = windows(pair.0).intersection(&windows(pair.1)).count();
            if common > 0 {
                let both = format!("{common} windows of `{}` and `{}` are of the same days", pair.0, pair.1);
                return format!("{both}, and no value is in both: where one has no remainder it has no total");
            }
            let [one, other] = [pair.0, pair.1].map(|feed| windows(feed).len());
            format!("{one} windows of `{}` and {other} of `{}`, none of the same days", pair.0, pair.1)
        }
    }
}

#[cfg(test)]
mod tests;
