//! What each week's claims are tested on.

use std::collections::{BTreeMap, BTreeSet};

use analyze::{Evidence, PUBLISHED_ON};
use jiff::civil::Date;
use schema::{
    Board, Frame, Table,
    columns::{IS_COMPLETE, MODEL, WEEK_START_DATE},
    day,
    tables::{
        BenchmarkCorrelation, BenchmarkScore, ModelLeaderboard, ModelWeek, PriceCorrelation, PricedUsage, VendorPrice,
        VendorWeek,
    },
};

use super::{
    boards::{BoardsByWeek, Shown},
    only,
    past::Past,
    weeks::{Held, weeks},
    weighed::{ByKind, Weighed},
};
use crate::{step::Inputs, steps::prices::Usages};

/// The weeks, and the tables that speak of them.
pub(super) struct Testing<'run> {
    inputs: &'run Inputs<'run>,
    vendors: Frame<VendorWeek>,
    models: Frame<ModelWeek>,
    prices: Frame<VendorPrice>,
    by_kind: ByKind,
    scores: Frame<BenchmarkScore>,
    boards: BoardsByWeek<'run>,
    weeks: BTreeMap<Date, Held>,
    /// The last of all.
    last: Date,
}

impl<'run> Testing<'run> {
    /// None where nothing has a week.
    pub(super) fn read(inputs: &'run Inputs<'run>, usages: &'run Usages) -> anyhow::Result<Option<Self>> {
        let (vendors, models): (Frame<VendorWeek>, Frame<ModelWeek>) = (inputs.frame()?, inputs.frame()?);
        let (boards, run): (_, Frame<ModelLeaderboard>) = (BoardsByWeek::of(inputs, usages)?, inputs.frame()?);
        let weeks = weeks(&starts(&vendors), &whole_weeks(&models), &boards.ends(&run, &models));
        let Some(last) = weeks.last_key_value().map(|(week, _)| *week) else { return Ok(None) };
        let (prices, scores) = (inputs.frame()?, inputs.frame()?);
        let by_kind = ByKind::of(&prices)?;
        Ok(Some(Self { inputs, vendors, models, prices, by_kind, scores, boards, weeks, last }))
    }

    /// Those since the published page, and the last whenever it was.
    pub(super) fn weeks(&self) -> impl Iterator<Item = (Date, Held)> {
        let last = self.last;
        let is_since = move |week: Date| week == last || day::shifted(week, 6) >= PUBLISHED_ON;
        self.weeks.iter().map(|(week, held)| (*week, *held)).filter(move |(week, _)| is_since(*week))
    }

    pub(super) fn evidence(&self, week: Date, held: Held) -> anyhow::Result<Evidence> {
        let shown = if week == self.last { self.boards.newest()? } else { self.boards.at(week)? };
        let of = shown.of_week(week, self.last);
        let weighed = Weighed::of(&shown.prices, &self.by_kind, (week, self.last))?;
        let evidence = match held {
            Held::Vendors if week == self.last => self.newest(&weighed)?,
            Held::Vendors => self.past(week, &weighed, &shown.usage)?,
            Held::Models => self.modelled(week)?,
            Held::Nothing => Evidence::default(),
        };
        // Without a series of vendors the site's board says what each has, if it names all models.
        let is_told = held != Held::Vendors && shown.is_month && of.contains(&Board::Site);
        let evidence = if is_told { self.with_gap_of(&shown.usage, &weighed, evidence)? } else { evidence };
        let in_force = weighed.with_weeks(&self.by_kind, (week, week))?;
        let evidence = evidence.with_prices(&weighed.prices).with_prices_in_force(&in_force, week);
        let evidence = evidence.with_boards_of_other_days(weighed.elsewhere, &self.inputs.plan.pricing());
        self.with_boards(evidence, &shown, &of, week)
    }

    /// By the tables of the run; where one of its boards is of other days, what prices go into without those of that board.
    fn newest(&self, weighed: &Weighed) -> anyhow::Result<Evidence> {
        let (inputs, models) = (self.inputs, &self.models);
        let page = analyze::page_until(&self.vendors, self.last);
        let (is_all, is_weighed) = (page.height() == self.vendors.height(), weighed.elsewhere.is_empty());
        let run = Past { vendors: &page, growth: inputs.frame()?, gap: inputs.frame()? };
        let correlated: Frame<PriceCorrelation> = inputs.frame()?;
        if is_all && is_weighed && correlated.height() > 0 {
            return Ok(run.evidence(inputs, models).with_price_correlation(&correlated));
        }
        let days = (self.first_of_gap(&page).unwrap_or(self.last), self.last);
        let prices = if is_weighed { self.prices.clone() } else { weighed.with_weeks(&self.by_kind, days)? };
        let anew = Past::of(inputs, &page, (&prices, &inputs.frame()?))?;
        let correlated = anew.correlated()?;
        // What a run does not make it does not test.
        let gap = if is_weighed || run.gap.height() == 0 { run.gap } else { anew.gap };
        let growth = if is_all || run.growth.height() == 0 { run.growth } else { anew.growth };
        let evidence = Past { vendors: &page, growth, gap }.evidence(inputs, models);
        Ok(evidence.with_price_correlation(&correlated))
    }

