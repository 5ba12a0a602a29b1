//! `claim` as a page for a sceptical reader: what fails, then what holds, then what nobody can tell.

use std::collections::BTreeSet;

use jiff::civil::Date;
use polars::frame::DataFrame;
use schema::{
    Origin, Table, Verdict,
    columns::{BECAUSE, CLAIM_ID, CLAIM_TEXT, OUR_VALUE, PUBLISHED_VALUE, VALUE_UNIT, VERDICT, WEEK_START_DATE},
    series::Cells,
    tables::Claim,
};

use crate::{
    ReportError,
    entries::{Entry, entries, term_columns},
    page::{legend, marked, origins},
    published::{self, NONE, fixed},
    rows::checked,
    terminal::within,
};

/// Verdicts with what claims do: a reader looks first for where the analysis is wrong.
const READING_ORDER: [(Verdict, &str); 3] =
    [(Verdict::Fails, "fail"), (Verdict::Holds, "hold"), (Verdict::CannotBeTested, "cannot be tested")];

const NOTE: &str = "note:";

/// The claims as text of at most 100 columns, or what the terminal has `room` for: per week a line that counts them and a block per verdict, then the
/// table's caveats.
///
/// An entry is the claim, the published value beside ours in the print of their unit, and why that is the verdict. Of
/// a claim without a published number (words, or a range) only ours is shown. What rests on values that were not
/// observed is marked and, where they were made, counted. Within a block claims keep their order.
///
/// # Errors
/// [`ReportError::Shape`] if `data` is not of the table `claim`.
pub fn claims(data: &DataFrame, room: Option<u16>) -> Result<String, ReportError> {
    checked(Claim::SPEC, data)?;
    let claims = stated(data);
    let weeks: BTreeSet<_> = claims.iter().filter_map(|claim| claim.week).collect();
    let of_week = |week| claims.iter().filter(move |claim| claim.week == Some(week)).collect::<Vec<_>>();
    let mut parts: Vec<_> = weeks.into_iter().map(|week| page(week, &of_week(week), room)).collect();
    if parts.is_empty() {
        parts.push("no claims\n".to_owned());
    }
    parts.push(entries(
        (0, room),
        NOTE.len() + 1,
        Claim::SPEC.caveats.iter().map(|caveat| Entry::new(NOTE, [caveat.sentence()])),
    ));
    Ok(parts.join("\n"))
}

/// A row of the table.
struct Stated<'data> {
    /// The id, with a mark where its values were not observed.
    term: String,
    origin: Option<Origin>,
    week: Option<Date>,
    claim: &'data str,
    verdict: Option<Verdict>,
    because: &'data str,
    published: Option<f64>,
    ours: Option<f64>,
    unit: Option<&'data str>,
}

fn stated(data: &DataFrame) -> Vec<Stated<'_>> {
    let texts = |column| Cells::of(data, column).texts().into_iter().map(Option::unwrap_or_default);
    let reals = |column| Cells::of(data, column).reals().into_iter();
    let keys = texts(&CLAIM_ID).zip(Cells::of(data, &WEEK_START_DATE).dates());
    let words = texts(&CLAIM_TEXT).zip(texts(&VERDICT)).zip(texts(&BECAUSE));
    let values = reals(&PUBLISHED_VALUE).zip(reals(&OUR_VALUE)).zip(Cells::of(data, &VALUE_UNIT).texts());
    let rows = keys.zip(words).zip(values).zip(origins(data));
    rows.map(|((((id, week), ((claim, verdict), because)), ((published, ours), unit)), origin)| Stated {
        term: marked(id, origin),
        origin,
        week,
        claim,
        verdict: verdict.parse().ok(),
        because,
        published,
        ours,
        unit,
    })
    .collect()
}

fn page(week: Date, claims: &[&Stated<'_>], room: Option<u16>) -> String {
    let of = |verdict| claims.iter().copied().filter(move |claim| claim.verdict == Some(verdict));
    let counts = READING_ORDER.map(|(verdict, verb)| format!("{} {verb}{}", of(verdict).count(), made(of(verdict))));
    let noun = if claims.len() == 1 { "claim" } else { "claims" };
    let heading = format!("{} {noun}, week of {week}: {}\n", claims.len(), counts.join(", "));
    let mut text = within(&heading, room, 2);
    text.extend(legend(claims.iter().map(|claim| claim.origin)).into_iter().map(|line| line + "\n"));
    let columns = term_columns(claims.iter().map(|claim| claim.term.as_str()));
    for (verdict, _) in READING_ORDER {
        let block = entries((2, room), columns, of(verdict).map(Stated::entry));
        if !block.is_empty() {
            text.extend(["\n", &verdict.word().replace('_', " "), "\n", &block]);
        }
    }
    text
}

/// How many of the claims rest on values that were made: ` (12 †)`.
fn made<'claims>(claims: impl Iterator<Item = &'claims Stated<'claims>>) -> String {
    match claims.filter(|claim| claim.origin == Some(Origin::Made)).count() {
        0 => String::new(),
        count => format!(" ({})", marked(&count.to_string(), Some(Origin::Made))),
    }
}

impl Stated<'_> {
    fn entry(&self) -> Entry<'_> {
        let value = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), |value| printed(value, self.unit));
        let values = match (self.published, self.ours) {
            (None, None) => String::new(),
            (None, ours) => format!("ours {}: ", value(ours)),
            (published, ours) => format!("published {}, ours {}: ", value(published), value(ours)),
        };
        Entry::new(&self.term, [self.claim, &format!("{values}{}", self.because)])
    }
}

/// A value in the print of its unit. A unit that is not known stands behind the number.
pub(crate) fn printed(value: f64, unit: Option<&str>) -> String {
    match unit {
        Some("share") => published::share(value),
        Some("tokens") => scaled(value),
        Some("usd") => format!("${}", scaled(value)),
        Some("usd_per_mtok") => format!("{}/M", published::price(Some(value))),
        Some("ratio") => format!("{}×", trimmed(value)),
        Some("count" | "rank" | "correlation") | None => trimmed(value),
        Some(unit) => format!("{} {unit}", trimmed(value)),
    }
}

/// In trillions, billions, millions or thousands, as the page prints tokens.
fn scaled(value: f64) -> String {
    let whole = fixed(value, 0).and_then(|text| text.parse().ok());
    whole.map_or_else(|| NONE.to_owned(), published::tokens)
}

/// At most two decimals: a published figure gets no digits that it never had.
fn trimmed(value: f64) -> String {
    let text = fixed(value, 2).unwrap_or_else(|| NONE.to_owned());
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests;
