//! A vendor's true part of the dollars lies within its bounds, whatever the days of the usage that weighs its models, and
//! whatever of the rest is free where that is left out: made-up markets of which every token has a price, seen as the
//! program sees them.

use std::collections::BTreeMap;

use analyze::{Pricing, Traffic, Weights};
use jiff::civil::Date;
use normalize::{Aliases, Arrivals, BoardWindows, Priced, UsageMix, Used, WeekWindow, model_price, priced_usage};
use proptest::prelude::*;
use schema::{
    Basis, Board, Column, Frame, Rule, Table, Treatment,
    columns::*,
    day,
    tables::{Catalog, Concentration, ModelWindow, VendorGap, VendorWeek},
};

/// A Sunday, and as many weeks as there are.
const FIRST: Date = Date::constant(2026, 3, 1);
const WEEKS: usize = 4;
const DAYS: usize = 7 * WEEKS;

/// The most that anybody's tokens are cached input.
const MOST_CACHED: f64 = 0.9;

/// What the catalogue's columns allow above nothing.
const LEAST_USD_PER_MTOK: f64 = 0.001;

/// What a vendor has: one model with a list price in dollars per million tokens, and models that no ranking names.
#[derive(Clone, Debug)]
struct Vendor {
    price: u32,
    /// What a cached token costs, as a part of that; none where there is no discount.
    cached: Option<f64>,
    /// By day, tokens of the one, tokens of the others, and where on the way from the cheapest to the dearest both are.
    days: Vec<(i64, i64, f64)>,
    /// The part of both that is free, by day.
    free: Vec<[f64; 2]>,
}

#[derive(Clone, Debug)]
struct Market {
    vendors: Vec<Vendor>,
    /// By day, tokens of nobody that has a name, and their price.
    nobodys: Vec<(i64, f64)>,
    /// First and last day of the usage.
    used: (usize, usize),
    /// The chart lacks the last of the weeks that cover it.
    is_uncovered: bool,
    /// The smallest vendor of each week is not named.
    is_smallest_hidden: bool,
    /// Free traffic is there, and left out.
    is_free_out: bool,
}

fn market() -> impl Strategy<Value = Market> {
    let day = (1_i64..1000, 0_i64..1000, 0.0_f64..=1.0);
    // Often all of it or nothing.
    let free = (-1.0_f64..2.0, -1.0_f64..2.0).prop_map(|(one, other)| [one, other].map(|part| part.clamp(0.0, 1.0)));
    let is_all_free = prop::bool::weighted(0.2);
    let free = (prop::collection::vec(free, DAYS), is_all_free).prop_map(|(free, is_all)| {
        free.into_iter().map(|[named, rest]| [if is_all { 1.0 } else { named }, rest]).collect()
    });
    let vendor = (1_u32..30_000, prop::option::of(0.0_f64..1.0), prop::collection::vec(day, DAYS), free);
    let vendor = vendor.prop_map(|(price, cached, days, free)| Vendor { price, cached, days, free });
    let vendors = prop::collection::vec(vendor, 2..5);
    let nobodys = prop::collection::vec((0_i64..1000, 0.0_f64..=1.0), DAYS);
    let used = (0..DAYS - 7, 0..14_usize).prop_map(|(first, more)| (first, (first + more).min(DAYS - 1)));
    (vendors, nobodys, used, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(vendors, nobodys, used, lacks, is_smallest_hidden, is_free_out)| {
            let is_uncovered = lacks && used.0 / 7 < used.1 / 7;
            Market { vendors, nobodys, used, is_uncovered, is_smallest_hidden, is_free_out }
        },
    )
}

impl Vendor {
    fn usd_per_mtok(&self) -> f64 {
        f64::from(self.price) / 1000.0
    }

    /// Never between nothing and the least that a price can be.
    fn cached_usd_per_mtok(&self) -> Option<f64> {
        self.cached.map(|part| (part * self.usd_per_mtok()).max(LEAST_USD_PER_MTOK))
    }

    /// With as much of it cached as can be.
    fn least_usd_per_mtok(&self) -> f64 {
        let price = self.usd_per_mtok();
        price - MOST_CACHED * (price - self.cached_usd_per_mtok().unwrap_or(price))
    }

