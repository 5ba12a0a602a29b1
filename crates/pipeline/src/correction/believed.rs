//! Since when what is corrected is believed: tables of what was believed when are made era by era, each between two instants
//! at which somebody corrected something.

use std::collections::BTreeSet;

use jiff::Timestamp;
use normalize::Arrivals;
use schema::{
    Table as _,
    columns::MODEL_ID,
    tables::{Catalog, PriceMap},
};

use super::{Correction, Corrections};

impl Corrections {
    /// The instants at which something of these tables was corrected, oldest first.
    pub fn instants(&self, tables: &[&str]) -> BTreeSet<Timestamp> {
        self.rows.iter().filter(|row| tables.contains(&row.table.as_str())).map(|row| row.corrected_at).collect()
    }

    /// What was corrected until an instant; nothing, where there is none.
    pub fn until(&self, until: Option<Timestamp>) -> Self {
        let is_made = |row: &&Correction| until.is_some_and(|until| row.corrected_at <= until);
        Self { rows: self.rows.iter().filter(is_made).cloned().collect(), ..Self::default() }
    }

    /// `arrivals` for prices: what is corrected is believed since then, an entry of a catalogue for itself, a map as a whole.
    pub fn of_prices(&self, arrivals: &Arrivals) -> Arrivals {
        let all = || self.rows.iter().chain(self.followed.values().flatten().map(|one| &one.correction));
        let of = |table: &'static str| all().filter(move |row| row.table == table);
        let mut snapshots: Vec<_> = arrivals.iter().map(|(id, at)| (id.to_owned(), at)).collect();
        snapshots.extend(of(PriceMap::SPEC.name).map(|row| (row.snapshot_id.clone(), row.corrected_at)));
        // The later of two under one id is the one that stays.
        snapshots.sort();
        let entry = |row: &Correction| {
            let model = row.key().find(|(column, _)| *column == MODEL_ID.name)?.1.to_owned();
            Some(((row.snapshot_id.clone(), model), row.corrected_at))
        };
        snapshots.into_iter().collect::<Arrivals>().with_entries(of(Catalog::SPEC.name).filter_map(entry))
    }
}
