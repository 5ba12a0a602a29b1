//! Which name somebody means by what was typed.

use std::collections::BTreeSet;

use schema::{
    Column,
    columns::{LAST_SEEN_AT, MODEL, MODEL_ID, VENDOR},
};

use super::ground::{Ground, Row};

/// The ledger of prices: the only table that has a model's permanent name beside those that people call it by.
const LEDGER: &str = "model_price";

/// The value as rows spell it, whatever its case; as it was typed where none does.
pub(super) fn spelled(rows: &[Row<'_>], column: &Column, typed: &str) -> String {
    let texts = || rows.iter().filter_map(|row| row.text(column.name));
    let is_name = [VENDOR.name, MODEL.name].contains(&column.name);
    if !is_name || texts().any(|text| text == typed) {
        return typed.to_owned();
    }
    texts().find(|text| text.eq_ignore_ascii_case(typed)).unwrap_or_else(|| typed.to_owned())
}

/// Those models of `rows` that somebody may mean by a name that none of them has, sorted: the newest that had it as its id,
/// as `price` has it; else those in whose name or id it is a part.
pub(super) fn models(ground: &Ground<'_>, rows: &[Row<'_>], typed: &str) -> Vec<String> {
    let typed = plain(without_variant(typed));
    if typed.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<String> = rows.iter().filter_map(|row| row.text(MODEL.name)).collect();
    let ledger = ground.rows(LEDGER, &[]);
    let ids = ledger.iter().filter_map(|row| Some((row, plain(without_variant(&row.text(MODEL_ID.name)?)))));
    let mut parts = BTreeSet::new();
    let mut newest: Option<(Option<String>, String)> = None;
    for (row, id) in ids {
        let Some(model) = row.text(MODEL.name).filter(|model| known.contains(model)) else { continue };
        if id == typed {
            // Instants sort as their texts do.
            newest = newest.max(Some((row.text(LAST_SEEN_AT.name), model)));
        } else if id.contains(&typed) {
            parts.insert(model);
        }
    }
    if let Some((_, model)) = newest {
        return vec![model];
    }
    parts.extend(known.into_iter().filter(|model| plain(model).contains(&typed)));
    parts.into_iter().collect()
}

/// People type a name as they read it: `Claude Opus 4.6`.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn without_variant(id: &str) -> &str {
    id.rsplit_once(':').map_or(id, |(model, _)| model)
}
