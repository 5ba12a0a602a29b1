//! `coverage`: how many tokens found a price, and why the others did not.

use std::collections::BTreeMap;

use schema::{
    Basis, Board, Frame, MatchClass, Origin,
    columns::{
        BOARD, MATCH_CLASS, MODEL_COUNT, PRICED_USD, REASON, TOKEN_SHARE, TOKENS, VALUE_ORIGIN, WINDOW_END_DATE,
        WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{Coverage, PricedUsage},
};

use crate::{
    AnalyzeError,
    blend::blended,
    usage::{Usage, usages},
    vendor_price::OF_REFERENCE,
    window::share,
};

/// One class of a board.
struct Sum<'usage> {
    first: &'usage Usage<'usage>,
    tokens: i64,
    models: i64,
    usd: Option<f64>,
    /// A part of the dollars is at a reference mix.
    is_of_reference: bool,
    origin: Origin,
}

/// Tokens by board and match class.
///
/// Grain: board × class. Units: tokens, `token_share` 0 to 1 of the board, US dollars at the measured mix
/// (`list_current`), or that of the reference where none was measured; null where the board never splits tokens. Every token of the usage is in exactly one class.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn coverage(usage: &Frame<PricedUsage>) -> Result<Frame<Coverage>, AnalyzeError> {
    let usages = usages(usage);
    let mut sums: BTreeMap<(Board, MatchClass), Sum<'_>> = BTreeMap::new();
    let mut totals: BTreeMap<Board, i64> = BTreeMap::new();
    for usage in &usages {
        *totals.entry(usage.board).or_default() += usage.tokens;
        let empty =
            || Sum { first: usage, tokens: 0, models: 0, usd: None, is_of_reference: false, origin: usage.origin };
        let sum = sums.entry((usage.board, usage.class)).or_insert_with(empty);
        sum.tokens += usage.tokens;
        sum.models += 1;
        sum.origin = sum.origin.max(usage.origin);
        let usd = blended(usage, Basis::ListCurrent).map(|blend| blend.price.usd(usage.tokens));
        sum.is_of_reference |= usd.is_some() && usage.mix.is_some();
        sum.usd = usd.map_or(sum.usd, |usd| Some(sum.usd.unwrap_or(0.0) + usd));
    }
    let of_board =
        |board: &Board, sum: &Sum<'_>| share(sum.tokens, totals.get(board).copied().unwrap_or(0)).or(Some(0.0));
    Ok(Frame::from_columns(vec![
        texts(&BOARD, sums.keys().map(|(board, _)| Some(board.word()))),
        texts(&MATCH_CLASS, sums.keys().map(|(_, class)| Some(class.word()))),
        dates(&WINDOW_START_DATE, sums.values().map(|sum| Some(sum.first.window.0))),
        dates(&WINDOW_END_DATE, sums.values().map(|sum| Some(sum.first.window.1))),
        integers(&TOKENS, sums.values().map(|sum| Some(sum.tokens))),
        reals(&TOKEN_SHARE, sums.iter().map(|((board, _), sum)| of_board(board, sum))),
        integers(&MODEL_COUNT, sums.values().map(|sum| Some(sum.models))),
        reals(&PRICED_USD, sums.values().map(|sum| sum.usd)),
        texts(&REASON, sums.iter().map(|((_, class), sum)| reason(*class, sum))),
        texts(&VALUE_ORIGIN, sums.values().map(|sum| Some(sum.origin.word()))),
    ])?)
}

/// Why a class has no dollars, or dollars at another mix than its own.
fn reason(class: MatchClass, sum: &Sum<'_>) -> Option<&'static str> {
    match (sum.usd, class) {
        (Some(_), _) => sum.is_of_reference.then_some(OF_REFERENCE),
        (None, MatchClass::Priced) => Some("this board does not split tokens into prompt and completion"),
        (None, _) => Some("no price was found"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::tests::{mixed_usage, usage};

    #[test]
    fn every_token_is_in_one_class() {
        let usage = usage(&["site a/x standard 60 60 1 1", "site a/y standard 40 40 - -", "apps a/x standard 7 - 1 1"]);
        let columns = [&BOARD, &MATCH_CLASS, &TOKENS, &TOKEN_SHARE, &MODEL_COUNT, &PRICED_USD, &REASON];
        expect![[r#"
            board | match_class | tokens | token_share | model_count | priced_usd | reason
            apps | priced | 7 | 1 | 1 | - | this board does not split tokens into prompt and completion
            site | not_listed | 40 | 0.4 | 1 | - | no price was found
            site | priced | 60 | 0.6 | 1 | 0.00006 | -
        "#]]
        .assert_eq(&coverage(&usage).unwrap().to_text(&columns));
    }

    #[test]
    fn dollars_at_a_reference_mix_say_so() {
        let usage = mixed_usage(&[
            ("site a/x standard 60 60 1 1", None),
            ("site a/y standard 40 - 1 1", Some("0.2 0.1 0.4 - 0.5 30")),
            ("site a/z standard 40 - - -", Some("0.2 0.1 0.4 - 0.5 30")),
        ]);
        expect![[r#"
            match_class | priced_usd | reason
            not_listed | - | no price was found
            priced | 0.0001 | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
        "#]]
        .assert_eq(&coverage(&usage).unwrap().to_text(&[&MATCH_CLASS, &PRICED_USD, &REASON]));
    }
}
