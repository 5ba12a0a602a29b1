//! Numbers to a few digits, as text: a page of years has half a million, and the standard library's way over an exponent
//! and back takes most of the time that the page takes.

/// Largest power of ten that a real number has exactly.
const EXACT: i32 = 22;

/// To so many significant digits, without an exponent and without zeros behind the last of them.
pub(super) fn rounded(real: f64, digits: usize) -> String {
    let size = real.abs();
    let (Ok(digits), true) = (i32::try_from(digits), real.is_finite() && size > 0.0) else { return plain(real) };
    // Digits before the point, less one.
    let mut power = exponent(size);
    let shift = digits - 1 - power;
    if shift.abs() > EXACT {
        return slowly(real, digits);
    }
    let scaled = if shift < 0 { size / 10_f64.powi(-shift) } else { size * 10_f64.powi(shift) };
    let mut whole = scaled.round_ties_even();
    if whole >= 10_f64.powi(digits) {
        whole /= 10.0;
        power += 1;
    }
    let text = whole_text(whole);
    let text = text.trim_end_matches('0');
    let sign = if real < 0.0 { "-" } else { "" };
    let count = i32::try_from(text.len()).unwrap_or(i32::MAX);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let Some((before, behind)) = usize::try_from(power + 1).ok().and_then(|place| text.split_at_checked(place)) else {
        return if power < 0 {
            format!("{sign}0.{}{text}", zeros(-power - 1))
        } else {
            format!("{sign}{text}{}", zeros(power + 1 - count))
        };
    };
    match (before, behind) {
        ("", behind) => format!("{sign}0.{behind}"),
        (before, "") => format!("{sign}{before}"),
        (before, behind) => format!("{sign}{before}.{behind}"),
    }
}

/// To a whole number.
pub(super) fn whole(real: f64) -> String {
    if real.abs() < 1e15 { whole_text(real.round_ties_even()) } else { format!("{real:.0}") }
}

#[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
fn whole_text(whole: f64) -> String {
    (whole as i64).to_string()
}

#[expect(clippy::cast_possible_truncation, reason = "an exponent")]
fn exponent(size: f64) -> i32 {
    let power = size.log10().floor() as i32;
    // A logarithm may be a little off beside a power of ten.
    if power.abs() < EXACT && size >= 10_f64.powi(power + 1) { power + 1 } else { power }
}

fn slowly(real: f64, digits: i32) -> String {
    let places = usize::try_from(digits - 1).unwrap_or_default();
    let rounded = format!("{real:.places$e}");
    rounded.parse::<f64>().map_or(rounded, plain)
}

fn plain(real: f64) -> String {
    real.to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    use super::*;

    #[test]
    fn digits_stand_where_they_belong() {
        let cases = [
            (0.123_456_789, "0.123457"),
            (1_234_567.8, "1234570"),
            (0.0, "0"),
            (999_999.6, "1000000"),
            (0.000_012_345_678, "0.0000123457"),
            (-12.5, "-12.5"),
            (100.0, "100"),
            (123_456.0, "123456"),
            (1e30, "1000000000000000000000000000000"),
            (1.5e-30, "0.0000000000000000000000000000015"),
        ];
        for (real, expected) in cases {
            assert_eq!(rounded(real, 6), expected);
        }
        assert_eq!([whole(12.5), whole(-13.4), whole(1e20)], ["12", "-13", "100000000000000000000"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]
        #[test]
        fn it_is_what_the_standard_library_says(mantissa in -10.0_f64..10.0, power in -18_i32..15, digits in 1_usize..9) {
            let real = mantissa * 10_f64.powi(power);
            let (fast, slow) = (rounded(real, digits), slowly(real, i32::try_from(digits).unwrap()));
            let [one, other] = [&fast, &slow].map(|text| text.parse::<f64>().unwrap());
            // Half-way between two, the last bit of a product may decide the other way.
            let step = 10_f64.powi(exponent(real.abs()) + 1 - i32::try_from(digits).unwrap());
            prop_assert!(fast == slow || (one - other).abs() < 1.5 * step && ((real / step).abs().fract() - 0.5).abs() < 1e-9, "{real}: {fast} {slow}");
        }
    }
}
