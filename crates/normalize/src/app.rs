//! Which labels mean one app: upstream answers to an app's number and to its slug, and slugs change. Only an app list
//! tells; without one nothing is guessed.

use std::{cmp::Reverse, collections::BTreeMap};

use schema::{
    Frame,
    columns::{APP_ID, APP_NAME, APP_SLUG, CAPTURED_AT},
    tables::AppRanking,
};

use crate::identity::is_well_formed;

/// What app lists know, each by the app's number.
#[derive(Default)]
pub(crate) struct Apps<'list> {
    numbers: BTreeMap<&'list str, &'list str>,
    ids: BTreeMap<&'list str, &'list str>,
    names: BTreeMap<&'list str, &'list str>,
}

impl<'list> Apps<'list> {
    /// Reads the newest list first: a slug is of the app that had it last.
    pub(crate) fn of(list: &'list Frame<AppRanking>) -> Self {
        let (numbers, slugs) = (list.cells(&APP_ID).texts(), list.cells(&APP_SLUG).texts());
        let (names, instants) = (list.cells(&APP_NAME).texts(), list.cells(&CAPTURED_AT).instants());
        let rows = numbers.into_iter().zip(slugs).zip(names).zip(instants);
        let mut rows: Vec<_> =
            rows.filter_map(|(((number, slug), name), at)| Some((at, number?, slug, name))).collect();
        rows.sort_by_key(|(at, ..)| Reverse(*at));
        let mut apps = Self::default();
        for (_, number, slug, name) in rows {
            apps.numbers.insert(number, number);
            apps.add(number, slug.filter(|slug| is_slug(slug)), name);
        }
        apps
    }

    fn add(&mut self, number: &'list str, slug: Option<&'list str>, name: Option<&'list str>) {
        if let Some(name) = name {
            self.names.entry(number).or_insert(name);
        }
        if let Some(slug) = slug
            && *self.numbers.entry(slug).or_insert(number) == number
        {
            self.ids.entry(number).or_insert(slug);
        }
    }

    /// The one id of the app that `label` means: its newest slug, its number where it has none, else the label itself.
    pub(crate) fn id<'label>(&self, label: &'label str) -> &'label str
    where
        'list: 'label,
    {
        let Some(number) = self.numbers.get(label) else { return label };
        self.ids.get(number).unwrap_or(number)
    }

    /// The newest name of the app that `label` means.
    pub(crate) fn name(&self, label: &str) -> Option<&'list str> {
        self.names.get(self.numbers.get(label)?).copied()
    }
}

/// A slug that can stand for an app: one that looks like a number would be taken for another app's.
fn is_slug(slug: &str) -> bool {
    is_well_formed(slug) && !slug.bytes().all(|byte| byte.is_ascii_digit())
}
