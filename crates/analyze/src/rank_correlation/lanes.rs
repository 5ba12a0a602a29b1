//! Eight resamples side by side: what is done to one is done to all, four or two numbers at once.

/// How many stand side by side.
pub(super) const LANES: usize = 8;
/// How often something is in each of them.
pub(super) type Counts = [i32; LANES];
/// A number of each of them.
pub(super) type Reals = [f64; LANES];

/// Once in each.
pub(super) const ONCE: Counts = [1; LANES];

/// Unchecked, so that four are added at once: no sum of counts is above the number of items.
pub(super) fn add(sum: &mut Counts, more: &Counts) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum = sum.wrapping_add(*more);
    }
}

/// Adds the products of three numbers of each.
pub(super) fn add_products(sum: &mut Reals, counts: &Counts, x: &Reals, y: &Reals) {
    for (((sum, count), x), y) in sum.iter_mut().zip(counts).zip(x).zip(y) {
        *sum += f64::from(*count) * x * y;
    }
}
