//! `model_leaderboard`: models by tokens and by dollars, over about a month.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, MixOrigin, Origin, PriceConfidence,
    columns::{
        APP_COUNT, BLENDED_HIGH, BLENDED_LOW, BLENDED_PRICE, BOARD, COVERAGE_SHARE, DOLLAR_RANK, EXACT_SHARE,
        IMPLIED_USD, IS_UPPER_BOUND, MIX_AGE_DAYS, MIX_ORIGIN, MODEL, PRICE_BASIS, PRICE_CONFIDENCE, REASON,
        TOKEN_RANK, TOKENS, VALUE_ORIGIN, VENDOR, WINDOW_END_DATE, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts, truths},
    tables::{ModelLeaderboard, PricedUsage},
};

use crate::{
    AnalyzeError, Traffic,
    bill::Bill,
    blend::blended,
    series::OTHERS,
    usage::{Usage, board_window, of_board, usages},
    vendor_price::{NO_MIX, NOT_BILLED, NOT_EFFECTIVE},
};

const REMAINDER: &str = "upstream's remainder: no model is named in it, so it has no rank";
const UNPRICED: &str = "unpriced: see `match_class` in `priced_usage`";
const PARTLY: &str = "some variants have no price: implied value and blended price cover the others";

const NO_APPS: &str = "no app data is among the inputs: no app can be counted";

/// A model's variants, added up.
struct Sum<'usage> {
    window: (Date, Date),
    vendor: &'usage str,
    tokens: i64,
    bill: Bill,
    app_count: Option<i64>,
    origin: Origin,
}

/// One model on one board and basis.
struct Row<'usage> {
    board: Board,
    basis: Basis,
    model: &'usage str,
    sum: Sum<'usage>,
    token_rank: Option<i64>,
    dollar_rank: Option<i64>,
    /// Whether any app data is among the inputs.
    has_apps: bool,
}

/// Models ranked by tokens and by implied value.
///
/// Grain: model × board × basis, variants added up. Units: tokens; US dollars of implied value; dollars per million
/// tokens; ranks from 1, equal values share the better rank. The implied value covers the variants with a price
/// (`coverage_share` of the tokens). `others` stands on its board without a rank. Mix and bounds as in `vendor_price`. Apps
/// are counted on the board `apps` alone.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn model_leaderboard(
    usage: &Frame<PricedUsage>,
    bases: &[Basis],
    traffic: Traffic,
) -> Result<Frame<ModelLeaderboard>, AnalyzeError> {
    let usages = usages(usage);
    let boards = || Board::ALL.iter().flat_map(|board| bases.iter().map(move |basis| (*board, *basis)));
    let rows: Vec<Row<'_>> = boards().flat_map(|(board, basis)| ranked(board, basis, &usages, traffic)).collect();
    let reasons: Vec<Option<String>> = rows.iter().map(Row::reason).collect();
    let usd = |sum: &Sum<'_>| (sum.bill.tokens > 0).then_some(sum.bill.usd);
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
        integers(&TOKEN_RANK, rows.iter().map(|row| row.token_rank)),
        reals(&BLENDED_PRICE, rows.iter().map(|row| row.sum.bill.price())),
        reals(&BLENDED_LOW, rows.iter().map(|row| row.sum.bill.bounds().map(|(low, _)| low))),
        reals(&BLENDED_HIGH, rows.iter().map(|row| row.sum.bill.bounds().map(|(_, high)| high))),
        texts(&MIX_ORIGIN, rows.iter().map(|row| row.sum.bill.mix.map(MixOrigin::word))),
        integers(&MIX_AGE_DAYS, rows.iter().map(|row| row.sum.bill.mix_age)),
        texts(&PRICE_CONFIDENCE, rows.iter().map(|row| row.sum.bill.confidence.map(PriceConfidence::word))),
        reals(&EXACT_SHARE, rows.iter().map(|row| row.sum.bill.exact_share())),
        reals(&IMPLIED_USD, rows.iter().map(|row| usd(&row.sum))),
        integers(&DOLLAR_RANK, rows.iter().map(|row| row.dollar_rank)),
        integers(&APP_COUNT, rows.iter().map(|row| row.sum.app_count)),
        truths(&IS_UPPER_BOUND, rows.iter().map(|row| usd(&row.sum).map(|_| row.sum.bill.is_upper_bound))),
        texts(&REASON, reasons.iter().map(Option::as_deref)),
    ])?)
}

