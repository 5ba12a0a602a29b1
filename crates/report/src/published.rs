//! Numbers in the print of the published page. What they mean, and which of them the page got wrong, is not here.
//!
//! Shares, points, prices and growth round the exact decimal value of the double to the nearest printed digit (a tie,
//! which only a few binary fractions can be, goes to the even digit); tokens are integers and round half up, without
//! going through a double. Nothing ever prints as `-0.0`. A value that is not finite prints as [`NONE`].
//!
//! ```
//! use report::published::{growth, market_growth, points, price, share, tokens};
//! assert_eq!([share(0.1234), share(0.0)], ["12.3%", "0.0%"]);
//! // A sign, but for zero.
//! assert_eq!([points(34.04), points(-6.3), points(-0.04)], ["+34.0", "-6.3", "0.0"]);
//! assert_eq!([price(Some(7.949)), price(None)], ["$7.95", "—"]);
//! assert_eq!([10_150_000_000_000, 735_700_000_000, 53_000_000_000, 0].map(tokens), ["10.15T", "735.7B", "53.0B", "0"]);
//! // One decimal below ten, none from there on; the market's has one always.
//! assert_eq!([growth("ratio", Some(5.52)), growth("ratio", Some(29.2)), market_growth(11.05)], ["5.5×", "29×", "11.1×"]);
//! assert_eq!([growth("new", None), growth("gone", None)], ["new", "-100%"]);
//! ```

/// What stands where there is no value.
pub const NONE: &str = "—";

const THOUSAND: u64 = 1_000;
const MILLION: u64 = 1_000_000;
const BILLION: u64 = 1_000_000_000;
const TRILLION: u64 = 1_000_000_000_000;

/// A share (0 to 1) as percent with one decimal: `12.3%`.
#[must_use]
pub fn share(share: f64) -> String {
    fixed(100.0 * share, 1).map_or_else(|| NONE.to_owned(), |text| format!("{text}%"))
}

/// Percentage points with sign and one decimal: `+34.0`, `-6.3`; what rounds to zero is `0.0`.
#[must_use]
pub fn points(points: f64) -> String {
    match fixed(points, 1) {
        None => NONE.to_owned(),
        Some(text) if points > 0.0 && text != "0.0" => format!("+{text}"),
        Some(text) => text,
    }
}

/// US dollars per million tokens with two decimals: `$7.95`; [`NONE`] where there is no price.
#[must_use]
pub fn price(usd_per_mtok: Option<f64>) -> String {
    let text = usd_per_mtok.and_then(|usd| fixed(usd, 2));
    text.map_or_else(|| NONE.to_owned(), |text| format!("${text}"))
}

/// Tokens: `10.15T` with two decimals; `735.7B`, and below what the page ever shows `12.3M` and `4.5K`, with one; from
/// 0 to 999 as they are. The unit is chosen after rounding: 999,960,000,000 is `1.00T`, never `1000.0B`.
#[must_use]
pub fn tokens(tokens: i64) -> String {
    let sign = if tokens < 0 { "-" } else { "" };
    let count = tokens.unsigned_abs();
    let units = [(TRILLION, 100, "T"), (BILLION, 10, "B"), (MILLION, 10, "M"), (THOUSAND, 10, "K")];
    for (unit, steps, letter) in units {
        // A unit is also reached by what would print as 1000 of the next smaller one.
        if count >= unit || (unit > THOUSAND && reaches(count, unit)) {
            let (rounded, places) = (half_up(count, unit / steps), if steps == 100 { 2 } else { 1 });
            return format!("{sign}{}.{:0places$}{letter}", rounded / steps, rounded % steps);
        }
    }
    format!("{sign}{count}")
}

/// Whether `count` in thousandths of `unit`, with one decimal, would print as 1000.
const fn reaches(count: u64, unit: u64) -> bool {
    half_up(count, unit / THOUSAND / 10) >= 10 * THOUSAND
}

const fn half_up(count: u64, step: u64) -> u64 {
    (count + step / 2) / step
}

/// Growth of a vendor from its `growth_label` and `growth_ratio`: `5.5×`, from 10 on whole (`29×`), `new`, `-100%` for
/// what is gone; [`NONE`] for what is absent.
#[must_use]
pub fn growth(label: &str, ratio: Option<f64>) -> String {
    match (label, ratio) {
        ("new", _) => "new".to_owned(),
        ("gone", _) => "-100%".to_owned(),
        ("ratio", Some(ratio)) => times(ratio),
        _ => NONE.to_owned(),
    }
}

/// Growth of the whole market, with one decimal whatever its size: `11.1×`.
#[must_use]
pub fn market_growth(ratio: f64) -> String {
    fixed(ratio, 1).map_or_else(|| NONE.to_owned(), |text| format!("{text}×"))
}

fn times(ratio: f64) -> String {
    // 9.96 prints as 10.0, which is no longer below 10.
    let short = market_growth(ratio);
    if short.starts_with("10.0") || ratio >= 10.0 {
        return fixed(ratio, 0).map_or_else(|| NONE.to_owned(), |text| format!("{text}×"));
    }
    short
}

/// A finite number with that many decimals, zero without sign.
pub(crate) fn fixed(value: f64, places: usize) -> Option<String> {
    let text = format!("{value:.places$}");
    let is_zero = !text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    value.is_finite().then(|| if is_zero { text.trim_start_matches('-').to_owned() } else { text })
}

