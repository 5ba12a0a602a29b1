//! What a run says of its tables: how much of them has a price, at prices of when, and how old all of it is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::{Timestamp, civil::Date};
use schema::{
    Basis, Frame, MatchClass, Table, WindowKind,
    columns::{BOARD, MATCH_CLASS, PRICE_BASIS, TOKEN_SHARE, TOKENS, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE},
    tables::{Coverage, VendorGap, VendorPrice},
};

use crate::{
    clock,
    console::counted,
    failure::Failure,
    frames::Frames,
    guard::{self, Judged, Verdict},
    manifest::SnapshotEntry,
    refusal,
    snapshot::Snapshot,
    snapshots,
};

/// How many tokens found a price, and the others by class, largest first.
///
/// # Errors
/// If a table is no longer what it was.
pub fn coverage(frames: &Frames) -> anyhow::Result<()> {
    if !frames.has("priced_usage") {
        return Ok(());
    }
    let is_made = frames.has(Coverage::SPEC.name);
    let coverage: Frame<Coverage> = if is_made { frames.frame()? } else { analyze::coverage(&frames.frame()?)? };
    let text = |column| coverage.cells(column).texts();
    let (boards, kinds, bases, classes) = (text(&BOARD), text(&WINDOW_KIND), text(&PRICE_BASIS), text(&MATCH_CLASS));
    let (tokens, shares) = (coverage.cells(&TOKENS).integers(), coverage.cells(&TOKEN_SHARE).reals());
    let of_board =
        boards.into_iter().zip(kinds).map(|(board, kind)| board.filter(|_| kind == Some(WindowKind::Board.word())));
    let rows = of_board.zip(bases).zip(classes).zip(tokens).zip(shares);
    let row = |((((board, basis), class), tokens), share): ((((_, _), _), _), _)| {
        Some((board?, basis?, tokens?, class?, share?))
    };
    let mut rows: Vec<(&str, &str, i64, &str, f64)> = rows.filter_map(row).collect();
    rows.sort_by_key(|(board, basis, tokens, class, _)| {
        (*board, Reverse(*basis), *class != MatchClass::Priced.word(), Reverse(*tokens))
    });
    for (board, basis, tokens, class, share) in rows {
        let (tokens, share) = (report::published::tokens(tokens), 100.0 * share);
        tracing::info!("coverage of board `{board}` on `{basis}`: {tokens} tokens `{class}`, {share:.3} %");
    }
    Ok(())
}

/// Tokens of one time at prices that the usage of another weighted: the dollars are of neither.
///
/// # Errors
/// If a table is no longer what it was.
pub fn distant_prices(frames: &Frames) -> anyhow::Result<()> {
    if !frames.has("vendor_gap") || !frames.has("vendor_price") {
        return Ok(());
    }
    let (gaps, prices) = (frames.frame::<VendorGap>()?, frames.frame::<VendorPrice>()?);
    // Where each week has its own price, a column of the row says how far off its weights are.
    for (from, to) in windows(&gaps) {
        for (first, last) in
            windows_of_one_price(&prices).into_iter().filter(|(first, last)| *last < from || to < *first)
        {
            tracing::warn!(
                "`vendor_gap` has tokens of {from} to {to} at prices weighted by usage of {first} to {last}: name \
                 windows that meet, or read it with that in mind"
            );
        }
    }
    Ok(())
}

/// First and last day of each window of a table.
fn windows<T: Table>(table: &Frame<T>) -> BTreeSet<(Date, Date)> {
    let starts = table.cells(&WINDOW_START_DATE).dates().into_iter();
    starts.zip(table.cells(&WINDOW_END_DATE).dates()).filter_map(|(start, end)| Some((start?, end?))).collect()
}

/// The windows of prices that value all weeks alike.
fn windows_of_one_price(prices: &Frame<VendorPrice>) -> BTreeSet<(Date, Date)> {
    let bases = prices.cells(&PRICE_BASIS).texts().into_iter();
    let is_one =
        bases.map(|basis| basis.and_then(|word| word.parse::<Basis>().ok()).is_some_and(|basis| !basis.is_by_week()));
    let starts = prices.cells(&WINDOW_START_DATE).dates().into_iter().zip(prices.cells(&WINDOW_END_DATE).dates());
    starts.zip(is_one).filter(|(_, is_one)| *is_one).filter_map(|((start, end), _)| Some((start?, end?))).collect()
}

