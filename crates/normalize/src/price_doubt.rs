//! Why a price of a catalogue is none.

/// Why prices of a row are not known. Later in the list outweighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    TwoCachePrices,
    Implausible,
    Dynamic,
    TwoPrices,
}

impl Doubt {
    /// The text of the column `reason`.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::TwoCachePrices => "two entries of one slug and variant with different cache prices",
            Self::Implausible => "input or output is a price that can be none per token: left to its text",
            Self::Dynamic => "dynamic: upstream says it depends on where the request goes",
            Self::TwoPrices => "two entries of one slug and variant with different prices",
        }
    }
}
