//! Figures that a run must reach: below a minimum it stops and the old tables stay, above a maximum it warns.

use crate::{
    failure::Failure,
    frames::Frames,
    metric::{METRICS, Metric, Range},
    plan::Plan,
};

/// What holds where a file says nothing of it: prices that are gone, or 0, for many tokens are how a feed of prices dies.
pub const USUAL: &[(&str, Range)] = &[
    ("site_coverage_loss_share", Range { min: None, max: Some(0.1) }),
    ("site_zero_price_share", Range { min: None, max: Some(0.25) }),
    ("site_kept_price_share", Range { min: Some(0.5), max: None }),
];

/// Holds what was made against the bounds of the plan.
///
/// # Errors
/// If metrics fall below their minimum: all of them are named.
pub fn check(plan: &Plan, frames: &Frames) -> anyhow::Result<()> {
    let (mut short, mut bounds) = (Vec::new(), plan.bounds.metrics.len());
    for (metric, range) in METRICS.iter().filter_map(|metric| Some((metric, range(plan, metric)?))) {
        let name = metric.name;
        let is_own = plan.bounds.metrics.contains_key(name);
        let value = (metric.of)(frames)?;
        let found = value.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
        // What a file does not ask for need not be there.
        if let Some(min) = range.min.filter(|min| value.map_or(is_own, |value| value < *min)) {
            short.push(format!("`{name}` ({}): found {found}, expected {min} or more", metric.doc));
            bounds += usize::from(!is_own);
        }
        if let Some(max) = range.max.filter(|max| value.is_some_and(|value| value > *max)) {
            tracing::warn!("`{name}` ({}): found {found}, expected {max} or less", metric.doc);
        }
    }
    if short.is_empty() {
        return Ok(());
    }
    let said = format!("{} of {bounds} bounds missed: {}", short.len(), short.join("; "));
    Err(Failure::data(said).with_hint("the tables of the last good run stay as they are").into())
}

/// The range of a metric: the file's, else the usual one, if there is any.
fn range(plan: &Plan, metric: &Metric) -> Option<Range> {
    let usual = || USUAL.iter().find(|(name, _)| *name == metric.name).map(|(_, range)| *range);
    plan.bounds.metrics.get(metric.name).copied().or_else(usual)
}
