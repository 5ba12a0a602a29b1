//! How sure the sentence is: its days, its basis, how far the money may be off, and what was made up.
//!
//! The page's script says the same anew, of whatever somebody chooses (`headline.js`); without a script this is all that is
//! said, so it must not be left to one.

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Basis, Origin, Table as _,
    columns::{IS_COMPLETE, VALUE_ORIGIN, VENDOR, WEEK_START_DATE},
    series::Cells,
    tables::TokenShare,
};

use super::{HtmlTables, newest::Held};
use crate::{ReportError, headline::at, rows::checked};

/// Bounds that print alike are no doubt.
pub(super) const NARROW: f64 = 0.0005;
/// How far off usage may be by which prices are weighed before that has to be said, in days; `data.js` has the same.
const FAR_OFF_DAYS: i64 = 30;
/// Of who has less of either nobody's figure depends.
const SMALL: f64 = 0.005;
const MADE: &str = "Some of these values were made up for demonstration: the method is real, the figures are not.";
const RECONSTRUCTED: &str = "Some of these values were reconstructed from other published figures.";
/// What the range behind the dollars is.
const RANGE: &str = "The range counts all that has no price or no name, at its cheapest and at its dearest, and input that may have been cached.";
/// What the range of the tokens is.
const HIDDEN: &str = "Its tokens are a range, since some of them may be inside others.";
/// What the prices of each week are where the run has no weeks; `text.js` has the same words.
const OF_NO_WEEKS: &str = "The list prices in force in the days of the usage, at the measured mix of input and output.";
const NO_PRICES: &str = "This run has no prices, so it tells who has the tokens and not who has the money.";

/// A week of a vendor.
struct Week<'data> {
    start: Date,
    vendor: &'data str,
    is_complete: bool,
    origin: Option<Origin>,
}

/// Of the vendor that the sentence is of, among all that the window has at this basis.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not what it is called.
pub(super) fn of_gap(
    tables: &HtmlTables,
    rows: &[Held<'_>],
    vendor: &str,
    basis: Basis,
) -> Result<String, ReportError> {
    let Some(row) = rows.iter().find(|row| row.vendor == vendor) else {
        return Ok(meaning_in(tables, basis).to_owned());
    };
    let weeks = weeks(tables.get(TokenShare::SPEC.name), row.days)?;
    let own = weeks.iter().filter(|week| week.vendor == vendor).filter_map(|week| week.origin);
    let [first, last] = row.days.map(day_text);
    let is_wide = row.bounds.is_some_and(|[low, high]| high - low >= NARROW);
    let is_hidden = row.tokens.zip(row.most).is_some_and(|(tokens, most)| most - tokens >= NARROW);
    let cut = "One of these weeks was not whole when it was captured: it still ran, or lacks days.";
    let parts = [
        Some(format!("{first} to {last}.")),
        Some(meaning_in(tables, basis).to_owned()),
        is_wide.then(|| RANGE.to_owned()),
        is_hidden.then(|| HIDDEN.to_owned()),
        own.chain(row.origin).max().and_then(origin).map(str::to_owned),
        weeks.iter().any(|week| !week.is_complete).then(|| cut.to_owned()),
        weighed(rows),
    ];
    Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Of a single week.
pub(super) const CUT: &str = "That week was not whole when it was captured: it still ran, or lacks days.";

/// Of a week's tokens, where nothing has a price; `cut` where it was not whole.
pub(super) fn of_week(week: Date, cut: Option<&str>, from: Option<Origin>) -> String {
    let days = format!("{} to {}.", day_text(week), day_text(schema::day::shifted(week, 6)));
    let parts = [Some(&*days), Some(NO_PRICES), from.and_then(origin), cut];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The weeks that begin within these days.
fn weeks(shares: Option<&DataFrame>, [from, to]: [Date; 2]) -> Result<Vec<Week<'_>>, ReportError> {
    let Some(data) = shares else { return Ok(Vec::new()) };
    checked(TokenShare::SPEC, data)?;
    let (starts, vendors) = (Cells::of(data, &WEEK_START_DATE).dates(), Cells::of(data, &VENDOR).texts());
    let (complete, origins) = (Cells::of(data, &IS_COMPLETE).truths(), Cells::of(data, &VALUE_ORIGIN).texts());
    let week = |row: usize| {
        Some(Week {
            start: at(&starts, row)?,
            vendor: at(&vendors, row)?,
            is_complete: at(&complete, row)?,
            origin: at(&origins, row).and_then(|word| word.parse().ok()),
        })
    };
    let is_within = |week: &Week<'_>| from <= week.start && week.start <= to;
    Ok((0..data.height()).filter_map(week).filter(is_within).collect())
}

/// Prices that are weighed by usage of another time.
fn weighed(rows: &[Held<'_>]) -> Option<String> {
    let counts = |row: &&Held<'_>| row.dollars.is_some_and(|dollars| dollars.max(row.tokens.unwrap_or(0.0)) >= SMALL);
    let away = rows.iter().filter(counts).filter_map(|row| row.age).max().filter(|away| *away > FAR_OFF_DAYS)?;
    Some(format!("Some prices are weighed by usage of up to {away} days away, perhaps of other models."))
}

const fn origin(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Observed => None,
        Origin::Reconstructed => Some(RECONSTRUCTED),
        Origin::Made => Some(MADE),
    }
}

/// What a basis means in a run that has these tables.
fn meaning_in(tables: &HtmlTables, basis: Basis) -> &'static str {
    let has_weeks = ["token_share", "dollar_share"].iter().any(|name| tables.contains_key(name));
    if basis == Basis::ListAsof && !has_weeks { OF_NO_WEEKS } else { meaning(basis) }
}

/// What a basis means to somebody who has not read the vocabulary; `text.js` has the same words.
const fn meaning(basis: Basis) -> &'static str {
    match basis {
        Basis::ListAsof => "The list price in force in each week, at the measured mix of input and output.",
        Basis::ListCurrent => "The list prices of one day, at the measured mix of input and output.",
        Basis::List3to1 => {
            "The list prices of one day, as if a quarter of all tokens were output: the mix that the published analysis assumed."
        }
        Basis::Effective => "What upstream says was paid per token: cache, discounts and providers contained.",
        Basis::Billed => "Upstream's own total over tokens; it does not state its unit.",
    }
}

