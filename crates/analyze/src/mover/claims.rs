//! Claims of the published analysis whose verdict is another one than a week before.

use std::collections::BTreeMap;

use schema::{
    Frame, MoveKind, Origin,
    columns::{BECAUSE, CLAIM_ID, OUR_VALUE, VALUE_ORIGIN, VERDICT},
    tables::Claim,
};

use super::{Move, Moves, Moving};
use crate::usage::at;

/// One claim as it was judged.
struct Judged<'frame> {
    verdict: &'frame str,
    because: &'frame str,
    value: Option<f64>,
    origin: Option<Origin>,
}

pub(super) fn moves(moving: &Moving<'_>) -> Moves {
    let (old, new) = (judged(moving.old_claims), judged(moving.claims));
    let moved = |(id, now): (&str, Judged<'_>)| {
        let before = old.get(id).filter(|before| before.verdict != now.verdict)?;
        Some(Move {
            key: id.to_owned(),
            old: before.value,
            new: now.value,
            old_text: Some(before.verdict.to_owned()),
            new_text: Some(now.verdict.to_owned()),
            reason: Some(now.because.to_owned()),
            origin: now.origin.max(before.origin),
        })
    };
    Moves {
        kind: MoveKind::Claim,
        weeks: None,
        unit: None,
        basis: None,
        all: new.into_iter().filter_map(moved).collect(),
    }
}

fn judged(claims: &Frame<Claim>) -> BTreeMap<&str, Judged<'_>> {
    let text = |column| claims.cells(column).texts();
    let (ids, verdicts, becauses, origins) = (text(&CLAIM_ID), text(&VERDICT), text(&BECAUSE), text(&VALUE_ORIGIN));
    let values = claims.cells(&OUR_VALUE).reals();
    let row = |row: usize| {
        let judged = Judged {
            verdict: at(&verdicts, row)?,
            because: at(&becauses, row)?,
            value: at(&values, row),
            origin: at(&origins, row).and_then(|word| word.parse().ok()),
        };
        Some((at(&ids, row)?, judged))
    };
    (0..claims.height()).filter_map(row).collect()
}
