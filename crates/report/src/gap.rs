//! `vendor_gap` as the published page prints it: vendor, tokens, dollars, gap, average price.

use polars::frame::DataFrame;
use schema::{
    Origin, Rule, Table,
    columns::{BLENDED_PRICE, DOLLAR_SHARE, GAP_POINTS, RULE, TOKEN_SHARE, TOKENS, VENDOR},
    series::Cells,
    tables::VendorGap,
};

use crate::{
    ReportError,
    grid::{Grid, Heading},
    page::{legend, marked, only, ordered, origins, outcomes},
    price_mark,
    published::{NONE, points, price, share},
};

/// One vendor of the gap table, printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapRow {
    /// The vendor, without mark.
    pub vendor: String,
    /// Token share: `12.3%`.
    pub tokens: String,
    /// Dollar share: `46.3%`.
    pub dollars: String,
    /// Dollar share minus the token share that it is measured from: `+34.0`.
    pub gap_points: String,
    /// Blended price: `$7.95`.
    pub usd_per_mtok: String,
    /// What stands before the price in a table: that it is at most this, or at the mix of other tokens.
    pub price_mark: String,
    /// The weakest origin of the numbers; `None` where nothing was there to see.
    pub origin: Option<Origin>,
}

impl GapRow {
    /// The names of the cells, as in the published file.
    pub const COLUMNS: [&'static str; 5] = ["vendor", "tokens", "dollars", "gap_points", "usd_per_mtok"];

    /// The words above them, as on the page.
    pub(crate) const HEADINGS: [&'static str; 5] = ["vendor", "tokens", "dollars", "gap (pts)", "avg $/M"];

    /// The cells in that order.
    #[must_use]
    pub fn cells(&self) -> [&str; 5] {
        [&self.vendor, &self.tokens, &self.dollars, &self.gap_points, &self.usd_per_mtok]
    }
}

/// The gap table of the one rule, basis and window that `data` holds.
///
/// Order: token share, largest first; equal shares (as the zeros of the page) by name; `others` and `total` last. A
/// vendor without price and without tokens has `0.0%` of the dollars and a gap of `0.0`; one without price that has
/// tokens, or may have some, has neither.
///
/// # Errors
/// [`ReportError::NotOne`] if `data` holds more than one result, or none; [`ReportError::Shape`] if it is not of the
/// table.
pub fn published_gap(data: &DataFrame) -> Result<Vec<GapRow>, ReportError> {
    Ok(rows(&only(VendorGap::SPEC, data)?))
}

/// A grid for each result in `data`.
pub(crate) fn gap_grids(data: &DataFrame) -> Result<Vec<Grid>, ReportError> {
    Ok(outcomes(VendorGap::SPEC, data)?.into_iter().map(|outcome| grid(outcome.title, &outcome.data)).collect())
}

fn grid(title: String, data: &DataFrame) -> Grid {
    let rows = rows(data);
    let mut remarks = legend(rows.iter().map(|row| row.origin));
    remarks.extend(price_mark::legend(rows.iter().map(|row| row.price_mark.as_str())));
    remarks.extend(measured_from(data));
    let cells = rows.iter().map(|row| {
        let [_, tokens, dollars, gap, price] = row.cells().map(str::to_owned);
        [marked(&row.vendor, row.origin), tokens, dollars, gap, row.price_mark.clone() + &price].map(Some).to_vec()
    });
    Grid { title: Some(title), rows: cells.collect(), headings: headings(), remarks, ..Grid::default() }
}

/// Beside a gap stand the vendor's parts of all tokens and of the dollars, whose difference it is under one rule alone.
pub(crate) fn measured_from(data: &DataFrame) -> Option<String> {
    let is_default = Cells::of(data, &RULE).texts().contains(&Some(Rule::Default.word()));
    let line = "gap: `dollar_share` − `gap_token_share`, under rule `default` both of the priced vendors alone";
    is_default.then(|| line.to_owned())
}

fn headings() -> Vec<Heading> {
    let [vendor, numbers @ ..] = GapRow::HEADINGS;
    [Heading::text(vendor)].into_iter().chain(numbers.map(Heading::number)).collect()
}

/// The numbers behind a row.
struct Figures<'data> {
    vendor: &'data str,
    tokens: Option<i64>,
    token_share: Option<f64>,
    dollar_share: Option<f64>,
    gap_points: Option<f64>,
    price: Option<f64>,
    price_mark: String,
    origin: Option<Origin>,
}

fn rows(data: &DataFrame) -> Vec<GapRow> {
    let rows = ordered(figures(data), |figures| (figures.vendor, [figures.token_share, None]));
    rows.into_iter().map(|figures| figures.printed()).collect()
}

fn figures(data: &DataFrame) -> Vec<Figures<'_>> {
    let reals = |column| Cells::of(data, column).reals();
    let counts = Cells::of(data, &VENDOR).texts().into_iter().zip(Cells::of(data, &TOKENS).integers());
    let shares = reals(&TOKEN_SHARE).into_iter().zip(reals(&DOLLAR_SHARE));
    let results = reals(&GAP_POINTS).into_iter().zip(reals(&BLENDED_PRICE));
    let rows = counts.zip(shares).zip(results).zip(price_mark::price_marks(data)).zip(origins(data));
    rows.map(|(((((vendor, tokens), (token_share, dollar_share)), (gap_points, price)), mark), origin)| Figures {
        vendor: vendor.unwrap_or_default(),
        tokens,
        token_share,
        dollar_share,
        gap_points,
        price,
        price_mark: if price.is_some() { mark } else { String::new() },
        origin,
    })
    .collect()
}

impl Figures<'_> {
    fn printed(&self) -> GapRow {
        let of_nothing = |zero: &str| if self.tokens == Some(0) { zero.to_owned() } else { NONE.to_owned() };
        GapRow {
            vendor: self.vendor.to_owned(),
            tokens: self.token_share.map_or_else(|| of_nothing("0.0%"), share),
            dollars: self.dollar_share.map_or_else(|| of_nothing("0.0%"), share),
            gap_points: self.gap_points.map_or_else(|| of_nothing("0.0"), points),
            usd_per_mtok: price(self.price),
            price_mark: self.price_mark.clone(),
            origin: self.origin,
        }
    }
}
