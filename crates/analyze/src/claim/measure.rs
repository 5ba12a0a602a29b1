//! How each claim is measured: one function per claim, on the rule and basis of the published page unless the claim
//! asks for more. Those about single models are in `board.rs`, those about correlations in `correlation.rs`, those about the six
//! labs in `labs.rs`, those about the length of a chart in `length.rs`. Leaves out reading the claims and the results.

use schema::{Basis, Board, Rule, Verdict};

use super::{
    Measured, Stated,
    board::{
        mimo_price, mimo_tokens, opus_run_fraction, qwen36_apps, top_model_apps, top_model_by_dollars,
        top_model_token_rank, top_model_tokens, twenty_times_cheaper,
    },
    correlation::{benchmark_correlation, follows_price},
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
const PREMIUM: [&str; 2] = [DEAR, "openai"];
pub(super) const NO_CHART: &str =
    "this run has no vendor chart of the week with two windows, or no rows of rule `published`";
pub(super) const MODELS_ONLY: &str = ", by the models that a chart names, since there is no vendor chart of the week";
pub(super) const BOARD_ONLY: &str =
    ", by the site's board over its own window, since there is no vendor chart of the week";
/// The last four weeks are tested as they stand.
pub(super) const RUNNING: &str = ", the running one among them";
const NO_PRICE: &str = "this run has no vendor prices on the basis and rule of the published page";

fn market_growth(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(weeks) = witness.short_of_a_year() {
        return no_year(weeks);
    }
    match growth(witness, TOTAL).and_then(|growth| growth.ratio) {
        Some(ratio) => {
            let running = witness.running();
            let because = format!("first four buckets, the cut one among them, against the last four{running}");
            Measured::near(stated, ratio, because)
        }
        None => match witness.model_growth() {
            Some((ratio, weeks)) => {
                let because = format!(
                    "of the {weeks} weeks of the model chart, since there is no vendor chart of the week: the first four against the last four{}",
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
        "of the {YEAR} weeks of a year and its ends up to this one the vendor chart has {weeks}: nothing says what was a year before"
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
    let Some(share) = witness.gap(PUBLISHED, ASSUMED, DEAR).and_then(|gap| gap.token_share) else {
        return witness.modelled().map_or_else(
            || Measured::cannot(NO_CHART),
            |modelled| {
                let of = format!("of all tokens{}{MODELS_ONLY}", of_the_last(witness.model_running()));
                of_dear(stated, modelled.now.of_dear(), of)
            },
        );
    };
    if let Some(short) = witness.short_gap(PUBLISHED, ASSUMED) {
        return Measured::cannot(short);
    }
    let (hidden, of) = if growth(witness, TOTAL).is_some() {
        let [_, besides] = witness.dear();
        (besides.hidden, format!("of all buckets in the last four weeks{}", witness.running()))
    } else {
        let others = witness.gap(PUBLISHED, ASSUMED, OTHERS).and_then(|gap| gap.token_share);
        (others.unwrap_or(0.0), format!("of all tokens{BOARD_ONLY}"))
    };
    of_dear(stated, (share, share + hidden), of)
}

/// A share that may be larger by what is inside the remainder.
fn of_dear(stated: &Stated, (least, most): (f64, f64), of: String) -> Measured {
    let shown = percent(most);
    let besides =
        if shown == percent(least) { of } else { format!("{of}, up to {shown} with what may be its besides") };
    Measured::near_within(stated, (least, most), besides)
}

fn anthropic_dollar_share(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let on = |rule, basis| witness.gap(rule, basis, DEAR).and_then(|gap| gap.dollar_share);
    let Some(share) = on(PUBLISHED, ASSUMED) else { return no_price(witness) };
    if let Some(short) = witness.short_gap(PUBLISHED, ASSUMED) {
        return Measured::cannot(short);
    }
    let weeks = if growth(witness, TOTAL).is_some() { "complete weeks" } else { "over the board's own window" };
    let mut ours = [Basis::ListAsof, Basis::ListCurrent].into_iter();
    let is_whole = |basis: &Basis| witness.short_gap(Rule::Default, *basis).is_none();
    let measured = ours.find_map(|basis| Some((basis, on(Rule::Default, basis)?))).filter(|(basis, _)| is_whole(basis));
    let measured = measured.map_or(String::new(), |(basis, share)| {
        format!("; {} at the measured mix, {weeks}, on {basis}", percent(share))
    });
    let board = witness.gap(PUBLISHED, ASSUMED, DEAR).and_then(|gap| gap.board);
    let by = if board == Some(Board::Site) { "the site's rankings" } else { "app pages" };
    Measured::near(stated, share, format!("at the assumed 3:1 mix, weighted by {by}{measured}"))
}

fn anthropic_last_year(witness: &Witness<'_>, stated: &Stated) -> Measured {
    if let Some(weeks) = witness.short_of_a_year() {
        return no_year(weeks);
    }
    let [besides_then, besides_now] = witness.dear();
    let charted = growth(witness, DEAR).and_then(|growth| growth.past_share.zip(growth.now_share));
    if let Some((past, now)) = charted {
        let ends = [(past, past + besides_then.hidden), (now, now + besides_now.hidden)];
        return then_and_now(stated, ends, &of_the_last(witness.running()));
    }
    let modelled = witness.modelled().and_then(|modelled| Some([modelled.past?.of_dear(), modelled.now.of_dear()]));
    let by = format!("{}{MODELS_ONLY}", of_the_last(witness.model_running()));
    modelled.map_or_else(|| Measured::cannot(NO_CHART), |ends| then_and_now(stated, ends, &by))
}

/// Which weeks shares are of, where one of them was running.
pub(super) fn of_the_last(running: &str) -> String {
    if running.is_empty() { String::new() } else { format!(" in the last four weeks{running}") }
}

/// The sentence is about both: it holds where all that is possible of each is what was said, and fails where nothing of one is.
fn then_and_now(stated: &Stated, ends: [(f64, f64); 2], by: &str) -> Measured {
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
    let (said, value) = (format!("{past} then, {now} now{by}{which}"), of_then.0);
    match (then.0 || since.0, then.1 && since.1) {
        (true, _) => Measured::judged(value, Verdict::Fails, said),
        (_, true) => Measured::judged(value, Verdict::Holds, said),
        _ => Measured { value: Some(value), ..Measured::cannot(said) },
    }
}

/// Holds where all that the bounds allow is above the half in each setting, fails where in one of them nothing is. Bounds are of
/// both together: not each at its least beside the other at its most.
fn premium_takes_dollars(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let cases = [
        (PUBLISHED, ASSUMED),
        (Rule::Default, ASSUMED),
        (Rule::Default, Basis::ListCurrent),
        (Rule::Default, Basis::ListAsof),
    ];
    let found = |(rule, basis): (Rule, Basis)| {
        let valued = witness.together(rule, basis, &PREMIUM).filter(|_| witness.short_gap(rule, basis).is_none())?;
        let (shown, low, high) = (valued.share?, valued.low?, valued.high?);
        let (shown_as, low_as, high_as) = (percent(shown), percent(low), percent(high));
        Some((shown, low, high, format!("{shown_as} ({low_as} to {high_as}) on {basis}, rule {rule}")))
    };
    let shares: Vec<_> = cases.into_iter().filter_map(found).collect();
    let (Some((first, ..)), Some(half)) = (shares.first(), stated.bound()) else {
        let short = cases.iter().find_map(|(rule, basis)| witness.short_gap(*rule, *basis));
        return short.map_or_else(|| no_price(witness), Measured::cannot);
    };
    let said: Vec<&str> = shares.iter().map(|(.., said)| said.as_str()).collect();
    let because = format!("anthropic and openai together: {}{}", said.join("; "), unpriced(witness, &cases));
    if shares.iter().any(|(_, _, most, _)| *most <= half) {
        return Measured::judged(*first, Verdict::Fails, because);
    }
    if shares.iter().all(|(_, least, ..)| *least > half) {
        return Measured::judged(*first, Verdict::Holds, because);
    }
    let open = shares.iter().filter(|(_, least, ..)| *least <= half).count();
    let because = format!(
        "{because}; the half lies within the bounds in {open} of {}, so more and less are both possible",
        shares.len()
    );
    Measured { value: Some(*first), ..Measured::cannot(because) }
}

/// Where dollar shares are told, and one of the two has none; and where none is told since the board is of other days, or the
/// window of too few weeks.
fn unpriced(witness: &Witness<'_>, cases: &[(Rule, Basis)]) -> String {
    let is_there = |rule, basis| PREMIUM.iter().any(|vendor| witness.gap(rule, basis, vendor).is_some());
    let of = |(rule, basis): &(Rule, Basis)| {
        if let Some(short) = witness.short_gap(*rule, *basis) {
            return Some(format!("; no shares on {basis}, rule {rule}: {short}"));
        }
        let is_missing = is_there(*rule, *basis) && witness.together(*rule, *basis, &PREMIUM).is_none();
        is_missing.then(|| match witness.weighed_on_other_days(*rule, *basis) {
            Some(elsewhere) => format!("; no prices on {basis}, rule {rule}: {elsewhere}"),
            None => format!("; one of them has no price on {basis}, rule {rule}"),
        })
    };
    cases.iter().filter_map(of).collect()
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
