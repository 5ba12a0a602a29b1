//! The sections of the page, in the order in which they are read.

use super::HtmlTables;

/// A part of the page that answers one question.
#[derive(Debug)]
pub(super) struct Section {
    /// The name of its script, and what links to it.
    pub(super) id: &'static str,
    /// What links to it say.
    pub(super) short: &'static str,
    /// The question.
    pub(super) title: &'static str,
    /// What it shows, and what to mind.
    pub(super) lead: &'static str,
    /// The tables that it shows. It is left out where a run has none of them.
    pub(super) tables: &'static [&'static str],
    /// Draws it: calls `section(id, draw)` once.
    pub(super) script: &'static str,
}

impl Section {
    pub(super) fn is_there(&self, tables: &HtmlTables) -> bool {
        self.tables.is_empty() || self.tables.iter().any(|name| tables.contains_key(name))
    }

    /// For the template.
    pub(super) fn value(&self, tables: &HtmlTables) -> minijinja::Value {
        let Self { id, short, .. } = self;
        let (title, lead) = self.without(tables).unwrap_or((self.title, self.lead));
        minijinja::context! { id => *id, short => *short, title => title, lead => lead }
    }

    /// Its question and what it shows where the run lacks some of its tables: nobody is promised money or rates that are not
    /// there. `None` where it lacks nothing that these speak of.
    fn without(&self, tables: &HtmlTables) -> Option<(&'static str, &'static str)> {
        let has = |name: &str| tables.contains_key(name);
        let is_of_money = has("vendor_gap") || has("dollar_share");
        match self.id {
            "answer" if !is_of_money => {
                Some(("Who gets the tokens", "Each band is a vendor, as wide as its part of the tokens."))
            }
            "shares" if !is_of_money => Some((self.title, "Each column is a week.")),
            "growth" if !has("growth_rate") && !has("vendor_growth") => Some((
                "Tokens by week",
                "Tokens of the largest vendors, week by week. This run has no table of growth.",
            )),
            "growth" if !has("growth_rate") => Some((
                self.title,
                "The last weeks against the first: how many times as many tokens. Who is not named in some weeks has bounds; the reason stands in the table.",
            )),
            "groups" if !is_of_money => Some((
                self.title,
                "Combined shares by week, with the line at one half. Bands are bounds: tokens that have no name.",
            )),
            "coverage" if !has("coverage") => {
                Some((self.title, "What moved since the week before, and what upstream changed afterwards."))
            }
            _ => None,
        }
    }
}

/// A row for each: a question, what it shows, the tables that it shows.
macro_rules! sections {
    ($($id:literal $short:literal $title:literal $lead:literal [$($table:literal),*];)+) => {
        /// All of them.
        pub(super) const SECTIONS: &[Section] = &[$(Section {
            id: $id,
            short: $short,
            title: $title,
            lead: $lead,
            tables: &[$($table),*],
            script: include_str!(concat!("../../page/sections/", $id, ".js")),
        }),+];
    };
}

sections! {
    "answer" "Answer" "Who gets the tokens, who gets the money"
        "Each band is a vendor: above its part of the tokens, below its part of the implied dollars. A band that widens is a vendor whose tokens are dear."
        ["vendor_gap", "token_share", "dollar_share"];
    "shares" "Weeks" "Week by week"
        "Each column is a week. Implied value is tokens times a price, never revenue."
        ["token_share", "dollar_share"];
    "gap" "Gap" "The gap"
        "From a vendor's part of the tokens to its part of the dollars. The pale bar is where the dollars may lie once all that has no price or no name is counted."
        ["vendor_gap"];
    "prices" "Prices" "What a million tokens costs"
        "A vendor's models at list prices, weighed by how much each is used: at three parts input to one part output, as the published analysis assumed, and at the measured mix. The pale bar is where the price may lie: other list prices held in the window too, and nobody says of all input whether it was cached."
        ["vendor_price"];
    "growth" "Growth" "Growth"
        "The last weeks against the first: how many times as many tokens, then as a rate per year with its interval (95 %, moving blocks of four weeks). Who is not named in some weeks has bounds; the reason stands in the table."
        ["growth_rate", "vendor_growth", "token_share"];
    "groups" "Groups" "Groups of vendors"
        "Combined shares by week, with the line at one half. Bands are bounds: what has no price or no name, at its cheapest and at its dearest."
        ["group_share"];
    "concentration" "Concentration" "Concentration"
        "How many equally large vendors would be as concentrated. The band is what the remainder may hide."
        ["concentration"];
    "whale" "Whales" "What hangs on one model or app"
        "How much of a vendor's tokens is its largest model or app, and what the vendor would have without it."
        ["whale"];
    "leaderboard" "Models" "Models by tokens, models by dollars"
        "The same models, ranked twice, over the board's window."
        ["model_leaderboard"];
    "quality" "Quality" "Quality against use"
        "Whether models that score well are used more, earn more, cost more. A correlation is no cause, and a new model scores well before it is used."
        ["benchmark_point", "benchmark_correlation", "price_point", "price_correlation"];
    "claims" "Claims" "What the published analysis claims"
        "Each sentence of the analysis of April 2026, measured again."
        ["claim"];
    "coverage" "Coverage" "What the figures rest on"
        "How many tokens have a price, and why others have none."
        ["coverage", "mover", "restatement"];
    "feeds" "Feeds" "Whether feeds agree"
        "Upstream tells the same days in several places. Each pair that tells the same values is held against each other."
        ["feed_agreement"];
}

#[cfg(test)]
mod tests {
    use polars::frame::DataFrame;

    use super::*;

    /// Of each section that is there: what links to it, its question and what it shows, as one text.
    fn said(names: &[&'static str]) -> Vec<String> {
        let tables: HtmlTables = names.iter().map(|name| (*name, DataFrame::empty())).collect();
        let there = SECTIONS.iter().filter(|section| section.is_there(&tables));
        there.map(|section| section.value(&tables).to_string()).collect()
    }

    #[test]
    fn nobody_is_promised_what_the_run_does_not_have() {
        let words = ["money", "dollars", "Implied", "a rate per year", "have a price"];
        let speaks = |text: &String| words.map(|word| text.contains(word));
        let bare = said(&["token_share", "group_share", "mover"]);
        assert_eq!(bare.len(), 5, "{bare:?}");
        assert!(bare.iter().all(|text| speaks(text) == [false; 5]), "{bare:?}");
        let whole = said(&["token_share", "vendor_gap", "growth_rate", "group_share", "coverage"]);
        let said_once: Vec<bool> = (0..5).map(|at| whole.iter().any(|text| speaks(text)[at])).collect();
        assert_eq!(said_once, [true; 5], "{whole:?}");
    }
}
