//! `model_leaderboard`: models by tokens, by dollars and by apps, over about a month.

mod app_data;
mod place;
mod sum;
mod yardstick;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, MixOrigin, PriceConfidence,
    columns::{
        APP_COUNT, APP_COUNT_RANK, APP_DATA, APP_PLACES_GAINED, APP_TOKEN_SHARE, BLENDED_HIGH, BLENDED_LOW,
        BLENDED_PRICE, BOARD, COVERAGE_SHARE, COVERED_APP_COUNT, DOLLAR_PLACES_GAINED, DOLLAR_RANK, EXACT_SHARE,
        IMPLIED_USD, IS_UPPER_BOUND, MIX_AGE_DAYS, MIX_ORIGIN, MODEL, OF_OPUS_RATIO, ON_OPUS_USD, OPUS_MODEL,
        OTHER_BOARD_DOLLAR_RANK, OTHER_BOARD_PLACES_GAINED, OTHER_BOARD_REASON, OTHER_BOARD_TOKEN_RANK, PRICE_BASIS,
        PRICE_CONFIDENCE, REASON, TOKEN_RANK, TOKENS, VALUE_ORIGIN, VENDOR, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{AppModelWeek, Model, ModelLeaderboard, ModelPrice, PricedUsage},
};

use self::{
    app_data::AppData,
    place::{gained, rank},
    sum::Sum,
    yardstick::Yardstick,
};
use crate::{
    AnalyzeError, Traffic,
    bill::Bill,
    series::OTHERS,
    usage::{Usage, board_window, of_board, usages},
    vendor_price::{NO_MIX, NOT_BILLED, NOT_EFFECTIVE},
};

const REMAINDER: &str = "upstream's remainder: no model is named in it, so it has no rank";
const UNPRICED: &str = "unpriced: see `match_class` in `priced_usage`";
const PARTLY: &str = "some variants have no price: implied value and blended price cover the others";
const NO_APPS: &str = "no app data is among the inputs: no app can be counted";
const OTHER_DAYS: &str = "the app charts are of other days, and no app shows the model: it may be younger";
const NO_OTHER_BOARD: &str = "no usage of the other board is among the inputs: no place there";
const NOT_THERE: &str = "not named on the other board: no place there";
const UNPRICED_THERE: &str = "no price on the other board: no place by dollars there";
const OTHER_WINDOW: &str = "the boards are of other days: what changed between them is in the move";

/// What models are ranked by.
#[derive(Clone, Copy, Debug)]
pub struct Ranked<'frame> {
    /// The usage of both boards.
    pub usage: &'frame Frame<PricedUsage>,
    /// The app charts, for what they cover.
    pub apps: &'frame Frame<AppModelWeek>,
    /// The models that catalogues list, and the ledger, for the price of Opus.
    pub models: &'frame Frame<Model>,
    /// The ledger of list prices.
    pub prices: &'frame Frame<ModelPrice>,
}

/// One model on one board and basis.
struct Row<'usage> {
    board: Board,
    basis: Basis,
    model: &'usage str,
    sum: Sum<'usage>,
    ranks: Ranks,
    /// Those of the same model and basis on the other board.
    other: Ranks,
    /// The window of the other board, where there is one.
    other_window: Option<(Date, Date)>,
    app_count: Option<i64>,
    opus_model: Option<&'usage str>,
}

/// Places from 1, and how many of them are gained against the one by tokens.
#[derive(Clone, Copy, Debug, Default)]
struct Ranks {
    tokens: Option<i64>,
    dollars: Option<i64>,
    apps: Option<i64>,
    gained_by_dollars: Option<i64>,
    gained_by_apps: Option<i64>,
    gained_there: Option<i64>,
}

