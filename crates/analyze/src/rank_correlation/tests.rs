//! Correlations against `SciPy`, and how often the interval holds the truth.

use std::{f64::consts::TAU, fmt::Write as _};

use expect_test::expect;
use proptest::prelude::*;
use rand_pcg::Pcg64;

use super::*;
use crate::chance::{ENDS, quantile};

/// The least that a number is given for, without ties.
const TEN: [[f64; 10]; 2] =
    [[3.1, 1.2, 5.9, 4.4, 2.0, 8.8, 7.3, 6.1, 9.5, 0.4], [30.0, 10.0, 44.0, 61.0, 25.0, 70.0, 52.0, 83.0, 96.0, 12.0]];
/// Ties in both.
const TIES: [[f64; 12]; 2] = [
    [1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 5.0, 5.0, 6.0, 7.0, 7.0],
    [9.0, 8.0, 8.0, 8.0, 7.0, 6.0, 6.0, 6.0, 5.0, 5.0, 2.0, 3.0],
];
/// One far outlier: to ranks it is the last and no more.
const OUTLIER: [[f64; 11]; 2] = [
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0],
    [2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0, 10.0, 9.0, -1e12],
];
const GIVEN: [[f64; 10]; 2] =
    [[5.0, 3.0, 8.0, 1.0, 9.0, 2.0, 7.0, 4.0, 6.0, 6.0], [1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]];

fn found<const N: usize>([x, y]: &[[f64; N]; 2]) -> Correlation {
    correlation(x, y).unwrap()
}

fn correlation(x: &[f64], y: &[f64]) -> Option<Correlation> {
    Correlations::default().of(x, y)
}

fn partial(variables: &[&[f64]]) -> Option<Estimate> {
    Correlations::default().partial(variables)
}

fn near(found: f64, expected: f64, by: f64) {
    assert!((found - expected).abs() <= by, "{found}, expected {expected}");
}

/// Of `SciPy` 1.17.1, ten items, ties, and an outlier:
///
/// ```text
/// python - <<'END'
/// from scipy import stats
/// ten = ([3.1, 1.2, 5.9, 4.4, 2.0, 8.8, 7.3, 6.1, 9.5, 0.4], [30, 10, 44, 61, 25, 70, 52, 83, 96, 12])
/// ties = ([1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 7, 7], [9, 8, 8, 8, 7, 6, 6, 6, 5, 5, 2, 3])
/// outlier = ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 1, 4, 3, 6, 5, 8, 7, 10, 9, -1e12])
/// for x, y in (ten, ties, outlier): print(stats.spearmanr(x, y).statistic, stats.kendalltau(x, y).statistic)
/// END
/// ```
#[test]
fn rho_and_tau_b_are_those_of_scipy() {
    let cases = [
        (found(&TEN), 0.903_030_303_030_302_8, 0.777_777_777_777_777_7),
        (found(&TIES), -0.955_042_150_026_133_8, -0.907_595_071_361_299_2),
        (found(&OUTLIER), 0.454_545_454_545_454_53, 0.454_545_454_545_454_53),
    ];
    for (Correlation { rho, tau }, expected_rho, expected_tau) in cases {
        near(rho.value, expected_rho, 1e-14);
        near(tau.value, expected_tau, 1e-14);
    }
}

