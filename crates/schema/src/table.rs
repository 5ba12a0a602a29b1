//! What a table is: a doc, a stage, a key, columns, caveats. The list of them is in [`crate::tables`].

use std::fmt;

use crate::Column;

/// A type of the vocabulary whose rows travel in a [`crate::Frame`].
pub trait Table: Send + Sync + 'static {
    /// Its row in the list of tables.
    const SPEC: &'static TableSpec;
}

/// One table: grain, key and columns are a promise to outsiders.
#[derive(Debug)]
pub struct TableSpec {
    /// The name in files and on the command line.
    pub name: &'static str,
    /// The stage that makes it; also its folder.
    pub stage: Stage,
    /// Begins with "One row per".
    pub doc: &'static str,
    /// The columns that identify a row.
    pub key: &'static [&'static Column],
    /// The other columns that are never null.
    pub required: &'static [&'static Column],
    /// The columns that may be null.
    pub optional: &'static [&'static Column],
    /// What a reader must know before using it.
    pub caveats: &'static [Caveat],
}

impl TableSpec {
    /// All columns, key first, in file order.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.key.iter().chain(self.required).chain(self.optional).copied()
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns().find(|column| column.name == name)
    }

    /// Whether a null in `column` is a problem. `variant` may be null even in a key: some charts merge variants.
    #[must_use]
    pub fn is_required(&self, column: &Column) -> bool {
        let optional = self.optional.iter().any(|optional| optional.name == column.name);
        !optional && column.name != crate::columns::VARIANT.name
    }

    /// Where the table lies below a data folder.
    ///
    /// ```
    /// use schema::{Table, tables::VendorGap};
    /// assert_eq!(VendorGap::SPEC.path(), "analyzed/vendor_gap.parquet");
    /// ```
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}.parquet", self.stage, self.name)
    }
}

/// A stage of the pipeline, and the folder of its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What each source said.
    Ingested,
    /// One truth, with its history.
    Normalized,
    /// The answers.
    Analyzed,
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ingested => "ingested",
            Self::Normalized => "normalized",
            Self::Analyzed => "analyzed",
        })
    }
}

/// A closed list of what readers trip over. One sentence each, written once, printed wherever the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caveat {
    /// The last bucket of a chart is live.
    RunningWeek,
    /// The first bucket of a chart is short.
    LeftCut,
    /// The first bucket of an app's chart may be short.
    AppLeftCut,
    /// Outside the list is not zero.
    AbsentIsNotZero,
    /// `others` is a remainder.
    OthersIsRemainder,
    /// Tokens of different vendors differ.
    TokenizersDiffer,
    /// Dollars are list value.
    ImpliedNotRevenue,
    /// The 3:1 mix is an assumption.
    AssumedMix,
    /// The mix is of other tokens.
    ReferenceMix,
    /// Apps opt in.
    AppsOptIn,
    /// All input as fresh.
    CacheUnknown,
    /// A catalogue lists text models only.
    CatalogIsPartial,
    /// The trailing total is no time series.
    TrailingTotal,
    /// A bound counts what the value leaves out.
    BoundsAreOfAll,
    /// Rows of several windows stand beside each other.
    SeveralWindows,
    /// A second source may speak of other traffic.
    OtherPopulation,
    /// A benchmark's scores are of another day, and of no one way to use a model.
    ScoresMove,
    /// Weeks of two series begin on different days.
    WeeksDiffer,
    /// A sample has made values.
    MadeValues,
}

impl Caveat {
    /// The sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::RunningWeek => "The newest week is partial unless `is_complete`.",
            Self::LeftCut => "The first week of a sliding window of 365 days lacks days; it is never complete.",
            Self::AppLeftCut => "The first week of an app's chart is cut where `is_left_cut`; boards count it.",
            Self::AbsentIsNotZero => {
                "Who is not on upstream's list (nine vendors or models of a week, 50 models of a day) is absent, not zero: the tokens are inside `others`."
            }
            Self::OthersIsRemainder => "`others` is upstream's remainder: many vendors, no price.",
            Self::TokenizersDiffer => {
                "Tokens are of upstream's own tokenizers; across vendors they compare to tens of percent at best."
            }
            Self::ImpliedNotRevenue => {
                "Dollars are tokens times a list price: implied value, not revenue, and blind to discounts and private contracts."
            }
            Self::AssumedMix => {
                "`list_3to1` assumes three parts input to one part output; real traffic is about 97 % input."
            }
            Self::ReferenceMix => {
                "Where `mix_origin` is `reference` the source gives totals only: input and output are split as other tokens of the vendor, or of all, were in another window (`mix_age_days`)."
            }
            Self::AppsOptIn => {
                "The board `apps` covers public app pages: apps opt in, variants are merged, and a few large apps lead it."
            }
            Self::CacheUnknown => {
                "Where the cached part of the input is not known all input counts as fresh, so the price is an upper bound (`is_upper_bound`)."
            }
            Self::CatalogIsPartial => {
                "The default catalogue lists models with text output that are served today; ended promotions, embeddings and image models have no price in it."
            }
            Self::TrailingTotal => {
                "A view is a trailing total up to its capture, not a time series; day, week and month overlap."
            }
            Self::BoundsAreOfAll => {
                "Bounds (`_low`, `_high`) count what has no price or no name at its cheapest and dearest; the value beside them leaves it out."
            }
            Self::SeveralWindows => {
                "Rows of the board's window and of single weeks stand beside each other (`window_kind`): choose one kind before adding up. Tokens of a week are those of the usage that weighs it, which may be longer or of another time."
            }
            Self::OtherPopulation => {
                "Another gateway, or tasks sampled from the traffic, are another population: the differences measure the basis and the population at once."
            }
            Self::ScoresMove => {
                "Scores are those of `benchmark_version`, whatever the window of the usage: benchmarks refit old scores, and a score is of one prompt and effort, not of a model's daily use."
            }
            Self::WeeksDiffer => {
                "Weeks of the vendor chart began on Sunday until April 2026, those of the model chart on Monday (`week_anchor`): two series meet by days, never by label."
            }
            Self::MadeValues => "Rows whose `value_origin` is `made` or `reconstructed` were not observed.",
        }
    }

    /// Whether it is of a column: what is of no quantity of its own is of every one. Who chose columns is told what those
    /// need.
    #[must_use]
    pub fn is_of(self, column: &Column) -> bool {
        match self {
            Self::ImpliedNotRevenue | Self::AssumedMix => column.is_of_money(),
            Self::ReferenceMix => column.is_of_money() || column.name.starts_with("mix_"),
            Self::CacheUnknown => column.is_of_money() || column.name == "is_upper_bound",
            Self::BoundsAreOfAll => column.name.split('_').any(|part| ["low", "high", "least", "most"].contains(&part)),
            _ => true,
        }
    }
}
