//! `claim`: what the published analysis claims, tested.
//!
//! The claims are data (`data/reference/claims.csv`); how each is measured is code, one function per claim in
//! `measure.rs`, or beside it. A published figure is only ever compared with, never computed from.

mod board;
mod correlation;
mod evidence;
mod hidden;
mod labs;
mod length;
mod measure;
mod modelled;
mod prices;
mod shortage;
mod witness;

use std::num::ParseFloatError;

use jiff::civil::Date;
use schema::{
    Frame, Origin, Verdict,
    columns::{
        BECAUSE, CLAIM_ID, CLAIM_TEXT, OUR_VALUE, PUBLISHED_VALUE, TOKENS_FROM, VALUE_ORIGIN, VALUE_UNIT, VERDICT,
        WEEK_START_DATE,
    },
    series::{dates, reals, texts},
    tables::Claim,
};
use serde::Deserialize;

pub use self::{evidence::Evidence, measure::OF_A_YEAR as CLAIMS_OF_A_YEAR};
use self::{measure::MEASURES, witness::Witness};
use crate::AnalyzeError;

const FILE: &str = "claims.csv";

/// The day whose page the published analysis read.
pub const PUBLISHED_ON: Date = Date::constant(2026, 4, 14);

/// A claim as the reference has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    claim_id: String,
    claim: String,
    /// A number, a range such as `10-30`, a bound such as `>0.5` where the text has none but words, or nothing.
    published_value: String,
    /// A second number of the same unit and tolerance, where the claim needs both.
    second_value: Option<f64>,
    unit: Option<String>,
    tolerance: Option<Tolerance>,
    #[serde(rename = "measured_as")]
    _measured_as: String,
    #[serde(rename = "where")]
    _place: String,
}

/// How far a value may be off the published one.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
enum Tolerance {
    /// So much to both sides, as `0.05`: the page rounds.
    Around(f64),
    /// Less than so much upwards, as `+0.1`: the page cuts digits off.
    Above(f64),
}

impl TryFrom<String> for Tolerance {
    type Error = ParseFloatError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.strip_prefix('+') {
            Some(above) => above.parse().map(Self::Above),
            None => text.parse().map(Self::Around),
        }
    }
}

/// What a measurement gives.
#[derive(Debug)]
struct Measured {
    value: Option<f64>,
    verdict: Verdict,
    because: String,
}

/// The ids of all claims that can be measured, in the order of the published text.
#[must_use]
pub fn claim_ids() -> Vec<&'static str> {
    MEASURES.iter().map(|(id, _)| *id).collect()
}

/// Each claim with its verdict.
///
/// Grain: claim, tested on the week that begins on `week`, the last one of the window that the evidence is of: of the
/// published page, or of a later one; `vendor_tokens_from` says what the tokens of vendors in it are from. A claim holds if our
/// value lies within the claim's tolerance of the published one, or on the side of the bound that it names. Where the page
/// cuts digits off, as it does with tokens, `2.4T` stands for 2.40T to just below 2.50T.
///
/// `value_origin` is the weakest origin of every row that was looked at.
///
/// Prices of vendors are weighed by a board of the week, or there are none: a board of other days, older or newer, weighs no
/// price of any claim, and `because` says of when it is. On a site board that is made of weeks, each of which names its largest
/// models alone, the rank of a model has bounds.
///
/// A claim whose tables are missing in this run, or that the data can't decide, is `cannot_be_tested` and says why. So is one
/// of which fewer weeks are held than it is of: four of a window, eight of two, 53 of a year, 28 days of a board. They say
/// something of another window.
///
/// # Errors
/// [`AnalyzeError::Reference`] for a broken file, [`AnalyzeError::UnknownClaim`] for a claim nobody can measure.
pub fn claim(claims: &[u8], evidence: &Evidence, week: Date) -> Result<Frame<Claim>, AnalyzeError> {
    let mut rows: Vec<(Stated, Measured, Option<Origin>)> = Vec::new();
    for stated in csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(claims).deserialize() {
        let stated: Stated = stated.map_err(|error| AnalyzeError::reference(FILE, &error))?;
        let measure = MEASURES.iter().find(|(id, _)| *id == stated.claim_id).map(|(_, measure)| measure);
        let unknown = || AnalyzeError::UnknownClaim { claim: stated.claim_id.clone(), known: claim_ids() };
        let witness = Witness::of(evidence);
        let measured = measure.ok_or_else(unknown)?(&witness, &stated).beside(&stated);
        rows.push((stated, measured, witness.weakest()));
    }
    let number = |text: &str| text.parse::<f64>().ok();
    Ok(Frame::from_columns(vec![
        texts(&CLAIM_ID, rows.iter().map(|(stated, ..)| Some(stated.claim_id.as_str()))),
        dates(&WEEK_START_DATE, rows.iter().map(|_| Some(week))),
        texts(&CLAIM_TEXT, rows.iter().map(|(stated, ..)| Some(stated.claim.as_str()))),
        texts(&VERDICT, rows.iter().map(|(_, measured, _)| Some(measured.verdict.word()))),
        texts(&BECAUSE, rows.iter().map(|(_, measured, _)| Some(measured.because.as_str()))),
        reals(&PUBLISHED_VALUE, rows.iter().map(|(stated, ..)| number(&stated.published_value))),
        reals(&OUR_VALUE, rows.iter().map(|(_, measured, _)| measured.value)),
        texts(&VALUE_UNIT, rows.iter().map(|(stated, ..)| stated.unit.as_deref().filter(|unit| !unit.is_empty()))),
        texts(&TOKENS_FROM, rows.iter().map(|_| Some(evidence.tokens_from().word()))),
        texts(&VALUE_ORIGIN, rows.iter().map(|(.., origin)| origin.map(Origin::word))),
    ])?)
}