/// Spearman's partial correlation by the inverse of the correlations of ranks, another way than ours:
///
/// ```text
/// python - <<'END'
/// import numpy as np
/// from scipy import stats
/// def partial(*v):
///     p = np.linalg.inv(np.corrcoef([stats.rankdata(a) for a in v]))
///     return -p[0, 1] / np.sqrt(p[0, 0] * p[1, 1])
/// ten = ([3.1, 1.2, 5.9, 4.4, 2.0, 8.8, 7.3, 6.1, 9.5, 0.4], [30, 10, 44, 61, 25, 70, 52, 83, 96, 12])
/// z, w = [5, 3, 8, 1, 9, 2, 7, 4, 6, 6], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
/// print(partial(*ten, z), partial(*ten, z, w))
/// END
/// ```
///
/// Its interval over 50,000 resamples, of what is left by a line through the ranks of `z`: 0.617 to 1, which it is wherever
/// `x` and `y` of a resample are in one order.
#[test]
fn partial_correlations_are_those_of_numpy() {
    let [[x, y], [z, w]] = [TEN, GIVEN];
    let one = partial(&[&x, &y, &z]).unwrap();
    near(one.value, 0.914_165_005_067_525_7, 1e-13);
    let (low, high) = one.interval.unwrap();
    near(low, 0.617, 0.02);
    near(high, 1.0, 0.0);
    near(partial(&[&x, &y, &z, &w]).unwrap().value, 0.906_907_409_450_360_9, 1e-13);
    assert_eq!(partial(&[&x, &y, &x]), None, "given itself there is nothing left");
    assert_eq!(partial(&[&x, &y, &[1.0; 10]]), None, "what never differs explains nothing");
    assert_eq!(partial(&[&x[1..], &y[1..], &z[1..]]), None, "nine");
}

/// Another program, another generator, more draws: what is left is chance. Of `scipy.stats.permutation_test` with pairings
/// and 100,000 (tau: 20,000) resamples, and the percentiles of 20,000 resamples of items:
///
/// ```text
/// p 0.00088 0.00120 | 0.00002 0.00010 | 0.163 0.0606
/// rho 0.547 1 | -0.995 -0.834 | -0.311 0.971
/// tau 0.429 1 | -0.983 -0.792 | -0.143 0.915
/// ```
#[test]
fn intervals_and_probabilities_are_those_of_scipy() {
    let cases = [
        (found(&TEN), [0.000_88, 0.001_20], [0.547, 1.0, 0.429, 1.0]),
        (found(&TIES), [0.000_02, 0.000_10], [-0.995, -0.834, -0.983, -0.792]),
        (found(&OUTLIER), [0.163, 0.0606], [-0.311, 0.971, -0.143, 0.915]),
    ];
    for (Correlation { rho, tau }, p, ends) in cases {
        near(rho.p_value.unwrap(), p[0], 0.01);
        near(tau.p_value.unwrap(), p[1], 0.006);
        let ((low, high), (tau_low, tau_high)) = (rho.interval.unwrap(), tau.interval.unwrap());
        for (end, expected) in [low, high, tau_low, tau_high].into_iter().zip(ends) {
            near(end, expected, 0.03);
        }
    }
    // To the last bit: another stream or another order of sums would be seen here.
    expect!["Correlation { rho: Estimate { value: 0.45454545454545453, interval: Some((-0.3080568720379147, 0.9711538461538461)), p_value: Some(0.1645835416458354) }, tau: Estimate { value: 0.45454545454545453, interval: Some((-0.14285714285714285, 0.9148936170212766)), p_value: Some(0.06129387061293871) } }"]
    .assert_eq(&format!("{:?}", found(&OUTLIER)));
}

#[test]
fn what_never_differs_and_what_is_too_little_has_no_number() {
    let [x, y] = TEN;
    assert_eq!(correlation(&x, &[7.0; 10]), None);
    assert_eq!(correlation(&[7.0; 10], &y), None);
    assert_eq!(correlation(&x[1..], &y[1..]), None, "nine");
    assert_eq!(correlation(&[], &[]), None);
    let one_differs: [f64; 10] = std::array::from_fn(|place| if place == 0 { 1.0 } else { 0.0 });
    let found = correlation(&x, &one_differs).unwrap();
    assert_eq!((found.rho.interval, found.tau.interval), (None, None), "it is in two thirds of the resamples only");
}

