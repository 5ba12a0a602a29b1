//! The sources, one module each. A new one is a module here, a line in [`SOURCES`] and a folder of fixtures.

mod app_list;
mod apps;
mod archive;
mod arena;
mod blocks;
mod catalog;
mod columns;
mod daily;
mod data_api;
mod eci;
mod endpoints;
mod exports;
mod frontend;
mod list_price;
mod model_list;
mod models_dev;
mod next_page;
mod rankings_page;
mod scores;
mod vercel_gateway;

use serde_json::Value;

use crate::{IngestError, Source};

/// What a user has to accept before pages and the JSON behind them are fetched.
const TERMS: &str = "the terms of service of openrouter.ai forbid automated access to its pages, and no licence covers \
                     the JSON behind them";

/// Every source that can be read, in the order of the documentation.
pub const SOURCES: &[Source] = &[
    rankings_page::SOURCE,
    frontend::SOURCE,
    data_api::SOURCE,
    exports::SOURCE,
    catalog::SOURCE,
    endpoints::SOURCE,
    apps::SOURCE,
    eci::SOURCE,
    arena::SOURCE,
    models_dev::SOURCE,
    vercel_gateway::SOURCE,
    archive::SOURCE,
];

/// A body as JSON, read as an archive's is: bounded, and refused where it is a page or an error.
///
/// # Errors
/// [`IngestError::NotData`], [`IngestError::TooManyValues`] or [`IngestError::Json`].
pub fn document(body: &[u8]) -> Result<Value, IngestError> {
    archive::document(body)
}

#[cfg(test)]
mod tests;
