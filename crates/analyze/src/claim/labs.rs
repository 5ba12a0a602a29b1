//! The claims about the six labs that the text names as gaining share, and what these may have besides what is named.

use schema::{Basis, Frame, Rule, Verdict, tables::VendorWeek};

use super::{
    Measured, Stated,
    evidence::{Growth, WINDOW},
    measure::{ASSUMED, BOARD_ONLY, MODELS_ONLY, NO_CHART, PUBLISHED, growth, no_price, no_year, of_the_last, percent},
    modelled::Parts,
    witness::Witness,
};
use crate::{
    chance::quantile,
    series::{OTHERS, VendorSeries, Week},
    vendor_growth::TOTAL,
    window::share,
};

/// The labs that the text names as gaining share.
pub(super) const GAINERS: [&str; 6] = ["qwen", "xiaomi", "minimax", "deepseek", "z-ai", "stepfun"];
const NOBODY_KNOWS: &str = "nobody knows which of the six labs gained share: this run has no vendor chart with two \
                            windows that names one, or no rows of rule `published`";

/// Parts of all tokens that are of nobody for sure.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Doubt {
    /// Inside `others`, in weeks that do not name some of those who are asked for.
    pub(super) hidden: f64,
    /// Of labels that are no vendor's.
    pub(super) nobodys: f64,
}

/// Parts of all tokens: of the labs, of all named vendors with them, and what may be the labs' besides.
struct Flow {
    labs: f64,
    named: f64,
    doubt: Doubt,
    /// Models are named, not vendors: what is hidden may be of named vendors, too.
    is_of_lists: bool,
    /// What it is read off, unless a chart of vendors.
    source: &'static str,
    /// What is to be said where the last week was running.
    running: &'static str,
}

/// What the labs have of some whole, and the least and the most that they can have of it.
#[derive(Clone, Copy)]
struct Reading {
    value: f64,
    least: f64,
    most: f64,
}

/// More than half of what, the text does not say: it holds over all tokens and over those of named vendors, or fails over both,
/// or it can't be told.
pub(super) fn cn_majority(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(short) = witness.short_window() {
        return Measured::cannot(short);
    }
    let flow = Flow::of_chart(witness).or_else(|| Flow::of_board(witness)).or_else(|| Flow::of_models(witness));
    let (Some(flow), Some(half)) = (flow, stated.bound()) else { return Measured::cannot(NO_CHART) };
    let (of_all, of_named) = (flow.of_all(), flow.of_named());
    // A range that is shown as one point says nothing, unless the half is inside.
    let is_point = |least: f64, most: f64| percent(least) == percent(most) && (half < least || most <= half);
    let besides = if is_point(of_all.value, of_all.most) {
        String::new()
    } else {
        format!(", up to {} with what may be theirs besides", percent(of_all.most))
    };
    let belong = match (flow.is_of_lists, flow.doubt.nobodys > 0.0) {
        (true, _) => "what the lists do not name belongs",
        (false, true) => "labels of no vendor belong",
        (false, false) => "",
    };
    let wherever = if belong.is_empty() || is_point(of_named.least, of_named.most) {
        String::new()
    } else {
        format!(" ({} to {} wherever {belong})", percent(of_named.least), percent(of_named.most))
    };
    let because = format!(
        "{} of all tokens{besides}, {} of those of named vendors{wherever}{}{}",
        percent(of_all.value),
        percent(of_named.value),
        of_the_last(flow.running),
        flow.source
    );
    match [of_all, of_named].map(|reading| reading.verdict(half)) {
        [Verdict::Fails, Verdict::Holds] => {
            let because = format!("{because}; which of the two is meant the text does not say");
            Measured { value: Some(of_all.value), ..Measured::cannot(because) }
        }
        [one, other] if one == other => Measured::judged(of_all.value, one, because),
        _ => Measured { value: Some(of_all.value), ..Measured::cannot(because) },
    }
}

impl Flow {
    /// In the last weeks of the vendor chart, whatever the labs have besides.
    fn of_chart(witness: &Witness<'_>) -> Option<Self> {
        let labs = gainers(witness, |growth| growth.now_share)?;
        let others = growth(witness, OTHERS).and_then(|growth| growth.now_share).unwrap_or(0.0);
        let [_, doubt] = witness.doubts();
        let (named, is_of_lists) = (1.0 - others - doubt.nobodys, witness.is_of_lists());
        let flow = Self { labs, named, doubt, is_of_lists, source: "", running: witness.running() };
        Some(flow).filter(|flow| flow.named > 0.0)
    }

