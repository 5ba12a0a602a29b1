//! Prices that are gone, in another unit, or under other names, of all models, of a part, or of one vendor.

use super::*;

/// A catalogue of ten models of each of ten vendors, at $1 and $5, before and after `spoil`.
fn catalogues(spoil: impl FnOnce(&mut BTreeMap<String, [f64; 2]>)) -> [Profile; 2] {
    let with = |prices: BTreeMap<String, [f64; 2]>| {
        let table = TableProfile { rows: 100, prices, ..TableProfile::default() };
        Profile { tables: BTreeMap::from([("catalog", table)]), ..Profile::default() }
    };
    let before: BTreeMap<_, _> = (0..100).map(|place| (format!("v{}/m{place}", place / 10), [1.0, 5.0])).collect();
    let mut now = before.clone();
    spoil(&mut now);
    [with(before), with(now)]
}

/// All prices of output went, or all of one vendor: most models still have a price of some sort.
#[test]
fn prices_of_a_part_or_of_a_vendor() {
    let of = |spoil: fn(&mut BTreeMap<String, [f64; 2]>)| {
        let [before, now] = catalogues(spoil);
        let change = Change { now: &now, before: &before, days: 1 };
        (change.prices(), change.price_level())
    };
    assert_eq!(of(|_| {}), (Some(1.0), Some(1.0)));
    assert_eq!(of(|prices| prices.values_mut().for_each(|[_, output]| *output = 0.0)), (Some(0.0), Some(1.0)));
    let of_vendor = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.iter_mut().filter(|(name, _)| name.starts_with("v3/")).for_each(|(_, prices)| *prices = [0.0; 2]);
    };
    assert_eq!(of(of_vendor), (Some(0.0), Some(1.0)));
    let half_of_vendor = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.iter_mut().filter(|(name, _)| name.starts_with("v3/")).for_each(|(_, [input, _])| *input = 0.0);
    };
    assert_eq!(of(half_of_vendor), (Some(0.0), Some(1.0)), "all of its prices of input");
    let (kept, level) = of(|prices| prices.values_mut().for_each(|[input, _]| *input *= 3.0));
    assert_eq!((kept, level.map(|level| (level * 1000.0).round())), (Some(1.0), Some(3000.0)));
}

/// No catalogue was ever the same a week later; the next day it may be.
#[test]
fn a_catalogue_that_stands_still() {
    let fresh = |days: i64, spoil: fn(&mut BTreeMap<String, [f64; 2]>)| {
        let [before, now] = catalogues(spoil);
        Change { now: &now, before: &before, days }.fresh()
    };
    assert_eq!([fresh(1, |_| {}), fresh(7, |_| {})], [Some(1.0), Some(0.0)]);
    let one_price = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.values_mut().take(1).for_each(|[input, _]| *input *= 0.9);
    };
    assert_eq!(fresh(7, one_price), Some(1.0));
}

/// A tenth of all models, which are all of one vendor.
#[test]
fn a_vendor_that_is_gone() {
    let names = |is_there: fn(&str) -> bool| {
        let [before, mut now] = catalogues(|_| {});
        let all: Vec<String> = before.tables.values().flat_map(|table| table.prices.keys().cloned()).collect();
        let name = |mut profile: Profile, names: Vec<String>| {
            profile.tables.values_mut().for_each(|table| table.names = names.iter().cloned().collect());
            profile
        };
        now = name(now, all.iter().filter(|name| is_there(name)).cloned().collect());
        Change { now: &now, before: &name(before, all), days: 7 }.names()
    };
    assert_eq!(names(|_| true), Some(1.0));
    assert_eq!(names(|name| !name.starts_with("v3/")), Some(0.0));
    assert_eq!(names(|name| !name.starts_with("v3/") || name.ends_with("m31")), Some(0.91));
}

/// The prices of all others leave the middle where it was.
#[test]
fn another_unit_of_one_vendor() {
    let same_unit = |models: usize, factor: f64| {
        let [before, now] = catalogues(|prices| {
            let of_vendor = prices.iter_mut().filter(|(name, _)| name.starts_with("v3/"));
            of_vendor.take(models).for_each(|(_, [input, _])| *input *= factor);
        });
        Change { now: &now, before: &before, days: 1 }.same_unit()
    };
    let [tenfold, a_thousandth, a_new_price] = [10.0, 0.001, 4.0].map(|factor| same_unit(10, factor));
    assert_eq!([tenfold, a_thousandth, a_new_price], [Some(0.0), Some(0.0), Some(1.0)]);
    // Where some of its models stay, a vendor has changed its mind and not its unit.
    assert_eq!(same_unit(9, 10.0), Some(1.0));
}

/// A tenth of all models: the rest keep what all have in common.
#[test]
fn all_prices_of_a_vendor_are_others() {
    let same_prices = |models: usize, change: fn(&mut [f64; 2])| {
        let [before, now] = catalogues(|prices| {
            let of_vendor = prices.iter_mut().filter(|(name, _)| name.starts_with("v3/"));
            of_vendor.take(models).for_each(|(_, prices)| change(prices));
        });
        Change { now: &now, before: &before, days: 7 }.same_prices()
    };
    let changes: [fn(&mut [f64; 2]); 3] =
        [|prices| prices.swap(0, 1), |prices| *prices = [1.0, 1.0], |prices| *prices = prices.map(|price| price * 3.0)];
    assert_eq!(changes.map(|change| same_prices(10, change)), [Some(0.0); 3]);
    assert_eq!(changes.map(|change| same_prices(9, change)), [Some(0.91); 3], "one of its models is as it was");
}

#[test]
fn prices_under_other_names() {
    let before = monday();
    let now = tuesday(|table| {
        for (place, price) in table.prices.values_mut().enumerate().take(6) {
            *price = [if place % 2 == 0 { 0.9 } else { 1.1 }, 2.0];
        }
    });
    assert_eq!(Change { now: &now, before: &before, days: 1 }.same_prices(), Some(0.4));
}

/// Half of all models have a price of reading a cache: gone, 0, or in another unit, the prices of input and output hide it.
#[test]
fn prices_of_a_cache() {
    let with = |mut profile: Profile, price: &dyn Fn(i32) -> f64| {
        let prices = |place: i32| (format!("v{}/m{place}", place / 10), [price(place), 0.0]);
        profile.tables.values_mut().for_each(|table| table.cache_prices = (0..50).map(prices).collect());
        profile
    };
    let of = |price: &dyn Fn(i32) -> f64| {
        let [before, now] = catalogues(|_| {});
        let (before, now) = (with(before, &|_| 0.1), with(now, price));
        let change = Change { now: &now, before: &before, days: 1 };
        (change.cache_prices(), change.price_level().map(f64::round), change.same_unit())
    };
    assert_eq!(of(&|_| 0.1), (Some(1.0), Some(1.0), Some(1.0)));
    assert_eq!(of(&|_| 0.0).0, Some(0.0));
    assert_eq!(of(&|place| if place < 10 { 0.0 } else { 0.1 }).0, Some(0.8), "of one vendor");
    assert_eq!(of(&|_| 1.0), (Some(1.0), Some(10.0), Some(0.0)));
    assert_eq!(of(&|place| if place < 10 { 0.01 } else { 0.1 }).2, Some(1.0), "one vendor's rebate");
}