impl Stated {
    /// The published number, if it is one.
    fn number(&self) -> Option<f64> {
        self.published_value.parse().ok()
    }

    /// Whether a value is within the tolerance of a published one.
    fn is_near(&self, value: f64, published: f64) -> bool {
        match self.tolerance.unwrap_or(Tolerance::Around(0.0)) {
            // Published figures are rounded: the edge of the tolerance belongs to it.
            Tolerance::Around(off) => (value - published).abs() <= off * (1.0 + 1e-9),
            // At its edge the page would have printed the next figure.
            Tolerance::Above(off) => (published..published + off).contains(&value),
        }
    }

    /// The bound that the words name, if they do: no figure was published.
    fn bound(&self) -> Option<f64> {
        self.published_value.strip_prefix(['<', '>'])?.parse().ok()
    }

    /// The bound in words.
    fn expected(&self) -> Option<String> {
        let (bound, side) = (self.bound()?, if self.published_value.starts_with('<') { "below" } else { "above" });
        Some(match self.unit.as_deref() {
            Some("share") => format!("expected {side} {}", measure::percent(bound)),
            Some("usd_per_mtok") => format!("expected {side} ${bound}/M"),
            _ => format!("expected {side} {bound}"),
        })
    }

    /// The published range, if it is one.
    fn range(&self) -> Option<(f64, f64)> {
        let (low, high) = self.published_value.split_once('-')?;
        Some((low.parse().ok()?, high.parse().ok()?))
    }
}

impl Measured {
    fn cannot(because: impl Into<String>) -> Self {
        Self { value: None, verdict: Verdict::CannotBeTested, because: because.into() }
    }

    fn judged(value: f64, verdict: Verdict, because: impl Into<String>) -> Self {
        Self { value: Some(value), verdict, because: because.into() }
    }

    /// Holds if all that is possible lies above the bound, fails if nothing does; between these it can't be told.
    fn above(bound: f64, value: f64, (least, most): (f64, f64), because: impl Into<String>) -> Self {
        // What rounding adds to the bound is not above it.
        let is_above = |part: f64| part > bound * (1.0 + 1e-9);
        match (is_above(least), is_above(most)) {
            (true, _) => Self::judged(value, Verdict::Holds, because),
            (_, false) => Self::judged(value, Verdict::Fails, because),
            _ => Self { value: Some(value), ..Self::cannot(because) },
        }
    }

    /// With the bound that a value was held against.
    fn beside(mut self, stated: &Stated) -> Self {
        if let Some(expected) = stated.expected().filter(|_| self.value.is_some()) {
            self.because = format!("{}; {expected}", self.because);
        }
        self
    }

    /// Holds if all that is possible is within the tolerance of the published number, fails if nothing is; between these it
    /// can't be told. The value is the least.
    fn near_within(stated: &Stated, (least, most): (f64, f64), because: impl Into<String>) -> Self {
        let Some(published) = stated.number() else {
            return Self { value: Some(least), ..Self::cannot("the claim names no number") };
        };
        let nearest = published.max(least).min(most);
        match (stated.is_near(least, published) && stated.is_near(most, published), stated.is_near(nearest, published))
        {
            (true, _) => Self::judged(least, Verdict::Holds, because),
            (_, false) => Self::judged(least, Verdict::Fails, because),
            _ => Self { value: Some(least), ..Self::cannot(because) },
        }
    }

    /// Holds if `value` is within the tolerance of the published number.
    fn near(stated: &Stated, value: f64, because: impl Into<String>) -> Self {
        match stated.number() {
            Some(published) => Self::judged(value, stated.is_near(value, published).into(), because),
            None => Self { value: Some(value), ..Self::cannot("the claim names no number") },
        }
    }
}

#[cfg(test)]
mod tests;
