//! One truth from what the sources said: common names, weeks and identities, and the join of usage to price. Pure.
//!
//! Nothing is computed here that is an answer; shares and dollars are the business of `analyze`.

mod alias;
mod app;
mod app_board;
mod app_model_week;
mod app_twin;
mod arrival;
mod asof_price;
mod benchmark_label;
mod benchmark_score;
mod board;
mod board_mix;
mod bucket;
mod capture;
mod charted;
mod day_contradiction;
mod day_replay;
mod day_week;
mod effective;
mod error;
mod identity;
mod label_map;
mod label_twin;
mod ledger;
mod mapped_price;
mod model;
mod model_day;
mod model_price;
mod model_week;
mod model_week_vintage;
mod model_window;
mod newcomer;
mod price_doubt;
mod price_span;
mod priced_usage;
mod reference_row;
mod site_board;
mod slug;
mod usage_mix;
mod usage_window;
mod vendor_week;
mod vendor_week_vintage;
mod vintage;
mod week_board;

pub use alias::{Aliases, VendorList};
pub use app_board::running_app_weeks;
pub use app_model_week::app_model_week;
pub use app_twin::app_twins;
pub use arrival::Arrivals;
pub use benchmark_label::benchmark_label;
pub use benchmark_score::benchmark_score;
pub use board::WeekWindow;
pub use capture::{contradicting_captures, unused_captures};
pub use charted::Charted;
pub use day_contradiction::contradicting_days;
pub use day_week::{missing_days, unused_days};
pub use error::NormalizeError;
pub use identity::{ModelKey, OTHERS, vendor_of};
pub use label_map::LabelMap;
pub use label_twin::label_twins;
pub use model::model;
pub use model_day::{model_day, running_days};
pub use model_price::model_price;
pub use model_week::model_week;
pub use model_week_vintage::model_week_vintage;
pub use model_window::model_window;
pub use newcomer::{NewcomerBound, newcomers};
pub use priced_usage::{BoardWindows, Priced, Used, priced_usage};
pub use slug::inferred_slugs;
pub use usage_mix::UsageMix;
pub use vendor_week::vendor_week;
pub use vendor_week_vintage::vendor_week_vintage;

#[cfg(test)]
mod tests;
