//! The logarithmic mean, which turns a ratio of factors into a sum of parts without a rest. Logarithms come from `libm`,
//! which is Rust to the bottom: those of the system differ in their last bit from one C library to the next, and tables
//! are compared byte by byte.

/// `L(a, b) = (a − b) / ln(a / b)`, `L(a, a) = a`, and 0 where either is 0, its limit.
///
/// Since `a − b = L(a, b) · ln(a / b)`, a move of a product is the sum of what each of its factors adds.
pub(crate) fn log_mean(one: f64, other: f64) -> f64 {
    let difference = one - other;
    match one > 0.0 && other > 0.0 {
        false => 0.0,
        // Bit for bit the same: their quotient is 1, and its logarithm 0.
        true if difference == 0.0 => one,
        true => difference / log_ratio(one, other),
    }
}

/// `ln(one / other)` of what is above 0, to its last digits where the two are nearly the same.
pub(crate) fn log_ratio(one: f64, other: f64) -> f64 {
    let ratio = one / other;
    if (0.5..2.0).contains(&ratio) { libm::log1p((one - other) / other) } else { libm::log(ratio) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ```text
    /// python -c "from math import log, log1p
    /// for a, b in [(3, 1), (0.123, 0.247), (11.05, 1), (1e-9, 1)]: print((a - b) / log(a / b))
    /// print(1e-12 / log1p(1e-12))"
    /// ```
    #[test]
    fn means_are_as_python_has_them() {
        let cases = [
            (3.0, 1.0, 1.820_478_453_253_674_8),
            (0.123, 0.247, 0.177_853_258_635_578_38),
            (11.05, 1.0, 4.183_263_699_552_008),
            (1e-9, 1.0, 0.048_254_942_385_439_73),
            (1.0 + 1e-12, 1.0, 1.000_000_000_000_5),
        ];
        for (one, other, expected) in cases {
            for found in [log_mean(one, other), log_mean(other, one)] {
                assert!((found / expected - 1.0).abs() < 1e-14, "{one} {other}: {found}, expected {expected}");
            }
        }
    }

    #[test]
    fn of_equals_it_is_themselves_and_of_nothing_nothing() {
        assert_eq!((log_mean(0.3, 0.3), log_mean(0.0, 0.3), log_mean(0.3, 0.0)), (0.3, 0.0, 0.0));
    }
}