/// Models ranked by tokens, by implied value and by number of apps, on both boards.
///
/// Grain: model × board × basis, variants added up. Units: tokens; US dollars of implied value; dollars per million
/// tokens; ranks from 1, equal values share the better rank. The implied value covers the variants with a price
/// (`coverage_share` of the tokens). `others` stands on its board without a rank. Mix and bounds as in `vendor_price`.
///
/// Apps are those in whose public chart the model has tokens, on the board `site` too; `app_data` says what the charts cover,
/// and `app_token_share` which part of the model's tokens on the site they show, where both boards are of the same days.
///
/// Places gained are ranks by tokens minus ranks by something else, both among the models that have both: above 0, the model
/// stands higher there. They are no difference of the ranks that stand in the row, which are among more models.
///
/// `on_opus_usd` is what the same tokens would cost, at the same mix, at the list price that Claude Opus has at the end of
/// the window: see `yardstick.rs` for which model that is; `of_opus_ratio` is the price of a token over what it would
/// be there, both over the tokens that have a price here. Tokens without a mix are in neither.
///
/// A model that is used a tenth as much, and first by dollars:
///
/// ```
/// # use analyze::{Ranked, Traffic};
/// # use schema::{Basis, Frame, columns::*, tables::PricedUsage};
/// # let alike = [
/// #     (&BOARD, "site"), (&WINDOW_KIND, "board"), (&WINDOW_START_DATE, "2026-03-01"), (&WINDOW_END_DATE, "2026-03-30"),
/// #     (&USAGE_START_DATE, "2026-03-01"), (&USAGE_END_DATE, "2026-03-30"), (&VENDOR, "a"), (&IS_ATTRIBUTED, "true"),
/// #     (&VARIANT, "standard"), (&MATCH_CLASS, "priced"), (&ASOF_MATCH_CLASS, "not_listed"), (&VALUE_ORIGIN, "observed"),
/// # ];
/// let usage = Frame::<PricedUsage>::from_text("
///     model   | tokens | prompt_tokens | completion_tokens | input_usd_per_mtok | output_usd_per_mtok
///     a/dear  | 100    | 75            | 25                | 5                  | 25
///     a/cheap | 1000   | 750           | 250               | 0.25               | 0.25
/// ", &alike)?;
/// # let (apps, models, prices) = (Frame::empty()?, Frame::empty()?, Frame::empty()?);
/// let ranked = Ranked { usage: &usage, apps: &apps, models: &models, prices: &prices };
/// let board = analyze::model_leaderboard(&ranked, &[Basis::ListCurrent], Traffic::ALL)?;
/// assert_eq!(board.to_text(&[&MODEL, &TOKENS, &TOKEN_RANK, &BLENDED_PRICE, &DOLLAR_RANK]), "\
/// model | tokens | token_rank | blended_usd_per_mtok | dollar_rank
/// a/cheap | 1000 | 1 | 0.25 | 2
/// a/dear | 100 | 2 | 10 | 1
/// ");
/// # Ok::<(), analyze::AnalyzeError>(())
/// ```
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn model_leaderboard(
    ranked: &Ranked<'_>,
    bases: &[Basis],
    traffic: Traffic,
) -> Result<Frame<ModelLeaderboard>, AnalyzeError> {
    let usages = usages(ranked.usage);
    let app_data = AppData::of(&usages, ranked.apps);
    let yardsticks: BTreeMap<Board, Yardstick<'_>> = Board::ALL
        .iter()
        .filter_map(|board| {
            let (_, end) = board_window(&usages, *board)?;
            Some((*board, Yardstick::at(ranked.models, ranked.prices, end)?))
        })
        .collect();
    let boards = || Board::ALL.iter().flat_map(|board| bases.iter().map(move |basis| (*board, *basis)));
    let mut rows: Vec<Row<'_>> = boards()
        .flat_map(|(board, basis)| of_basis((board, basis), &usages, &app_data, yardsticks.get(&board), traffic))
        .collect();
    meet(&mut rows);
    frame(&rows, &app_data)
}

