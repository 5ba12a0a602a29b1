//! What a pipeline asks for and its inputs can't test: no fault of the file, and no result either.

use std::collections::BTreeSet;

use analyze::FEED_PAIRS;
use schema::{
    Basis, Feed, Table,
    tables::{
        AppModelChart, BasisError, Benchmark, BenchmarkCorrelation, BenchmarkPoint, DollarShare, EffectivePrice,
        FeedAgreement, GatewayShare, ModelChart, ModelDaily, ModelRanking, Reconciliation, SiteChart, TaskSpend,
        VendorChart, VendorGap,
    },
};

use crate::{plan::Plan, snapshots::request_and_argument};

const NO_SCORES: &str = "no input has scores of a benchmark, such as `eci/scores`";
const NO_FIRST: &str = "dollar shares: neither `dollar_share` nor `vendor_gap` is among the results";
const NO_SECOND: &str = "dollar shares: no input says what was spent, such as `vercel_gateway/labs`, `frontend/task-spend` \
                         or, with the bases `effective` and `billed`, `frontend/effective-pricing`";

/// What can't be compared, and the results that would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untested {
    /// The results.
    pub results: Vec<&'static str>,
    /// What they will have nothing to say of.
    pub said: String,
}

/// What some results will have nothing to say of, or not all they could.
pub fn untested(plan: &Plan) -> Vec<Untested> {
    let requests: Vec<&str> = plan.inputs.keys().map(|input| request_and_argument(input).0).collect();
    let is_wanted = |table: &str| plan.results.contains(table);
    let mut said: Vec<(String, [&'static str; 2])> = Vec::new();
    if !tables(&requests).contains(Benchmark::SPEC.name) {
        said.push((NO_SCORES.to_owned(), [BenchmarkPoint::SPEC.name, BenchmarkCorrelation::SPEC.name]));
    }
    let has_first = is_wanted(DollarShare::SPEC.name) || is_wanted(VendorGap::SPEC.name);
    if !has_first || !has_second(plan, &requests) {
        let no = if has_first { NO_SECOND } else { NO_FIRST };
        said.push((no.to_owned(), [Reconciliation::SPEC.name, BasisError::SPEC.name]));
    }
    let feeds = feeds(&requests);
    let missing = FEED_PAIRS.iter().filter(|(one, other)| !feeds.contains(one) || !feeds.contains(other));
    let pairs: Vec<String> = missing.map(|(one, other)| format!("{one} and {other}")).collect();
    if !pairs.is_empty() {
        said.push((format!("tokens of {}", pairs.join(", ")), [FeedAgreement::SPEC.name, Reconciliation::SPEC.name]));
    }
    let of_wanted = |(said, tables): (String, [&'static str; 2])| {
        let results: Vec<_> = tables.into_iter().filter(|table| is_wanted(table)).collect();
        (!results.is_empty()).then_some(Untested { results, said })
    };
    said.into_iter().filter_map(of_wanted).collect()
}

/// The tables that these requests become.
fn tables(requests: &[&str]) -> BTreeSet<&'static str> {
    requests
        .iter()
        .filter_map(|request| ingest::request(request))
        .flat_map(|(_, request)| request.tables)
        .copied()
        .collect()
}

/// Whether any input, or basis, says what was spent.
fn has_second(plan: &Plan, requests: &[&str]) -> bool {
    let tables = tables(requests);
    let says = |basis: &Basis| match basis {
        Basis::Effective => tables.contains(EffectivePrice::SPEC.name),
        Basis::Billed => tables.contains(ModelRanking::SPEC.name),
        _ => false,
    };
    plan.bases.iter().any(says)
        || [GatewayShare::SPEC.name, TaskSpend::SPEC.name].iter().any(|table| tables.contains(table))
}

/// The feeds of tokens that these requests are.
fn feeds(requests: &[&str]) -> BTreeSet<Feed> {
    let of_table = |table: &str| match table {
        table if table == ModelDaily::SPEC.name => Some(Feed::DailyDataset),
        table if table == ModelChart::SPEC.name => Some(Feed::ModelChart),
        table if table == VendorChart::SPEC.name => Some(Feed::VendorChart),
        table if table == SiteChart::SPEC.name => Some(Feed::SiteChart),
        table if table == AppModelChart::SPEC.name => Some(Feed::AppChart),
        _ => None,
    };
    let of_request = |request: &&str| match *request {
        "frontend/models-day" => Some(Feed::DayView),
        "frontend/models-week" => Some(Feed::WeekView),
        "frontend/models-month" => Some(Feed::MonthView),
        _ => None,
    };
    requests.iter().filter_map(of_request).chain(tables(requests).into_iter().filter_map(of_table)).collect()
}
