//! What a page's Flight stream holds that may become a table: charts and lists, found by shape. Leaves out reading them.
//!
//! Row numbers, order and component ids change with every build of the page; they are told and never used.

use std::collections::BTreeMap;

use flight::{Flight, Found, Limits, Node};
use schema::View;

use crate::{
    IngestError, Note,
    block::Block,
    chart::{Chart, Level, level, only},
    json::told_halves,
};

/// How many elements of a list are looked at before it is taken or left: values of a stream may be shared without end.
const LOOKED_AT: usize = 3;

/// Each row of a list that becomes a table has one of these: [`is_row`].
const KEYS: &[&str] = &["ys", "app_id", "model_permaslug"];

/// The longest known place of a list has 71 bytes.
const LONGEST_PLACE: usize = 1_000;

/// Lists of a page, and what its streams held besides.
pub(super) struct Blocks {
    pub(super) found: Vec<Block>,
    pub(super) notes: Vec<Note>,
}

/// Finds charts and lists in every stream of a body, whatever carries them.
///
/// # Errors
/// [`IngestError::Flight`] if the body is no stream, or a broken or boundless one.
pub(super) fn blocks(body: &[u8]) -> Result<Blocks, IngestError> {
    let limits = Limits::default();
    let streams = flight::streams(body, &limits)?;
    // A body is bounded, however many streams it is cut into.
    let limits = limits.shared_by(streams.len());
    let mut blocks = Blocks { found: Vec::new(), notes: Vec::new() };
    for (number, stream) in streams.iter().enumerate() {
        let flight = Flight::parse(stream, &limits)?;
        let prefix = if streams.len() > 1 { format!("stream {number} ") } else { String::new() };
        blocks.notes.extend(notes(&flight, &prefix));
        for found in flight.find_keyed(KEYS, is_block)? {
            blocks.found.push(block(&prefix, found)?);
        }
        blocks.notes.extend(told_halves("flight", flight.half_characters()));
    }
    blocks.notes.extend(blocks.found.iter().filter_map(holes));
    let other = blocks.found.iter().filter(|block| is_other_chart(block)).count();
    if other > 0 {
        let what = "chart of neither vendors nor models, left aside".to_owned();
        blocks.notes.push(Note { block: "flight", what, count: other });
    }
    Ok(blocks)
}

impl Blocks {
    /// The one chart of `level`. Where there is none, what the stream says of itself may tell why.
    ///
    /// # Errors
    /// As [`only`].
    pub(super) fn chart(&self, level: Level, table: &'static str) -> Result<Chart, IngestError> {
        only(level, table, &self.found).map_err(|error| match error {
            IngestError::Block { block, expected, found } => {
                let remarks = self.notes.iter().map(|note| format!("; {note}"));
                IngestError::Block { block, expected, found: found + &remarks.collect::<String>() }
            }
            other => other,
        })
    }

    /// The lists whose rows have `field`, by view. The view is the last key of a list's path, `otherwise` where that
    /// names none. Of two lists for one view that differ none is taken: which one is right is not said.
    pub(super) fn by_view(&mut self, table: &'static str, field: &str, otherwise: View) -> Vec<(View, &Block)> {
        let mut views: BTreeMap<View, Vec<&Block>> = BTreeMap::new();
        for block in self.found.iter().filter(|block| is_list_of(block, field)) {
            let lists = views.entry(view(block).unwrap_or(otherwise)).or_default();
            // Two that differ are enough to take none: comparing each with each would take for ever.
            if lists.len() < 2 && lists.iter().all(|known| known.value != block.value) {
                lists.push(block);
            }
        }
        let (taken, doubtful): (Vec<_>, Vec<_>) = views.into_iter().partition(|(_, lists)| lists.len() == 1);
        self.notes.extend(doubtful.into_iter().map(|(view, lists)| Note {
            block: table,
            what: format!("lists of the view `{view}` that differ, none taken, first at `{}`", first_path(&lists)),
            count: lists.len(),
        }));
        taken.into_iter().filter_map(|(view, lists)| Some((view, *lists.first()?))).collect()
    }
}

fn first_path(lists: &[&Block]) -> String {
    lists.first().map(|block| crate::entry::shown(&block.path)).unwrap_or_default()
}

fn view(block: &Block) -> Option<View> {
    block.path.rsplit('.').next()?.parse().ok()
}

/// A list with its place. Each of its values is told with that place, so it has to be short.
fn block(prefix: &str, Found { row, path, value, missing }: Found) -> Result<Block, IngestError> {
    if path.len() > LONGEST_PLACE {
        let (expected, found) = (format!("a place of at most {LONGEST_PLACE} bytes"), format!("{} bytes", path.len()));
        return Err(IngestError::Block { block: "flight", expected, found: format!("one of {found} in row `{row}`") });
    }
    Ok(Block { path: format!("{prefix}row {row} {path}"), value, missing })
}

/// Whether a list is one of those that become tables.
fn is_block(node: Node<'_>) -> bool {
    node.elements().is_some_and(|elements| elements.take(LOOKED_AT).any(is_row))
}

fn is_row(node: Node<'_>) -> bool {
    let has = |name| node.get(name).is_some();
    has("x") && has("ys") || has("app_id") && has("rank") || has("model_permaslug") && has("total_prompt_tokens")
}

fn is_list_of(block: &Block, field: &str) -> bool {
    block.value.as_array().is_some_and(|rows| rows.iter().take(LOOKED_AT).any(|row| row.get(field).is_some()))
}

fn is_other_chart(block: &Block) -> bool {
    is_list_of(block, "ys") && level(&block.value).is_none()
}

/// What the stream says of itself: rows that failed, tags that are new.
fn notes(flight: &Flight<'_>, prefix: &str) -> Vec<Note> {
    let failed = flight.failed().first().map(|first| Note {
        block: "flight",
        what: format!("{}, first {prefix}row `{}` at byte {}", first.reason, first.row, first.offset),
        count: flight.failed().len(),
    });
    let unknown = flight.skipped().iter().filter(|(tag, _)| !tag.is_known());
    let unknown = unknown.map(|(tag, count)| Note {
        block: "flight",
        what: format!("unknown tag `{tag}`, rows skipped"),
        count: *count,
    });
    failed.into_iter().chain(unknown).collect()
}

/// A list with holes is told; where a hole is load-bearing, reading stops.
fn holes(block: &Block) -> Option<Note> {
    let first = block.missing.first()?;
    let what = format!("value that did not arrive ({}), first at `{}`", first.reason, block.place(first));
    Some(Note { block: "flight", what: crate::entry::shown(&what), count: block.missing.len() })
}
