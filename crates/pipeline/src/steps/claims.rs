//! Steps that test claims and tell moves, and what they are given.

mod boards;
mod past;
mod testing;
mod weeks;
mod weighed;

use analyze::{CLAIMS_OF_A_YEAR, Moving};
use jiff::civil::Date;
use polars::{
    frame::DataFrame,
    prelude::{Expr, col, lit},
};
use schema::{
    Basis, Board, Frame, Rule, Table, Verdict,
    columns::{BOARD, CLAIM_ID, VERDICT, WEEK_START_DATE},
    tables::{Claim, ModelLeaderboard, ModelWeek, VendorWeek},
};

use self::{
    boards::{boards_of, is_month},
    past::Past,
    testing::Testing,
    weeks::Held,
    weighed::{ByKind, Weighed},
};
use super::prices::Usages;
use crate::{failure::Failure, reference::CLAIMS, step::Inputs, threads};

/// The rule by which, and the basis on which, the text has shares and prices.
const CLAIMED: (Rule, Basis) = (Rule::Published, Basis::List3to1);

/// Claims are tested on whatever results this run has made, on the last week that anything is held of; and on each week since
/// the published page, as what is held was when it ended with that week: the series of vendors and, where that has no such
/// week, the models of a chart; and the boards whose windows end in it. A week of which nothing is held has its rows, too.
pub(super) fn claim(inputs: &Inputs<'_>) -> anyhow::Result<DataFrame> {
    let usages = Usages::read(inputs)?;
    let testing = Testing::read(inputs, &usages)?.ok_or_else(|| {
        let hint = "import a vendor chart or a whole week of daily data, or leave `claim` out of `results`";
        Failure::data("neither `vendor_week` nor `model_leaderboard` has a week to test claims on").with_hint(hint)
    })?;
    let claims = inputs.reference.file(CLAIMS)?;
    let weeks: Vec<(Date, Held)> = testing.weeks().collect();
    let of_weeks = threads::side_by_side(&weeks, |(week, held)| {
        anyhow::Ok(analyze::claim(claims, &testing.evidence(*week, *held)?, *week)?)
    });
    let mut tested = Frame::<Claim>::empty()?.into_data();
    for of_week in of_weeks {
        tested.vstack_mut(of_week?.data())?;
    }
    Ok(Frame::<Claim>::new(tested)?.into_data())
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
    let (all_vendors, vendors) = (vendors, analyze::page_until(vendors, week));
    // With the board of the newest week or, where that has none, without: what a board says has not moved.
    let prices = inputs.frame()?;
    let run = ByKind::of(&prices)?;
    let weighed = Weighed::of(&prices, &run, (newest, newest))?;
    let of_weeks = weighed.with_weeks(&run, (Date::MIN, newest))?;
    let past = Past::of(inputs, &vendors, (&of_weeks, &inputs.frame()?))?;
    let evidence = past.evidence(inputs, models).cut_off().with_prices(&weighed.prices);
    let evidence = evidence.with_boards_of_other_days(weighed.elsewhere, &inputs.plan.pricing());
    let board: Frame<ModelLeaderboard> = inputs.frame()?;
    let of = boards_of(&board, newest, newest);
    let board = only(&board, &of)?;
    let evidence = if of.is_empty() { evidence } else { evidence.with_leaderboard(&board) };
    let is_month = is_month(inputs)?;
    let evidence = if is_month { evidence } else { evidence.with_weeks_of_board(&board, models, all_vendors) };
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

#[cfg(test)]
mod tests;