/// One of four values may be any: rho of 1, 2, 3, 4 with the last first at the least.
#[test]
fn one_that_may_be_anything_makes_room() {
    let known = [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)];
    let ranges: Vec<(f64, f64)> = known.into_iter().chain([(0.0, 9.0)]).collect();
    let (least, most) = rho_range(&ranges, &exactly(&[10.0, 20.0, 30.0, 40.0])).unwrap();
    near(least, measured(&[1.0, 2.0, 3.0, 0.0], &[10.0, 20.0, 30.0, 40.0], &[1; 4]).unwrap()[0], 1e-14);
    near(most, 1.0, 1e-14);
    assert_eq!(rho_range(&exactly(&[10.0, 20.0, 30.0, 40.0]), &ranges), Some((least, most)), "whichever it is");
    let (least, most) = rho_range(&known, &exactly(&[3.0, 1.0, 2.0])).unwrap();
    near(least, -0.5, 1e-14);
    near(most, -0.5, 1e-14);
    assert_eq!(rho_range(&known, &exactly(&[1.0; 3])), None);
    // The last may be below the second in either: 1 where it is so in both, a half where it is so in one. Pairs taken one by one
    // say a quarter.
    let doubted = [(1.0, 1.0), (2.0, 2.0), (1.5, 3.0)];
    assert_eq!(rho_range(&doubted, &doubted), Some((0.25, 1.0)));
}

fn exactly(values: &[f64]) -> Vec<(f64, f64)> {
    values.iter().map(|value| (*value, *value)).collect()
}

/// Pair by pair, as it is defined.
fn tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    let (mut surplus, mut of_x, mut of_y) = (0.0, 0.0_f64, 0.0_f64);
    for one in 0..x.len() {
        for other in 0..one {
            let sign = |values: &[f64]| f64::from(values[one].total_cmp(&values[other]) as i8);
            surplus += sign(x) * sign(y);
            of_x += sign(x).abs();
            of_y += sign(y).abs();
        }
    }
    (of_x > 0.0 && of_y > 0.0).then(|| surplus / (of_x * of_y).sqrt())
}

/// Rho and tau-b of items that are there so often.
fn measured(x: &[f64], y: &[f64], counts: &[u32]) -> Option<[f64; 2]> {
    let counts: Vec<_> = counts.iter().map(|count| [count.cast_signed(); lanes::LANES]).collect();
    let [first, .., last] = Pair::of(&Ranks::of(x), &Ranks::of(y)).measured(&counts);
    assert_eq!(first, last, "side by side");
    first
}

/// The resample, item by item.
fn resampled(values: &[f64], counts: &[u32]) -> Vec<f64> {
    values.iter().zip(counts).flat_map(|(value, count)| std::iter::repeat_n(*value, *count as usize)).collect()
}

fn agree(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-12,
        (None, None) => true,
        _ => false,
    }
}

/// A value from, by so much in doubt, and where in it.
type Doubted = (i32, i32, f64);

fn doubted(values: i32) -> impl Strategy<Value = Doubted> {
    (0..values, prop_oneof![Just(0), 0..6_i32], 0.0_f64..=1.0)
}

