//! The steps from what the sources said to the answers, in the order in which data flows.
//!
//! A step is a function from tables to a table. Ingest is no step: it makes several tables of one answer, see `run`.

use std::collections::BTreeSet;

use polars::frame::DataFrame;
use schema::{
    Frame, Stage, Table, TableSpec,
    tables::{AppModelWeek, Model, ModelPrice, ModelWeek, ModelWindow, PricedUsage, VendorWeek},
};

use crate::{frames::Frames, plan::Plan, reference::Reference};

/// A step.
#[derive(Debug)]
pub struct Step {
    /// Its address: the crate and the function.
    pub name: &'static str,
    /// The table that it makes.
    pub makes: &'static TableSpec,
    /// Tables that must be there.
    pub reads: &'static [&'static str],
    /// Tables of which at least one must be there, where it names some; the others read as empty.
    pub reads_one_of: &'static [&'static str],
    /// Tables that read as empty where they are not there.
    pub may_read: &'static [&'static str],
    /// Makes the rows.
    pub run: fn(&Inputs<'_>) -> anyhow::Result<DataFrame>,
}

impl Step {
    /// Whether a plan with these `results` asks for it: a normalized table is made wherever it can be.
    pub fn is_wanted(&self, results: &BTreeSet<String>) -> bool {
        self.makes.stage != Stage::Analyzed || results.contains(self.makes.name)
    }

    /// Whether what it reads is there.
    pub fn can_run(&self, is_there: impl Fn(&str) -> bool) -> bool {
        let one = self.reads_one_of.is_empty() || self.reads_one_of.iter().any(|table| is_there(table));
        one && self.reads.iter().all(|table| is_there(table))
    }

    /// Every table that it reads.
    pub fn all_reads(&self) -> impl Iterator<Item = &'static str> {
        self.reads.iter().chain(self.reads_one_of).chain(self.may_read).copied()
    }
}

/// What a step is given.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'run> {
    frames: &'run Frames,
    /// The pipeline.
    pub plan: &'run Plan,
    /// The reference data.
    pub reference: &'run Reference,
}

impl<'run> Inputs<'run> {
    /// The tables so far, the plan, the reference.
    pub fn new(frames: &'run Frames, plan: &'run Plan, reference: &'run Reference) -> Self {
        Self { frames, plan, reference }
    }

    /// The rows of a table; none where it was not made.
    ///
    /// # Errors
    /// If the rows break the promise of their table.
    pub fn frame<T: Table>(&self) -> anyhow::Result<Frame<T>> {
        if self.frames.has(T::SPEC.name) { self.frames.frame() } else { Ok(Frame::empty()?) }
    }
}

/// Every step, in the order in which data flows.
pub const STEPS: &[Step] = &[
    Step {
        name: "normalize::vendor_week",
        makes: VendorWeek::SPEC,
        reads: &["vendor_chart"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::vendor_week(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::model_week",
        makes: ModelWeek::SPEC,
        reads: &["model_chart"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model_week(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::model_window",
        makes: ModelWindow::SPEC,
        reads: &["model_ranking"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model_window(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::model_price",
        makes: ModelPrice::SPEC,
        reads: &["catalog"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model_price(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::model",
        makes: Model::SPEC,
        reads: &["catalog"],
        reads_one_of: &[],
        may_read: &[],
        run: |inputs| Ok(normalize::model(&inputs.frame()?, &inputs.reference.aliases)?.into_data()),
    },
    Step {
        name: "normalize::app_model_week",
        makes: AppModelWeek::SPEC,
        reads: &["app_model_chart"],
        reads_one_of: &[],
        may_read: &["app_ranking"],
        run: |inputs| {
            let (chart, apps) = (inputs.frame()?, inputs.frame()?);
            Ok(normalize::app_model_week(&chart, &apps, &inputs.reference.aliases)?.into_data())
        },
    },
    Step {
        name: "normalize::priced_usage",
        makes: PricedUsage::SPEC,
        reads: &["model_price"],
        reads_one_of: &["model_window", "app_model_week"],
        may_read: &[],
        run: |inputs| {
            let (site, apps, prices) = (inputs.frame()?, inputs.frame()?, inputs.frame()?);
            Ok(normalize::priced_usage(&site, &apps, &prices, inputs.plan.windows.app_weeks)?.into_data())
        },
    },
    // The steps of analyze follow.
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_named_after_its_table_and_reads_what_stands_before_it() {
        let mut before: BTreeSet<&str> = schema::tables::TABLES
            .iter()
            .filter(|table| table.stage == Stage::Ingested)
            .map(|table| table.name)
            .collect();
        for step in STEPS {
            assert_eq!(step.name.split("::").last(), Some(step.makes.name), "{}", step.name);
            for table in step.all_reads() {
                assert!(before.contains(table), "{} reads {table}, which no step before it makes", step.name);
            }
            assert!(before.insert(step.makes.name), "{} is made twice", step.makes.name);
        }
    }
}
