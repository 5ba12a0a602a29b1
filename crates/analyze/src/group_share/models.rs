//! The weekly tokens of models, read once from `model_week`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Frame, Origin, Variant,
    columns::{IS_COMPLETE, MODEL, TOKENS, VALUE_ORIGIN, VARIANT, VENDOR, WEEK_ANCHOR, WEEK_START_DATE},
    tables::ModelWeek,
};

use crate::{series::OTHERS, usage::at};

/// What the series says of one week.
#[derive(Debug, Default)]
pub(super) struct Week<'frame> {
    pub(super) anchor: &'frame str,
    pub(super) is_complete: bool,
    /// The models that it names.
    pub(super) models: Vec<Named<'frame>>,
    /// The remainder, where the week has one.
    pub(super) others: Option<i64>,
}

/// A model and variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'frame> {
    pub(super) model: &'frame str,
    pub(super) vendor: &'frame str,
    pub(super) is_free: bool,
    pub(super) tokens: i64,
    pub(super) origin: Origin,
}

/// The weeks by their first day.
pub(super) fn weeks(frame: &Frame<ModelWeek>) -> BTreeMap<Date, Week<'_>> {
    let text = |column| frame.cells(column).texts();
    let (models, variants, vendors) = (text(&MODEL), text(&VARIANT), text(&VENDOR));
    let (anchors, origins) = (text(&WEEK_ANCHOR), text(&VALUE_ORIGIN));
    let (starts, tokens) = (frame.cells(&WEEK_START_DATE).dates(), frame.cells(&TOKENS).integers());
    let complete = frame.cells(&IS_COMPLETE).truths();
    let mut weeks: BTreeMap<Date, Week<'_>> = BTreeMap::new();
    let named = |row: usize| {
        Some(Named {
            model: at(&models, row)?,
            vendor: at(&vendors, row)?,
            is_free: at(&variants, row) == Some(Variant::FREE),
            tokens: at(&tokens, row)?,
            origin: at(&origins, row)?.parse().ok()?,
        })
    };
    for row in 0..frame.height() {
        // A checked frame has all that is required here: no row is lost.
        let (Some(start), Some(named)) = (at(&starts, row), named(row)) else { continue };
        let week = weeks.entry(start).or_default();
        week.anchor = at(&anchors, row).unwrap_or_default();
        week.is_complete = at(&complete, row) == Some(true);
        if named.model == OTHERS {
            week.others = Some(week.others.unwrap_or(0) + named.tokens);
        } else {
            week.models.push(named);
        }
    }
    weeks
}
