//! The weeks that corrections are about: what changes there by them is told apart from what upstream changes.

use analyze::CorrectedWeeks;
use jiff::{Timestamp, civil::Date};
use schema::{
    Table as _,
    columns::{DAY_DATE, WEEK_START_DATE},
    day,
    tables::{ModelChart, ModelDaily, SiteChart, VendorChart},
};

use super::{Correction, Corrections};

impl Corrections {
    /// Weeks of the series of vendors, models and the site of which a cell is corrected, and since when.
    pub fn weeks(&self) -> CorrectedWeeks {
        self.iter().filter_map(week).collect()
    }
}

fn week(correction: &Correction) -> Option<(Date, Timestamp)> {
    let charts = [VendorChart::SPEC.name, ModelChart::SPEC.name, SiteChart::SPEC.name];
    let date = |name: &str| correction.key().find(|(column, _)| *column == name)?.1.parse::<Date>().ok();
    let week = match correction.table.as_str() {
        table if charts.contains(&table) => date(WEEK_START_DATE.name)?,
        table if table == ModelDaily::SPEC.name => {
            let day = date(DAY_DATE.name)?;
            day::shifted(day, -i64::from(day.weekday().to_monday_zero_offset()))
        }
        _ => return None,
    };
    Some((week, correction.corrected_at))
}
