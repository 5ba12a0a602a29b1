//! `model_share`: which models served how many of all tokens, week by week.

use polars::prelude::{DataType, col};
use schema::{
    Frame, FrameError, Table,
    columns::{TOKEN_SHARE, TOKENS, WEEK_START_DATE},
    tables::{ModelShare, ModelWeek},
};

use crate::AnalyzeError;

/// Token share by week, model and variant.
///
/// Grain: week × model × variant that the chart names, `others` among them; a model that is not named in a week has no
/// row there. Units: tokens; share 0 to 1, of all buckets. Every label of the model chart is kept.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn model_share(weeks: &Frame<ModelWeek>) -> Result<Frame<ModelShare>, AnalyzeError> {
    let tokens = || col(TOKENS.name).cast(DataType::Float64);
    let query = |source| FrameError::Query { table: ModelShare::SPEC.name, source };
    let total = tokens().sum().over([col(WEEK_START_DATE.name)]).map_err(query)?;
    Ok(Frame::collect(weeks.lazy().with_column((tokens() / total).alias(TOKEN_SHARE.name)))?)
}