proptest! {
    #[test]
    fn a_resample_is_as_if_it_stood_there(items in prop::collection::vec((0..6_i32, 0..6_i32, 0..4_u32), 2..30)) {
        let x: Vec<f64> = items.iter().map(|(x, ..)| f64::from(*x)).collect();
        let y: Vec<f64> = items.iter().map(|(_, y, _)| f64::from(*y)).collect();
        let counts: Vec<u32> = items.iter().map(|(.., count)| *count).collect();
        let (long_x, long_y) = (resampled(&x, &counts), resampled(&y, &counts));
        let found = measured(&x, &y, &counts);
        prop_assert!(agree(found.map(|[_, tau]| tau), tau_b(&long_x, &long_y)));
        let long = measured(&long_x, &long_y, &vec![1; long_x.len()]);
        prop_assert!(agree(found.map(|[rho, _]| rho), long.map(|[rho, _]| rho)));
    }

    /// Whole numbers, so that ends meet and values are alike; any truth within the ranges.
    #[test]
    fn no_truth_within_the_ranges_lies_outside_of_the_bounds(
        items in prop::collection::vec((doubted(12), doubted(7)), 3..14),
        is_sure in any::<bool>(),
    ) {
        let range = |(from, width, _): Doubted| (f64::from(from), f64::from(from + width));
        // Half of the time one of the two is known.
        let sure = |(from, width, at): Doubted| (from, if is_sure { 0 } else { width }, at);
        let (x, y): (Vec<Doubted>, Vec<Doubted>) = items.into_iter().map(|(x, y)| (x, sure(y))).unzip();
        let [in_x, in_y] = [&x, &y].map(|values| values.iter().copied().map(range).collect::<Vec<_>>());
        let part = |(from, width, at): Doubted| f64::from(from) + f64::from(width) * at;
        let whole = |value: Doubted| part(value).round();
        let ends = |(from, width, _): Doubted, is_high: bool| f64::from(if is_high { from + width } else { from });
        let apart = |values: &[Doubted], beside: &[Doubted], is_same: bool| -> Vec<f64> {
            values.iter().zip(beside).map(|(value, other)| ends(*value, (part(*other) > 4.0) == is_same)).collect()
        };
        let all = |values: &[Doubted], of: &dyn Fn(Doubted) -> f64| values.iter().copied().map(of).collect::<Vec<f64>>();
        for (x, y) in [
            (all(&x, &part), all(&y, &part)),
            (all(&x, &whole), all(&y, &whole)),
            (apart(&x, &y, true), all(&y, &whole)),
            (apart(&x, &y, false), all(&y, &part)),
            (apart(&x, &y, true), apart(&y, &x, true)),
            (apart(&x, &y, false), apart(&y, &x, true)),
        ] {
            let Some([rho, _]) = measured(&x, &y, &vec![1; x.len()]) else { continue };
            for (x, y) in [(&in_x, &in_y), (&exactly(&x), &in_y), (&exactly(&x), &exactly(&y))] {
                let (least, most) = rho_range(x, y).unwrap();
                prop_assert!(least - 1e-12 <= rho && rho <= most + 1e-12, "{rho} beside {least} to {most}");
            }
        }
    }

    #[test]
    fn the_other_way_round_is_the_same_and_upside_down_the_opposite(items in prop::collection::vec((0..9_i32, 0..9_i32), 2..30)) {
        let x: Vec<f64> = items.iter().map(|(x, _)| f64::from(*x)).collect();
        let y: Vec<f64> = items.iter().map(|(_, y)| f64::from(*y)).collect();
        let down: Vec<f64> = y.iter().map(|y| -y).collect();
        let once = vec![1; x.len()];
        let [plain, turned, opposite] = [(&x, &y), (&y, &x), (&x, &down)].map(|(x, y)| measured(x, y, &once));
        for measure in 0..2 {
            let of = |found: Option<[f64; 2]>| found.map(|found| found[measure]);
            prop_assert!(agree(of(plain), of(turned)) && agree(of(plain), of(opposite).map(|value| -value)));
            prop_assert!(of(plain).is_none_or(|value| value.abs() <= 1.0));
        }
    }
}

/// Each deal is a permutation, and so is what the deals before left.
#[test]
fn a_deal_is_measured_as_if_it_stood_there() {
    let [mut x, y] = TIES;
    x.rotate_left(5);
    let mut measure = Dealt::of(&Ranks::of(&x), &Ranks::of(&y));
    let mut deals = Deals::default();
    for deal in deals.of(12, 200) {
        let given: Vec<f64> = deal.iter().map(|item| y[*item as usize]).collect();
        let [rho, tau] = measure.measured(deal).unwrap();
        let [alone_rho, alone_tau] = measured(&x, &given, &[1; 12]).unwrap();
        near(rho, alone_rho, 0.0);
        near(tau, alone_tau, 0.0);
        near(tau, tau_b(&x, &given).unwrap(), 1e-14);
        let mut items = deal.to_vec();
        items.sort_unstable();
        assert!(items.iter().copied().eq(0..12));
    }
}

/// More items than a word of bits holds, with ties and without.
#[test]
fn a_deal_of_many_items_is_counted_over_words() {
    let values = |step: usize, of: usize| -> Vec<f64> { (0..150).map(|place| float(place * step % of)).collect() };
    for (x, y) in
        [(values(37, 151), values(89, 151)), (values(37, 20), values(89, 151)), (values(7, 30), values(11, 9))]
    {
        let mut dealt = Dealt::of(&Ranks::of(&x), &Ranks::of(&y));
        for deal in Deals::default().of(150, 3) {
            let given: Vec<f64> = deal.iter().map(|item| y[*item as usize]).collect();
            let alone = measured(&x, &given, &[1; 150]);
            assert_eq!(dealt.measured(deal), alone);
            near(alone.unwrap()[1], tau_b(&x, &given).unwrap(), 1e-14);
        }
    }
}

