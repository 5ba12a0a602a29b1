//! The answers: shares, prices, dollars, growth, claims. Pure: frames in, a frame out, one file per result.
//!
//! What each number means is written in the documentation of the function that makes it. Where the analysis of April
//! 2026 did something that a careful analyst would not, both are here: rule `published` and rule `default`. Every
//! result names its rule.

// What the results are computed from, read once.
mod benchmark;
mod bill;
mod blend;
mod bound;
mod chance;
mod condition;
mod counted;
mod error;
mod feed;
mod group;
mod lab;
mod log_mean;
mod price;
mod price_move;
mod pricing;
mod rank_correlation;
mod series;
mod tokenizer;
mod traffic;
mod traits;
mod usage;
mod window;

// The results, in the order in which they stand on each other.
mod basis_error;
mod benchmark_correlation;
mod benchmark_point;
mod claim;
mod concentration;
mod coverage;
mod dollar_share;
mod drift;
mod feed_agreement;
mod group_share;
mod growth_rate;
mod model_leaderboard;
mod model_share;
mod mover;
mod price_correlation;
mod price_point;
mod reconciliation;
mod restatement;
mod sensitivity;
mod share_decomposition;
mod token_share;
mod vendor_gap;
mod vendor_growth;
mod vendor_price;
mod whale;

pub use basis_error::basis_error;
pub use benchmark_correlation::benchmark_correlation;
pub use benchmark_point::benchmark_point;
pub use claim::{CLAIMS_OF_A_YEAR, Evidence, PUBLISHED_ON, claim, claim_ids};
pub use concentration::concentration;
pub use coverage::coverage;
pub use dollar_share::dollar_share;
pub use drift::drift;
pub use error::AnalyzeError;
pub use feed::Feeds;
pub use feed_agreement::{PAIRS as FEED_PAIRS, feed_agreement};
pub use group::Groups;
pub use group_share::{Grouped, group_share};
pub use growth_rate::{Drawn, drawn, growth_rate};
pub use lab::LabLabels;
pub use model_leaderboard::{Ranked, model_leaderboard};
pub use model_share::model_share;
pub use mover::{Moving, PAGE_WEEKS, last_two_weeks, mover, page_until, until};
pub use price_correlation::price_correlation;
pub use price_point::price_point;
pub use pricing::{Pricing, Weights};
pub use reconciliation::{Compared, reconciliation};
pub use restatement::{CorrectedWeeks, restatement, unlisted_changes};
pub use sensitivity::sensitivity;
pub use share_decomposition::share_decomposition;
pub use token_share::token_share;
pub use tokenizer::Tokenizers;
pub use traffic::Traffic;
pub use traits::Traits;
pub use vendor_gap::vendor_gap;
pub use vendor_growth::{TOTAL, vendor_growth};
pub use vendor_price::vendor_price;
pub use whale::whale;

#[cfg(test)]
mod tests;
