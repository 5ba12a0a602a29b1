//! One answer for each model of the newest catalogue.

use std::collections::BTreeSet;

use ingest::Request;
use schema::{
    Frame, Variant,
    columns::{CANONICAL_SLUG, IS_ALIAS, VARIANT},
    tables::Catalog,
};

use super::{
    ended::Ended,
    error::FetchError,
    session::{Session, local},
    subject::Subject,
};
use crate::snapshot::Snapshot;

/// Whose answer lists the models.
const CATALOG: (&str, &str) = ("catalog", "models");

impl Session<'_> {
    /// Asks about each model, or about the first of them by name, as many as the user wants.
    pub async fn each_model(&self, request: &'static Request) -> Result<(), Ended> {
        let slugs = self.slugs()?;
        let mut strange = 0;
        for slug in slugs.iter().take(self.settings.models.unwrap_or(usize::MAX)) {
            let argument = ingest::model_argument(slug);
            // A slug with an `..` would ask for something else.
            if !crate::facts::is_path_part(&argument) || slug.contains("..") {
                strange += 1;
                continue;
            }
            let subject = Subject { request, argument: Some(&argument) };
            let url = self.url(&request.url.replace("{slug}", slug))?;
            let fetched = async { self.answer(subject, url, &|_| None).await.map(drop) };
            self.each(request, &argument, fetched).await?;
        }
        if strange > 0 {
            let models = crate::console::counted(strange, "model");
            tracing::warn!("{models} of the catalogue can't be asked about: no folder can have such a name");
        }
        Ok(())
    }

    fn slugs(&self) -> Result<BTreeSet<String>, FetchError> {
        let held = self.shared.held.borrow();
        let catalogs = held.iter().filter(|snapshot| (&*snapshot.facts.source, &*snapshot.facts.request) == CATALOG);
        let newest = catalogs.max_by_key(|snapshot| snapshot.captured_at()).ok_or(FetchError::NoCatalog)?;
        listed(newest).map_err(|error| local(&error))
    }
}

/// Slugs of the models with a standard variant, aliases left out.
fn listed(catalog: &Snapshot) -> anyhow::Result<BTreeSet<String>> {
    let ingested = catalog.ingested()?;
    let tables = ingested.tables.into_iter().filter(|(spec, _)| spec.name == "catalog");
    let mut slugs = BTreeSet::new();
    for (_, data) in tables {
        let frame: Frame<Catalog> = Frame::new(data)?;
        let (names, variants) = (frame.cells(&CANONICAL_SLUG).texts(), frame.cells(&VARIANT).texts());
        for ((slug, variant), is_alias) in names.into_iter().zip(variants).zip(frame.cells(&IS_ALIAS).truths()) {
            if variant == Some(Variant::STANDARD) && is_alias == Some(false) {
                slugs.extend(slug.map(str::to_owned));
            }
        }
    }
    Ok(slugs)
}