fn frame(rows: &[Row<'_>], app_data: &AppData) -> Result<Frame<ModelLeaderboard>, AnalyzeError> {
    let reasons: Vec<Option<String>> = rows.iter().map(|row| row.reason(app_data)).collect();
    let covered = app_data.text();
    let usd = |bill: &Bill| (bill.tokens > 0).then_some(bill.usd);
    Ok(Frame::from_columns(vec![
        texts(&MODEL, rows.iter().map(|row| Some(row.model))),
        texts(&BOARD, rows.iter().map(|row| Some(row.board.word()))),
        texts(&PRICE_BASIS, rows.iter().map(|row| Some(row.basis.word()))),
        dates(&WINDOW_START_DATE, rows.iter().map(|row| Some(row.sum.window.0))),
        dates(&WINDOW_END_DATE, rows.iter().map(|row| Some(row.sum.window.1))),
        texts(&VENDOR, rows.iter().map(|row| Some(row.sum.vendor))),
        integers(&TOKENS, rows.iter().map(|row| Some(row.sum.tokens))),
        texts(&VALUE_ORIGIN, rows.iter().map(|row| Some(row.sum.origin.word()))),
        reals(&COVERAGE_SHARE, rows.iter().map(|row| row.sum.bill.coverage(row.sum.tokens))),
        integers(&TOKEN_RANK, rows.iter().map(|row| row.ranks.tokens)),
        reals(&BLENDED_PRICE, rows.iter().map(|row| row.sum.bill.price())),
        reals(&BLENDED_LOW, rows.iter().map(|row| row.sum.bill.bounds().map(|(low, _)| low))),
        reals(&BLENDED_HIGH, rows.iter().map(|row| row.sum.bill.bounds().map(|(_, high)| high))),
        texts(&MIX_ORIGIN, rows.iter().map(|row| row.sum.bill.mix.map(MixOrigin::word))),
        integers(&MIX_AGE_DAYS, rows.iter().map(|row| row.sum.bill.mix_age)),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|row| row.sum.bill.confidence.map(PriceConfidence::word))),
        reals(&EXACT_SHARE, rows.iter().map(|row| row.sum.bill.exact_share())),
        reals(&IMPLIED_USD, rows.iter().map(|row| usd(&row.sum.bill))),
        integers(&DOLLAR_RANK, rows.iter().map(|row| row.ranks.dollars)),
        integers(&DOLLAR_PLACES_GAINED, rows.iter().map(|row| row.ranks.gained_by_dollars)),
        integers(&APP_COUNT, rows.iter().map(|row| row.app_count)),
        integers(&APP_COUNT_RANK, rows.iter().map(|row| row.ranks.apps)),
        integers(&APP_PLACES_GAINED, rows.iter().map(|row| row.ranks.gained_by_apps)),
        integers(&OTHER_BOARD_TOKEN_RANK, rows.iter().map(|row| row.other.tokens)),
        integers(&OTHER_BOARD_DOLLAR_RANK, rows.iter().map(|row| row.other.dollars)),
        integers(&OTHER_BOARD_PLACES_GAINED, rows.iter().map(|row| row.ranks.gained_there)),
        texts(&OTHER_BOARD_REASON, rows.iter().map(Row::absence)),
        reals(&APP_TOKEN_SHARE, rows.iter().map(|row| app_data.share(row.model, &row.sum, row.board))),
        integers(&COVERED_APP_COUNT, rows.iter().map(|_| app_data.count())),
        texts(&APP_DATA, rows.iter().map(|_| covered.as_deref())),
        texts(&OPUS_MODEL, rows.iter().map(|row| row.opus_model)),
        reals(&ON_OPUS_USD, rows.iter().map(|row| usd(&row.sum.opus))),
        reals(&OF_OPUS_RATIO, rows.iter().map(|row| row.sum.of_opus())),
        truths(&IS_UPPER_BOUND, rows.iter().map(|row| usd(&row.sum.bill).map(|_| row.sum.bill.is_upper_bound))),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
    ])?)
}

fn of_basis<'usage>(
    (board, basis): (Board, Basis),
    usages: &'usage [Usage],
    app_data: &AppData,
    yardstick: Option<&Yardstick<'usage>>,
    traffic: Traffic,
) -> Vec<Row<'usage>> {
    let mut sums: BTreeMap<&str, Sum<'_>> = BTreeMap::new();
    let window = board_window(usages, board);
    for usage in of_board(usages, board, basis) {
        if let (Some(taken), Some(window)) = (traffic.taken(usage, basis), window) {
            sums.entry(&*usage.model).or_insert_with(|| Sum::of(usage, window)).add(&taken, basis, yardstick);
        }
    }
    let ranks = ranks(&sums, &|model, sum| app_data.apps_of(model, sum.window));
    let row = |((model, sum), ranks): ((&'usage str, Sum<'usage>), Ranks)| Row {
        board,
        basis,
        model,
        ranks,
        other: Ranks::default(),
        other_window: None,
        app_count: app_data.apps_of(model, sum.window),
        sum,
        opus_model: yardstick.map(|yardstick| yardstick.model),
    };
    sums.into_iter().zip(ranks).map(row).collect()
}

