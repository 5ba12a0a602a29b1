//! `whale`: how much of a vendor hangs on its largest model or app, and what the board would be without it.

mod tally;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Board, Frame, Origin,
    columns::{
        APP_NAME, BOARD, HHI, REASON, TOKEN_RANK, TOKEN_SHARE, TOKENS, VALUE_ORIGIN, VENDOR, WEIGHTS_SHARE, WHALE,
        WHALE_KIND, WHALE_SHARE, WHALE_SHARE_LOW, WHALE_TOKENS, WINDOW_END_DATE, WINDOW_START_DATE, WITHOUT_WHALE_HHI,
        WITHOUT_WHALE_RANK, WITHOUT_WHALE_SHARE,
    },
    series::{dates, integers, reals, texts},
    tables::{AppModelWeek, PricedUsage, Whale},
};

use self::tally::{Tally, Vendor, app_names};
use crate::{
    AnalyzeError,
    series::OTHERS,
    usage::{board_window, usages},
    window::share,
};

/// In the column `vendor`: every vendor loses its whale at once.
const ALL: &str = "all";
const UNKNOWN_WHOLE: &str =
    "what the vendor had in all on those days is not known: of all of it the largest may be less than `whale_share`";

const ALL_AT_ONCE: &str =
    "every vendor loses its largest at once: no name, market share or place is that of one vendor";

/// What a vendor's largest part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Model,
    App,
}

/// One vendor's largest part on a board.
struct Row<'frame> {
    kind: Kind,
    board: Board,
    window: (Date, Date),
    vendor: &'frame str,
    whale: Option<&'frame str>,
    name: Option<&'frame str>,
    tokens: i64,
    whale_tokens: i64,
    /// The most that the vendor had in all, where a series says it.
    whole: Option<i64>,
    /// Of all tokens of the board, with and without the whale.
    shares: [Option<f64>; 2],
    ranks: [Option<i64>; 2],
    hhi: [Option<f64>; 2],
    origin: Origin,
}

/// The largest model of each vendor, and the largest app, with the board as it would be without.
///
/// Grain: vendor × kind (`model`, `app`) × board over the board's window, and `all`, where every vendor loses its largest one
/// at once. Units: tokens; shares 0 to 1; HHI 0 to 10,000 over the named vendors, as in `concentration`.
///
/// `whale_share` is of the tokens that the board names of the vendor. The board `site` has the models of a month, or of the
/// largest in some weeks; the board `apps` what the public charts of apps show, which opt in, and apps are known on it
/// alone. `weights_share` says which part of the vendor's tokens the board names at least, all of them where it is a month;
/// else the weeks of the vendor series that cover its days say it. `whale_share_low` is the whale's part of all of them: what it is at least of the vendor, whoever
/// has the rest.
///
/// Without: the whale's tokens are taken from the vendor and from the board, and nothing takes their place.
/// Labels that are no vendors, and `others`, stay in the board and have no row.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn whale(usage: &Frame<PricedUsage>, apps: &Frame<AppModelWeek>) -> Result<Frame<Whale>, AnalyzeError> {
    let (usages, names) = (usages(usage), app_names(apps));
    let mut rows = Vec::new();
    for board in Board::ALL {
        let Some(window) = board_window(&usages, *board) else { continue };
        let mut tallies = vec![(Kind::Model, Tally::of_models(&usages, *board))];
        if *board == Board::Apps {
            tallies.push((Kind::App, Tally::of_apps(&usages, apps, window)));
        }
        for (kind, tally) in &tallies {
            rows.extend(vendors(tally, *kind, *board, window, &names));
            rows.extend(all_at_once(tally, *kind, *board, window));
        }
    }
    frame(&rows)
}

