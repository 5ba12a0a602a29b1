//! The two claims that are about a correlation: share against price over vendors, score against tokens over models.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schema::{
    Basis, Board, Column, Frame, Origin, Rule, Target, Verdict,
    columns::{
        BENCHMARK_NAME, BENCHMARK_VERSION, BOARD, MODEL, PAIR_COUNT, PRICE_BASIS, REASON, RHO, RHO_HIGH, RHO_LEAST,
        RHO_LOW, RHO_MOST, RULE, SCORE, TARGET, TOKENS, VALUE_ORIGIN, WEEK_START_DATE,
    },
    day,
    tables::{BenchmarkCorrelation, BenchmarkScore, ModelLeaderboard, ModelWeek, PriceCorrelation},
};

use super::{
    Measured, Stated,
    labs::{GAINERS, gained},
    measure::{ASSUMED, PUBLISHED},
    witness::Witness,
};
use crate::{
    rank_correlation::{self, FEWEST},
    usage::at,
};

const NO_SCORES: &str = "this run has no score of any model";
const NO_ORDER: &str = "all models have one score, or one value: there is no order to compare";

/// Rank correlations that a run has made.
#[derive(Debug, Default)]
pub(super) struct Correlations {
    by_vendor: BTreeMap<(Rule, Basis), Ranks>,
    /// Of scores with tokens, by board; on tokens the basis changes nothing.
    by_model: BTreeMap<Board, Ranks>,
    /// Of scores with the tokens of the models that the week alone names.
    in_week: Option<Ranks>,
}

/// A correlation with its interval.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranks {
    rho: Option<f64>,
    interval: Option<(f64, f64)>,
    /// What rho can be, wherever shares and prices lie within theirs.
    bounds: Option<(f64, f64)>,
    pairs: i64,
    reason: Option<String>,
    pub(super) origin: Option<Origin>,
}

impl Correlations {
    pub(super) fn read_prices(&mut self, prices: &Frame<PriceCorrelation>) {
        let text = |column: &Column| prices.cells(column).texts();
        let [rules, bases, reasons, origins] = [&RULE, &PRICE_BASIS, &REASON, &VALUE_ORIGIN].map(text);
        let numbers = Numbers::of(prices);
        let [least, most] = [&RHO_LEAST, &RHO_MOST].map(|column| prices.cells(column).reals());
        let row = |row: usize| {
            let key = (at(&rules, row)?.parse().ok()?, at(&bases, row)?.parse().ok()?);
            let ranks = numbers.ranks(row, at(&reasons, row), at(&origins, row));
            Some((key, Ranks { bounds: at(&least, row).zip(at(&most, row)), ..ranks }))
        };
        self.by_vendor = (0..prices.height()).filter_map(row).collect();
    }

    pub(super) fn read_scores(&mut self, scores: &Frame<BenchmarkCorrelation>) {
        let text = |column: &Column| scores.cells(column).texts();
        let [boards, targets, reasons, origins] = [&BOARD, &TARGET, &REASON, &VALUE_ORIGIN].map(text);
        let numbers = Numbers::of(scores);
        let of_tokens = (0..scores.height()).filter(|row| at(&targets, *row) == Some(Target::Tokens.word()));
        let row = |row: usize| {
            let board = at(&boards, row)?.parse().ok()?;
            Some((board, numbers.ranks(row, at(&reasons, row), at(&origins, row))))
        };
        // Rows are by benchmark, version and board: the newest version of the last benchmark speaks.
        self.by_model = of_tokens.filter_map(row).collect();
    }

    /// Of the models that a week names, with the newest version of the last benchmark, as `benchmark_correlation` has it of a
    /// board. The week of models may begin on another day than that of vendors: it is the last to begin within the seven days.
    pub(super) fn correlate_week(&mut self, scores: &Frame<BenchmarkScore>, models: &Frame<ModelWeek>, week: Date) {
        let models = models.between(week, day::shifted(week, 6));
        let (starts, models_of) = (models.cells(&WEEK_START_DATE).dates(), models.cells(&MODEL).texts());
        let (tokens, origins) = (models.cells(&TOKENS).integers(), models.cells(&VALUE_ORIGIN).texts());
        let Some(start) = starts.iter().copied().flatten().max() else { return };
        let mut found = Scored::newest(scores);
        for row in (0..models.height()).filter(|row| at(&starts, *row) == Some(start)) {
            let origin = at(&origins, row).and_then(|word| word.parse().ok());
            found.add(at(&models_of, row), at(&tokens, row), origin);
        }
        self.in_week = Some(found.ranks("of those that the week names have a score"));
    }