fn day_text(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use schema::Rule;

    use super::{super::newest::newest, *};
    use crate::fixtures::{GAPS, gap_data};

    #[test]
    fn days_basis_and_what_was_made_up_are_said() {
        let data = gap_data(GAPS, Rule::Default, Basis::ListAsof);
        let mut rows = newest(&data, Rule::Default, Basis::ListAsof);
        let said = |rows: &[Held<'_>], vendor: &str| {
            of_gap(&HtmlTables::new(), rows, vendor, Basis::ListAsof).expect("no table is there")
        };
        let plain = format!("22 Mar 2026 to 18 Apr 2026. {OF_NO_WEEKS}");
        assert_eq!(said(&rows, "anthropic"), format!("{plain} {MADE}"));
        assert_eq!(said(&rows, "google"), format!("{plain} {RECONSTRUCTED}"));
        for row in &mut rows {
            (row.bounds, row.age, row.most) = (Some([0.4, 0.5]), Some(31), Some(0.5));
        }
        let far = "Some prices are weighed by usage of up to 31 days away, perhaps of other models.";
        let text = said(&rows, "anthropic");
        assert!(text.contains(&format!(" {RANGE} {HIDDEN} ")) && text.ends_with(far), "{text}");
    }

    /// Whoever lets the script run reads the same.
    #[test]
    fn the_script_has_the_same_words() {
        let [words, headline, data] = [
            include_str!("../../page/text.js"),
            include_str!("../../page/headline.js"),
            include_str!("../../page/data.js"),
        ];
        let bases = [Basis::ListAsof, Basis::ListCurrent, Basis::List3to1, Basis::Effective, Basis::Billed];
        assert!(bases.iter().all(|basis| words.contains(meaning(*basis))) && words.contains(OF_NO_WEEKS));
        assert!([MADE, RECONSTRUCTED, NO_PRICES, RANGE, HIDDEN].iter().all(|text| headline.contains(text)));
        assert!(data.contains(&format!("FAR_OFF_DAYS = {FAR_OFF_DAYS};")));
    }
}
