//! `coverage`: how many tokens found a price, and why the others did not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, MatchClass, Origin, WindowKind,
    columns::{
        BOARD, MATCH_CLASS, MODEL_COUNT, PRICE_BASIS, PRICED_USD, REASON, TOKEN_SHARE, TOKENS, VALUE_ORIGIN,
        WEIGHTS_AGE_DAYS, WINDOW_END_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    series::{dates, integers, reals, texts},
    tables::{Coverage, PricedUsage},
};

use crate::{
    AnalyzeError,
    bill::Bill,
    blend::blended,
    usage::{Usage, board_window, of_board, usages},
    window::share,
};

/// The bases that look for a price in different places: one catalogue, or all of them.
const BASES: [Basis; 2] = [Basis::ListCurrent, Basis::ListAsof];

/// What is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    board: Board,
    kind: WindowKind,
    window: (Date, Date),
    basis: Basis,
}

/// One class of it.
struct Sum<'frame> {
    tokens: i64,
    models: BTreeSet<(&'frame str, Option<&'frame str>)>,
    bill: Bill,
    /// Days between the window and the usage that weights in it, the most.
    age: i64,
    origin: Origin,
}

impl<'frame> Sum<'frame> {
    fn of(origin: Origin) -> Self {
        Self { tokens: 0, models: BTreeSet::new(), bill: Bill::default(), age: 0, origin }
    }

    fn add(&mut self, usage: &'frame Usage, basis: Basis) {
        self.tokens += usage.tokens;
        self.models.insert(usage.name());
        self.origin = self.origin.max(usage.origin);
        self.age = self.age.max(usage.weights_age);
        if let Some(blend) = blended(usage, basis) {
            self.bill.add(usage.tokens, blend);
        }
    }

    fn usd(&self) -> Option<f64> {
        self.bill.mix.map(|_| self.bill.usd)
    }
}

/// Tokens by board, window, basis and match class.
///
/// Grain: board × window × basis × class. Bases: `list_current` looks into one catalogue, `list_asof` into all of them.
/// Units: tokens, `token_share` 0 to 1 of the board's window, US dollars at the measured mix, or that of other tokens where
/// none was measured; null where the board never splits tokens. Every token of the usage is in exactly one class. Windows
/// of kind `week` are of the usage that weights in that week, which may be borrowed from another: `weights_age_days` is the
/// most days that lie between the two.
///
/// # Errors
/// [`AnalyzeError::Frame`] if the result breaks its table's promise.
pub fn coverage(usage: &Frame<PricedUsage>) -> Result<Frame<Coverage>, AnalyzeError> {
    let usages = usages(usage);
    let mut sums: BTreeMap<(Place, MatchClass), Sum<'_>> = BTreeMap::new();
    let mut totals: BTreeMap<Place, i64> = BTreeMap::new();
    for basis in BASES {
        let of_boards = Board::ALL.iter().filter_map(|board| Some((board, board_window(&usages, *board)?)));
        let of_boards = of_boards.flat_map(|(board, window)| {
            of_board(&usages, *board, basis).into_iter().map(move |usage| (WindowKind::Board, window, usage))
        });
        let weeks = usages.iter().filter(|usage| usage.kind == WindowKind::Week);
        for (kind, window, usage) in of_boards.chain(weeks.map(|usage| (WindowKind::Week, usage.window, usage))) {
            let place = Place { board: usage.board, kind, window, basis };
            *totals.entry(place).or_default() += usage.tokens;
            let class = if basis == Basis::ListAsof { usage.asof_class } else { usage.class };
            sums.entry((place, class)).or_insert_with(|| Sum::of(usage.origin)).add(usage, basis);
        }
    }
    let of_place =
        |place: &Place, sum: &Sum<'_>| share(sum.tokens, totals.get(place).copied().unwrap_or(0)).or(Some(0.0));
    let places = || sums.keys().map(|(place, _)| place);
    Ok(Frame::from_columns(vec![
        texts(&BOARD, places().map(|place| Some(place.board.word()))),
        texts(&WINDOW_KIND, places().map(|place| Some(place.kind.word()))),
        dates(&WINDOW_START_DATE, places().map(|place| Some(place.window.0))),
        dates(&WINDOW_END_DATE, places().map(|place| Some(place.window.1))),
        texts(&PRICE_BASIS, places().map(|place| Some(place.basis.word()))),
        texts(&MATCH_CLASS, sums.keys().map(|(_, class)| Some(class.word()))),
        integers(&TOKENS, sums.values().map(|sum| Some(sum.tokens))),
        reals(&TOKEN_SHARE, sums.iter().map(|((place, _), sum)| of_place(place, sum))),
        integers(&MODEL_COUNT, sums.values().map(|sum| i64::try_from(sum.models.len()).ok())),
        integers(&WEIGHTS_AGE_DAYS, sums.values().map(|sum| Some(sum.age))),
        reals(&PRICED_USD, sums.values().map(Sum::usd)),
        texts(&REASON, sums.iter().map(|((_, class), sum)| reason(*class, sum))),
        texts(&VALUE_ORIGIN, sums.values().map(|sum| Some(sum.origin.word()))),
    ])?)
}