/// How old the newest answer of each request is: a table can't be fresher than what it was made from. Answers come by id,
/// request and instant. One that was captured after now says nothing of that, and is told by name: its clock was ahead.
pub fn ages<'id>(answers: impl Iterator<Item = (&'id str, String, Timestamp)>, most: Option<i64>) {
    let (now, answers) = (clock::now(), answers.collect::<Vec<_>>());
    tell_ahead(&answers, now);
    let mut newest: BTreeMap<String, (usize, Option<Timestamp>)> = BTreeMap::new();
    for (_, request, at) in answers {
        let entry = newest.entry(request).or_default();
        *entry = (entry.0 + 1, entry.1.max(Some(at).filter(|at| !clock::is_ahead(*at, now))));
    }
    for (request, (count, at)) in newest {
        let snapshots = counted(count, "snapshot");
        let Some(at) = at else {
            tracing::info!("`{request}`: {snapshots}, none captured before now");
            continue;
        };
        let days = clock::days_since(at, now);
        tracing::info!("`{request}`: {snapshots}, newest of `{at}`, {days} days old");
        if let Some(most) = most.filter(|most| days > *most) {
            tracing::warn!(
                "`{request}`: the newest answer is {days} days old, expected {most} or less: is its source alive?"
            );
        }
    }
}

/// Answers of times to come. Where all are, it is this machine's clock that is wrong, and none of theirs.
fn tell_ahead(answers: &[(&str, String, Timestamp)], now: Timestamp) {
    let ahead: Vec<_> = answers.iter().filter(|(.., at)| clock::is_ahead(*at, now)).collect();
    match ahead.first() {
        Some((id, _, at)) if ahead.len() == answers.len() => tracing::warn!(
            "every answer was captured after now, `{now}`, the first, `{id}`, at `{at}`: the clock of this machine is wrong; \
             set it right, then run again"
        ),
        _ => {
            for (id, _, at) in &ahead {
                tracing::warn!(
                    "`{id}` was captured at `{at}`, and it is `{now}` now: some clock was ahead, and until then this answer \
                     passes for the newest; `tokenshare reject {id} --because \"…\"` leaves it aside"
                );
            }
        }
    }
}

/// Stops for answers that the run before had looked at, and whose folder is not there any more: upstream can't be asked for them
/// again, and tables without them would take the place of better ones. A run of the past never knew what came later.
///
/// # Errors
/// If there are any.
pub fn gone(data: &Path, before: &[SnapshotEntry], as_of: Option<Timestamp>) -> Result<(), Failure> {
    let is_known = |entry: &&SnapshotEntry| as_of.is_none_or(|as_of| entry.captured_at <= as_of);
    let is_gone = |entry: &&SnapshotEntry| is_known(entry) && !snapshots::folder(data).join(&entry.id).is_dir();
    let gone: Vec<&str> = before.iter().filter(is_gone).map(|entry| entry.id.as_str()).collect();
    let Some(first) = gone.first() else { return Ok(()) };
    let number = counted(gone.len(), "answer");
    let said = format!("{number} of the run before not held any more, the first `{first}`");
    let hint = "put them back from a copy of `snapshots`; `tokenshare run PIPELINE.toml --fresh` makes the tables without them";
    Err(Failure::data(said).with_hint(hint))
}

/// Answers that guards look at twice: those that are refused, those that somebody accepted, those that are only strange. One
/// that is refused, and behind which a newer one is used, waits for nobody.
pub fn verdicts<'id>(judged: impl Iterator<Item = (&'id str, Judged)>, waiting: &BTreeSet<&str>) {
    for (id, Judged { verdict, because, against }) in judged {
        let (reason, because) = (because.join("; "), refusal::lines(&because));
        let against = against.as_deref().unwrap_or("nothing");
        match verdict {
            Verdict::Passed => {}
            Verdict::Told => tracing::warn!("`{id}` is used, and strange beside `{against}`:{because}"),
            Verdict::Accepted => tracing::info!("`{id}` is used, since somebody accepted it:{because}"),
            Verdict::Rejected => tracing::info!("`{id}` is not used, since somebody rejected it: {reason}"),
            Verdict::Refused if !waiting.contains(id) => {
                tracing::info!("`{id}` is refused, and not used; a newer answer is: {reason}");
            }
            Verdict::Refused => tracing::warn!("`{id}` is refused, and not used; beside `{against}`:{because}"),
        }
    }
}

/// The answers that wait for a decision, each with why, and how old the newest one is that is used in its place.
pub fn undecided(snapshots: &[Snapshot], judged: &BTreeMap<String, Judged>, used: &[Snapshot]) -> Vec<String> {
    let line = |(id, judged): (&str, &Judged)| {
        let request = snapshots.iter().find(|snapshot| snapshot.id == id).map(|snapshot| snapshot.facts.request_name());
        let request = request.unwrap_or_default();
        let of_request = used.iter().filter(|snapshot| snapshot.facts.request_name() == request);
        let newest = of_request.map(Snapshot::captured_at).max();
        let newest = newest.map_or_else(|| "none".to_owned(), |at| format!("of `{at}`"));
        format!("`{id}`: {}; the newest `{request}` that is used is {newest}", judged.because.join("; "))
    };
    guard::undecided(snapshots, judged).into_iter().map(line).collect()
}
