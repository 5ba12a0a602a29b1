//! How each claim is measured: one function per claim, on the rule and basis of the published page unless the claim
//! asks for more. Those about single models are in `board.rs`, those about correlations in `correlation.rs`, those about shares of
//! dollars in `dollars.rs`, those about the six labs in `labs.rs`, those about the length of a chart in `length.rs`. Leaves out
//! reading the claims and the results.

use schema::{Basis, Rule, Verdict};

use super::{
    Measured, Stated,
    board::{
        mimo_price, mimo_tokens, opus_run_fraction, qwen36_apps, top_model_apps, top_model_by_dollars,
        top_model_token_rank, top_model_tokens, twenty_times_cheaper,
    },
    correlation::{benchmark_correlation, follows_price},
    dollars::{anthropic_dollar_share, premium_takes_dollars},
    evidence::{Growth, YEAR},
    labs::{GAINERS, cn_majority, cn_rounding_error, gainers_under_one_dollar},
    length::{series_model, series_vendor},
    witness::Witness,
};
use crate::{chance::quantile, series::OTHERS, vendor_growth::TOTAL};

/// Tests one claim on what its witness sees.
type Measure = fn(&Witness<'_>, &Stated) -> Measured;

/// Claims by id, in the order of the published text.
pub(super) const MEASURES: &[(&str, Measure)] = &[
    ("market_growth", market_growth),
    ("cn_majority", cn_majority),
    ("cn_rounding_error", cn_rounding_error),
    ("premium_price_factor", premium_price_factor),
    ("anthropic_token_share", anthropic_token_share),
    ("anthropic_dollar_share", anthropic_dollar_share),
    ("top_model_by_dollars", top_model_by_dollars),
    ("top_model_apps", top_model_apps),
    ("top_model_token_rank", top_model_token_rank),
    ("top_model_tokens", top_model_tokens),
    ("anthropic_last_year", anthropic_last_year),
    ("premium_takes_dollars", premium_takes_dollars),
    ("follows_price", follows_price),
    ("gainers_under_one_dollar", gainers_under_one_dollar),
    ("qwen36_apps", qwen36_apps),
    ("mimo_tokens", mimo_tokens),
    ("mimo_price", mimo_price),
    ("opus_run_fraction", opus_run_fraction),
    ("twenty_times_cheaper", twenty_times_cheaper),
    ("benchmark_correlation", benchmark_correlation),
    ("efficient_or_cheap", efficient_or_cheap),
    ("series_vendor", series_vendor),
    ("series_model", series_model),
];

/// Those that compare with a year before, or count its weeks.
pub const OF_A_YEAR: [&str; 4] = ["market_growth", "cn_rounding_error", "anthropic_last_year", "series_vendor"];

pub(super) const PUBLISHED: Rule = Rule::Published;
pub(super) const ASSUMED: Basis = Basis::List3to1;
/// The vendor that the text is about.
pub(super) const DEAR: &str = "anthropic";
pub(super) const PREMIUM: [&str; 2] = [DEAR, "openai"];
pub(super) const NO_CHART: &str =
    "this run has no vendor chart of the week with two windows, or no rows of rule `published`";
pub(super) const MODELS_ONLY: &str = ", by the models that a chart names, since there is no vendor chart of the week";
pub(super) const BOARD_ONLY: &str =
    ", by the site's board over its own window, since there is no vendor chart of the week";
/// The last four weeks are tested as they stand.
pub(super) const RUNNING: &str = ", the running one among them";
/// The first four, too.
pub(super) const CUT: &str = ", the cut one among them,";
const NO_PRICE: &str = "this run has no vendor prices on the basis and rule of the published page";

fn market_growth(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(weeks) = witness.short_of_a_year() {
        return no_year(weeks);
    }
    match growth(witness, TOTAL).and_then(|growth| growth.ratio) {
        Some(ratio) => {
            let (cut, running) = (witness.cut(), witness.running());
            let because = format!("first four buckets{cut} against the last four{running}");
            Measured::near(stated, ratio, because)
        }
        None => match witness.model_growth() {
            Some((ratio, weeks)) => {
                let because = format!(
                    "of the {weeks} weeks of the model chart, since there is no vendor chart of the week: the first four{} against the last four{}",
                    witness.model_cut(),
                    witness.model_running()
                );
                Measured::near(stated, ratio, because)
            }
            None => Measured::cannot(NO_CHART),
        },
    }
}

/// A year before is as far off as the page reached.
pub(super) fn no_year(weeks: usize) -> Measured {
    Measured::cannot(format!(
        "of the {YEAR} weeks of a year and its ends up to this one the vendor chart has {weeks}: the series in force does not \
         reach back a year"
    ))
}

/// Prices of vendors are weighed by a board of the week or are null: one rule for all claims that are about prices.
pub(super) fn no_price(witness: &Witness<'_>) -> Measured {
    match witness.weighed_on_other_days(PUBLISHED, ASSUMED) {
        Some(elsewhere) => Measured::cannot(format!("{NO_PRICE}: {elsewhere}")),
        None => Measured::cannot(NO_PRICE),
    }
}

fn premium_price_factor(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let price = |vendor: &str| witness.price(PUBLISHED, ASSUMED, vendor).map(|price| price.usd_per_mtok);
    let cheap = || GAINERS.iter().chain(&["google"]).filter_map(|vendor| price(vendor));
    let pairs =
        PREMIUM.iter().filter_map(|vendor| price(vendor)).flat_map(|dear| cheap().map(move |cheap| dear / cheap));
    let mut ratios: Vec<f64> = pairs.collect();
    ratios.sort_by(f64::total_cmp);
    let (Some(least), Some(most), Some((low, high))) = (ratios.first(), ratios.last(), stated.range()) else {
        return no_price(witness);
    };
    let within = ratios.iter().filter(|ratio| (low..=high).contains(*ratio)).count();
    let because = format!(
        "{within} of {} pairs lie between {low} and {high}; all lie between {least:.1} and {most:.1}",
        ratios.len()
    );
    let middle = quantile(&ratios, 0.5).unwrap_or(*most);
    Measured::judged(middle, (within == ratios.len()).into(), because)
}

fn anthropic_token_share(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let is_of_weeks = witness.gap(PUBLISHED, ASSUMED, DEAR).is_some_and(|gap| gap.weeks.is_some());
    if growth(witness, TOTAL).is_some() || is_of_weeks {
        return of_chart(witness, stated);
    }
    if let Some(ends) = of_board(witness) {
        return of_dear(stated, ends, format!("of all tokens{BOARD_ONLY}"));
    }
    witness.modelled().map_or_else(
        || Measured::cannot(NO_CHART),
        |modelled| {
            let of = format!("of all tokens{}{MODELS_ONLY}", of_the_last(witness.model_running()));
            of_dear(stated, modelled.now.of_dear(), of)
        },
    )
}

/// Its share in the last weeks of a chart of vendors. One that these do not name has no more than is hidden in them.
fn of_chart(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let gap = witness.gap(PUBLISHED, ASSUMED, DEAR);
    let short = if gap.is_some() { witness.short_gap(PUBLISHED, ASSUMED) } else { witness.short_window() };
    if let Some(short) = short {
        return Measured::cannot(short);
    }
    let ([_, besides], running) = (witness.dear(), witness.running());
    let share = gap.and_then(|gap| gap.token_share);
    let share = share.or_else(|| growth(witness, DEAR)?.now_share).filter(|share| *share > 0.0);
    if let Some(share) = share {
        let of = format!("of all buckets in the last four weeks{running}");
        return of_dear(stated, (share, share + besides.hidden), of);
    }
    let most = percent(besides.hidden);
    let because =
        format!("the vendor chart does not name it in the last four weeks{running}: it has at most {most} of all");
    // Unknown is not zero.
    Measured { value: None, ..Measured::near_within(stated, (0.0, besides.hidden), because) }
}

/// The least and the most that it has of the site's board, where no chart of vendors has the week.
fn of_board(witness: &Witness<'_>) -> Option<(f64, f64)> {
    let share = witness.gap(PUBLISHED, ASSUMED, DEAR)?.token_share?;
    let others = witness.gap(PUBLISHED, ASSUMED, OTHERS).and_then(|gap| gap.token_share);
    Some((share, share + others.unwrap_or(0.0)))
}

/// A share that may be larger by what is inside the remainder.
fn of_dear(stated: &Stated, (least, most): (f64, f64), of: String) -> Measured {
    let shown = percent(most);
    let besides =
        if shown == percent(least) { of } else { format!("{of}, up to {shown} with what may be its besides") };
    Measured::near_within(stated, (least, most), besides)
}

fn anthropic_last_year(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(weeks) = witness.short_of_a_year() {
        return no_year(weeks);
    }
    let [besides_then, besides_now] = witness.dear();
    let charted = match growth(witness, DEAR) {
        Some(growth) => growth.past_share.zip(growth.now_share),
        // Whom a chart does not name has what it may hide.
        None => growth(witness, TOTAL).map(|_| (0.0, 0.0)),
    };
    if let Some((past, now)) = charted {
        let ends = [(past, past + besides_then.hidden), (now, now + besides_now.hidden)];
        return then_and_now(stated, ends, ["", &of_the_last(witness.running())]);
    }
    let Some(past) = witness.modelled().and_then(|modelled| modelled.past) else { return Measured::cannot(NO_CHART) };
    let (running, then) = (witness.model_running(), past.of_dear());
    if let Some(now) = of_board(witness) {
        let last =
            if running.is_empty() { String::new() } else { format!(", a year before the last four weeks{running}") };
        let by = format!("{last}, by the models that a chart names");
        return then_and_now(stated, [then, now], [&by, BOARD_ONLY]);
    }
    let Some(now) = witness.modelled().map(|modelled| modelled.now.of_dear()) else {
        return Measured::cannot(NO_CHART);
    };
    then_and_now(stated, [then, now], ["", &format!("{}{MODELS_ONLY}", of_the_last(running))])
}

/// Up to which weeks shares changed, where one of them was running.
pub(super) fn up_to_the_last(running: &str) -> String {
    if running.is_empty() { String::new() } else { format!(" up to the last four weeks{running}") }
}

/// Which weeks shares are of, where one of them was running.
pub(super) fn of_the_last(running: &str) -> String {
    if running.is_empty() { String::new() } else { format!(" in the last four weeks{running}") }
}

/// The sentence is about both: it holds where all that is possible of each is what was said, and fails where nothing of one is.
fn then_and_now(stated: &Stated, ends: [(f64, f64); 2], [by_then, by_now]: [&str; 2]) -> Measured {
    let [of_then, of_now] = ends;
    let [then, since] = [(of_then, stated.number()), (of_now, stated.second_value)].map(|((least, most), said)| {
        let is_near = |value: f64| said.is_none_or(|said| stated.is_near(value, said));
        let nearest = said.map_or(least, |said| said.max(least).min(most));
        (!is_near(nearest), is_near(least) && is_near(most))
    });
    let which = match (then.0, since.0) {
        (true, true) => "; neither is what was said",
        (true, false) => "; then is not what was said",
        (false, true) => "; now is not what was said",
        (false, false) => "",
    };
    let [past, now] = ends.map(|(least, most)| {
        let (least, most) = (percent(least), percent(most));
        if least == most { least } else { format!("{least} to {most}") }
    });
    let (said, value) = (format!("{past} then{by_then}, {now} now{by_now}{which}"), of_then.0);
    match (then.0 || since.0, then.1 && since.1) {
        (true, _) => Measured::judged(value, Verdict::Fails, said),
        (_, true) => Measured::judged(value, Verdict::Holds, said),
        _ => Measured { value: Some(value), ..Measured::cannot(said) },
    }
}

fn efficient_or_cheap(_: &Witness<'_>, _: &Stated) -> Measured {
    Measured::cannot(
        "public data has no outcome of a request: it would need, per model and task, how often an answer was used, retried \
         or sent on to a dearer model",
    )
}

pub(super) fn growth<'evidence>(witness: &Witness<'evidence>, vendor: &str) -> Option<&'evidence Growth> {
    witness.growth(PUBLISHED, vendor)
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
