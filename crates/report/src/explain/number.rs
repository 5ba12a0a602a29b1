//! A number and what it is made of.

use std::rc::Rc;

use super::{Bytes, Corrected};

/// How far a formula may be from the cell that it explains, relative to it: sums in another order round otherwise.
const CLOSE: f64 = 1e-9;

/// What is said of a number that is taken apart in another place of the same explanation.
pub(super) const AGAIN: &str = "taken apart elsewhere in this explanation";
/// What is said of a number that goes on further in than somebody asks for.
const CUT: &str = "goes on further in than `--depth`";

/// How series are drawn out of the changes of one, as whoever draws them again has to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// How many series.
    pub draws: usize,
    /// Changes that each of them has.
    pub changes: usize,
    /// Changes that stay together.
    pub block: usize,
    /// Where blocks may begin, as places among the changes that are known: not where one of their neighbours is not.
    pub starts: Vec<usize>,
    /// Values that are added up at either end of a series.
    pub weeks: usize,
    /// Whether two series are drawn at once, of the same blocks: the first half of the changes is of one, the second half those
    /// of the other in the same weeks, and what counts is what the first grows by beyond the second.
    pub is_of_pairs: bool,
    /// Which quantile of what they grow by.
    pub quantile: f64,
    /// The generator of chance.
    pub generator: &'static str,
    /// Where it starts: its state and its stream, in hexadecimal.
    pub seed: [String; 2],
}

/// A number, where it stands, and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// What it is, in words of the vocabulary.
    pub name: String,
    /// Its value; tokens are whole numbers below 2^53.
    pub value: f64,
    /// The cell that says so; none of a constant, or of a number on the way.
    pub place: Option<Rc<Place>>,
    /// The bytes that it was read from.
    pub bytes: Vec<Bytes>,
    /// Its formula, which a number that stands in several places has once.
    pub made: Rc<Made>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// What somebody corrected of it.
    pub corrected: Option<Corrected>,
    /// A whole that others are parts of: people are led on from its largest part alone, programs from all.
    pub is_whole: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file below the data folder.
    pub file: String,
    /// The key of the row.
    pub key: Vec<(String, String)>,
    /// The column.
    pub column: String,
}

/// A formula over other numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    /// None: the number is said by its place, or a constant.
    Said,
    /// All of them added up.
    Sum(Vec<Number>),
    /// All of them multiplied.
    Product(Vec<Number>),
    /// The first over the second.
    Quotient(Box<[Number; 2]>),
    /// The first without the second.
    Difference(Box<[Number; 2]>),
    /// Rounded to a whole number, halves away from zero.
    Rounded(Box<Number>),
    /// The least of them.
    Least(Vec<Number>),
    /// The most of them.
    Most(Vec<Number>),
    /// The first to the power of the second.
    Power(Box<[Number; 2]>),
    /// The natural logarithm.
    Log(Box<Number>),
    /// A quantile, without their mean, of what series, or pairs of them, grow by that are drawn out of these changes.
    Drawn(Vec<Number>, Drawing),
}

impl Made {
    /// Its name for programs.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Sum(_) => "sum",
            Self::Product(_) => "product",
            Self::Quotient(_) => "quotient",
            Self::Difference(_) => "difference",
            Self::Rounded(_) => "rounded",
            Self::Least(_) => "least",
            Self::Most(_) => "most",
            Self::Power(_) => "power",
            Self::Log(_) => "log",
            Self::Drawn(..) => "drawn",
        }
    }

    /// What it is over.
    #[must_use]
    pub fn inputs(&self) -> &[Number] {
        match self {
            Self::Said => &[],
            Self::Sum(inputs)
            | Self::Product(inputs)
            | Self::Least(inputs)
            | Self::Most(inputs)
            | Self::Drawn(inputs, _) => inputs,
            Self::Quotient(inputs) | Self::Difference(inputs) | Self::Power(inputs) => inputs.as_slice(),
            Self::Rounded(input) | Self::Log(input) => std::slice::from_ref(input),
        }
    }

    /// The same over other inputs, made of its own in their order.
    pub(super) fn each(self, of: &mut dyn FnMut(Number) -> Number) -> Self {
        let mut all = |inputs: Vec<Number>| inputs.into_iter().map(&mut *of).collect();
        match self {
            Self::Said => Self::Said,
            Self::Sum(inputs) => Self::Sum(all(inputs)),
            Self::Product(inputs) => Self::Product(all(inputs)),
            Self::Least(inputs) => Self::Least(all(inputs)),
            Self::Most(inputs) => Self::Most(all(inputs)),
            Self::Drawn(inputs, drawing) => Self::Drawn(all(inputs), drawing),
            Self::Quotient(inputs) => Self::Quotient(Box::new(inputs.map(of))),
            Self::Difference(inputs) => Self::Difference(Box::new(inputs.map(of))),
            Self::Power(inputs) => Self::Power(Box::new(inputs.map(of))),
            Self::Rounded(input) => Self::Rounded(Box::new(of(*input))),
            Self::Log(input) => Self::Log(Box::new(of(*input))),
        }
    }

    /// Its value; none where it is no formula, or divides by nothing.
    fn value(&self) -> Option<f64> {
        let values = || self.inputs().iter().map(|input| input.value);
        let value = match self {
            // What is drawn is known by whoever drew it.
            Self::Said | Self::Drawn(..) => return None,
            // A sum of nothing is 0, and not what a sum of floats begins with, which is -0.
            Self::Sum(_) => values().sum::<f64>() + 0.0,
            Self::Product(_) => values().product(),
            Self::Quotient(inputs) => {
                let [part, whole] = inputs.as_ref();
                part.value / whole.value
            }
            Self::Difference(inputs) => {
                let [from, less] = inputs.as_ref();
                from.value - less.value
            }
            Self::Power(inputs) => {
                let [base, exponent] = inputs.as_ref();
                libm::pow(base.value, exponent.value)
            }
            Self::Log(input) => libm::log(input.value),
            Self::Rounded(input) => input.value.round(),
            // Of nothing they are infinite, and no number.
            Self::Least(_) => values().fold(f64::INFINITY, f64::min),
            Self::Most(_) => values().fold(f64::NEG_INFINITY, f64::max),
        };
        value.is_finite().then_some(value)
    }
}