    /// The same of each board on which somebody has tokens. On tokens the basis changes nothing: the rows of one speak.
    pub(super) fn correlate_boards(&mut self, scores: &Frame<BenchmarkScore>, leaderboard: &Frame<ModelLeaderboard>) {
        let text = |column: &Column| leaderboard.cells(column).texts();
        let [on, bases, models, origins] = [&BOARD, &PRICE_BASIS, &MODEL, &VALUE_ORIGIN].map(text);
        let tokens = leaderboard.cells(&TOKENS).integers();
        let mut by_board: BTreeMap<(Board, &str), Scored<'_>> = BTreeMap::new();
        for row in 0..leaderboard.height() {
            let board = at(&on, row).and_then(|board| board.parse().ok());
            let (Some(board), Some(at_prices)) = (board, at(&bases, row)) else { continue };
            let origin = at(&origins, row).and_then(|word| word.parse().ok());
            let found = by_board.entry((board, at_prices)).or_insert_with(|| Scored::newest(scores));
            found.add(at(&models, row), at(&tokens, row), origin);
        }
        let ranks = by_board.into_iter().map(|((board, _), found)| (board, found.ranks("have a score and tokens")));
        self.by_model = ranks.collect();
    }

    pub(super) fn by_vendor(&self, rule: Rule, basis: Basis) -> Option<&Ranks> {
        self.by_vendor.get(&(rule, basis))
    }

    pub(super) fn by_model(&self, board: Board) -> Option<&Ranks> {
        self.by_model.get(&board)
    }

    pub(super) const fn in_week(&self) -> Option<&Ranks> {
        self.in_week.as_ref()
    }
}

/// The scores of the newest version of the last benchmark, by model, and the tokens of models that have one.
struct Scored<'frame> {
    scores: BTreeMap<&'frame str, (f64, Option<Origin>)>,
    named: BTreeMap<&'frame str, (f64, i64, Option<Origin>)>,
}

impl<'frame> Scored<'frame> {
    fn newest(scores: &'frame Frame<BenchmarkScore>) -> Self {
        let text = |column: &Column| scores.cells(column).texts();
        let [names, versions, models, origins] = [&BENCHMARK_NAME, &BENCHMARK_VERSION, &MODEL, &VALUE_ORIGIN].map(text);
        let values = scores.cells(&SCORE).reals();
        let version = |row: usize| Some((at(&names, row)?, at(&versions, row)?));
        let newest = (0..scores.height()).filter_map(version).max();
        let of_newest = (0..scores.height()).filter(|row| version(*row) == newest);
        let row = |row: usize| {
            let origin = at(&origins, row).and_then(|word| word.parse().ok());
            Some((at(&models, row)?, (at(&values, row)?, origin)))
        };
        Self { scores: of_newest.filter_map(row).collect(), named: BTreeMap::new() }
    }

    /// Adds tokens of a model, if it has a score.
    fn add(&mut self, model: Option<&str>, tokens: Option<i64>, origin: Option<Origin>) {
        let (Some(model), Some(tokens)) = (model, tokens) else { return };
        let Some((name, (score, scored))) = self.scores.get_key_value(model) else { return };
        let named = self.named.entry(*name).or_insert((*score, 0, *scored));
        named.1 += tokens;
        named.2 = named.2.max(origin);
    }

    /// The correlation of the scores with the tokens; of too few, which `have` what they need, why there is none.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    fn ranks(&self, have: &str) -> Ranks {
        let named = self.named.values();
        let (scores, tokens): (Vec<f64>, Vec<f64>) =
            named.clone().map(|(score, tokens, _)| (*score, *tokens as f64)).unzip();
        let found = rank_correlation::Correlations::default().of(&scores, &tokens);
        let none = || match scores.len() {
            _ if self.scores.is_empty() => NO_SCORES.to_owned(),
            few if few < FEWEST => format!("not enough models: {few} {have}, and {FEWEST} are needed"),
            _ => NO_ORDER.to_owned(),
        };
        Ranks {
            rho: found.map(|found| found.rho.value),
            interval: found.and_then(|found| found.rho.interval),
            bounds: None,
            pairs: i64::try_from(scores.len()).unwrap_or(i64::MAX),
            reason: found.is_none().then(none),
            origin: named.map(|(.., origin)| *origin).max().flatten(),
        }
    }
}

/// The columns that both tables have.
struct Numbers {
    reals: [Vec<Option<f64>>; 3],
    pairs: Vec<Option<i64>>,
}