/// Each of those that stand side by side is as if it stood alone.
#[test]
fn resamples_side_by_side_do_not_mix() {
    let [x, y] = TIES;
    let mut resamples = Resamples::default();
    let groups: Vec<Vec<_>> = resamples.of(12, 20).map(<[_]>::to_vec).collect();
    assert_eq!(groups.len(), 3);
    let mut pair = Pair::of(&Ranks::of(&x), &Ranks::of(&y));
    for group in groups {
        for (lane, found) in pair.measured(&group).into_iter().enumerate() {
            let counts: Vec<u32> = group.iter().map(|counts| counts[lane].cast_unsigned()).collect();
            assert_eq!(counts.iter().sum::<u32>(), 12);
            assert_eq!(found, measured(&x, &y, &counts));
        }
    }
}

#[test]
fn what_was_computed_once_is_the_same_again() {
    let mut known = Correlations::default();
    let [x, y] = TEN;
    let first = known.of(&x, &y);
    assert_eq!(
        (known.of(&OUTLIER[0], &OUTLIER[1]).map(|found| found.rho.p_value), known.of_two.len()),
        (Some(found(&OUTLIER).rho.p_value), 2)
    );
    // Other values in the same order are the same ranks.
    assert_eq!((known.of(&x.map(|x| x * x), &y), known.of_two.len()), (first, 2));
    assert_eq!(first, correlation(&x, &y), "after items of another number as without");
}

#[test]
fn rho_alone_is_as_beside_tau() {
    for [x, y] in [TIES.map(|values| values.to_vec()), OUTLIER.map(|values| values.to_vec())] {
        let (alone, both) = (Correlations::default().rho(&x, &y), correlation(&x, &y));
        assert_eq!(alone, both.map(|both| Estimate { p_value: None, ..both.rho }));
    }
    assert_eq!(Correlations::default().rho(&TEN[0][1..], &TEN[1][1..]), None, "nine");
}

/// A standard normal number, by G. E. P. Box and M. E. Muller.
fn normal(generator: &mut Pcg64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits of chance are enough")]
    let mut even = || ((generator.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    (-2.0 * libm::log(even())).sqrt() * libm::cos(TAU * even())
}

/// In how many of 200 samples of two normal variables the interval of rho holds the truth, 6/π · asin(r/2).
fn coverage(items: usize, r: f64) -> usize {
    let (mut generator, mut resamples) = (Pcg64::new(3, 4), Resamples::default());
    let truth = 12.0 / TAU * libm::asin(r / 2.0);
    let holds = |_: &usize| {
        let x: Vec<f64> = (0..items).map(|_| normal(&mut generator)).collect();
        let beside = (1.0 - r * r).sqrt();
        let y: Vec<f64> = x.iter().map(|x| r * x + beside * normal(&mut generator)).collect();
        let mut pair = Pair::of(&Ranks::of(&x), &Ranks::of(&y));
        let drawn = resamples.of(items, 500).flat_map(|counts| pair.measured(counts)).take(500);
        let mut rhos: Vec<f64> = drawn.flatten().map(|[rho, _]| rho).collect();
        rhos.sort_unstable_by(f64::total_cmp);
        let [low, high] = ENDS.map(|part| quantile(&rhos, part).unwrap());
        low <= truth && truth <= high
    };
    (0..200).filter(holds).count()
}

/// Nominally 190: what chance leaves of 200 is 6 at most, so with 40 models the interval is as wide as it says, and with 12 a
/// little too narrow.
#[test]
fn coverage_is_what_the_documentation_says() {
    let mut reached = String::new();
    for (items, r) in [(12, 0.0), (12, -0.6), (40, 0.0), (40, -0.6)] {
        let _ = writeln!(reached, "{items} items, correlation {r}: {}", coverage(items, r));
    }
    println!("of 200, nominally 190:\n{reached}");
    expect![[r#"
        12 items, correlation 0: 186
        12 items, correlation -0.6: 186
        40 items, correlation 0: 195
        40 items, correlation -0.6: 189
    "#]]
    .assert_eq(&reached);
}