    /// Of the one model's tokens of a day, those that are free.
    #[expect(clippy::cast_possible_truncation, reason = "few tokens")]
    fn free(&self, day: usize) -> i64 {
        (tokens(self.days[day].0) * self.free[day][0]).round() as i64
    }

    fn tokens(&self, week: usize) -> i64 {
        self.days[7 * week..7 * week + 7].iter().map(|(named, others, _)| named + others).sum()
    }
}

impl Market {
    /// The weeks that the chart has: those that cover the usage, or all of them but the last.
    fn weeks(&self) -> std::ops::Range<usize> {
        self.used.0 / 7..self.used.1 / 7 + usize::from(!self.is_uncovered)
    }

    fn is_used(&self, day: usize) -> bool {
        self.used.0 <= day && day <= self.used.1
    }

    /// Who is not named in a week: never the same in all of them, since nobody would know of it.
    fn hidden(&self, week: usize) -> Option<usize> {
        let is_first = week == self.weeks().start;
        let smallest = (0..self.vendors.len()).min_by_key(|vendor| self.vendors[*vendor].tokens(week));
        smallest.filter(|_| self.is_smallest_hidden && !is_first)
    }

    /// Tokens of a vendor's one model in the days of the usage: bought, and free.
    fn named(&self, vendor: &Vendor) -> [i64; 2] {
        let days = || self.used.0..=self.used.1;
        let all: i64 = days().map(|day| vendor.days[day].0).sum();
        let free = if self.is_free_out { days().map(|day| vendor.free(day)).sum() } else { 0 };
        [all - free, free]
    }

    /// Each vendor's dollars in the weeks of the chart, and those of nobody; none where nobody has a price.
    fn dollars(&self) -> Vec<f64> {
        let priced = || self.vendors.iter().filter(|vendor| self.named(vendor)[0] > 0);
        let cheapest = priced().map(Vendor::least_usd_per_mtok).fold(f64::MAX, f64::min);
        let dearest = priced().map(Vendor::usd_per_mtok).fold(0.0, f64::max);
        let between = |place: f64| cheapest + place * (dearest - cheapest);
        let days = || self.weeks().flat_map(|week| 7 * week..7 * week + 7);
        let of = |vendor: &Vendor| {
            let of_day = |day: usize| {
                let (named, others, place) = vendor.days[day];
                let least = vendor.least_usd_per_mtok();
                let cached = least + place * (vendor.usd_per_mtok() - least);
                let own = if self.is_used(day) { cached } else { between(place) };
                let [named_free, others_free] = if self.is_free_out {
                    [tokens(vendor.free(day)), tokens(others) * vendor.free[day][1]]
                } else {
                    [0.0; 2]
                };
                (tokens(named) - named_free) * own + (tokens(others) - others_free) * between(place)
            };
            days().map(of_day).sum()
        };
        // Of nobody's tokens those of dear days are free.
        let is_out = |day: &usize| self.is_free_out && self.nobodys[*day].1 > 0.5;
        let nobodys = days().filter(|day| !is_out(day));
        let nobodys = nobodys.map(|day| tokens(self.nobodys[day].0) * between(self.nobodys[day].1)).sum();
        self.vendors.iter().map(of).chain([nobodys]).collect()
    }

    fn chart(&self) -> Frame<VendorWeek> {
        let mut rows = Vec::new();
        for week in self.weeks() {
            let (start, hidden) = (date(7 * week), self.hidden(week));
            let mut others: i64 = self.nobodys[7 * week..7 * week + 7].iter().map(|(tokens, _)| tokens).sum();
            for (place, vendor) in self.vendors.iter().enumerate() {
                if hidden == Some(place) {
                    others += vendor.tokens(week);
                } else {
                    rows.push(format!("{start} | v{place} | {} | true", vendor.tokens(week)));
                }
            }
            rows.push(format!("{start} | others | {others} | false"));
        }
        let alike =
            [(&IS_COMPLETE, "true"), (&IS_LEFT_CUT, "false"), (&IS_LOWER_BOUND, "false"), (&WEEK_ANCHOR, "sunday")];
        table("week_start_date | vendor | tokens | is_attributed", &rows, &alike)
    }