    /// By the models that a chart names.
    fn of_models(witness: &Witness<'_>) -> Option<Self> {
        let Parts { labs, doubt, .. } = witness.modelled()?.now;
        let named = 1.0 - doubt.hidden - doubt.nobodys;
        let (source, running) = (MODELS_ONLY, witness.model_running());
        Some(Self { labs, named, doubt, is_of_lists: true, source, running }).filter(|flow| flow.named > 0.0)
    }

    /// By the site's board alone, whose remainder may be theirs as a whole.
    fn of_board(witness: &Witness<'_>) -> Option<Self> {
        let part = |vendor: &str| witness.gap(PUBLISHED, ASSUMED, vendor).and_then(|gap| gap.token_share);
        let parts: Vec<f64> = GAINERS.iter().filter_map(|vendor| part(vendor)).collect();
        if parts.is_empty() || growth(witness, TOTAL).is_some() {
            return None;
        }
        let doubt = Doubt { hidden: part(OTHERS).unwrap_or(0.0), nobodys: witness.nobodys_share(PUBLISHED, ASSUMED) };
        let named = 1.0 - doubt.hidden - doubt.nobodys;
        let labs = parts.iter().sum();
        let flow = Self { labs, named, doubt, is_of_lists: false, source: BOARD_ONLY, running: "" };
        Some(flow).filter(|flow| flow.named > 0.0)
    }

    fn of_all(&self) -> Reading {
        Reading { value: self.labs, least: self.labs, most: self.labs + self.doubt.nobodys + self.doubt.hidden }
    }

    /// Labels of no vendor are perhaps the labs', perhaps those of another named vendor: no remainder is in it, unless lists are
    /// of models, of which named vendors have more.
    fn of_named(&self) -> Reading {
        let open = self.doubt.nobodys + if self.is_of_lists { self.doubt.hidden } else { 0.0 };
        let most_named = self.named + open;
        let (least, most) = (self.labs / most_named, (self.labs + open) / most_named);
        Reading { value: self.labs / self.named, least, most }
    }
}

impl Reading {
    /// Whether it is more than a half, wherever it lies within its bounds.
    fn verdict(self, half: f64) -> Verdict {
        Measured::above(half, self.value, (self.least, self.most), "").verdict
    }
}

pub(super) fn cn_rounding_error(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(weeks) = witness.short_of_a_year() {
        return no_year(weeks);
    }
    let charted = gainers(witness, |growth| growth.past_share);
    let charted = charted.map(|share| (share, witness.doubts()[0], "", witness.running()));
    let of_models = |past: Parts| (past.labs, past.doubt, MODELS_ONLY, witness.model_running());
    let modelled = || witness.modelled()?.past.map(of_models);
    let Some(((share, past, source, running), bound)) = charted.or_else(modelled).zip(stated.bound()) else {
        return Measured::cannot(NO_CHART);
    };
    let most = share + past.hidden + past.nobodys;
    let besides = if most > share { format!(", and up to {}", percent(most)) } else { String::new() };
    // The first weeks are over; the year is counted back from the last.
    let last = if running.is_empty() { String::new() } else { format!(" the last four weeks{running}") };
    let because = format!("they had {} of all tokens a year before{last}{besides}{source}", percent(share));
    match (most <= bound, share <= bound) {
        (true, _) => Measured::judged(share, Verdict::Holds, because),
        (_, false) => Measured::judged(share, Verdict::Fails, because),
        _ => Measured { value: Some(share), ..Measured::cannot(because) },
    }
}

/// A rule and a basis, and what some labs cost there, each between its least and its most.
struct Setting {
    rule: Rule,
    basis: Basis,
    prices: Vec<[f64; 3]>,
    /// Those without a price, which may cost anything.
    unpriced: usize,
}

/// A price at one of its ends, or as it is.
type End = fn(&[f64; 3]) -> f64;
const LEAST: End = |[least, ..]| *least;
const LIKELY: End = |[_, likely, _]| *likely;
const MOST: End = |[.., most]| *most;

/// Of those that gained share. Holds where most of them are below it, wherever their prices lie within their bounds, in each
/// setting; fails where in one of them no more than half can be. Who has no price may be on either side.
pub(super) fn gainers_under_one_dollar(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let Some(bound) = stated.bound() else { return Measured::cannot("the claim names no price") };
    let Some(gained) = gained(witness) else {
        return Measured::cannot(witness.short_of_two_windows().unwrap_or_else(|| NOBODY_KNOWS.to_owned()));
    };
    if gained.is_empty() {
        return Measured::cannot("none of the six labs gained share");
    }
    let cases = [(PUBLISHED, ASSUMED), (Rule::Default, Basis::ListCurrent), (Rule::Default, Basis::ListAsof)];
    let settings: Vec<Setting> = cases.into_iter().filter_map(|case| Setting::of(witness, case, &gained)).collect();
    let Some(middle) = settings.first().and_then(Setting::middle) else { return no_price(witness) };
    let elsewhere = |(rule, basis): &(Rule, Basis)| {
        let untold = witness.weighed_on_other_days(*rule, *basis)?;
        Some(format!("no prices on {basis}, rule {rule}: {untold}"))
    };
    let told = settings.iter().map(|setting| setting.said(bound));
    let said: Vec<String> = told.chain(cases.iter().filter_map(elsewhere)).collect();
    let because = format!("{} of the six labs gained share; of these below it: {}", gained.len(), said.join("; "));
    let surely = settings.iter().all(|setting| 2 * setting.below(bound, MOST) > gained.len());
    let perhaps = settings.iter().all(|setting| 2 * (setting.below(bound, LEAST) + setting.unpriced) > gained.len());
    match (surely, perhaps) {
        (true, _) => Measured::judged(middle, Verdict::Holds, because),
        (_, false) => Measured::judged(middle, Verdict::Fails, because),
        _ => Measured { value: Some(middle), ..Measured::cannot(because) },
    }
}