#[cfg(test)]
mod tests {
    use proptest::{
        prelude::{any, proptest},
        prop_oneof,
    };

    use super::*;

    #[test]
    fn shares() {
        let cases = [(0.123, "12.3%"), (0.0, "0.0%"), (-0.000_01, "0.0%"), (1.0, "100.0%"), (0.462_96, "46.3%")];
        for (value, expected) in cases {
            assert_eq!(share(value), expected, "{value}");
        }
        assert_eq!(share(f64::NAN), NONE);
    }

    #[test]
    fn points_have_a_sign_unless_they_are_zero() {
        let cases = [
            (34.0, "+34.0"),
            (-6.3, "-6.3"),
            (0.0, "0.0"),
            (-0.0, "0.0"),
            (-0.04, "0.0"),
            (0.04, "0.0"),
            (0.06, "+0.1"),
        ];
        for (value, expected) in cases {
            assert_eq!(points(value), expected, "{value}");
        }
        assert_eq!(points(f64::INFINITY), NONE);
    }

    #[test]
    fn prices() {
        let cases = [(Some(7.949_673), "$7.95"), (Some(0.15), "$0.15"), (Some(0.0), "$0.00"), (None, "—")];
        for (value, expected) in cases {
            assert_eq!(price(value), expected, "{value:?}");
        }
    }

    #[test]
    fn tokens_choose_their_unit_after_rounding() {
        let cases = [
            (10_149_457_416_213, "10.15T"),
            (735_700_000_000, "735.7B"),
            (53_001_217_401, "53.0B"),
            (0, "0"),
            (999, "999"),
            (1_000, "1.0K"),
            (999_940, "999.9K"),
            (999_960, "1.0M"),
            (999_949_999_999, "999.9B"),
            (999_950_000_000, "1.00T"),
            (12_345_678, "12.3M"),
            (-2_500, "-2.5K"),
            (100_000_000_000_000, "100.00T"),
            (i64::MAX, "9223372.04T"),
            (i64::MIN, "-9223372.04T"),
        ];
        for (value, expected) in cases {
            assert_eq!(tokens(value), expected, "{value}");
        }
    }

    #[test]
    fn growth_of_a_vendor() {
        let cases = [
            ("ratio", Some(5.527), "5.5×"),
            ("ratio", Some(3.97), "4.0×"),
            ("ratio", Some(9.94), "9.9×"),
            ("ratio", Some(9.96), "10×"),
            ("ratio", Some(29.19), "29×"),
            ("ratio", Some(100.4), "100×"),
            ("ratio", None, "—"),
            ("new", None, "new"),
            ("gone", Some(0.0), "-100%"),
            ("absent", None, "—"),
        ];
        for (label, ratio, expected) in cases {
            assert_eq!(growth(label, ratio), expected, "{label} {ratio:?}");
        }
    }

    #[test]
    fn growth_of_the_market_keeps_its_decimal() {
        assert_eq!(market_growth(11.05), "11.1×");
        assert_eq!(market_growth(9.0), "9.0×");
    }

    /// The number that a print says, exactly.
    fn tokens_of(text: &str) -> i64 {
        let units = [("T", TRILLION), ("B", BILLION), ("M", MILLION), ("K", THOUSAND)];
        let (digits, unit) =
            units.iter().find_map(|(letter, unit)| Some((text.strip_suffix(letter)?, *unit))).unwrap_or((text, 1));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let hundredths: u64 = format!("{whole}{part:0<2}").parse().expect("digits");
        i64::try_from(hundredths * unit / 100).expect("in range")
    }

    proptest! {
        #[test]
        fn no_number_panics_or_prints_a_negative_zero(real in any::<f64>(), integer in any::<i64>()) {
            let printed = [share(real), points(real), price(Some(real)), growth("ratio", Some(real)), tokens(integer)];
            for text in printed {
                assert!(text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) || !text.contains('-'), "{text}");
            }
        }

        /// Who reads a printed number and prints it again has the same text: nothing is rounded twice.
        #[test]
        fn print_is_stable(part in 0.0..=1.0, difference in -100.0..=100.0, usd in 0.0..1000.0, ratio in prop_oneof![0.0..1000.0, 9.9..10.1]) {
            let read = |text: &str| text.trim_matches(['%', '+', '$', '×']).parse::<f64>().expect("a number");
            let text = share(part);
            assert_eq!(share(read(&text) / 100.0), text);
            let text = points(difference);
            assert_eq!(points(read(&text)), text);
            let text = price(Some(usd));
            assert_eq!(price(Some(read(&text))), text);
            for print in [|ratio| growth("ratio", Some(ratio)), market_growth] {
                let text = print(ratio);
                assert_eq!(print(read(&text)), text);
            }
        }

        /// Also for tokens, and more tokens never print as fewer.
        #[test]
        fn print_of_tokens_is_stable(scale in 0_u32..15, digits in 1_i64..10_000, more in 0_i64..1_000_000) {
            let count = digits * 10_i64.pow(scale) / 1_000;
            let text = tokens(count);
            assert_eq!(tokens(tokens_of(&text)), text);
            assert!(tokens_of(&tokens(count + more)) >= tokens_of(&text), "{count} and {more} more");
        }
    }
}
