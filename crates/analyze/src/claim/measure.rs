//! How each claim is measured: one function per claim, on the rule and basis of the published page unless the claim
//! asks for more. Leaves out reading the claims and the results.

use schema::{Basis, Board, Rule, Verdict};

use super::{
    Measured, Stated,
    correlation::{benchmark_correlation, follows_price},
    evidence::{Gap, Growth, Ranked},
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

const PUBLISHED: Rule = Rule::Published;
const ASSUMED: Basis = Basis::List3to1;
/// What the text calls Claude Opus 4.6, MiMo-V2-Pro and Qwen3.6 Plus.
const OPUS: &str = "anthropic/claude-4.6-opus-20260205";
const MIMO: &str = "xiaomi/mimo-v2-pro-20260318";
const QWEN36: &str = "qwen/qwen3.6-plus-04-02";
const PREMIUM: [&str; 2] = ["anthropic", "openai"];
/// The labs that the text names as gaining share.
pub(super) const GAINERS: [&str; 6] = ["qwen", "xiaomi", "minimax", "deepseek", "z-ai", "stepfun"];
const NO_CHART: &str = "this run has no vendor chart with two windows, or no rows of rule `published`";
const NO_PRICE: &str = "this run has no vendor prices on the basis and rule of the published page";
const NO_MODEL: &str = "this run has no app board with this model for that week";

fn market_growth(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match growth(witness, TOTAL).and_then(|growth| growth.ratio) {
        Some(ratio) => {
            Measured::near(stated, ratio, "first four buckets, the cut one among them, against the last four")
        }
        None => Measured::cannot(NO_CHART),
    }
}

fn cn_majority(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let shares = gainers(witness, |growth| growth.now_share).zip(named(witness, |growth| growth.now_share));
    let (Some((all, named)), Some(half)) = (shares, stated.number()) else { return Measured::cannot(NO_CHART) };
    let because = format!("{} of all tokens, {} of those of named vendors", percent(all), percent(all / named));
    Measured::judged(all, (all > half && all / named > half).into(), because)
}

fn cn_rounding_error(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match gainers(witness, |growth| growth.past_share) {
        Some(share) => {
            Measured::near(stated, share, format!("they had {} of all tokens a year before", percent(share)))
        }
        None => Measured::cannot(NO_CHART),
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
        return Measured::cannot(NO_PRICE);
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
    match witness.gap(PUBLISHED, ASSUMED, "anthropic").and_then(|gap| gap.token_share) {
        Some(share) => {
            Measured::near(stated, share, "of all buckets in the last four weeks, the running one among them")
        }
        None => Measured::cannot(NO_CHART),
    }
}

fn anthropic_dollar_share(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let on = |rule, basis| witness.gap(rule, basis, "anthropic").and_then(|gap| gap.dollar_share);
    let Some(share) = on(PUBLISHED, ASSUMED) else { return Measured::cannot(NO_PRICE) };
    let mut ours = [Basis::ListAsof, Basis::ListCurrent].into_iter();
    let measured = ours.find_map(|basis| Some((basis, on(Rule::Default, basis)?)));
    let measured = measured.map_or(String::new(), |(basis, share)| {
        format!("; {} at the measured mix, complete weeks, on {basis}", percent(share))
    });
    Measured::near(stated, share, format!("at the assumed 3:1 mix, weighted by app pages{measured}"))
}

fn top_model_by_dollars(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let opus = ranked(witness, OPUS);
    let Some((usd, rank, apps)) = opus.and_then(|opus| Some((opus.usd?, opus.dollar_rank?, opus.app_count?))) else {
        return Measured::cannot(NO_MODEL);
    };
    let near = Measured::near(stated, usd, format!("rank {rank} by dollars, in {apps} apps, on the app board"));
    if rank == 1 { near } else { Measured::judged(usd, Verdict::Fails, near.because) }
}

fn top_model_apps(witness: &Witness<'_>, stated: &Stated) -> Measured {
    apps(witness, stated, OPUS)
}

fn qwen36_apps(witness: &Witness<'_>, stated: &Stated) -> Measured {
    apps(witness, stated, QWEN36)
}

#[expect(clippy::cast_precision_loss, reason = "a count of apps")]
fn apps(witness: &Witness<'_>, stated: &Stated, model: &str) -> Measured {
    match ranked(witness, model).and_then(|model| model.app_count) {
        Some(count) => Measured::near(stated, count as f64, "public app pages in whose chart it has tokens"),
        None => Measured::cannot(NO_MODEL),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rank")]
fn top_model_token_rank(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let rank = |board| witness.model(board, ASSUMED, OPUS).and_then(|model| model.token_rank);
    let Some(apps) = rank(Board::Apps) else { return Measured::cannot(NO_MODEL) };
    // The page ranks its app board; the site ranks other traffic, and is told beside it.
    let site = rank(Board::Site).map_or_else(String::new, |site| format!("; rank {site} on the site board"));
    Measured::near(stated, apps as f64, format!("rank {apps} on the app board{site}"))
}

fn top_model_tokens(witness: &Witness<'_>, stated: &Stated) -> Measured {
    tokens(witness, stated, OPUS, "on the app board; the page cuts where we round")
}

fn mimo_tokens(witness: &Witness<'_>, stated: &Stated) -> Measured {
    tokens(witness, stated, MIMO, "on the app board")
}

fn tokens(witness: &Witness<'_>, stated: &Stated, model: &str, because: &str) -> Measured {
    match ranked(witness, model) {
        Some(model) => Measured::near(stated, model.tokens, because),
        None => Measured::cannot(NO_MODEL),
    }
}

fn anthropic_last_year(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match growth(witness, "anthropic").and_then(|growth| growth.past_share.zip(growth.now_share)) {
        Some((past, now)) => {
            let said = format!("{} then, {} now", percent(past), percent(now));
            let then = Measured::near(stated, past, said);
            // The sentence is about both.
            match stated.second_value {
                Some(second) if !stated.is_near(now, second) => Measured { verdict: Verdict::Fails, ..then },
                _ => then,
            }
        }
        None => Measured::cannot(NO_CHART),
    }
}

/// Holds where all that the bounds allow is above the half in each setting, fails where in one of them nothing is.
fn premium_takes_dollars(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let share = |rule, basis, of: fn(&Gap) -> Option<f64>| {
        PREMIUM.iter().map(|vendor| of(witness.gap(rule, basis, vendor)?)).sum::<Option<f64>>()
    };
    let cases = [
        (PUBLISHED, ASSUMED),
        (Rule::Default, ASSUMED),
        (Rule::Default, Basis::ListCurrent),
        (Rule::Default, Basis::ListAsof),
    ];
    let found = |(rule, basis): (Rule, Basis)| {
        let shown = share(rule, basis, |gap| gap.dollar_share)?;
        // Together they have at least what each has at least, and no more than all.
        let least = share(rule, basis, |gap| gap.least_dollar_share).unwrap_or(0.0);
        let most = share(rule, basis, |gap| gap.most_dollar_share).unwrap_or(1.0).min(1.0);
        let said = format!(
            "{} ({} to {}) on {basis}, rule {rule}",
            percent(shown),
            percent(least.min(shown)),
            percent(most.max(shown))
        );
        Some((shown, least.min(shown), most.max(shown), said))
    };
    let shares: Vec<_> = cases.into_iter().filter_map(found).collect();
    let (Some((first, ..)), Some(half)) = (shares.first(), stated.number()) else { return Measured::cannot(NO_PRICE) };
    let said: Vec<&str> = shares.iter().map(|(.., said)| said.as_str()).collect();
    let because = format!("anthropic and openai together: {}", said.join("; "));
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

fn gainers_under_one_dollar(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let Some(bound) = stated.number() else { return Measured::cannot("the claim names no price") };
    let mut said = Vec::new();
    let mut most_are_below = true;
    let mut middle = None;
    for (rule, basis) in [(PUBLISHED, ASSUMED), (Rule::Default, Basis::ListCurrent), (Rule::Default, Basis::ListAsof)] {
        let price = |vendor: &&str| witness.price(rule, basis, vendor).map(|price| price.usd_per_mtok);
        let mut prices: Vec<f64> = GAINERS.iter().filter_map(price).collect();
        prices.sort_by(f64::total_cmp);
        let below = prices.iter().filter(|price| **price < bound).count();
        if !prices.is_empty() {
            said.push(format!("{below} of {} priced ones on {basis}, rule {rule}", prices.len()));
            most_are_below &= 2 * below > prices.len();
            middle = middle.or_else(|| quantile(&prices, 0.5));
        }
    }
    match middle {
        Some(middle) => Measured::judged(middle, most_are_below.into(), format!("below it: {}", said.join("; "))),
        None => Measured::cannot(NO_PRICE),
    }
}

fn mimo_price(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match ranked(witness, MIMO).and_then(|model| model.price) {
        Some(price) => Measured::near(stated, price, "at the assumed 3:1 mix"),
        None => Measured::cannot(NO_MODEL),
    }
}

fn opus_run_fraction(witness: &Witness<'_>, _: &Stated) -> Measured {
    let price = |model| ranked(witness, model).and_then(|model| model.price);
    match price(MIMO).zip(price(OPUS)) {
        Some((mimo, opus)) => Measured {
            value: Some(mimo / opus),
            ..Measured::cannot(format!(
                "`tiny` names no number: a token of MiMo-V2-Pro costs {} of one of Opus 4.6 at the assumed mix",
                percent(mimo / opus)
            ))
        },
        None => Measured::cannot(NO_MODEL),
    }
}

fn twenty_times_cheaper(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let board = witness.models(Board::Apps, ASSUMED).into_iter().filter(|(model, _)| *model != OTHERS);
    let mut largest: Vec<&Ranked> = board.map(|(_, ranked)| ranked).collect();
    largest.sort_by(|a, b| b.tokens.total_cmp(&a.tokens));
    let priced: Vec<_> = largest.into_iter().take(10).filter_map(|model| Some((model.tokens, model.price?))).collect();
    let tokens: f64 = priced.iter().map(|(tokens, _)| tokens).sum();
    let usd: f64 = priced.iter().map(|(tokens, price)| tokens * price).sum();
    let opus = ranked(witness, OPUS).and_then(|opus| opus.price);
    let (Some(opus), Some(factor)) = (opus.filter(|_| usd > 0.0), stated.number()) else {
        return Measured::cannot(NO_MODEL);
    };
    let ratio = opus * tokens / usd;
    let because = format!(
        "Opus 4.6 costs {ratio:.1} times the token-weighted price of {} priced of the ten largest models",
        priced.len()
    );
    Measured::judged(ratio, (ratio >= factor).into(), because)
}

fn efficient_or_cheap(_: &Witness<'_>, _: &Stated) -> Measured {
    Measured::cannot(
        "public data has no outcome of a request: it would need, per model and task, how often an answer was used, retried \
         or sent on to a dearer model",
    )
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
fn series_vendor(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match witness.vendor_series().weeks {
        0 => Measured::cannot("this run has no vendor chart"),
        weeks => Measured::near(stated, weeks as f64, "buckets of the vendor chart"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
fn series_model(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match witness.model_series().weeks {
        0 => Measured::cannot("this run has no model chart"),
        weeks => Measured::near(stated, weeks as f64, "buckets of the model chart"),
    }
}

fn growth<'evidence>(witness: &Witness<'evidence>, vendor: &str) -> Option<&'evidence Growth> {
    witness.growth(PUBLISHED, vendor)
}

fn ranked<'evidence>(witness: &Witness<'evidence>, model: &str) -> Option<&'evidence Ranked> {
    witness.model(Board::Apps, ASSUMED, model)
}

/// The six labs' combined share of all tokens; one that neither window names has none.
fn gainers(witness: &Witness<'_>, share: fn(&Growth) -> Option<f64>) -> Option<f64> {
    growth(witness, TOTAL)?;
    Some(GAINERS.iter().filter_map(|vendor| growth(witness, vendor).and_then(share)).sum())
}

/// What the named vendors have of all tokens.
fn named(witness: &Witness<'_>, share: fn(&Growth) -> Option<f64>) -> Option<f64> {
    Some(1.0 - growth(witness, OTHERS).and_then(share).unwrap_or(0.0)).filter(|named| *named > 0.0)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