impl Setting {
    /// None where none of them has a price.
    fn of(witness: &Witness<'_>, (rule, basis): (Rule, Basis), vendors: &[&str]) -> Option<Self> {
        let price = |vendor: &&str| {
            let price = witness.price(rule, basis, vendor)?.usd_per_mtok;
            let (least, most) = witness.price_ends(rule, basis, vendor).unwrap_or((price, price));
            Some([least.min(price), price, most.max(price)])
        };
        let prices: Vec<[f64; 3]> = vendors.iter().filter_map(price).collect();
        let unpriced = vendors.len() - prices.len();
        (!prices.is_empty()).then_some(Self { rule, basis, prices, unpriced })
    }

    /// How many are below a bound.
    fn below(&self, bound: f64, which: End) -> usize {
        self.prices.iter().filter(|price| which(price) < bound).count()
    }

    fn middle(&self) -> Option<f64> {
        let mut shown: Vec<f64> = self.prices.iter().map(LIKELY).collect();
        shown.sort_by(f64::total_cmp);
        quantile(&shown, 0.5)
    }

    fn said(&self, bound: f64) -> String {
        let [can, likely, surely] = [LEAST, LIKELY, MOST].map(|which| self.below(bound, which));
        let range = if surely < can { format!(", {surely} to {can} within their bounds") } else { String::new() };
        let unpriced = match self.unpriced {
            0 => String::new(),
            without => format!(", {without} without a price"),
        };
        format!("{likely} of {} priced ones on {}, rule {}{range}{unpriced}", self.prices.len(), self.basis, self.rule)
    }
}

/// Those of the six that gained share; none where no series says of any, or its first weeks are among its last.
pub(super) fn gained(witness: &Witness<'_>) -> Option<Vec<&'static str>> {
    if witness.short_of_two_windows().is_some() {
        return None;
    }
    let known = GAINERS.into_iter().filter_map(|vendor| Some((vendor, growth(witness, vendor)?.delta_points)));
    let known: Vec<(&str, Option<f64>)> = known.collect();
    let grew = known.iter().filter(|(_, points)| *points > Some(0.0)).map(|(vendor, _)| *vendor).collect();
    (!known.is_empty()).then_some(grew)
}

/// The six labs' combined share of all tokens; one that neither window names has none.
fn gainers(witness: &Witness<'_>, share: fn(&Growth) -> Option<f64>) -> Option<f64> {
    growth(witness, TOTAL)?;
    Some(GAINERS.iter().filter_map(|vendor| growth(witness, vendor).and_then(share)).sum())
}

/// What some vendors may have besides in the first and in the last weeks, as the upper bound of a group counts it.
pub(super) fn doubts(vendors: &Frame<VendorWeek>, labels: &[&str]) -> [Doubt; 2] {
    let series = VendorSeries::read(vendors);
    let weeks = series.weeks_of(Rule::Published);
    let of = |weeks: &[&Week]| {
        let sum = |tokens: &dyn Fn(&Week) -> i64| weeks.iter().map(|week| tokens(week)).sum::<i64>();
        let hidden = |week: &Week| labels.iter().map(|label| week.hidden(label)).sum::<i64>().min(week.others());
        let nobodys = |week: &Week| {
            let cells = week.cells.iter().filter(|(label, _)| week.is_unattributed(label));
            cells.map(|(_, cell)| cell.tokens).sum()
        };
        let part = |tokens: &dyn Fn(&Week) -> i64| share(sum(tokens), sum(&Week::total)).unwrap_or(0.0);
        Doubt { hidden: part(&hidden), nobodys: part(&nobodys) }
    };
    let last = weeks.len().saturating_sub(WINDOW);
    [of(weeks.get(..WINDOW).unwrap_or(&weeks)), of(weeks.get(last..).unwrap_or(&weeks))]
}