/// Why a class has no dollars, or dollars at another mix than its own.
fn reason(class: MatchClass, sum: &Sum<'_>) -> Option<&'static str> {
    match (sum.usd(), class) {
        (Some(_), _) => sum.bill.doubt(),
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
        let columns = [&BOARD, &PRICE_BASIS, &MATCH_CLASS, &TOKENS, &TOKEN_SHARE, &MODEL_COUNT, &PRICED_USD, &REASON];
        expect![[r#"
            board | price_basis | match_class | tokens | token_share | model_count | priced_usd | reason
            apps | list_asof | priced | 7 | 1 | 1 | - | this board does not split tokens into prompt and completion
            apps | list_current | priced | 7 | 1 | 1 | - | this board does not split tokens into prompt and completion
            site | list_asof | not_listed | 40 | 0.4 | 1 | - | no price was found
            site | list_asof | priced | 60 | 0.6 | 1 | 0.00006 | -
            site | list_current | not_listed | 40 | 0.4 | 1 | - | no price was found
            site | list_current | priced | 60 | 0.6 | 1 | 0.00006 | -
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
            price_basis | match_class | priced_usd | reason
            list_asof | not_listed | - | no price was found
            list_asof | priced | 0.0001 | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
            list_current | not_listed | - | no price was found
            list_current | priced | 0.0001 | at the mix of other tokens, in another window: their own is in no source (`mix_age_days`)
        "#]]
        .assert_eq(&coverage(&usage).unwrap().to_text(&[&PRICE_BASIS, &MATCH_CLASS, &PRICED_USD, &REASON]));
    }

    /// One catalogue lacks a model that another had: what is asked of all of them finds it.
    #[test]
    fn each_basis_has_the_class_of_where_it_looked_and_a_class_the_weakest_origin() {
        let mut data = usage(&["site a/x standard 60 60 1 1", "site a/y standard 40 40 1 1"]).into_data();
        data.with_column(texts(&MATCH_CLASS, [Some("priced"), Some("not_listed")])).unwrap();
        data.with_column(texts(&VALUE_ORIGIN, [Some("observed"), Some("made")])).unwrap();
        let usage = Frame::new(data).unwrap();
        expect![[r#"
            price_basis | match_class | tokens | token_share | value_origin
            list_asof | priced | 100 | 1 | made
            list_current | not_listed | 40 | 0.4 | made
            list_current | priced | 60 | 0.6 | observed
        "#]]
        .assert_eq(&coverage(&usage).unwrap().to_text(&[
            &PRICE_BASIS,
            &MATCH_CLASS,
            &TOKENS,
            &TOKEN_SHARE,
            &VALUE_ORIGIN,
        ]));
    }
}