fn ranked<'usage>(board: Board, basis: Basis, usages: &'usage [Usage<'usage>], traffic: Traffic) -> Vec<Row<'usage>> {
    let mut sums: BTreeMap<&str, Sum<'_>> = BTreeMap::new();
    let window = board_window(usages, board);
    for usage in of_board(usages, board, basis) {
        if let (Some(taken), Some(window)) = (traffic.taken(usage, basis), window) {
            sums.entry(usage.model).or_insert_with(|| Sum::of(usage, window)).add(&taken, basis);
        }
    }
    let named = || sums.iter().filter(|(model, _)| **model != OTHERS).map(|(_, sum)| sum);
    let tokens: Vec<_> = named().map(|sum| sum.tokens).collect();
    let dollars: Vec<_> = named().filter(|sum| sum.bill.tokens > 0).map(|sum| sum.bill.usd).collect();
    let ranks = |model: &str, sum: &Sum<'_>| match model {
        OTHERS => (None, None),
        _ => (Some(rank(&tokens, &sum.tokens)), (sum.bill.tokens > 0).then(|| rank(&dollars, &sum.bill.usd))),
    };
    let ranks: Vec<_> = sums.iter().map(|(model, sum)| ranks(model, sum)).collect();
    let has_apps = usages.iter().any(|usage| usage.board == Board::Apps);
    let row =
        |((model, sum), (token_rank, dollar_rank))| Row { board, basis, model, sum, token_rank, dollar_rank, has_apps };
    sums.into_iter().zip(ranks).map(row).collect()
}

/// One more than the number of larger values.
fn rank<T: PartialOrd>(values: &[T], value: &T) -> i64 {
    let larger = values.iter().filter(|other| *other > value).count();
    i64::try_from(larger).map_or(i64::MAX, |larger| larger.saturating_add(1))
}

impl<'usage> Sum<'usage> {
    fn of(usage: &Usage<'usage>, window: (Date, Date)) -> Self {
        Self { window, vendor: usage.vendor, tokens: 0, bill: Bill::default(), app_count: None, origin: usage.origin }
    }

    fn add(&mut self, usage: &Usage<'_>, basis: Basis) {
        self.tokens += usage.tokens;
        self.app_count = self.app_count.max(usage.app_count);
        self.origin = self.origin.max(usage.origin);
        if let Some(blend) = blended(usage, basis) {
            self.bill.add(usage.tokens, blend);
        }
    }
}

impl Row<'_> {
    /// All that is to be said of its nulls and of its price.
    fn reason(&self) -> Option<String> {
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
        let no_apps = (!self.has_apps).then_some(NO_APPS);
        let said: Vec<&str> = [unpriced, of_reference, no_apps].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{mixed_usage, usage};

    /// Half of a's tokens are split; b's are not, and may be cached at a fifth of the price.
    #[test]
    fn a_reference_mix_is_named_with_its_age_and_bounds() {
        let usage = mixed_usage(&[
            ("site a/x standard 50 45 1 11", None),
            ("site a/x batch 50 - 1 11", Some("0.2 0.1 0.4 - 0.5 30")),
            ("site b/y standard 100 - 1 11", Some("0.2 0.1 0.4 0.4 0.5 107")),
            ("apps a/x standard 100 - 1 11", None),
        ]);
        let board = model_leaderboard(&usage, &[Basis::ListCurrent], Traffic::ALL).unwrap();
        let columns = [
            &MODEL,
            &BOARD,
            &BLENDED_PRICE,
            &BLENDED_LOW,
            &BLENDED_HIGH,
            &MIX_ORIGIN,
            &MIX_AGE_DAYS,
            &APP_COUNT,
            &REASON,
        ];
        expect![[r#"
            model | board | blended_usd_per_mtok | blended_low_usd_per_mtok | blended_high_usd_per_mtok | mix_origin | mix_age_days | app_count | reason
            a/x | apps | - | - | - | - | - | 1 | the app charts do not split tokens into prompt and completion
            a/x | site | 2.5 | 2 | 3.5 | reference | 30 | - | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
            b/y | site | 3 | 2 | 5 | reference | 107 | - | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
        "#]].assert_eq(&board.to_text(&columns));
    }

    #[test]
    fn variants_add_up_equal_values_share_a_rank_and_others_has_none() {
        let usage = usage(&[
            "site a/x standard 60 60 1 1",
            "site a/x free 40 40 0 0",
            "site b/y standard 100 100 2 2",
            "site c/z standard 10 10 - -",
            "site others standard 500 500 - -",
        ]);
        let board = model_leaderboard(&usage, &[Basis::ListCurrent], Traffic::ALL).unwrap();
        let columns = [&MODEL, &TOKENS, &TOKEN_RANK, &DOLLAR_RANK, &BLENDED_PRICE, &COVERAGE_SHARE, &REASON];
        expect![[r#"
            model | tokens | token_rank | dollar_rank | blended_usd_per_mtok | coverage_share | reason
            a/x | 100 | 1 | 2 | 0.6 | 1 | no app data is among the inputs: no app can be counted
            b/y | 100 | 1 | 1 | 2 | 1 | no app data is among the inputs: no app can be counted
            c/z | 10 | 3 | - | - | 0 | unpriced: see `match_class` in `priced_usage`; no app data is among the inputs: no app can be counted
            others | 500 | - | - | - | 0 | upstream's remainder: no model is named in it, so it has no rank; no app data is among the inputs: no app can be counted
        "#]]
        .assert_eq(&board.to_text(&columns));
    }
}
