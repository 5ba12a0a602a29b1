//! Units of measure. One quantity in one unit has one column-name suffix, so that a name tells how to read its values.

/// What a column's values are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// No unit: a name, a date, a truth.
    None,
    /// Tokens of upstream's own tokenizers, prompt plus completion unless the name says otherwise.
    Tokens,
    /// A number of things.
    Count,
    /// A place in an order, 1 is the first.
    Rank,
    /// A part of a whole, 0 to 1, never percent.
    Share,
    /// Percentage points: 100 times a difference of shares.
    Points,
    /// A quotient of two quantities of the same unit.
    Ratio,
    /// How many equally large ones would come to the same: no quotient of two quantities, and no whole number.
    EffectiveNumber,
    /// US dollars.
    Usd,
    /// US dollars per million tokens.
    UsdPerMtok,
    /// US dollars per token, as upstream wrote it.
    UsdPerTokText,
    /// Herfindahl-Hirschman index, 0 to 10,000.
    Hhi,
    /// A benchmark's own scale.
    Score,
}

impl Unit {
    /// The name that stands in the dictionary and in the Parquet metadata.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Tokens => "tokens",
            Self::Count => "count",
            Self::Rank => "rank",
            Self::Share => "share (0 to 1)",
            Self::Points => "percentage points",
            Self::Ratio => "ratio",
            Self::EffectiveNumber => "effective number",
            Self::Usd => "USD",
            Self::UsdPerMtok => "USD per million tokens",
            Self::UsdPerTokText => "USD per token, as written",
            Self::Hhi => "HHI (0 to 10000)",
            Self::Score => "score",
        }
    }

    /// The suffix a column name of this unit must end with, if the unit asks for one.
    #[must_use]
    pub const fn suffix(self) -> Option<&'static str> {
        match self {
            Self::Tokens => Some("tokens"),
            Self::Count => Some("count"),
            Self::Rank => Some("rank"),
            Self::Points => Some("_points"),
            Self::Usd => Some("_usd"),
            Self::UsdPerMtok => Some("_usd_per_mtok"),
            Self::UsdPerTokText => Some("_usd_per_tok_text"),
            Self::None | Self::Share | Self::Ratio | Self::EffectiveNumber | Self::Hhi | Self::Score => None,
        }
    }
}

/// A price in US dollars per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct UsdPerMtok(pub f64);

impl UsdPerMtok {
    /// The price of a token mix: `share` of this price and the rest of `other`.
    ///
    /// ```
    /// use schema::UsdPerMtok;
    /// // Claude Opus 4.6 at three parts input to one part output.
    /// assert_eq!(UsdPerMtok(5.0).mixed(0.75, UsdPerMtok(25.0)), UsdPerMtok(10.0));
    /// ```
    #[must_use]
    pub fn mixed(self, share: f64, other: Self) -> Self {
        Self(share * self.0 + (1.0 - share) * other.0)
    }

    /// What so many tokens come to at this price, in US dollars.
    #[expect(clippy::cast_precision_loss, reason = "tokens below 2^53 in every window")]
    #[must_use]
    pub fn usd(self, tokens: i64) -> f64 {
        tokens as f64 * self.0 / 1e6
    }
}