/// The places of one board's models, in their order.
fn ranks<'usage>(
    sums: &BTreeMap<&'usage str, Sum<'usage>>,
    apps_of: &impl Fn(&str, &Sum<'usage>) -> Option<i64>,
) -> Vec<Ranks> {
    let named = || sums.iter().filter(|(model, _)| **model != OTHERS);
    let usd = |sum: &Sum<'_>| (sum.bill.tokens > 0).then_some(sum.bill.usd);
    // Those that no app shows share no place.
    let shown = |model: &str, sum: &Sum<'usage>| apps_of(model, sum).filter(|count| *count > 0);
    let tokens: Vec<i64> = named().map(|(_, sum)| sum.tokens).collect();
    let apps: Vec<i64> = named().filter_map(|(model, sum)| apps_of(model, sum)).collect();
    let priced: Vec<(i64, f64)> = named().filter_map(|(_, sum)| Some((sum.tokens, usd(sum)?))).collect();
    let in_apps: Vec<(i64, i64)> = named().filter_map(|(model, sum)| Some((sum.tokens, shown(model, sum)?))).collect();
    let of = |(model, sum): (&&str, &Sum<'usage>)| match *model {
        OTHERS => Ranks::default(),
        model => Ranks {
            tokens: Some(rank(tokens.iter(), &sum.tokens)),
            dollars: usd(sum).map(|usd| rank(priced.iter().map(|(_, usd)| usd), &usd)),
            apps: shown(model, sum).map(|count| rank(apps.iter(), &count)),
            gained_by_dollars: usd(sum).map(|usd| gained(&priced, &(sum.tokens, usd))),
            gained_by_apps: shown(model, sum).map(|count| gained(&in_apps, &(sum.tokens, count))),
            gained_there: None,
        },
    };
    sums.iter().map(of).collect()
}

/// A board and a basis, whose models are compared with each other.
type Field = (Board, Basis);

/// Tells each row the ranks that its model has on the other board.
fn meet(rows: &mut [Row<'_>]) {
    let mut fields: BTreeMap<Field, BTreeMap<String, (i64, Ranks)>> = BTreeMap::new();
    let mut windows: BTreeMap<Board, (Date, Date)> = BTreeMap::new();
    for row in rows.iter() {
        windows.insert(row.board, row.sum.window);
        let named = fields.entry((row.board, row.basis)).or_default();
        named.insert(row.model.to_owned(), (row.sum.tokens, row.ranks));
    }
    let nobody = BTreeMap::new();
    let mut moves: BTreeMap<Field, Vec<(i64, i64)>> = BTreeMap::new();
    for row in rows {
        let Some(other) = Board::ALL.iter().find(|board| **board != row.board) else { continue };
        let [here, there] = [row.board, *other].map(|board| fields.get(&(board, row.basis)).unwrap_or(&nobody));
        let both = moves.entry((row.board, row.basis)).or_insert_with(|| {
            let pair = |(model, (tokens, _)): (&String, &(i64, Ranks))| Some((*tokens, there.get(model)?.0));
            here.iter().filter(|(model, _)| *model != OTHERS).filter_map(pair).collect()
        });
        row.other_window = windows.get(other).copied();
        let Some((tokens, ranks)) = there.get(row.model).filter(|_| row.model != OTHERS) else { continue };
        row.other = *ranks;
        row.ranks.gained_there = Some(gained(both, &(row.sum.tokens, *tokens)));
    }
}

impl Row<'_> {
    /// All that is to be said of its nulls and of its price.
    fn reason(&self, app_data: &AppData) -> Option<String> {
        let unpriced = match (self.sum.bill.tokens, self.board, self.basis) {
            _ if self.model == OTHERS => Some(REMAINDER),
            (0, _, Basis::Effective) => Some(NOT_EFFECTIVE),
            (0, _, Basis::Billed) => Some(NOT_BILLED),
            (0, Board::Apps, Basis::ListCurrent | Basis::ListAsof) => Some(NO_MIX),
            (0, ..) => Some(UNPRICED),
            (priced, ..) if priced < self.sum.tokens => Some(PARTLY),
            _ => None,
        };
        let of_reference = self.sum.bill.doubt();
        let no_apps = app_data.text().is_none().then_some(NO_APPS);
        let is_unknown = self.app_count.is_none() && app_data.is_of_other_days(self.sum.window);
        let other_days = is_unknown.then_some(OTHER_DAYS);
        let said: Vec<&str> = [unpriced, of_reference, no_apps, other_days].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Why it has no place on the other board, or one of other days.
    fn absence(&self) -> Option<&'static str> {
        match (self.model, self.other_window.is_some(), self.other.tokens, self.other.dollars) {
            (_, _, Some(_), Some(_)) => {
                self.other_window.filter(|there| *there != self.sum.window).map(|_| OTHER_WINDOW)
            }
            (OTHERS, ..) => Some(REMAINDER),
            (_, false, ..) => Some(NO_OTHER_BOARD),
            (_, _, None, _) => Some(NOT_THERE),
            (..) => Some(UNPRICED_THERE),
        }
    }
}

#[cfg(test)]
mod tests;
