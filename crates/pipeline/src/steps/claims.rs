//! Steps that test claims and tell moves, and what they are given.

use std::collections::BTreeSet;

use analyze::{CLAIMS_OF_A_YEAR, Evidence, Moving, PUBLISHED_ON, Pricing};
use jiff::civil::Date;
use polars::{
    frame::DataFrame,
    prelude::{Expr, col, lit},
};
use schema::{
    Basis, Board, Frame, Rule, Table, Verdict,
    columns::{BOARD, CLAIM_ID, PRICE_BASIS, RULE, VERDICT, WEEK_START_DATE, WINDOW_END_DATE},
    day,
    tables::{
        BenchmarkCorrelation, BenchmarkScore, Claim, ModelLeaderboard, ModelWeek, PriceCorrelation, VendorGap,
        VendorGrowth, VendorPrice, VendorWeek,
    },
};

use crate::{failure::Failure, reference::CLAIMS, step::Inputs};

/// The rule by which, and the basis on which, the text has shares and prices.
const CLAIMED: (Rule, Basis) = (Rule::Published, Basis::List3to1);

/// Claims are tested on whatever results this run has made, on the last week of the series; and on each week since the
/// published page, as the series was when it ended with that week. What is claimed of a board is tested on the week in which
/// the board's own window ends. Without a series of vendors the only week is that of the app board or, without one, of the
/// site's.
pub(super) fn claim(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, models): (Frame<VendorWeek>, Frame<ModelWeek>) = (inputs.frame()?, inputs.frame()?);
    let starts: BTreeSet<Date> = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect();
    let (board, scores): (Frame<ModelLeaderboard>, Frame<BenchmarkCorrelation>) = (inputs.frame()?, inputs.frame()?);
    let ends = || [Board::Apps, Board::Site].into_iter().filter_map(|of| board_end(&board, of));
    let of_board = ends().next().map(|end| day::shifted(end, -6));
    let last = starts.last().copied().or(of_board).ok_or_else(|| {
        let hint = "import a vendor chart or a whole week of daily data, or leave `claim` out of `results`";
        Failure::data("neither `vendor_week` nor `model_leaderboard` has a week to test claims on").with_hint(hint)
    })?;
    let (of_week, prices): (Frame<BenchmarkScore>, Frame<VendorPrice>) = (inputs.frame()?, inputs.frame()?);
    let with_board = |evidence: Evidence, week: Date| -> anyhow::Result<Evidence> {
        let of = boards_of(&board, week, last);
        let scores = only(&scores, &of)?;
        let evidence = evidence.with_prices(&only(&prices, &of)?).with_prices_in_force(&prices, week);
        let evidence = if of.is_empty() { evidence } else { evidence.with_leaderboard(&only(&board, &of)?) };
        Ok(match scores.height() {
            0 => evidence.with_scores_of_week(&of_week, &models, week),
            _ => evidence.with_score_correlation(&scores),
        })
    };
    let page = analyze::page_until(&vendors, last)?;
    let is_all = page.height() == vendors.height();
    let correlated = if is_all { inputs.frame()? } else { Frame::empty()? };
    let correlated = if correlated.height() == 0 { moves_and_prices(inputs, &page)? } else { correlated };
    let growth = if is_all { inputs.frame()? } else { growth(inputs, &page)? };
    let evidence = Evidence::default()
        .with_series(&page, &models_until(&models, &vendors)?)
        .with_growth(&growth)
        .with_gap(&inputs.frame()?, inputs.plan.traffic)
        .with_price_correlation(&correlated);
    let claims = inputs.reference.file(CLAIMS)?;
    let mut tested = analyze::claim(claims, &with_board(evidence, last)?, last)?.into_data();
    for week in starts.range(..last).copied().filter(|week| day::shifted(*week, 6) >= PUBLISHED_ON) {
        let vendors = analyze::page_until(&vendors, week)?;
        let models = models_until(&models, &vendors)?;
        let evidence = Past::of(inputs, &vendors)?.correlated(inputs, &models)?;
        tested.vstack_mut(analyze::claim(claims, &with_board(evidence, week)?, week)?.data())?;
    }
    Ok(Frame::<Claim>::new(tested)?.into_data())
}