fn frame(rows: &[Row<'_>]) -> Result<Frame<Whale>, AnalyzeError> {
    let whole = |row: &Row<'_>| row.whole.map(|whole| whole.max(row.tokens));
    let reason = |row: &Row<'_>| match (row.whale, row.whole) {
        (None, _) => Some(ALL_AT_ONCE),
        (_, None) => Some(UNKNOWN_WHOLE),
        _ => None,
    };
    Ok(Frame::from_columns(vec![
        texts(&VENDOR, rows.iter().map(|row| Some(row.vendor))),
        texts(&WHALE_KIND, rows.iter().map(|row| Some(row.kind.word()))),
        texts(&BOARD, rows.iter().map(|row| Some(row.board.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.window.1))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.tokens))),
        integers(&WHALE_TOKENS, rows.iter().map(|row| Some(row.whale_tokens))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.origin.word()))),
        texts(&WHALE, rows.iter().map(|row| row.whale)),
        texts(&APP_NAME, rows.iter().map(|row| row.name)),
        reals(&WHALE_SHARE, rows.iter().map(|row| share(row.whale_tokens, row.tokens))),
        reals(&WHALE_SHARE_LOW, rows.iter().map(|row| share(row.whale_tokens, whole(row)?))),
        reals(&WEIGHTS_SHARE, rows.iter().map(|row| share(row.tokens, whole(row)?))),
        reals(&TOKEN_SHARE, rows.iter().map(|row| row.shares[0])),
        reals(&WITHOUT_WHALE_SHARE, rows.iter().map(|row| row.shares[1])),
        integers(&TOKEN_RANK, rows.iter().map(|row| row.ranks[0])),
        integers(&WITHOUT_WHALE_RANK, rows.iter().map(|row| row.ranks[1])),
        reals(&HHI, rows.iter().map(|row| row.hhi[0])),
        reals(&WITHOUT_WHALE_HHI, rows.iter().map(|row| row.hhi[1])),
        texts(&REASON, rows.iter().map(reason)),
    ])?)
}

fn vendors<'frame>(
    tally: &Tally<'frame>,
    kind: Kind,
    board: Board,
    window: (Date, Date),
    names: &BTreeMap<&'frame str, &'frame str>,
) -> Vec<Row<'frame>> {
    let total = tally.total();
    let of = |(vendor, own): (&&'frame str, &Vendor<'frame>)| {
        let (whale, whale_tokens) = own.largest()?;
        let without = |label: &str| if label == *vendor { whale_tokens } else { 0 };
        Some(Row {
            kind,
            board,
            window,
            vendor,
            whale: Some(whale),
            name: names.get(whale).copied().filter(|_| kind == Kind::App),
            tokens: own.tokens,
            whale_tokens,
            whole: if tally.is_whole { Some(own.tokens) } else { own.whole() },
            shares: [share(own.tokens, total), share(own.tokens - whale_tokens, total - whale_tokens)],
            ranks: [Some(tally.rank(vendor, |_| 0)), Some(tally.rank(vendor, without))],
            hhi: [tally.hhi(|_| 0), tally.hhi(without)],
            origin: own.origin,
        })
    };
    tally.vendors.iter().filter(|(label, own)| is_vendor(label, own)).filter_map(of).collect()
}

/// Every vendor without its largest one.
fn all_at_once<'frame>(tally: &Tally<'frame>, kind: Kind, board: Board, window: (Date, Date)) -> Option<Row<'frame>> {
    let attributed = || tally.vendors.iter().filter(|(label, own)| is_vendor(label, own)).map(|(_, own)| own);
    let whale = |own: &Vendor<'_>| own.largest().map_or(0, |(_, tokens)| tokens);
    let lost = |label: &str| tally.vendors.get(label).filter(|own| is_vendor(label, own)).map_or(0, whale);
    Some(Row {
        kind,
        board,
        window,
        vendor: ALL,
        whale: None,
        name: None,
        tokens: attributed().map(|own| own.tokens).sum(),
        whale_tokens: attributed().map(whale).sum(),
        whole: None,
        shares: [None, None],
        ranks: [None, None],
        hhi: [tally.hhi(|_| 0), tally.hhi(lost)],
        origin: attributed().map(|own| own.origin).max()?,
    })
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::App => "app",
        }
    }
}

/// Whether a label has a row.
fn is_vendor(label: &str, own: &Vendor<'_>) -> bool {
    own.is_attributed && !is_remainder(label)
}

/// Whether a label is upstream's remainder.
fn is_remainder(label: &str) -> bool {
    label == OTHERS
}

#[cfg(test)]
mod tests;
