//! The origin of an aggregate: the weakest of its parts.

use polars::prelude::{Expr, col, lit, when};

use crate::{Origin, columns::VALUE_ORIGIN};

/// An aggregation of `value_origin`: `made` if any part is made, else `reconstructed` if any is, else `observed`.
pub fn weakest_origin() -> Expr {
    let any = |origin: Origin| col(VALUE_ORIGIN.name).eq(lit(origin.word())).any(true);
    when(any(Origin::Made))
        .then(lit(Origin::Made.word()))
        .when(any(Origin::Reconstructed))
        .then(lit(Origin::Reconstructed.word()))
        .otherwise(lit(Origin::Observed.word()))
        .alias(VALUE_ORIGIN.name)
}
