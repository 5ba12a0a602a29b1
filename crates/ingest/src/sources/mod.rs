//! The sources, one module each. A new one is a module here, a line in [`SOURCES`] and a folder of fixtures.

mod apps;
mod arena;
mod catalog;
mod columns;
mod eci;
mod frontend;
mod rankings_page;
mod scores;

use crate::Source;

/// Every source that can be read, in the order of the documentation.
pub const SOURCES: &[Source] =
    &[rankings_page::SOURCE, frontend::SOURCE, catalog::SOURCE, apps::SOURCE, eci::SOURCE, arena::SOURCE];

#[cfg(test)]
mod tests;