    /// By the series as it was when it ended with a week, at the prices of boards of that week.
    fn past(&self, week: Date, weighed: &Weighed, usage: &Frame<PricedUsage>) -> anyhow::Result<Evidence> {
        let vendors = analyze::page_until(&self.vendors, week);
        let prices = weighed.with_weeks(&self.by_kind, (self.first_of_gap(&vendors).unwrap_or(week), week))?;
        let past = Past::of(self.inputs, &vendors, (&prices, usage))?;
        let evidence = past.evidence(self.inputs, &self.models).with_price_correlation(&past.correlated()?);
        let is_read_then = self.weeks.range(week..).filter(|(_, held)| **held == Held::Vendors).count() == 1;
        Ok(if is_read_then { evidence } else { evidence.cut_off() })
    }

    /// By what a chart of models names.
    fn modelled(&self, week: Date) -> anyhow::Result<Evidence> {
        let models = &self.models;
        let evidence =
            Evidence::default().with_series(&Frame::empty()?, models, week).with_models_of_week(models, week);
        let is_read_then = analyze::until(models, week).height() == models.height();
        Ok(if is_read_then { evidence } else { evidence.cut_off() })
    }

    fn with_gap_of(
        &self,
        usage: &Frame<PricedUsage>,
        weighed: &Weighed,
        evidence: Evidence,
    ) -> anyhow::Result<Evidence> {
        let (plan, none) = (self.inputs.plan, Frame::empty()?);
        let gap = analyze::vendor_gap(&none, &weighed.prices, usage, &plan.pricing(), plan.windows.gap)?;
        Ok(evidence.with_gap(&gap, plan.traffic))
    }

    /// With the boards of the week, and scores held against them or, where there is none, against the models of the week.
    fn with_boards(&self, evidence: Evidence, shown: &Shown, of: &[Board], week: Date) -> anyhow::Result<Evidence> {
        let boards = only(&shown.models, of)?;
        let evidence = if of.is_empty() { evidence } else { evidence.with_leaderboard(&boards) };
        let evidence =
            if shown.is_month { evidence } else { evidence.with_weeks_of_board(&boards, &self.models, &self.vendors) };
        let correlated: Frame<BenchmarkCorrelation> = self.inputs.frame()?;
        let of_run = if week == self.last { only(&correlated, of)? } else { Frame::empty()? };
        Ok(match (of_run.height(), correlated.height(), boards.height()) {
            (0, 0, _) | (0, _, 0) => evidence.with_scores_of_week(&self.scores, &self.models, week),
            (0, ..) => evidence.with_scores_of_boards(&self.scores, &boards),
            _ => evidence.with_score_correlation(&of_run),
        })
    }

    /// The first week that a gap over the last ones looks at, by either rule: one of them takes complete weeks alone.
    fn first_of_gap(&self, vendors: &Frame<VendorWeek>) -> Option<Date> {
        let count = self.inputs.plan.windows.gap.max(1);
        let first = |weeks: BTreeSet<Date>| weeks.iter().rev().nth(count - 1).or(weeks.first()).copied();
        let complete = vendors.cells(&WEEK_START_DATE).dates().into_iter().zip(vendors.cells(&IS_COMPLETE).truths());
        let complete = complete.filter_map(|(week, is_complete)| week.filter(|_| is_complete == Some(true)));
        [first(starts(vendors)), first(complete.collect())].into_iter().flatten().min()
    }
}

fn starts<T: Table>(weeks: &Frame<T>) -> BTreeSet<Date> {
    weeks.cells(&WEEK_START_DATE).dates().into_iter().flatten().collect()
}

/// The weeks of models that count all tokens: those with a remainder.
fn whole_weeks(models: &Frame<ModelWeek>) -> BTreeSet<Date> {
    let weeks = models.cells(&WEEK_START_DATE).dates().into_iter().zip(models.cells(&MODEL).texts());
    weeks.filter(|(_, model)| *model == Some(normalize::OTHERS)).filter_map(|(week, _)| week).collect()
}
