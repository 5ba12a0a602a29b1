//! `vendor_growth` as the published page prints it: shares and tokens of the first and the last weeks, and growth.

use polars::frame::DataFrame;
use schema::{
    Origin, Table,
    columns::{DELTA_POINTS, GROWTH_LABEL, GROWTH_RATIO, NOW_SHARE, NOW_TOKENS, PAST_SHARE, PAST_TOKENS, VENDOR},
    series::Cells,
    tables::VendorGrowth,
};

use crate::{
    ReportError,
    grid::{Grid, Heading},
    page::{Place, legend, marked, only, ordered, origins, outcomes},
    published::{NONE, growth, market_growth, points, share, tokens},
};

/// One vendor of the growth table, or `total`, printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrowthRow {
    /// The vendor, without mark; `total` is the market.
    pub vendor: String,
    /// Token share in the first weeks: `24.7%`.
    pub year_ago: String,
    /// Token share in the last weeks: `12.3%`.
    pub now: String,
    /// The difference: `-12.3`.
    pub delta_points: String,
    /// Tokens in the first weeks: `1.71T`.
    pub past_tokens: String,
    /// Tokens in the last weeks: `9.44T`.
    pub now_tokens: String,
    /// Growth of the tokens: `5.5×`, `new`, `-100%`.
    pub growth: String,
    /// The weakest origin of the numbers; `None` where nothing was there to see.
    pub origin: Option<Origin>,
}

impl GrowthRow {
    /// The names of the cells, as in the published file.
    pub const COLUMNS: [&'static str; 7] =
        ["vendor", "year_ago", "now", "delta_points", "past_tokens", "now_tokens", "growth"];

    /// The words above them, as on the page.
    pub(crate) const HEADINGS: [&'static str; 7] =
        ["vendor", "year-ago", "now", "Δ pts", "past tok", "now tok", "growth"];

    /// The cells in that order.
    #[must_use]
    pub fn cells(&self) -> [&str; 7] {
        [&self.vendor, &self.year_ago, &self.now, &self.delta_points, &self.past_tokens, &self.now_tokens, &self.growth]
    }

    /// Whether the row is the market and no vendor.
    #[must_use]
    pub fn is_market(&self) -> bool {
        Place::of(&self.vendor) == Place::Total
    }
}

/// The growth table of the one rule and window that `data` holds.
///
/// Order: share now, largest first; equal ones (as the zeros of the page) by share in the past, then by name; `others`
/// and `total` last.
///
/// # Errors
/// [`ReportError::NotOne`] if `data` holds more than one result, or none; [`ReportError::Shape`] if it is not of the
/// table.
pub fn published_growth(data: &DataFrame) -> Result<Vec<GrowthRow>, ReportError> {
    Ok(rows(&only(VendorGrowth::SPEC, data)?))
}

/// A grid for each result in `data`.
pub(crate) fn growth_grids(data: &DataFrame) -> Result<Vec<Grid>, ReportError> {
    Ok(outcomes(VendorGrowth::SPEC, data)?.into_iter().map(|outcome| grid(outcome.title, &outcome.data)).collect())
}

fn grid(title: String, data: &DataFrame) -> Grid {
    let rows = rows(data);
    let cells = rows.iter().map(|row| {
        let [_, numbers @ ..] = row.cells().map(str::to_owned).map(Some);
        [Some(marked(&row.vendor, row.origin))].into_iter().chain(numbers).collect()
    });
    Grid {
        title: Some(title),
        rows: cells.collect(),
        headings: headings(),
        remarks: legend(rows.iter().map(|row| row.origin)),
        ..Grid::default()
    }
}

fn headings() -> Vec<Heading> {
    let [vendor, numbers @ ..] = GrowthRow::HEADINGS;
    [Heading::text(vendor)].into_iter().chain(numbers.map(Heading::number)).collect()
}

/// The numbers behind a row.
struct Figures<'data> {
    vendor: &'data str,
    shares: [Option<f64>; 2],
    tokens: [Option<i64>; 2],
    delta_points: Option<f64>,
    growth: (Option<&'data str>, Option<f64>),
    origin: Option<Origin>,
}

fn rows(data: &DataFrame) -> Vec<GrowthRow> {
    let rows = ordered(figures(data), |figures| {
        let [past, now] = figures.shares;
        (figures.vendor, [now, past])
    });
    rows.into_iter().map(|figures| figures.printed()).collect()
}

fn figures(data: &DataFrame) -> Vec<Figures<'_>> {
    let reals = |column| Cells::of(data, column).reals();
    let integers = |column| Cells::of(data, column).integers();
    let names = Cells::of(data, &VENDOR).texts().into_iter().zip(reals(&DELTA_POINTS));
    let shares = reals(&PAST_SHARE).into_iter().zip(reals(&NOW_SHARE));
    let tokens = integers(&PAST_TOKENS).into_iter().zip(integers(&NOW_TOKENS));
    let growth = Cells::of(data, &GROWTH_LABEL).texts().into_iter().zip(reals(&GROWTH_RATIO));
    let rows = names.zip(shares).zip(tokens).zip(growth).zip(origins(data));
    rows.map(|(((((vendor, delta_points), shares), tokens), growth), origin)| Figures {
        vendor: vendor.unwrap_or_default(),
        shares: shares.into(),
        tokens: tokens.into(),
        delta_points,
        growth,
        origin,
    })
    .collect()
}

impl Figures<'_> {
    fn printed(&self) -> GrowthRow {
        let none = || NONE.to_owned();
        let [year_ago, now] = self.shares.map(|value| value.map_or_else(none, share));
        let [past_tokens, now_tokens] = self.tokens.map(|value| value.map_or_else(none, tokens));
        GrowthRow {
            vendor: self.vendor.to_owned(),
            year_ago,
            now,
            delta_points: self.delta_points.map_or_else(none, points),
            past_tokens,
            now_tokens,
            growth: self.grown(),
            origin: self.origin,
        }
    }

    fn grown(&self) -> String {
        match (Place::of(self.vendor), self.growth) {
            (Place::Total, (Some("ratio"), Some(ratio))) => market_growth(ratio),
            (_, (label, ratio)) => growth(label.unwrap_or_default(), ratio),
        }
    }
}
