//! The claims about shares of dollars.

use schema::{Basis, Board, Rule, Verdict};

use super::{
    Measured, Stated,
    measure::{ASSUMED, DEAR, PREMIUM, PUBLISHED, growth, no_price, of_the_last, percent},
    witness::Witness,
};
use crate::vendor_growth::TOTAL;

/// A rule and a basis.
type Case = (Rule, Basis);

const CASES: [Case; 4] = [
    (PUBLISHED, ASSUMED),
    (Rule::Default, ASSUMED),
    (Rule::Default, Basis::ListCurrent),
    (Rule::Default, Basis::ListAsof),
];

pub(super) fn anthropic_dollar_share(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let on = |rule, basis| witness.gap(rule, basis, DEAR).and_then(|gap| gap.dollar_share);
    let Some(share) = on(PUBLISHED, ASSUMED) else { return no_price(witness) };
    if let Some(short) = witness.short_gap(PUBLISHED, ASSUMED) {
        return Measured::cannot(short);
    }
    let weeks = if growth(witness, TOTAL).is_some() { "complete weeks" } else { "over the board's own window" };
    let mut ours = [Basis::ListAsof, Basis::ListCurrent].into_iter();
    let is_whole = |basis: &Basis| witness.short_gap(Rule::Default, *basis).is_none();
    let measured = ours.find_map(|basis| Some((basis, on(Rule::Default, basis)?))).filter(|(basis, _)| is_whole(basis));
    let measured = measured.map_or(String::new(), |(basis, share)| {
        format!("; {} at the measured mix, {weeks}, on {basis}", percent(share))
    });
    let board = witness.gap(PUBLISHED, ASSUMED, DEAR).and_then(|gap| gap.board);
    let by = if board == Some(Board::Site) { "the site's rankings" } else { "app pages" };
    let last = of_the_last(witness.running());
    Measured::near(stated, share, format!("at the assumed 3:1 mix{last}, weighted by {by}{measured}"))
}

/// Holds where all that the bounds allow is above the half in each setting that a run makes, fails where in one of them nothing
/// is: one without shares leaves open whether it holds in each. Bounds are of both together: not each at its least beside the
/// other at its most.
pub(super) fn premium_takes_dollars(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let last = of_the_last(witness.running());
    let found = |(rule, basis): Case| {
        let valued = witness.together(rule, basis, &PREMIUM).filter(|_| witness.short_gap(rule, basis).is_none())?;
        let (shown, low, high) = (valued.share?, valued.low?, valued.high?);
        let (shown_as, low_as, high_as) = (percent(shown), percent(low), percent(high));
        let last = if rule == PUBLISHED { last.as_str() } else { "" };
        Some((shown, low, high, format!("{shown_as} ({low_as} to {high_as}) on {basis}, rule {rule}{last}")))
    };
    let shares: Vec<_> = CASES.into_iter().filter_map(found).collect();
    let (Some((first, ..)), Some(half)) = (shares.first(), stated.bound()) else {
        let short = CASES.iter().find_map(|(rule, basis)| witness.short_gap(*rule, *basis));
        return short.map_or_else(|| no_price(witness), Measured::cannot);
    };
    let said: Vec<&str> = shares.iter().map(|(.., said)| said.as_str()).collect();
    let because = format!("anthropic and openai together: {}{}", said.join("; "), unpriced(witness));
    if shares.iter().any(|(_, _, most, _)| *most <= half) {
        return Measured::judged(*first, Verdict::Fails, because);
    }
    let open = shares.iter().filter(|(_, least, ..)| *least <= half).count();
    let made = CASES.iter().filter(|case| is_made(witness, **case)).count();
    let because = match open {
        0 if shares.len() < made => {
            format!("{because}; more than half in {} of {made}, and not told in the others", shares.len())
        }
        0 => return Measured::judged(*first, Verdict::Holds, because),
        _ => format!(
            "{because}; the half lies within the bounds in {open} of {}, so more and less are both possible",
            shares.len()
        ),
    };
    Measured { value: Some(*first), ..Measured::cannot(because) }
}

/// Whether a run makes shares of dollars there, be it that it has none.
fn is_made(witness: &Witness<'_>, (rule, basis): Case) -> bool {
    witness.is_asked(rule, basis) || PREMIUM.iter().any(|vendor| witness.gap(rule, basis, vendor).is_some())
}

/// Where a run makes shares of dollars and has none of both: one of them has no price, the board is of other days, or the window of
/// too few weeks.
fn unpriced(witness: &Witness<'_>) -> String {
    let of = |case: &Case| {
        let (rule, basis) = *case;
        if let Some(short) = witness.short_gap(rule, basis) {
            return Some(format!("; no shares on {basis}, rule {rule}: {short}"));
        }
        let is_missing = is_made(witness, *case) && witness.together(rule, basis, &PREMIUM).is_none();
        is_missing.then(|| match witness.weighed_on_other_days(rule, basis) {
            Some(elsewhere) => format!("; no prices on {basis}, rule {rule}: {elsewhere}"),
            None => format!("; one of them has no price on {basis}, rule {rule}"),
        })
    };
    CASES.iter().filter_map(of).collect()
}
