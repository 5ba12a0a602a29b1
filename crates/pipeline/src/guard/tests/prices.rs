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
        (change.prices(), change.price_level().map(|level| level.most))
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
    // One of its models is as it was; but that nine have input and output swapped is a slip.
    assert_eq!(changes.map(|change| same_prices(9, change)), [Some(0.0), Some(0.91), Some(0.91)]);
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

/// Four of ten models of each vendor: the middle price is as it was.
#[test]
fn prices_of_many_are_others() {
    let of = |of_ten: usize| {
        let [before, now] = catalogues(|prices| {
            let some = prices.values_mut().enumerate().filter(|(place, _)| place % 10 < of_ten);
            some.for_each(|(_, prices)| *prices = prices.map(|price| price * 0.9));
        });
        outside(&Change { now: &now, before: &before, days: 7 })
    };
    assert_eq!([of(2), of(4)], ["", "same_prices"], "a fifth is what a real week had most");
}

/// No vendor ever swapped two prices, or changed both by the same power of ten: one that looks so was written down wrong.
#[test]
fn prices_that_slipped() {
    let of = |models: usize, spoil: fn(&mut [f64; 2])| {
        let [before, now] = catalogues(|prices| prices.values_mut().step_by(7).take(models).for_each(spoil));
        let change = Change { now: &now, before: &before, days: 1 };
        (outside(&change), change.slipped_prices().and_then(|found| witness::slipped_prices(&change, found)))
    };
    let [swap, times_a_hundred]: [fn(&mut [f64; 2]); 2] =
        [|prices| prices.swap(0, 1), |prices| *prices = prices.map(|price| price * 100.0)];
    assert_eq!(of(0, swap), (String::new(), None));
    let said = |text: &str| Some(text.to_owned());
    let one = "`catalog` has `v0/m0` (1 and 5 before, 100 and 500 now)";
    assert_eq!(of(1, times_a_hundred), ("(slipped_prices)".to_owned(), said(one)));
    assert_eq!([swap, times_a_hundred].map(|spoil| of(2, spoil).0), ["(slipped_prices)"; 2]);
    let four = "`catalog` has `v0/m0` (1 and 5 before, 5 and 1 now), `v0/m7` (1 and 5 before, 5 and 1 now), \
                `v1/m14` (1 and 5 before, 5 and 1 now) and 1 more";
    assert_eq!(of(4, swap), ("same_prices (slipped_prices)".to_owned(), said(four)));
    assert_eq!(of(3, times_a_hundred).0, "same_prices (slipped_prices)");
    // A new price, one that is free now, and one of which a part alone is a tenth.
    let others: [fn(&mut [f64; 2]); 3] =
        [|prices| *prices = [9.0, 45.0], |prices| *prices = [0.0; 2], |prices| *prices = [0.1, 5.0]];
    assert_eq!(others.map(|spoil| of(4, spoil).0), [""; 3]);
}

/// What one of them rises by does not hide that the other falls.
#[test]
fn the_level_of_input_hides_no_fall_of_output() {
    let [before, now] =
        catalogues(|prices| prices.values_mut().for_each(|prices| *prices = [prices[0] * 4.0, prices[1] * 0.4]));
    let level = Change { now: &now, before: &before, days: 7 }.price_level().expect("prices");
    let [least, most] = [level.least, level.most].map(|level| format!("{level:.1}"));
    assert_eq!((least.as_str(), most.as_str()), ("0.4", "4.0"));
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
        (change.cache_prices(), change.price_level().map(|level| level.most.round()), change.same_unit())
    };
    assert_eq!(of(&|_| 0.1), (Some(1.0), Some(1.0), Some(1.0)));
    assert_eq!(of(&|_| 0.0).0, Some(0.0));
    assert_eq!(of(&|place| if place < 10 { 0.0 } else { 0.1 }).0, Some(0.8), "of one vendor");
    assert_eq!(of(&|_| 1.0), (Some(1.0), Some(10.0), Some(0.0)));
    assert_eq!(of(&|place| if place < 10 { 0.01 } else { 0.1 }).2, Some(1.0), "one vendor's rebate");
}

/// Whoever decides is told the vendor, the models or the sort of price.
#[test]
fn vendors_models_and_sorts_are_named() {
    let at = |name: &str, spoil: fn(&mut BTreeMap<String, [f64; 2]>)| {
        let [before, now] = catalogues(spoil);
        let change = Change { now: &now, before: &before, days: 1 };
        let guard = GUARDS.iter().find(|guard| guard.name == name).expect("a guard");
        let found = (guard.of)(&change).expect("prices").least;
        (guard.witness)(&change, found).unwrap_or_default()
    };
    let gone = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.iter_mut().filter(|(name, _)| name.starts_with("v3/")).for_each(|(_, prices)| *prices = [0.0; 2]);
    };
    assert_eq!(at("prices", gone), "`catalog` has no price, of input, of output or of both, of any model of `v3`");
    let some = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.values_mut().step_by(7).for_each(|prices| *prices = [0.0; 2]);
    };
    let said = "`catalog` has a price less of 15 models, `v0/m0`, `v0/m7`, `v1/m14` and 12 more";
    assert_eq!(at("prices", some), said);
    let cheap = |prices: &mut BTreeMap<String, [f64; 2]>| prices.values_mut().for_each(|[input, _]| *input *= 0.4);
    assert_eq!(at("price_level", cheap), "`catalog`, the middle price of input");
    let tenfold = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.iter_mut().filter(|(name, _)| name.starts_with("v3/")).for_each(|(_, [input, _])| *input *= 10.0);
    };
    assert_eq!(at("same_unit", tenfold), "`catalog`, each price of `v3` is 10.0000 times what it was");
    let dear = |prices: &mut BTreeMap<String, [f64; 2]>| {
        prices.iter_mut().filter(|(name, _)| name.starts_with("v3/")).for_each(|(_, prices)| *prices = [3.0, 15.0]);
    };
    assert_eq!(at("same_prices", dear), "`catalog` has other prices of all models of `v3`");
}

#[test]
fn models_without_a_price_of_a_cache_are_named() {
    let with = |mut profile: Profile, price: f64| {
        let prices = (0..9).map(|place| (format!("v0/m{place}"), [price, 0.0])).collect::<BTreeMap<_, _>>();
        profile.tables.values_mut().for_each(|table| table.cache_prices.clone_from(&prices));
        profile
    };
    let [before, now] = catalogues(|_| {});
    let (before, now) = (with(before, 0.1), with(now, 0.0));
    let change = Change { now: &now, before: &before, days: 1 };
    let at = change.cache_prices().and_then(|found| witness::cache_prices(&change, found));
    assert_eq!(at.as_deref(), Some("`catalog` has a price less of 9 models, `v0/m0`, `v0/m1`, `v0/m2` and 6 more"));
}
