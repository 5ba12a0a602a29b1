//! The closed lists: words that a column may hold and nothing else. Each is spelled once, here.
//!
//! A word that is not on the list is an error that names those that are.

use std::{fmt, str::FromStr};

/// A word that is not on the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{found}`, expected one of {}", expected.join(", "))]
pub struct UnknownChoice {
    /// What the list is of.
    pub what: &'static str,
    /// The word that was found.
    pub found: String,
    /// The words that are allowed.
    pub expected: &'static [&'static str],
}

/// Spells a closed list once: the enum, its words, parsing and printing.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident $what:literal { $($(#[$word_doc:meta])* $variant:ident $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$word_doc])* $variant,)+ }

        impl $name {
            /// The words, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands in files.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownChoice;

            fn from_str(word: &str) -> Result<Self, UnknownChoice> {
                Self::ALL.iter().copied().find(|choice| choice.word() == word).ok_or_else(|| UnknownChoice {
                    what: $what,
                    found: word.to_owned(),
                    expected: Self::WORDS,
                })
            }
        }
    )+};
}

choices! {
    /// Which definition a number follows.
    Rule "rule" {
        /// What the analysis of April 2026 did, so that its tables can be reproduced.
        Published "published",
        /// What this project stands behind.
        Default "default",
    }

    /// Which price turns tokens into dollars.
    ///
    /// ```
    /// use schema::Basis;
    /// assert_eq!("list_3to1".parse(), Ok(Basis::List3to1));
    /// let error = "list".parse::<Basis>().unwrap_err();
    /// assert_eq!(error.to_string(), "unknown price basis `list`, expected one of list_3to1, list_current, list_asof, effective, billed");
    /// ```
    Basis "price basis" {
        /// List price of the capture's day at three parts input to one part output, free traffic at the paid price.
        List3to1 "list_3to1",
        /// List price of the capture's day at the measured mix; free traffic at its real price, 0.
        ListCurrent "list_current",
        /// List price in force in the week or window, from the price ledger, at the measured mix.
        ListAsof "list_asof",
        /// What was really paid per token in the week or window, where upstream says it: cache, discounts and providers contained.
        Effective "effective",
        /// Upstream's own total over tokens, where it gives one. It does not state its unit.
        Billed "billed",
    }

    /// What becomes of traffic that is no ordinary purchase.
    Treatment "treatment" {
        /// It counts, at its real price.
        In "in",
        /// It does not count.
        Out "out",
        /// It counts, at the price of its paid sibling; without one it is unpriced.
        AsPaid "as_paid",
    }

    /// A choice that somebody could have made otherwise, and what it moves.
    Scenario "choice" {
        /// As the pipeline has it.
        AsRun "as_run",
        /// Free variants left out.
        WithoutFree "without_free",
        /// Free variants at the price of their paid sibling; without one unpriced.
        FreeAsPaid "free_as_paid",
        /// Variants that cost nothing and do not say so left out.
        WithoutPromotional "without_promotional",
        /// Routers and models under a borrowed name left out.
        WithoutStealth "without_stealth",
        /// Cached input at the price of fresh input.
        CachedAsFresh "cached_as_fresh",
        /// Three parts input to one part output, at each variant's own list price.
        MixThreeToOne "mix_3to1",
        /// The lowest list price that any moment of the window can have had.
        LowestPrice "lowest_price",
        /// The highest.
        HighestPrice "highest_price",
        /// The dearest condition of each price, by length of the prompt or time of day, for all tokens.
        DearestCondition "dearest_condition",
        /// Tokens in words of text, by a factor of each vendor's tokenizer from a cited source. Dollars stay.
        ByTokenizer "by_tokenizer",
    }

    /// Over which usage models are weighted and ranked.
    Board "board" {
        /// The model charts of public app pages. Apps opt in; variants are merged.
        Apps "apps",
        /// The site's own model rankings.
        Site "site",
    }

    /// Where a value comes from. Later in the list is weaker; an aggregate takes the weakest of its parts.
    ///
    /// ```
    /// use schema::Origin;
    /// let parts = [Origin::Observed, Origin::Made, Origin::Reconstructed];
    /// assert_eq!(parts.into_iter().max(), Some(Origin::Made));
    /// ```
    Origin "value origin" {
        /// In the captured bytes as upstream sent them.
        Observed "observed",
        /// Worked out from other published figures.
        Reconstructed "reconstructed",
        /// Made up for demonstration, from real names and real prices.
        Made "made",
    }

    /// Where the mix of input and output behind a price comes from. Later in the list is weaker.
    MixOrigin "mix origin" {
        /// Three parts input to one part output, as the published analysis assumed.
        Assumed "assumed",
        /// Of the very tokens that are priced.
        Measured "measured",
        /// Of the same model and variant in another window.
        Carried "carried",
        /// Of other tokens: those of the vendor, or of all, in another window (`data/reference/usage_mix.csv`).
        Reference "reference",
    }

    /// How a price of the ledger is known for a week or window. Later in the list is weaker.
    PriceConfidence "price confidence" {
        /// A catalogue of that time lists it.
        Exact "exact",
        /// Between two sightings, or after the last.
        Carried "carried",
        /// Of the first sighting, which came later.
        Backcast "backcast",
        /// Of another map of prices: no catalogue ever listed it.
        OtherSource "other_source",
    }

    /// What a row of priced usage is weighed for.
    WindowKind "kind of window" {
        /// The window of its board, as the pipeline sets it.
        Board "board",
        /// One week of a board whose window is made of weeks: it is priced at what was in force in that week.
        Part "part",
        /// One week of the series: the usage nearest to it, at the prices in force in it.
        Week "week",
    }

    /// How long a trailing total is.
    View "view" {
        /// One UTC day.
        Day "day",
        /// Seven days.
        Week "week",
        /// Thirty days.
        Month "month",
    }

    /// What moved from one week to the next.
    MoveKind "kind of move" {
        /// A vendor that is named, and was not in the week before.
        VendorEntered "vendor_entered",
        /// A vendor that was named in the week before, and is not.
        VendorLeft "vendor_left",
        /// A model and variant that is named, and was not in the week before.
        ModelEntered "model_entered",
        /// A model and variant that was named in the week before, and is not.
        ModelLeft "model_left",
        /// A vendor's part of all tokens.
        VendorTokenShare "vendor_token_share",
        /// A vendor's part of the implied value of all priced vendors.
        VendorDollarShare "vendor_dollar_share",
        /// A model's part of all tokens, by variant.
        ModelTokenShare "model_token_share",
        /// A list price of input.
        InputPrice "input_price",
        /// A list price of output.
        OutputPrice "output_price",
        /// The part of the tokens that have a price.
        Coverage "coverage",
        /// The verdict on a claim of the published analysis.
        Claim "claim",
    }

    /// Which weeks growth is told between: two windows of the same length.
    GrowthWindow "growth window" {
        /// The first complete weeks, and the last.
        FirstLast "first_last",
        /// The same with the cut first bucket among the first weeks.
        WithCutWeek "with_cut_week",
        /// The same with the running week among the last weeks.
        WithRunningWeek "with_running_week",
        /// The last complete weeks, and those 52 weeks before.
        YearOnYear "year_on_year",
        /// The last four complete weeks, and the four before.
        MonthOnMonth "month_on_month",
        /// The complete weeks up to any one, and as many before.
        Rolling "rolling",
    }

    /// What moved a share: its parts add up to the move.
    MovePart "part of a move" {
        /// The vendor's own tokens.
        Volume "volume",
        /// The prices of its models.
        Price "price",
        /// The weights of its models: from dear to cheap, or the other way round.
        Mix "mix",
        /// The market that it is a share of.
        Market "market",
    }

    /// What a week is made of: two measures, of which neither restates the other.
    MadeOf "maker of a week" {
        /// A bucket of a weekly chart.
        Chart "chart",
        /// Seven days of daily data, added up.
        Days "days",
    }

    /// Who made another value of one that was believed.
    ChangedBy "maker of a change" {
        /// Upstream, or a keeper of what it said, says otherwise.
        Upstream "upstream",
        /// Somebody corrected a cell of what was said, or what was corrected is so no longer.
        Correction "correction",
    }

    /// Of whom a value is.
    Scope "scope" {
        /// One vendor, or the remainder of a vendor chart.
        Vendor "vendor",
        /// One model and variant, or the remainder of a model chart.
        Model "model",
        /// The whole site.
        Total "total",
    }

    /// What became of a model's usage when it looked for its price.
    MatchClass "match class" {
        /// It has a price.
        Priced "priced",
        /// A free variant that the catalogue no longer lists: promotion over.
        FreeEnded "free_ended",
        /// Prompt tokens only, and not in the catalogue: embeddings, rerankers, speech. The default answer of the
        /// catalogue lists models with text output alone.
        PromptOnly "prompt_only",
        /// In the catalogue with a price that depends on where the request goes: routers.
        Dynamic "dynamic",
        /// In the catalogue with a price that can't be used: two that differ, or one that can be none per token.
        Unusable "unusable",
        /// In the catalogue at 0 although it is a batch variant: upstream's way of saying nothing.
        BatchZero "batch_zero",
        /// Upstream's remainder, behind which no model is named.
        Remainder "remainder",
        /// Not in the catalogue for another reason: withdrawn, image models, no permanent slug.
        NotListed "not_listed",
    }

    /// What a field of an answer did from one capture to the next.
    FieldChange "change of a field" {
        /// No object had it, and now some have.
        Came "came",
        /// Some objects had it, and now none has.
        Went "went",
        /// It was the exception, in a quarter of the objects at most, and is now the rule, in three quarters at least.
        Spread "spread",
        /// It was the rule, and is now the exception.
        Thinned "thinned",
    }

    /// What the members of a group are.
    GroupOf "kind of members" {
        /// Vendors, as the vendor series names them.
        Vendors "vendors",
        /// Models, as the model series names them.
        Models "models",
    }

    /// Whether a group has more than half, by the bounds of its share.
    Majority "majority" {
        /// At the least that it can have.
        Certainly "certainly",
        /// Neither the least nor the most decides it.
        Perhaps "perhaps",
        /// Not even at the most that it can have.
        Not "not",
    }

    /// How a benchmark's label came by its model.
    LabelMatch "match of a label" {
        /// A catalogue has the same name, but for spaces, hyphens and capitals.
        Name "name",
        /// The names differ, and it is the same model: the review says why.
        SameModel "same_model",
        /// It means no model of upstream's, or it can't be told which: the review says why.
        None "none",
        /// Nobody has looked at it.
        Unreviewed "unreviewed",
    }

    /// Who says how many tokens there were.
    Feed "feed" {
        /// Models of one day.
        DayView "day_view",
        /// Models of the last seven days.
        WeekView "week_view",
        /// Models of the last thirty days.
        MonthView "month_view",
        /// The daily dataset: 50 models of a day.
        DailyDataset "daily_dataset",
        /// A weekly chart of models.
        ModelChart "model_chart",
        /// A weekly chart of vendors.
        VendorChart "vendor_chart",
        /// A weekly table of the whole site.
        SiteChart "site_chart",
        /// The weekly charts of app pages, added up.
        AppChart "app_chart",
    }

    /// How two feeds stand to each other.
    Agreement "agreement" {
        /// Every value is the same, to the token.
        Equal "equal",
        /// No two values differ by more than one part in a million: one of them was rounded.
        Near "near",
        /// Some differ by more.
        Differs "differs",
        /// The first is a part of the second, and no value of it is more.
        Part "part",
        /// The first should be a part of the second, and some value of it is more.
        Exceeds "exceeds",
        /// Nothing could be compared.
        NotTested "not_tested",
    }

    /// What a score is held against.
    Target "target" {
        /// Tokens.
        Tokens "tokens",
        /// Implied value.
        Dollars "dollars",
        /// Blended price.
        Price "price",
    }

    /// Where the tokens of vendors are from that a claim takes in a week.
    TokensFrom "source of the tokens of vendors" {
        /// A weekly chart of vendors.
        VendorChart "vendor_chart",
        /// Daily lists of models, added up.
        DailyLists "daily_lists",
        /// The rankings of the site's board, over its own window.
        Board "board",
        /// A weekly chart of models: those that it names, added up. The rest is inside its remainder and may be anybody's.
        ModelChart "model_chart",
        /// Nothing that is held has the week.
        Nothing "nothing",
    }

    /// What the data says about a claim.
    Verdict "verdict" {
        /// Our value lies within the claim's tolerance.
        Holds "holds",
        /// It does not.
        Fails "fails",
        /// The data at hand can't tell.
        CannotBeTested "cannot_be_tested",
    }
}

impl Basis {
    /// Whether each week has prices of its own; else one price values all weeks.
    #[must_use]
    pub const fn is_by_week(self) -> bool {
        matches!(self, Self::ListAsof | Self::Effective | Self::Billed)
    }

    /// The one that answers a question that names none: the price in force, or what comes nearest to it.
    #[must_use]
    pub fn headline(bases: &[Self]) -> Option<Self> {
        let preferred = [Self::ListAsof, Self::ListCurrent, Self::List3to1];
        preferred.into_iter().find(|basis| bases.contains(basis)).or(bases.first().copied())
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}