    /// The one model of each vendor, in the days of the usage.
    fn rankings(&self) -> Frame<ModelWindow> {
        let [first, last] = [self.used.0, self.used.1].map(|day| date(day).to_string());
        let of = |(place, vendor): (usize, &Vendor)| {
            let named = self.named(vendor).into_iter().zip(["standard", "free"]).filter(|(tokens, _)| *tokens > 0);
            let row = move |(tokens, variant)| format!("v{place}/x | {variant} | v{place} | {tokens} | {tokens}");
            named.map(row).collect::<Vec<_>>()
        };
        let rows: Vec<_> = self.vendors.iter().enumerate().flat_map(of).collect();
        let alike = [
            (&VIEW, "month"),
            (&IS_ATTRIBUTED, "true"),
            (&COMPLETION_TOKENS, "0"),
            (&WINDOW_START_DATE, first.as_str()),
            (&WINDOW_END_DATE, last.as_str()),
        ];
        table("model | variant | vendor | tokens | prompt_tokens", &rows, &alike)
    }

    fn catalog(&self) -> Frame<Catalog> {
        let row = |(place, vendor): (usize, &Vendor)| {
            let price = vendor.usd_per_mtok();
            let text = format!("{:.9}", price / 1e6);
            let cached = vendor.cached_usd_per_mtok().map_or("-".to_owned(), |usd| usd.to_string());
            format!("v{place}/x | v{place}/x | {text} | {text} | {price} | {price} | {cached}")
        };
        let rows: Vec<_> = self.vendors.iter().enumerate().map(row).collect();
        let alike =
            [(&VARIANT, "standard"), (&IS_ALIAS, "false"), (&PRICING_JSON, "{}"), (&SOURCE, "x"), (&JSON_PATH, "$")];
        let columns = "model_id | canonical_slug | input_usd_per_tok_text | output_usd_per_tok_text | input_usd_per_mtok | \
                       output_usd_per_mtok | cache_read_usd_per_mtok";
        table(columns, &rows, &alike)
    }

    /// What the program makes of it: shares over all weeks, and how concentrated each of them is.
    fn found(&self) -> (Frame<VendorGap>, Frame<Concentration>) {
        let (chart, views, catalog) = (self.chart(), self.rankings(), self.catalog());
        let (weeks, before, apps, effective, maps) = (nothing(), nothing(), nothing(), nothing(), nothing());
        let ledger = model_price(&catalog, &maps, &Aliases::default(), &Arrivals::default()).expect("a ledger");
        let mixes = UsageMix::parse(MIXES).expect("a mix");
        let used = Used { vendors: &chart, views: &views, weeks: &weeks, before: &before, apps: &apps };
        let priced = Priced { prices: &ledger, catalog: &catalog, effective: &effective, mixes: &mixes };
        let window = WeekWindow { weeks: 1, until: None };
        let usage = priced_usage(&used, &priced, BoardWindows { site: window, apps: window }).expect("usage");
        let weights = Weights { published: Board::Site, default: Board::Site };
        let (rules, bases) = (vec![Rule::Default], vec![Basis::ListCurrent]);
        let free = if self.is_free_out { Treatment::Out } else { Treatment::In };
        let pricing = Pricing { rules, bases, weights, traffic: Traffic { free, ..Traffic::ALL } };
        let blends = analyze::vendor_price(&usage, &pricing).expect("prices of vendors");
        let gap = analyze::vendor_gap(&chart, &blends, &usage, &pricing, WEEKS).expect("a gap");
        (gap, analyze::concentration(&chart, &blends, &pricing).expect("how concentrated it is"))
    }

