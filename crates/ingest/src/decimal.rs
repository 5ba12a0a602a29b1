//! Decimal numbers as upstream writes them, read without rounding through binary fractions.

/// Longer numbers are not prices or token counts but mistakes or attacks.
const LONGEST: usize = 64;
/// A 64-bit integer has 19 digits; nothing upstream counts needs more.
const MOST_DIGITS: i32 = 19;

/// A decimal number, split: all digits, and the power of ten of the last one.
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i32,
}

/// The integer that `text` denotes: `12`, `1.0`, `2.3e12`. `None` if it is no integer, or outside 64 bits.
///
/// ```
/// assert_eq!(ingest::exact_integer("2.3e12"), Some(2_300_000_000_000));
/// assert_eq!(ingest::exact_integer("1.5"), None);
/// assert_eq!(ingest::exact_integer("9223372036854775808"), None);
/// ```
#[must_use]
pub fn exact_integer(text: &str) -> Option<i64> {
    exact_scaled(text, 0)
}

/// As [`exact_integer`], of `text` times ten to the power of `places`: `322.28917` billions are 322,289,170,000.
pub(crate) fn exact_scaled(text: &str, places: u8) -> Option<i64> {
    let Decimal { is_negative, mut digits, exponent } = split(text)?;
    let exponent = exponent.checked_add(i32::from(places))?;
    if exponent > MOST_DIGITS && digits.bytes().any(|digit| digit != b'0') {
        return None;
    }
    for _ in exponent..0 {
        // What stands behind the point must be nothing.
        if digits.pop().is_some_and(|digit| digit != '0') {
            return None;
        }
    }
    digits.extend(std::iter::repeat_n('0', usize::try_from(exponent.clamp(0, MOST_DIGITS)).ok()?));
    let digits = digits.trim_start_matches('0');
    let sign = if is_negative { "-" } else { "" };
    if digits.is_empty() { Some(0) } else { format!("{sign}{digits}").parse().ok() }
}

/// The price per million tokens of a price per token: the nearest `f64` to the exact decimal product.
///
/// `-1`, upstream's mark for "it depends", is no price, and neither is any other negative number: `None`.
///
/// ```
/// assert_eq!(ingest::usd_per_mtok("0.000005"), Some(5.0));
/// assert_eq!(ingest::usd_per_mtok(".5e-6"), Some(0.5));
/// assert_eq!(ingest::usd_per_mtok("-1"), None);
/// ```
#[must_use]
pub fn usd_per_mtok(text: &str) -> Option<f64> {
    scaled(text, 6)
}

/// The nearest `f64` to the exact decimal product of `text` and ten to the power of `places`; `None` below 0.
pub(crate) fn scaled(text: &str, places: i32) -> Option<f64> {
    let Decimal { is_negative, digits, exponent } = split(text)?;
    let product: f64 = format!("{digits}e{}", exponent.checked_add(places)?).parse().ok()?;
    ((!is_negative || product == 0.0) && product.is_finite()).then_some(product)
}

/// Whether `text` is a decimal number at all.
pub(crate) fn is_decimal(text: &str) -> bool {
    split(text).is_some()
}

fn split(text: &str) -> Option<Decimal> {
    if text.len() > LONGEST {
        return None;
    }
    let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let power: i32 = power.parse().ok().filter(|power: &i32| power.unsigned_abs() < 400)?;
    Some(Decimal { is_negative, digits, exponent: power - i32::try_from(fraction.len()).ok()? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn integers() {
        for (text, expected) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("5", Some(5)),
            ("-5", Some(-5)),
            ("1.0", Some(1)),
            ("1e3", Some(1_000)),
            ("1.23e2", Some(123)),
            ("1.234e2", None),
            ("100e-2", Some(1)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("0e399", Some(0)),
            ("1e399", None),
            ("1e400", None),
            ("", None),
            ("-", None),
            (".", None),
            ("1_000", None),
            (" 1", None),
            ("+1", None),
            ("0x10", None),
            ("NaN", None),
            ("１", None),
        ] {
            assert_eq!(exact_integer(text), expected, "{text}");
        }
    }

    #[test]
    fn prices() {
        for (text, expected) in [
            ("0", Some(0.0)),
            ("0.00000025000000000000005", Some(0.250_000_000_000_000_05)),
            ("0.0000001", Some(0.1)),
            ("10e-6", Some(10.0)),
            ("-1", None),
            ("-0.000001", None),
            ("free", None),
            ("1e399", None),
        ] {
            assert_eq!(usd_per_mtok(text), expected, "{text}");
        }
    }

    #[test]
    fn products() {
        for (text, places, expected) in [
            ("41.2", -2, Some(0.412)),
            ("0.035", 0, Some(0.035)),
            (".5e-1", 0, Some(0.05)),
            ("-1", 0, None),
            ("x", 0, None),
        ] {
            assert_eq!(scaled(text, places), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_integer_is_read_back(value: i64) {
            prop_assert_eq!(exact_integer(&value.to_string()), Some(value));
            prop_assert_eq!(exact_integer(&format!("{value}.000")), Some(value));
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (exact_integer(&text), usd_per_mtok(&text));
        }
    }
}