impl Number {
    /// One that stands in no cell.
    pub(super) fn constant(name: impl Into<String>, value: f64) -> Self {
        let (bytes, made) = (Vec::new(), Rc::new(Made::Said));
        Self { name: name.into(), value, place: None, bytes, made, note: None, corrected: None, is_whole: false }
    }

    /// One on the way, with the value of its formula; none where that has none.
    pub(super) fn of(name: impl Into<String>, made: Made) -> Option<Self> {
        let value = made.value()?;
        Some(Self { made: Rc::new(made), ..Self::constant(name, value) })
    }

    /// With what it is made of, if that gives it: else it stands alone, and says so.
    pub(super) fn made_of(mut self, made: Option<Made>) -> Self {
        let Some(made) = made else { return self.noted(Some("no formula of it is known here".to_owned())) };
        match made.value() {
            Some(value) if is_close(value, self.value) => self.made = Rc::new(made),
            _ => self.note = Some("not taken apart: the rows at hand do not add up to it".to_owned()),
        }
        self
    }

    /// As a whole that others are parts of.
    pub(super) fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    /// The number alone, without what it is made of.
    pub(super) fn alone(self) -> Self {
        let made = Rc::new(Made::Said);
        Self { made, bytes: Vec::new(), note: None, corrected: None, is_whole: false, ..self }
    }

    /// The same once more, where it stands taken apart beside this; a constant is nowhere taken apart.
    pub(super) fn again(self) -> Self {
        if self.place.is_none() && self.bytes.is_empty() && matches!(*self.made, Made::Said) {
            return self;
        }
        self.alone().noted(Some(AGAIN.to_owned()))
    }

    /// The number alone, of which nobody asks what it is made of.
    pub(super) fn cut(self) -> Self {
        self.alone().noted(Some(CUT.to_owned()))
    }

    /// The number with what stands in it up to so many steps further in; the formulas above are whole.
    pub(super) fn no_further(self, most: usize) -> Self {
        let made = Rc::unwrap_or_clone(self.made).each(&mut |input| match most.checked_sub(1) {
            Some(less) => input.no_further(less),
            None if input.is_again() || !matches!(*input.made, Made::Said) || !input.bytes.is_empty() => input.cut(),
            None => input,
        });
        Self { made: Rc::new(made), ..self }
    }

    /// Read from these bytes.
    pub(super) fn read_from(mut self, bytes: impl IntoIterator<Item = Bytes>) -> Self {
        self.bytes.extend(bytes);
        self
    }

    /// Whether it is said here alone, and taken apart in another place.
    pub(super) fn is_again(&self) -> bool {
        self.note.as_deref() == Some(AGAIN) && matches!(*self.made, Made::Said)
    }

    /// With a remark; what goes on further in says that alone.
    pub(super) fn noted(mut self, note: Option<String>) -> Self {
        if self.note.as_deref() != Some(CUT) {
            self.note = note.or(self.note);
        }
        self
    }
}

fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= CLOSE * one.abs().max(other.abs())
}

pub(super) fn quotient(part: Number, whole: Number) -> Made {
    Made::Quotient(Box::new([part, whole]))
}

pub(super) fn power(base: Number, exponent: Number) -> Made {
    Made::Power(Box::new([base, exponent]))
}

pub(super) fn difference(from: Number, less: Number) -> Made {
    Made::Difference(Box::new([from, less]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_gives_another_number_is_not_shown() {
        let parts = || vec![Number::constant("a", 1.0), Number::constant("b", 2.0)];
        let three = Number::constant("c", 3.0).made_of(Some(Made::Sum(parts())));
        assert_eq!((three.made.word(), three.note), ("sum", None));
        let four = Number::constant("c", 4.0).made_of(Some(Made::Sum(parts())));
        assert_eq!((four.made.word(), four.note.is_some()), ("said", true));
    }

    #[test]
    fn what_divides_by_nothing_is_no_number() {
        let [one, none] = [Number::constant("a", 1.0), Number::constant("b", 0.0)];
        assert_eq!(Number::of("c", quotient(one.clone(), none.clone())), None);
        assert_eq!(Number::of("c", difference(one, none)).map(|number| number.value), Some(1.0));
        assert_eq!(Number::of("c", Made::Sum(Vec::new())).map(|number| number.value), Some(0.0));
    }
}