/// Growth over what the page would show of a series. None where the plan asks for no growth.
fn growth(inputs: &Inputs<'_>, page: &Frame<VendorWeek>) -> anyhow::Result<Frame<VendorGrowth>> {
    let table: Frame<VendorGrowth> = inputs.frame()?;
    let (rules, weeks) = (&inputs.plan.rules, inputs.plan.windows.growth);
    Ok(if table.height() == 0 { table } else { analyze::vendor_growth(page, rules, weeks)? })
}

/// Change of share against price as the series was, by the rule and on the basis that the claim is about.
fn moves_and_prices(inputs: &Inputs<'_>, vendors: &Frame<VendorWeek>) -> anyhow::Result<Frame<PriceCorrelation>> {
    let (plan, prices, usage) = (inputs.plan, inputs.frame()?, inputs.frame()?);
    let (rule, basis) = CLAIMED;
    if !plan.rules.contains(&rule) || !plan.bases.contains(&basis) {
        return Ok(Frame::empty()?);
    }
    let pricing = Pricing { rules: vec![rule], bases: vec![basis], ..plan.pricing() };
    let growth = analyze::vendor_growth(vendors, &pricing.rules, plan.windows.growth)?;
    let gap = analyze::vendor_gap(vendors, &prices, &usage, &pricing, plan.windows.gap)?;
    Ok(analyze::price_correlation(&growth, &gap, vendors)?)
}

/// The weeks of models that begin no later than the last of vendors ends: its own week begins a day later, perhaps.
fn models_until(models: &Frame<ModelWeek>, vendors: &Frame<VendorWeek>) -> anyhow::Result<Frame<ModelWeek>> {
    let last = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().max();
    Ok(last.map_or_else(|| Ok(models.clone()), |last| analyze::until(models, day::shifted(last, 6)))?)
}

/// The boards that are of the week that begins on `week`: each says nothing of another one. A board that ends in the week
/// behind the last of the series is of the last, since pages are read while a week runs.
fn boards_of(board: &Frame<ModelLeaderboard>, week: Date, last: Date) -> Vec<Board> {
    let is_of = |end: Date| week <= end && end <= day::shifted(week, if week == last { 13 } else { 6 });
    Board::ALL.iter().copied().filter(|of| board_end(board, *of).is_some_and(is_of)).collect()
}

/// The last day of a board.
fn board_end(board: &Frame<ModelLeaderboard>, of: Board) -> Option<Date> {
    let rows = board.cells(&BOARD).texts().into_iter().zip(board.cells(&WINDOW_END_DATE).dates());
    rows.filter(|(board, _)| *board == Some(of.word())).filter_map(|(_, end)| end).max()
}

/// The rows of some boards.
fn only<T: Table>(frame: &Frame<T>, boards: &[Board]) -> anyhow::Result<Frame<T>> {
    let is_of = |board: &Board| col(BOARD.name).eq(lit(board.word()));
    Ok(match boards.iter().map(is_of).reduce(Expr::or) {
        Some(is_any) => frame.only(is_any)?,
        None => Frame::empty()?,
    })
}

/// What moved in the newest complete week.
pub(super) fn mover(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let (vendors, models, tested): (_, _, Frame<Claim>) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
    let [old_claims, claims] = match analyze::last_two_weeks(&vendors).filter(|_| tested.height() > 0) {
        Some((past, week)) => {
            [claims_until(inputs, &vendors, &models, past)?, claims_until(inputs, &vendors, &models, week)?]
        }
        None => [Frame::empty()?, Frame::empty()?],
    };
    let moving = Moving {
        vendors: &vendors,
        models: &models,
        dollars: &inputs.frame()?,
        basis: Basis::headline(&inputs.plan.bases),
        prices: &inputs.frame()?,
        claims: &claims,
        old_claims: &old_claims,
    };
    Ok(analyze::mover(&moving)?.into_data())
}

