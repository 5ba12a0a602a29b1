//! The print of a column for people, by its unit: exact where that fits (integers, days, texts), else to the digits
//! that matter. Programs read CSV or JSON, where every digit stands.

use polars::frame::DataFrame;
use schema::{Column, Kind, Unit, cell_text, series::Cells};

use crate::published;

/// The cells of `column`; `None` where null.
pub(crate) fn printed(data: &DataFrame, column: &Column) -> Vec<Option<String>> {
    let cells = Cells::of(data, column);
    match column.kind {
        Kind::Integer => each(cells.integers(), |integer| grouped(&integer.to_string())),
        Kind::Real => each(cells.reals(), |real| quantity(real, column.unit)),
        Kind::Truth => each(cells.truths(), |truth| if truth { "yes" } else { "no" }.to_owned()),
        Kind::Text | Kind::Date | Kind::Instant => (0..data.height()).map(|row| cell_text(data, column, row)).collect(),
    }
}

/// As [`printed`], but tokens as the page prints them: `23.42T`.
pub(crate) fn shortened(data: &DataFrame, column: &Column) -> Vec<Option<String>> {
    match column.unit {
        Unit::Tokens => each(Cells::of(data, column).integers(), published::tokens),
        _ => printed(data, column),
    }
}

fn each<Value>(values: Vec<Option<Value>>, print: impl Fn(Value) -> String) -> Vec<Option<String>> {
    values.into_iter().map(|value| value.map(&print)).collect()
}

fn quantity(real: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => published::share(real),
        Unit::Points => published::points(real),
        Unit::Usd => dollars(real),
        Unit::UsdPerMtok => price(real),
        // A change of a thousandth is no change of nothing.
        Unit::Ratio if real != 0.0 && real.abs() < 0.1 => fixed(real, 4),
        Unit::Ratio | Unit::EffectiveNumber => fixed(real, 2),
        Unit::Hhi => grouped(&fixed(real, 0)),
        _ => plain(real),
    }
}

fn fixed(real: f64, places: usize) -> String {
    published::fixed(real, places).unwrap_or_else(|| published::NONE.to_owned())
}

/// To the cent: `$24,697,000.12`.
fn dollars(usd: f64) -> String {
    let text = grouped(&fixed(usd, 2));
    text.strip_prefix('-').map_or_else(|| format!("${text}"), |text| format!("-${text}"))
}

/// Two decimals; a price that would round to nothing is not nothing.
fn price(usd_per_mtok: f64) -> String {
    if usd_per_mtok > 0.0 && usd_per_mtok < 0.005 { "<$0.01".to_owned() } else { published::price(Some(usd_per_mtok)) }
}

/// A number whose unit stands elsewhere, or nowhere: whole from 1000 on, else at most four decimals.
fn plain(real: f64) -> String {
    if real.abs() >= 1_000.0 {
        return grouped(&fixed(real, 0));
    }
    let text = fixed(real, 4);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Commas between groups of three digits before the point.
fn grouped(number: &str) -> String {
    let digits_end = number.find('.').unwrap_or(number.len());
    let (whole, rest) = number.split_at_checked(digits_end).unwrap_or((number, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_by_unit() {
        let cases = [
            (0.123_4, Unit::Share, "12.3%"),
            (-4.44, Unit::Points, "-4.4"),
            (24_697_000.119, Unit::Usd, "$24,697,000.12"),
            (-1_234.5, Unit::Usd, "-$1,234.50"),
            (7.949, Unit::UsdPerMtok, "$7.95"),
            (0.004, Unit::UsdPerMtok, "<$0.01"),
            (0.0, Unit::UsdPerMtok, "$0.00"),
            (62.994, Unit::Ratio, "62.99"),
            (-0.00139, Unit::Ratio, "-0.0014"),
            (0.0, Unit::Ratio, "0.00"),
            (1.154, Unit::EffectiveNumber, "1.15"),
            (1_234.5, Unit::Hhi, "1,234"),
            (0.463_128, Unit::None, "0.4631"),
            (11.1, Unit::None, "11.1"),
            (30.0, Unit::None, "30"),
            (0.0, Unit::None, "0"),
            (2.4e12, Unit::None, "2,400,000,000,000"),
            (f64::NAN, Unit::Hhi, "—"),
        ];
        for (real, unit, expected) in cases {
            assert_eq!(quantity(real, unit), expected, "{real} {unit:?}");
        }
    }

    #[test]
    fn digits_come_in_groups() {
        let cases = [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-123456", "-123,456"), ("—", "—"), ("", "")];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }
}