    /// The true index of the first week and the part of the largest vendor in it; what is nobody's in as few hands as there
    /// can be.
    fn concentrated(&self, dollars: &[f64]) -> [f64; 2] {
        let week = self.weeks().start;
        let smallest = self.vendors.iter().map(|vendor| vendor.tokens(week)).min().unwrap_or(1);
        let nobodys: i64 = self.nobodys[7 * week..7 * week + 7].iter().map(|(tokens, _)| tokens).sum();
        let hands = ((nobodys + smallest - 1) / smallest).max(1);
        let (vendors, nobodys) = dollars.split_at(self.vendors.len());
        let each = nobodys.iter().sum::<f64>() / tokens(hands);
        let hidden = (0..hands).map(|_| each);
        let whole: f64 = dollars.iter().sum();
        let shares: Vec<f64> = vendors.iter().copied().chain(hidden).map(|usd| usd / whole).collect();
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        [10_000.0 * squares, shares.into_iter().fold(0.0, f64::max)]
    }
}

/// Every model here says how much of its tokens is input.
const MIXES: &[u8] = b"scope,key,window_start,window_end,output_share,output_share_low,output_share_high,cached_share,\
    cached_share_low,cached_share_high,source\nall,all,2026-07-17,2026-08-15,0.03,0.02,0.04,,0,0.9,made up\n";

fn table<T: Table>(columns: &str, rows: &[String], alike: &[(&Column, &str)]) -> Frame<T> {
    let seen = [(&CAPTURED_AT, "2026-04-01T00:00:00Z"), (&SNAPSHOT_ID, "s"), (&VALUE_ORIGIN, "observed")];
    Frame::from_text(&format!("{columns}\n{}", rows.join("\n")), &[&seen, alike].concat()).expect("a table")
}

fn nothing<T: Table>() -> Frame<T> {
    Frame::empty().expect("no rows")
}

fn date(day: usize) -> Date {
    day::shifted(FIRST, i64::try_from(day).expect("few days"))
}

#[expect(clippy::cast_precision_loss, reason = "few tokens")]
const fn tokens(count: i64) -> f64 {
    count as f64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn the_true_share_lies_within_its_bounds(market in market()) {
        prop_assume!(!market.weeks().is_empty());
        let is_priced = market.vendors.iter().any(|vendor| market.named(vendor)[0] > 0);
        prop_assume!(is_priced);
        let ((gap, concentration), dollars) = (market.found(), market.dollars());
        let whole: f64 = dollars.iter().sum();
        prop_assume!(whole > 0.0);
        let real = |column| gap.cells(column).reals();
        let (lows, highs, named) = (real(&DOLLAR_SHARE_LOW), real(&DOLLAR_SHARE_HIGH), real(&WEIGHTS_SHARE));
        let bounds: BTreeMap<_, _> =
            gap.cells(&VENDOR).texts().into_iter().zip(lows.into_iter().zip(highs)).collect();
        for (place, usd) in dollars[..market.vendors.len()].iter().enumerate() {
            let (name, share) = (format!("v{place}"), usd / whole);
            let (Some(low), Some(high)) = bounds[&Some(name.as_str())] else { panic!("{name} has no bounds") };
            prop_assert!(low <= share + 1e-9 && share <= high + 1e-9, "{name}: {low} to {high}, in truth {share}");
        }
        let named: BTreeMap<_, _> = gap.cells(&VENDOR).texts().into_iter().zip(named).collect();
        for (place, vendor) in market.vendors.iter().enumerate() {
            let named = named[&Some(format!("v{place}").as_str())];
            let is_unknown = market.is_uncovered || market.named(vendor)[0] == 0;
            prop_assert_eq!(named.is_none(), is_unknown, "v{}: {:?}", place, named);
        }
        // Over several weeks usage says nothing sure of each.
        if market.weeks().len() == 1 {
            let [squares, largest] = market.concentrated(&dollars);
            let real = |column| concentration.cells(column).reals();
            let is_dollars = concentration.cells(&PRICE_BASIS).texts().iter().position(|basis| *basis != Some("tokens"));
            let row = is_dollars.expect("a row of dollars");
            for (value, low, high) in [(squares, &HHI_LOW, &HHI_HIGH), (largest, &TOP_SHARE_LOW, &TOP_SHARE_HIGH)] {
                let (Some(low), Some(high)) = (real(low)[row], real(high)[row]) else { continue };
                prop_assert!(low <= value + 1e-6 && value <= high + 1e-6, "{low} to {high}, in truth {value}");
            }
        }
    }
}
