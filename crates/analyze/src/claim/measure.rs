//! How each claim is measured: one function per claim, on the rule and basis of the published page unless the claim
//! asks for more. Leaves out reading the claims and the results.

use schema::{Basis, Board, Rule};

use super::{
    Measured, Stated,
    evidence::{Evidence, Growth, Ranked},
};
use crate::{series::OTHERS, vendor_growth::TOTAL};

/// Claims by id, in the order of the published text.
pub(super) const MEASURES: &[(&str, fn(&Evidence, &Stated) -> Measured)] = &[
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
const GAINERS: [&str; 6] = ["qwen", "xiaomi", "minimax", "deepseek", "z-ai", "stepfun"];
const NO_CHART: &str = "this run has no vendor chart with two windows";
const NO_PRICE: &str = "this run has no vendor prices on the basis and rule of the published page";
const NO_MODEL: &str = "this run has no app board with this model";

fn market_growth(evidence: &Evidence, stated: &Stated) -> Measured {
    match growth(evidence, TOTAL).and_then(|growth| growth.ratio) {
        Some(ratio) => {
            Measured::near(stated, ratio, "first four buckets, the cut one among them, against the last four")
        }
        None => Measured::cannot(NO_CHART),
    }
}

fn cn_majority(evidence: &Evidence, stated: &Stated) -> Measured {
    let shares = gainers(evidence, |growth| growth.now_share).zip(named(evidence, |growth| growth.now_share));
    let (Some((all, named)), Some(half)) = (shares, stated.number()) else { return Measured::cannot(NO_CHART) };
    let because = format!("{} of all tokens, {} of those of named vendors", percent(all), percent(all / named));
    Measured::judged(all, all > half && all / named > half, because)
}

fn cn_rounding_error(evidence: &Evidence, stated: &Stated) -> Measured {
    match gainers(evidence, |growth| growth.past_share) {
        Some(share) => {
            Measured::near(stated, share, format!("they had {} of all tokens a year before", percent(share)))
        }
        None => Measured::cannot(NO_CHART),
    }
}

fn premium_price_factor(evidence: &Evidence, stated: &Stated) -> Measured {
    let price = |vendor: &str| evidence.price.get(&(PUBLISHED, ASSUMED, vendor.to_owned())).copied();
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
    let middle = ratios.get(ratios.len() / 2).copied().unwrap_or(*most);
    Measured::judged(middle, within == ratios.len(), because)
}

fn anthropic_token_share(evidence: &Evidence, stated: &Stated) -> Measured {
    let gap = evidence.gap.get(&(PUBLISHED, ASSUMED, "anthropic".to_owned()));
    match gap.and_then(|gap| gap.token_share) {
        Some(share) => {
            Measured::near(stated, share, "of all buckets in the last four weeks, the running one among them")
        }
        None => Measured::cannot(NO_CHART),
    }
}

fn anthropic_dollar_share(evidence: &Evidence, stated: &Stated) -> Measured {
    let on = |rule, basis| evidence.gap.get(&(rule, basis, "anthropic".to_owned())).and_then(|gap| gap.dollar_share);
    let Some(share) = on(PUBLISHED, ASSUMED) else { return Measured::cannot(NO_PRICE) };
    let measured = on(Rule::Default, Basis::ListCurrent);
    let measured =
        measured.map_or(String::new(), |share| format!("; {} at the measured mix, complete weeks", percent(share)));
    Measured::near(stated, share, format!("at the assumed 3:1 mix, weighted by app pages{measured}"))
}

fn top_model_by_dollars(evidence: &Evidence, stated: &Stated) -> Measured {
    let opus = ranked(evidence, OPUS);
    let Some((usd, rank, apps)) = opus.and_then(|opus| Some((opus.usd?, opus.dollar_rank?, opus.app_count?))) else {
        return Measured::cannot(NO_MODEL);
    };
    let near = Measured::near(stated, usd, format!("rank {rank} by dollars, in {apps} apps, on the app board"));
    if rank == 1 { near } else { Measured::judged(usd, false, near.because) }
}

fn top_model_apps(evidence: &Evidence, stated: &Stated) -> Measured {
    apps(evidence, stated, OPUS)
}

fn qwen36_apps(evidence: &Evidence, stated: &Stated) -> Measured {
    apps(evidence, stated, QWEN36)
}

#[expect(clippy::cast_precision_loss, reason = "a count of apps")]
fn apps(evidence: &Evidence, stated: &Stated, model: &str) -> Measured {
    match ranked(evidence, model).and_then(|model| model.app_count) {
        Some(count) => Measured::near(stated, count as f64, "public app pages in whose chart it has tokens"),
        None => Measured::cannot(NO_MODEL),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rank")]
fn top_model_token_rank(evidence: &Evidence, stated: &Stated) -> Measured {
    let rank = |board| evidence.models.get(&(board, ASSUMED, OPUS.to_owned())).and_then(|model| model.token_rank);
    let Some(apps) = rank(Board::Apps) else { return Measured::cannot(NO_MODEL) };
    let near =
        |rank: i64| stated.number().is_some_and(|due| (rank as f64 - due).abs() <= stated.tolerance.unwrap_or(0.0));
    let site = rank(Board::Site);
    let because = site.map_or_else(
        || format!("rank {apps} on the app board; the site board is not in this run"),
        |site| format!("rank {apps} on the app board, rank {site} on the site board"),
    );
    Measured::judged(apps as f64, near(apps) && site.is_none_or(near), because)
}

fn top_model_tokens(evidence: &Evidence, stated: &Stated) -> Measured {
    tokens(evidence, stated, OPUS, "on the app board; the page cuts where we round")
}

fn mimo_tokens(evidence: &Evidence, stated: &Stated) -> Measured {
    tokens(evidence, stated, MIMO, "on the app board")
}

fn tokens(evidence: &Evidence, stated: &Stated, model: &str, because: &str) -> Measured {
    match ranked(evidence, model) {
        Some(model) => Measured::near(stated, model.tokens, because),
        None => Measured::cannot(NO_MODEL),
    }
}

fn anthropic_last_year(evidence: &Evidence, stated: &Stated) -> Measured {
    match growth(evidence, "anthropic").and_then(|growth| growth.past_share.zip(growth.now_share)) {
        Some((past, now)) => Measured::near(stated, past, format!("{} then, {} now", percent(past), percent(now))),
        None => Measured::cannot(NO_CHART),
    }
}

fn premium_takes_dollars(evidence: &Evidence, stated: &Stated) -> Measured {
    let share = |rule, basis| {
        let of = |vendor: &str| evidence.gap.get(&(rule, basis, vendor.to_owned()))?.dollar_share;
        PREMIUM.iter().map(|vendor| of(vendor)).sum::<Option<f64>>()
    };
    let cases = [(PUBLISHED, ASSUMED), (Rule::Default, ASSUMED), (Rule::Default, Basis::ListCurrent)];
    let shares: Vec<_> = cases.iter().filter_map(|(rule, basis)| Some((rule, basis, share(*rule, *basis)?))).collect();
    let (Some((.., first)), Some(half)) = (shares.first(), stated.number()) else { return Measured::cannot(NO_PRICE) };
    let said: Vec<_> =
        shares.iter().map(|(rule, basis, share)| format!("{} on {basis}, rule {rule}", percent(*share))).collect();
    let because = format!("anthropic and openai together: {}", said.join("; "));
    Measured::judged(*first, shares.iter().all(|(.., share)| *share > half), because)
}

fn follows_price(evidence: &Evidence, _: &Stated) -> Measured {
    let gained =
        GAINERS.iter().filter(|vendor| growth(evidence, vendor).and_then(|g| g.delta_points) > Some(0.0)).count();
    Measured::cannot(format!(
        "needs the rank correlation of share change and price over vendors, which is not computed yet; {gained} of the six \
         labs gained share"
    ))
}

fn gainers_under_one_dollar(evidence: &Evidence, stated: &Stated) -> Measured {
    let Some(bound) = stated.number() else { return Measured::cannot("the claim names no price") };
    let mut said = Vec::new();
    let mut most_are_below = true;
    let mut middle = None;
    for (rule, basis) in [(PUBLISHED, ASSUMED), (Rule::Default, Basis::ListCurrent)] {
        let price = |vendor: &&str| evidence.price.get(&(rule, basis, (*vendor).to_owned())).copied();
        let mut prices: Vec<f64> = GAINERS.iter().filter_map(|vendor| price(&vendor)).collect();
        prices.sort_by(f64::total_cmp);
        let below = prices.iter().filter(|price| **price < bound).count();
        if !prices.is_empty() {
            said.push(format!("{below} of {} priced ones on {basis}, rule {rule}", prices.len()));
            most_are_below &= 2 * below > prices.len();
            middle = middle.or(prices.get(prices.len() / 2).copied());
        }
    }
    match middle {
        Some(middle) => Measured::judged(middle, most_are_below, format!("below it: {}", said.join("; "))),
        None => Measured::cannot(NO_PRICE),
    }
}

fn mimo_price(evidence: &Evidence, stated: &Stated) -> Measured {
    match ranked(evidence, MIMO).and_then(|model| model.price) {
        Some(price) => Measured::near(stated, price, "at the assumed 3:1 mix"),
        None => Measured::cannot(NO_MODEL),
    }
}

fn opus_run_fraction(evidence: &Evidence, _: &Stated) -> Measured {
    let price = |model| ranked(evidence, model).and_then(|model| model.price);
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

fn twenty_times_cheaper(evidence: &Evidence, stated: &Stated) -> Measured {
    let board = evidence
        .models
        .iter()
        .filter(|((board, basis, model), _)| *board == Board::Apps && *basis == ASSUMED && model != OTHERS);
    let mut largest: Vec<&Ranked> = board.map(|(_, model)| model).collect();
    largest.sort_by(|a, b| b.tokens.total_cmp(&a.tokens));
    let priced: Vec<_> = largest.into_iter().take(10).filter_map(|model| Some((model.tokens, model.price?))).collect();
    let tokens: f64 = priced.iter().map(|(tokens, _)| tokens).sum();
    let usd: f64 = priced.iter().map(|(tokens, price)| tokens * price).sum();
    let opus = ranked(evidence, OPUS).and_then(|opus| opus.price);
    let (Some(opus), Some(factor)) = (opus.filter(|_| usd > 0.0), stated.number()) else {
        return Measured::cannot(NO_MODEL);
    };
    let ratio = opus * tokens / usd;
    let because = format!(
        "Opus 4.6 costs {ratio:.1} times the token-weighted price of {} priced of the ten largest models",
        priced.len()
    );
    Measured::judged(ratio, ratio >= factor, because)
}

fn benchmark_correlation(_: &Evidence, _: &Stated) -> Measured {
    Measured::cannot("needs benchmark scores joined to models by a reviewed map, which is not there yet")
}

fn efficient_or_cheap(_: &Evidence, _: &Stated) -> Measured {
    Measured::cannot(
        "public data has no outcome of a request: it would need, per model and task, how often an answer was used, retried \
         or sent on to a dearer model",
    )
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
fn series_vendor(evidence: &Evidence, stated: &Stated) -> Measured {
    match evidence.vendor_weeks {
        0 => Measured::cannot("this run has no vendor chart"),
        weeks => Measured::near(stated, weeks as f64, "buckets of the vendor chart"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of weeks")]
fn series_model(evidence: &Evidence, stated: &Stated) -> Measured {
    match evidence.model_weeks {
        0 => Measured::cannot("this run has no model chart"),
        weeks => Measured::near(stated, weeks as f64, "buckets of the model chart"),
    }
}

fn growth<'evidence>(evidence: &'evidence Evidence, vendor: &str) -> Option<&'evidence Growth> {
    evidence.growth.get(&(PUBLISHED, vendor.to_owned()))
}

fn ranked<'evidence>(evidence: &'evidence Evidence, model: &str) -> Option<&'evidence Ranked> {
    evidence.models.get(&(Board::Apps, ASSUMED, model.to_owned()))
}

/// The six labs' combined share of all tokens; one that neither window names has none.
fn gainers(evidence: &Evidence, share: fn(&Growth) -> Option<f64>) -> Option<f64> {
    growth(evidence, TOTAL)?;
    Some(GAINERS.iter().filter_map(|vendor| growth(evidence, vendor).and_then(share)).sum())
}

/// What the named vendors have of all tokens.
fn named(evidence: &Evidence, share: fn(&Growth) -> Option<f64>) -> Option<f64> {
    Some(1.0 - growth(evidence, OTHERS).and_then(share).unwrap_or(0.0)).filter(|named| *named > 0.0)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
