//! The prices of vendors that claims are tested on: over the windows of boards, or in force in a week.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::Date;
use schema::{
    Basis, Board, Frame, Origin, Rule, WindowKind,
    columns::{BLENDED_PRICE, IS_ATTRIBUTED, PRICE_BASIS, RULE, VALUE_ORIGIN, VENDOR, WINDOW_KIND, WINDOW_START_DATE},
    series::Cells,
    tables::VendorPrice,
};

use super::evidence::{Evidence, keys};
use crate::{Pricing, series::OTHERS, usage::at};

/// A row of `vendor_price` that has a price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price {
    pub(super) usd_per_mtok: f64,
    pub(super) origin: Option<Origin>,
}

/// Boards that are held, and are of other days than the week on which claims are tested: their usage weighs no price of it.
#[derive(Clone, Debug)]
pub(super) struct OtherDays {
    windows: BTreeMap<Board, (Date, Date)>,
    pricing: Pricing,
}

impl OtherDays {
    /// Whether anybody asks for prices by a rule on a basis.
    pub(super) fn is_asked(&self, rule: Rule, basis: Basis) -> bool {
        self.pricing.rules.contains(&rule) && self.pricing.bases.contains(&basis)
    }

    /// Of when the board is that would weigh the prices of a rule and basis; none where one of the week does, none is held, or
    /// nobody asks for these prices.
    pub(super) fn said(&self, rule: Rule, basis: Basis) -> Option<String> {
        if basis.is_by_week() || !self.is_asked(rule, basis) {
            return None;
        }
        let board = self.pricing.board(rule, basis);
        let (start, end) = self.windows.get(&board)?;
        let whose = if board == Board::Apps { "app pages" } else { "rankings of the site" };
        Some(format!("the {whose} that would weigh them are of {start} to {end}, not of this week"))
    }
}

impl Evidence {
    /// Says which boards are held that are of other days than the week: they weigh no price of it, so prices by them are not
    /// among the evidence, and this is why.
    #[must_use]
    pub fn with_boards_of_other_days(mut self, windows: BTreeMap<Board, (Date, Date)>, pricing: &Pricing) -> Self {
        self.other_days = Some(OtherDays { windows, pricing: pricing.clone() });
        self
    }

    /// Reads vendor prices over the windows of boards: of those of the week.
    #[must_use]
    pub fn with_prices(mut self, frame: &Frame<VendorPrice>) -> Self {
        self.nobodys.extend(nobodys(frame).0.iter().cloned());
        let windows = windows(frame);
        let of_boards = windows.iter().filter(|((kind, _), _)| *kind == WindowKind::Board);
        self.price = of_boards.flat_map(|(_, prices)| prices.clone()).collect();
        self
    }

    /// Reads the list prices in force in one week, where no board has a price over its own window.
    #[must_use]
    pub fn with_prices_in_force(mut self, frame: &Frame<VendorPrice>, week: Date) -> Self {
        self.nobodys.extend(nobodys(frame).0.iter().cloned());
        let windows = windows(frame);
        let in_force = windows.get(&(WindowKind::Week, week)).into_iter().flatten();
        for (key, price) in in_force.filter(|((_, basis, _), _)| *basis == Basis::ListAsof) {
            self.price.entry(key.clone()).or_insert(*price);
        }
        self
    }
}

/// Vendors with a price.
type Priced = BTreeMap<(Rule, Basis, String), Price>;

/// Those of each window, by its kind and first day; read once, since claims are tested on many weeks.
fn windows(frame: &Frame<VendorPrice>) -> Arc<BTreeMap<(WindowKind, Date), Priced>> {
    frame.read_as(|data| {
        let text = |column| Cells::of(data, column).texts();
        let key = keys(text(&RULE), text(&PRICE_BASIS), text(&VENDOR));
        let (prices, origins) = (Cells::of(data, &BLENDED_PRICE).reals(), text(&VALUE_ORIGIN));
        let (kinds, starts) = (text(&WINDOW_KIND), Cells::of(data, &WINDOW_START_DATE).dates());
        let row = |row: usize| {
            let window = (at(&kinds, row)?.parse().ok()?, at(&starts, row)?);
            let price =
                Price { usd_per_mtok: at(&prices, row)?, origin: at(&origins, row).and_then(|word| word.parse().ok()) };
            Some((window, key(row)?, price))
        };
        let mut windows: BTreeMap<_, Priced> = BTreeMap::new();
        for (window, key, price) in (0..data.height()).filter_map(row) {
            windows.entry(window).or_default().insert(key, price);
        }
        windows
    })
}

/// Labels of a table of prices that name no vendor, upstream's remainder aside.
struct Nobodys(BTreeSet<String>);

/// Those of a table; read once.
fn nobodys(frame: &Frame<VendorPrice>) -> Arc<Nobodys> {
    frame.read_as(|data| {
        let labels = Cells::of(data, &VENDOR).texts().into_iter().zip(Cells::of(data, &IS_ATTRIBUTED).truths());
        let unattributed = labels.filter(|(_, is_attributed)| *is_attributed == Some(false));
        let named = unattributed.filter_map(|(label, _)| label.filter(|label| *label != OTHERS));
        Nobodys(named.map(str::to_owned).collect())
    })
}
