//! Guards: what a new answer must have in common with the one before it, so that a source that died silently is noticed.
//!
//! Each guard is a figure of an answer and its predecessor of the same request and argument, or the least and the largest of
//! several. Below its minimum the answer is refused: it is not used, and the run ends with exit code 1. Above its maximum it
//! is used, and told. The defaults lie outside of what a year of real answers shows, and inside of how real trackers died.

mod belief;
mod change;
mod found;
mod judge;
mod mix;
mod parts;
mod period;
mod price_change;
mod profile;
mod repeat;
mod slip;
mod token_change;
mod vendor;
mod verdict;
mod witness;

use crate::metric::Range;
pub use change::{Change, LONGEST_STANDSTILL};
pub use found::Found;
pub use judge::{Judge, Judged, undecided};
pub use profile::Profile;
pub use verdict::Verdict;
use witness::Witness;

/// A guard.
#[derive(Debug)]
pub struct Guard {
    /// Its name in `[guards]`.
    pub name: &'static str,
    /// What it compares.
    pub doc: &'static str,
    /// Reads it off an answer and the one before; `None` where there is nothing to compare.
    pub of: fn(&Change<'_>) -> Option<Found>,
    /// Its range where the pipeline file names none.
    pub range: Range,
    /// Says where in the answer that is.
    pub witness: Witness,
    /// Behind so many days what lies below the minimum is told, and not refused.
    pub told_behind: Option<i64>,
}

/// Every guard.
pub const GUARDS: &[Guard] = &[
    Guard {
        name: "rows",
        doc: "rows over those of the answer before, of daily data rows by day, of the table that lost most; and of each day or week \
              that is new over the one before it",
        of: |change| change.rows().map(Found::from),
        range: Range { min: Some(0.8), max: None },
        witness: witness::rows,
        told_behind: None,
    },
    Guard {
        name: "tokens",
        doc: "tokens over those before, the least and the most: of the periods that both answers have, of each whole one that is new \
              over the one before it, and of the newest over the last one of the answer before; what rises back from a fall is \
              not told",
        of: |change| change.tokens(),
        range: Range { min: Some(0.5), max: Some(2.0) },
        witness: witness::tokens,
        told_behind: None,
    },
    Guard {
        name: "names",
        doc: "part of the vendors, models or apps that are still named, by tokens where there are some, then from each whole period \
              to the next that is new; 0 where a vendor with eight or more models is not named at all, one with four and a \
              twentieth of the tokens in none of them, or a name with a twentieth has no tokens in any finished period",
        of: |change| change.names().map(Found::from),
        range: Range { min: Some(0.5), max: None },
        witness: witness::names,
        told_behind: None,
    },
    Guard {
        name: "prices",
        doc: "part of the priced models of the answer before, of those still named, that have a price other than 0: of input, of \
              output, of either; 0 where a vendor with eight or more has none left of one of them",
        of: |change| change.prices().map(Found::from),
        range: Range { min: Some(0.9), max: None },
        witness: witness::prices,
        told_behind: None,
    },
    Guard {
        name: "cache_prices",
        doc: "part of the models of the answer before with a price of reading or of writing a cache, of those still named, that \
              have one other than 0",
        of: |change| change.cache_prices().map(Found::from),
        range: Range { min: Some(0.7), max: None },
        witness: witness::cache_prices,
        told_behind: None,
    },
    Guard {
        name: "price_level",
        doc: "the middle price over that of the answer before, of input, of output, of reading and of writing a cache, the least and \
              the most",
        of: |change| change.price_level(),
        range: Range { min: Some(0.5), max: Some(1.5) },
        witness: witness::price_level,
        told_behind: None,
    },
    Guard {
        name: "same_unit",
        doc: "1, or 0 where the middle change or the total of the tokens of a period, or the middle change of prices, is a power of \
              ten, or the tokens of a vendor with four models and a twentieth of them, or all prices of a vendor with four \
              or more models, change by one, or a total is more than ten times as large",
        of: |change| change.same_unit().map(Found::from),
        range: Range { min: Some(1.0), max: None },
        witness: witness::same_unit,
        told_behind: None,
    },
    Guard {
        name: "steady",
        doc: "part of the tokens whose name, if still there, has about as many: within a fourth in each period that both have, \
              within five times from a whole period to the next that is new and over all that are new; 0 where a name with a \
              twentieth of a finished period changed there by more than a fourth",
        of: |change| change.steady().map(Found::from),
        range: Range { min: Some(0.5), max: None },
        witness: witness::steady,
        told_behind: None,
    },
    Guard {
        name: "same_prices",
        doc: "part of the priced models of the answer before, of those still named, whose prices are as they were; 0 where a \
              vendor with eight or more has none left that is, or prices of three or more models slipped",
        of: |change| change.same_prices().map(Found::from),
        range: Range { min: Some(0.7), max: None },
        witness: witness::same_prices,
        told_behind: None,
    },
    Guard {
        name: "slipped_prices",
        doc: "models whose prices slipped: those of input and of output changed places, or changed both by the same power of ten",
        of: |change| change.slipped_prices().map(Found::from),
        range: Range { min: None, max: Some(0.0) },
        witness: witness::slipped_prices,
        told_behind: None,
    },
    Guard {
        name: "fresh",
        doc: "1, or 0 where a new period has the very tokens of another one, or a chart ends earlier than before, or its running week \
              stands still while a day passes, or a list falls more than two days further behind its capture, or no price of a \
              catalogue moves in a week",
        of: |change| change.fresh().map(Found::from),
        range: Range { min: Some(1.0), max: None },
        witness: witness::fresh,
        told_behind: None,
    },
    Guard {
        name: "fields",
        doc: "part of the fields that most objects of the answer before had and that still stand in any; 0 where one that is read \
              and that twenty or more objects, a tenth of all, had is gone; told and not refused where more than 35 days lie \
              between the answers",
        of: |change| change.fields().map(Found::from),
        range: Range { min: Some(0.7), max: None },
        witness: witness::fields,
        told_behind: Some(token_change::LONGEST_PAUSE),
    },
    Guard {
        name: "parts",
        doc: "part of the rows whose parts add up to their total, or which are the part of their day that they say: of all, and of \
              each day that is new or has fewer of them than before",
        of: |change| change.parts().map(Found::from),
        range: Range { min: Some(0.9), max: None },
        witness: witness::parts,
        told_behind: None,
    },
    Guard {
        name: "mix",
        doc: "output tokens and cached ones, each over the prompt tokens, beside the same of the answer before, the smaller over \
              the larger, whichever changed more",
        of: |change| change.mix().map(Found::from),
        range: Range { min: Some(0.2), max: None },
        witness: witness::mix,
        told_behind: None,
    },
];

#[cfg(test)]
mod tests;
