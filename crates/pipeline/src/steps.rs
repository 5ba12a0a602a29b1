//! Every step from what the sources said to the answers, in the order in which data flows.

#![cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the rows below name nearly every table there is; tests may anyway")
)]

mod benchmarks;
mod claims;
mod prices;
mod shares;

use schema::{Table, tables::*};

use crate::step::Step;
use benchmarks::benchmark_label;
use claims::{claim, mover};
use prices::{feed_agreement, priced_usage, reconciliation, sensitivity};
use shares::{group_share, model_leaderboard};

/// Every step, in the order in which data flows.
pub const STEPS: &[Step] = &[
    Step {
        name: "normalize::model_day",
        makes: ModelDay::SPEC,
        reads: &["model_daily"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model_day(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::vendor_week",
        makes: VendorWeek::SPEC,
        reads: &[],
        reads_one_of: &["vendor_chart", "model_day"],
        may_read: &[],
        run: |inputs| {
            let (chart, days) = (inputs.charted()?, inputs.frame()?);
            Ok(normalize::vendor_week(&chart, &days, &inputs.reference.aliases)?.into_data())
        },
    },
    Step {
        name: "normalize::model_week",
        makes: ModelWeek::SPEC,
        reads: &[],
        reads_one_of: &["model_chart", "model_day"],
        may_read: &[],
        run: |inputs| {
            let (chart, days) = (inputs.charted()?, inputs.frame()?);
            Ok(normalize::model_week(&chart, &days, &inputs.reference.aliases)?.into_data())
        },
    },
    Step {
        name: "normalize::vendor_week_vintage",
        makes: VendorWeekVintage::SPEC,
        reads: &[],
        reads_one_of: &["vendor_chart", "model_daily"],
        may_read: &[],
        run: |inputs| {
            let (aliases, arrivals) = (&inputs.reference.aliases, inputs.arrivals);
            let made =
                inputs.in_eras(|chart, daily| normalize::vendor_week_vintage(chart, daily, aliases, arrivals))?;
            Ok(made.into_data())
        },
    },
    Step {
        name: "normalize::model_week_vintage",
        makes: ModelWeekVintage::SPEC,
        reads: &[],
        reads_one_of: &["model_chart", "model_daily"],
        may_read: &[],
        run: |inputs| {
            let (aliases, arrivals) = (&inputs.reference.aliases, inputs.arrivals);
            let made = inputs.in_eras(|chart, daily| normalize::model_week_vintage(chart, daily, aliases, arrivals))?;
            Ok(made.into_data())
        },
    },
    Step {
        name: "normalize::model_window",
        makes: ModelWindow::SPEC,
        reads: &["model_ranking"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model_window(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::model_price",
        makes: ModelPrice::SPEC,
        reads: &["catalog"],
        reads_one_of: &[],
        may_read: &["price_map"],
        run: |inputs| {
            let (catalog, map, arrivals) = (inputs.frame()?, inputs.frame()?, inputs.price_arrivals());
            Ok(normalize::model_price(&catalog, &map, &inputs.reference.aliases, &arrivals)?.into_data())
        },
    },
    Step {
        name: "normalize::model",
        makes: Model::SPEC,
        reads: &["catalog"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::benchmark_label",
        makes: BenchmarkLabel::SPEC,
        reads: &["benchmark"],
        reads_one_of: &[],
        may_read: &[],
        run: benchmark_label,
    },
    Step {
        name: "normalize::benchmark_score",
        makes: BenchmarkScore::SPEC,
        reads: &["benchmark_label"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::benchmark_score(&inputs.frame()?)?.into_data()),
    },
    Step {
        name: "normalize::app_model_week",
        makes: AppModelWeek::SPEC,
        reads: &["app_model_chart"],
        reads_one_of: &[],
        may_read: &["app_ranking"],
        run: |inputs| {
            let (chart, apps) = (inputs.frame()?, inputs.frame()?);
            Ok(normalize::app_model_week(&chart, &apps, &inputs.reference.aliases)?.into_data())
        },
    },
    Step {
        name: "normalize::priced_usage",
        makes: PricedUsage::SPEC,
        reads: &["model_price", "catalog"],
        reads_one_of: &["model_window", "model_week", "app_model_week"],
        may_read: &["vendor_week", "effective_price", "model_chart", "model_week_vintage"],
        run: priced_usage,
    },
    Step {
        name: "analyze::token_share",
        makes: TokenShare::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::token_share(&inputs.frame()?)?.into_data()),
    },
    Step {
        name: "analyze::model_share",
        makes: ModelShare::SPEC,
        reads: &["model_week"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::model_share(&inputs.frame()?)?.into_data()),
    },
    Step {
        name: "analyze::vendor_price",
        makes: VendorPrice::SPEC,
        reads: &["priced_usage"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::vendor_price(&inputs.frame()?, &inputs.plan.pricing())?.into_data()),
    },
    Step {
        name: "analyze::dollar_share",
        makes: DollarShare::SPEC,
        reads: &["vendor_week", "vendor_price"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| {
            let (weeks, prices) = (inputs.frame()?, inputs.frame()?);
            Ok(analyze::dollar_share(&weeks, &prices, &inputs.plan.pricing())?.into_data())
        },
    },
    Step {
        name: "analyze::vendor_gap",
        makes: VendorGap::SPEC,
        reads: &["vendor_price", "priced_usage"],
        reads_one_of: &[],
        may_read: &["vendor_week"],
        run: |inputs| {
            let (weeks, prices, usage) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            let (pricing, count) = (inputs.plan.pricing(), inputs.plan.windows.gap);
            Ok(analyze::vendor_gap(&weeks, &prices, &usage, &pricing, count)?.into_data())
        },
    },
    Step {
        name: "analyze::group_share",
        makes: GroupShare::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &["model_week", "vendor_price", "priced_usage"],
        run: group_share,
    },
    Step {
        name: "analyze::vendor_growth",
        makes: VendorGrowth::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| {
            let plan = inputs.plan;
            Ok(analyze::vendor_growth(&inputs.frame()?, &plan.rules, plan.windows.growth)?.into_data())
        },
    },
    Step {
        name: "analyze::growth_rate",
        makes: GrowthRate::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::growth_rate(&inputs.frame()?, inputs.plan.windows.growth)?.into_data()),
    },
    Step {
        name: "analyze::share_decomposition",
        makes: ShareDecomposition::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &["vendor_price", "priced_usage"],
        run: |inputs| {
            let (weeks, prices, usage) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            let (pricing, count) = (inputs.plan.pricing(), inputs.plan.windows.growth);
            Ok(analyze::share_decomposition(&weeks, &prices, &usage, &pricing, count)?.into_data())
        },
    },
    Step {
        name: "analyze::model_leaderboard",
        makes: ModelLeaderboard::SPEC,
        reads: &["priced_usage"],
        reads_one_of: &[],
        may_read: &["app_model_week", "model", "model_price"],
        run: model_leaderboard,
    },
    Step {
        name: "analyze::benchmark_point",
        makes: BenchmarkPoint::SPEC,
        reads: &["model_leaderboard"],
        reads_one_of: &[],
        may_read: &["benchmark_score", "model"],
        run: |inputs| {
            let (scores, leaderboard, models) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            Ok(analyze::benchmark_point(&scores, &leaderboard, &models)?.into_data())
        },
    },
    Step {
        name: "analyze::benchmark_correlation",
        makes: BenchmarkCorrelation::SPEC,
        reads: &["model_leaderboard"],
        reads_one_of: &[],
        may_read: &["benchmark_score", "model"],
        run: |inputs| {
            let (scores, leaderboard, models) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            Ok(analyze::benchmark_correlation(&scores, &leaderboard, &models)?.into_data())
        },
    },
    Step {
        name: "analyze::price_point",
        makes: PricePoint::SPEC,
        reads: &["vendor_growth", "vendor_gap", "vendor_week"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| {
            let (growth, gaps, weeks) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            Ok(analyze::price_point(&growth, &gaps, &weeks)?.into_data())
        },
    },
    Step {
        name: "analyze::price_correlation",
        makes: PriceCorrelation::SPEC,
        reads: &["vendor_growth", "vendor_gap", "vendor_week"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| {
            let (growth, gaps, weeks) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            Ok(analyze::price_correlation(&growth, &gaps, &weeks)?.into_data())
        },
    },
    Step {
        name: "analyze::concentration",
        makes: Concentration::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &["vendor_price"],
        run: |inputs| {
            let (weeks, prices) = (inputs.frame()?, inputs.frame()?);
            Ok(analyze::concentration(&weeks, &prices, &inputs.plan.pricing())?.into_data())
        },
    },
    Step {
        name: "analyze::whale",
        makes: Whale::SPEC,
        reads: &["priced_usage"],
        reads_one_of: &[],
        may_read: &["app_model_week"],
        run: |inputs| {
            let (usage, apps) = (inputs.frame()?, inputs.frame()?);
            Ok(analyze::whale(&usage, &apps)?.into_data())
        },
    },
    Step {
        name: "analyze::coverage",
        makes: Coverage::SPEC,
        reads: &["priced_usage"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::coverage(&inputs.frame()?)?.into_data()),
    },
    Step {
        name: "analyze::sensitivity",
        makes: Sensitivity::SPEC,
        reads: &["priced_usage"],
        reads_one_of: &[],
        may_read: &["price_condition"],
        run: sensitivity,
    },
    Step {
        name: "analyze::reconciliation",
        makes: Reconciliation::SPEC,
        reads: &[],
        reads_one_of: &[
            "dollar_share",
            "vendor_gap",
            "model_ranking",
            "model_daily",
            "model_chart",
            "vendor_chart",
            "site_chart",
            "app_model_chart",
        ],
        may_read: &["gateway_share", "task_spend"],
        run: reconciliation,
    },
    Step {
        name: "analyze::feed_agreement",
        makes: FeedAgreement::SPEC,
        reads: &[],
        reads_one_of: &["model_ranking", "model_daily", "model_chart", "vendor_chart", "site_chart", "app_model_chart"],
        may_read: &[],
        run: feed_agreement,
    },
    Step {
        name: "analyze::basis_error",
        makes: BasisError::SPEC,
        reads: &["reconciliation"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::basis_error(&inputs.frame()?)?.into_data()),
    },
    Step {
        name: "analyze::claim",
        makes: Claim::SPEC,
        reads: &[],
        reads_one_of: &["vendor_week", "model_leaderboard"],
        may_read: &[
            "model_week",
            "priced_usage",
            "vendor_growth",
            "vendor_gap",
            "vendor_price",
            "price_correlation",
            "benchmark_score",
            "benchmark_correlation",
            // What boards of earlier weeks are made of, as `priced_usage` is.
            "model_ranking",
            "model_window",
            "app_model_week",
            "model_price",
            "catalog",
            "effective_price",
            "model_chart",
            "model_week_vintage",
        ],
        run: claim,
    },
    Step {
        name: "analyze::mover",
        makes: Mover::SPEC,
        reads: &["vendor_week"],
        reads_one_of: &[],
        may_read: &[
            "model_week",
            "dollar_share",
            "model_price",
            "priced_usage",
            "vendor_price",
            "model_leaderboard",
            "price_correlation",
            "benchmark_correlation",
            "claim",
        ],
        run: mover,
    },
    Step {
        name: "analyze::restatement",
        makes: Restatement::SPEC,
        reads: &[],
        reads_one_of: &["vendor_week_vintage", "model_week_vintage", "site_chart"],
        may_read: &[],
        run: |inputs| {
            let (vendors, models, site) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            Ok(analyze::restatement(&vendors, &models, &site, &inputs.corrected_weeks())?.into_data())
        },
    },
    Step {
        name: "analyze::drift",
        makes: Drift::SPEC,
        reads: &["field"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(analyze::drift(&inputs.frame()?)?.into_data()),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use schema::Stage;

    use super::*;

    #[test]
    fn a_step_is_named_after_its_table_and_reads_what_stands_before_it() {
        let mut before: BTreeSet<&str> = schema::tables::TABLES
            .iter()
            .filter(|table| table.stage == Stage::Ingested)
            .map(|table| table.name)
            .collect();
        for step in STEPS {
            let house = if step.makes.stage == Stage::Normalized { "normalize" } else { "analyze" };
            assert_eq!(step.name, format!("{house}::{}", step.makes.name));
            for table in step.all_reads() {
                assert!(before.contains(table), "{} reads {table}, which no step before it makes", step.name);
            }
            assert!(before.insert(step.makes.name), "{} is made twice", step.makes.name);
        }
        for table in schema::tables::TABLES {
            assert!(before.contains(table.name), "no step makes {}", table.name);
        }
    }
}