impl Numbers {
    fn of<T: schema::Table>(frame: &Frame<T>) -> Self {
        let reals = [&RHO, &RHO_LOW, &RHO_HIGH].map(|column| frame.cells(column).reals());
        Self { reals, pairs: frame.cells(&PAIR_COUNT).integers() }
    }

    fn ranks(&self, row: usize, reason: Option<&str>, origin: Option<&str>) -> Ranks {
        let [rho, low, high] = self.reals.each_ref().map(|cells| at(cells, row));
        Ranks {
            rho,
            interval: low.zip(high),
            bounds: None,
            pairs: at(&self.pairs, row).unwrap_or(0),
            reason: reason.map(str::to_owned),
            origin: origin.and_then(|word| word.parse().ok()),
        }
    }
}

/// Holds where the whole interval is below 0, and so is rho wherever prices lie within their bounds: the cheap gained. By rule
/// `published` at 3:1, as the text has shares and prices; beside it how many of the six labs gained, and how many are cheap.
pub(super) fn follows_price(witness: &Witness<'_>, _: &Stated) -> Measured {
    let price = |vendor: &&str| Some(witness.price(PUBLISHED, ASSUMED, vendor)?.usd_per_mtok);
    let prices: Vec<f64> = GAINERS.iter().filter_map(price).collect();
    let cheap = prices.iter().filter(|price| **price < 1.0).count();
    let labs = match prices.len() {
        0 => "none of the six labs has a price to compare with $1 per million tokens".to_owned(),
        count => format!("{cheap} of the {count} labs with a price are below $1 per million tokens"),
    };
    // Without a series nobody knows who gained.
    let labs = match gained(witness) {
        None => labs,
        Some(gained) => format!("{} of the six labs gained share; {labs}", gained.len()),
    };
    let Some(found) = witness.by_vendor(PUBLISHED, ASSUMED) else {
        let missing = "this run has no changes of share and prices of this week at 3:1, rule published";
        return Measured::cannot(format!("{missing}; {labs}"));
    };
    if let Some(short) = witness.short_of_two_windows() {
        return Measured::cannot(format!("{short}; {labs}"));
    }
    if let Some(elsewhere) = witness.weighed_on_other_days(PUBLISHED, ASSUMED) {
        return Measured::cannot(format!("no prices at 3:1, rule published: {elsewhere}; {labs}"));
    }
    let judged = below_zero(found, "vendors", "change of share against price");
    let Some((least, most)) = found.bounds.filter(|(least, most)| least < most) else {
        return Measured { because: format!("{}; {labs}", judged.because), ..judged };
    };
    let wherever = format!("{least:.2} to {most:.2} wherever the prices lie within their bounds");
    let is_open = least < 0.0 && most > 0.0 && judged.verdict != Verdict::CannotBeTested;
    let verdict = if is_open { Verdict::CannotBeTested } else { judged.verdict };
    Measured { verdict, because: format!("{}; {wherever}; {labs}", judged.because), ..judged }
}

/// Holds where the whole interval is below 0: better scores go with fewer tokens. On the app board, as the text has it, else on
/// the site's, else over the models that the week alone names.
pub(super) fn benchmark_correlation(witness: &Witness<'_>, _: &Stated) -> Measured {
    let boards = [(Board::Apps, "app board"), (Board::Site, "site board")];
    let found = boards.into_iter().find_map(|(board, name)| Some((witness.by_model(board)?, name)));
    let found = found.or_else(|| Some((witness.in_week()?, "site in this week alone")));
    found.map_or_else(
        || Measured::cannot("this run has neither a board nor a model chart of this week, or no scores"),
        |(found, board)| below_zero(found, "models", &format!("score against tokens on the {board}")),
    )
}

fn below_zero(found: &Ranks, what: &str, of: &str) -> Measured {
    let (Some(rho), Some((low, high))) = (found.rho, found.interval) else {
        return Measured::cannot(found.reason.as_deref().unwrap_or("the correlation has no interval"));
    };
    let said = format!("{of}: rho {rho:.2} ({low:.2} to {high:.2}) over {} {what}", found.pairs);
    match (low > 0.0, high < 0.0) {
        (true, _) => Measured::judged(rho, Verdict::Fails, format!("{said}: the other way round")),
        (_, true) => Measured::judged(rho, Verdict::Holds, said),
        _ => Measured { value: Some(rho), ..Measured::cannot(format!("{said}: no direction can be told from chance")) },
    }
}