/// The claims on the series as it ends with a complete week. What else it rests on is the same for either week that is
/// compared: a running week behind both moves nothing.
fn claims_until(
    inputs: &Inputs<'_>,
    vendors: &Frame<VendorWeek>,
    models: &Frame<ModelWeek>,
    week: Date,
) -> anyhow::Result<Frame<Claim>> {
    let newest = vendors.cells(&WEEK_START_DATE).dates().into_iter().flatten().max().unwrap_or(week);
    let vendors = analyze::page_until(vendors, week)?;
    let models = models_until(models, &vendors)?;
    // With the board of the newest week or, where that has none, without: what a board says has not moved.
    let (evidence, board) = (Past::of(inputs, &vendors)?.evidence(inputs, &models)?, inputs.frame()?);
    let of = boards_of(&board, newest, newest);
    let evidence = if of.is_empty() { evidence } else { evidence.with_leaderboard(&only(&board, &of)?) };
    // Those of the whole series: a correlation is no move of one week.
    let evidence = evidence.with_price_correlation(&inputs.frame()?).with_score_correlation(&inputs.frame()?);
    let claims = analyze::claim(inputs.reference.file(CLAIMS)?, &evidence, week)?;
    // The page of a week before is not held: what its year was has not moved, it is not known.
    let is_of_a_year = CLAIMS_OF_A_YEAR.iter().map(|id| col(CLAIM_ID.name).eq(lit(*id))).reduce(Expr::or);
    let is_untold = col(VERDICT.name).eq(lit(Verdict::CannotBeTested.word()));
    Ok(match is_of_a_year {
        Some(is_of_a_year) => claims.only(is_of_a_year.and(is_untold).not())?,
        None => claims,
    })
}

/// What a series that ends earlier says, at the prices of this run.
struct Past<'series> {
    vendors: &'series Frame<VendorWeek>,
    growth: Frame<VendorGrowth>,
    gap: Frame<VendorGap>,
}

impl<'series> Past<'series> {
    fn of(inputs: &Inputs<'_>, vendors: &'series Frame<VendorWeek>) -> anyhow::Result<Self> {
        let (plan, prices, usage) = (inputs.plan, inputs.frame()?, inputs.frame()?);
        let growth = analyze::vendor_growth(vendors, &plan.rules, plan.windows.growth)?;
        let gap = analyze::vendor_gap(vendors, &prices, &usage, &plan.pricing(), plan.windows.gap)?;
        Ok(Self { vendors, growth, gap })
    }

    fn evidence(&self, inputs: &Inputs<'_>, models: &Frame<ModelWeek>) -> anyhow::Result<Evidence> {
        Ok(Evidence::default()
            .with_series(self.vendors, models)
            .cut_off()
            .with_growth(&self.growth)
            .with_gap(&self.gap, inputs.plan.traffic)
            .with_prices(&inputs.frame()?))
    }

    /// The same with the change of share against price, by the rule and on the basis that the claim is about.
    fn correlated(&self, inputs: &Inputs<'_>, models: &Frame<ModelWeek>) -> anyhow::Result<Evidence> {
        let is_claimed = || col(RULE.name).eq(lit(CLAIMED.0.word()));
        let of_basis = is_claimed().and(col(PRICE_BASIS.name).eq(lit(CLAIMED.1.word())));
        let growth = self.growth.only(is_claimed())?;
        let gap = self.gap.only(of_basis)?;
        let correlated = analyze::price_correlation(&growth, &gap, self.vendors)?;
        Ok(self.evidence(inputs, models)?.with_price_correlation(&correlated))
    }
}
