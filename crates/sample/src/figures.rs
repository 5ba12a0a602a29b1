//! The committed figures, one type per file. What they are and where they come from stands in
//! `data/sample/figures/README.md`.

use serde::{Deserialize, de::DeserializeOwned};

use crate::SampleError;

macro_rules! figures {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../data/sample/figures/", $name)))
    };
}

/// One vendor's tokens in a week.
#[derive(Debug, Deserialize)]
pub(crate) struct VendorWeek {
    pub(crate) week_start_date: String,
    pub(crate) vendor: String,
    pub(crate) tokens: u64,
    pub(crate) origin: String,
}

/// One model's tokens in a week, over the whole site.
#[derive(Debug, Deserialize)]
pub(crate) struct ModelWeek {
    pub(crate) week_start_date: String,
    pub(crate) model: String,
    pub(crate) tokens: u64,
}

/// One model's tokens in a week, in one app. The file's id and name of the app are for people.
#[derive(Debug, Deserialize)]
pub(crate) struct AppModelWeek {
    pub(crate) app_slug: String,
    pub(crate) week_start_date: String,
    pub(crate) model: String,
    pub(crate) tokens: u64,
}

/// One app of the list.
#[derive(Debug, Deserialize)]
pub(crate) struct App {
    pub(crate) rank: u64,
    #[serde(rename = "app_id")]
    pub(crate) id: u64,
    #[serde(rename = "app_slug")]
    pub(crate) slug: String,
    #[serde(rename = "app_name")]
    pub(crate) name: String,
    pub(crate) origin_url: String,
    pub(crate) categories: String,
    pub(crate) created_at: String,
    pub(crate) total_tokens: u64,
    pub(crate) total_requests: u64,
}

/// One model-variant's thirty days, over the whole site.
#[derive(Debug, Deserialize)]
pub(crate) struct ModelMonth {
    pub(crate) last_day_date: String,
    pub(crate) model_permaslug: String,
    pub(crate) variant: String,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
    pub(crate) requests: u64,
    pub(crate) change: String,
    pub(crate) origin: String,
}

/// One entry of the catalogue. Prices are text as upstream wrote them, empty where upstream has none.
#[derive(Debug, Deserialize)]
pub(crate) struct CatalogModel {
    pub(crate) id: String,
    pub(crate) canonical_slug: String,
    pub(crate) name: String,
    pub(crate) created: u64,
    pub(crate) context_length: u64,
    pub(crate) expiration_date: Option<String>,
    pub(crate) modality: String,
    pub(crate) input_modalities: String,
    pub(crate) output_modalities: String,
    pub(crate) prompt: String,
    pub(crate) completion: String,
    pub(crate) internal_reasoning: String,
    pub(crate) input_cache_read: String,
    pub(crate) input_cache_write: String,
    pub(crate) image: String,
    pub(crate) audio: String,
    pub(crate) web_search: String,
}

/// The benchmark's file as upstream published it: a body already, not figures to make one from.
pub(crate) const BENCHMARK: &str = include_str!("../../../data/sample/figures/benchmark.csv");

pub(crate) fn vendor_chart() -> Result<Vec<VendorWeek>, SampleError> {
    rows(figures!("vendor_chart.csv"))
}

pub(crate) fn model_chart() -> Result<Vec<ModelWeek>, SampleError> {
    rows(figures!("model_chart.csv"))
}

pub(crate) fn app_models() -> Result<Vec<AppModelWeek>, SampleError> {
    rows(figures!("app_models.csv"))
}

pub(crate) fn apps() -> Result<Vec<App>, SampleError> {
    rows(figures!("apps.csv"))
}

pub(crate) fn model_ranking() -> Result<Vec<ModelMonth>, SampleError> {
    rows(figures!("model_ranking.csv"))
}

pub(crate) fn catalog() -> Result<Vec<CatalogModel>, SampleError> {
    rows(figures!("catalog.csv"))
}

fn rows<T: DeserializeOwned>((file, text): (&'static str, &str)) -> Result<Vec<T>, SampleError> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().map_err(|source| SampleError::Figures { file, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_fit_names_its_file() {
        let error = rows::<ModelWeek>(("made.csv", "week_start_date,model,tokens\n2026-04-13,a/b,1.5\n")).unwrap_err();
        assert_eq!(error.to_string(), "figures `made.csv`: expected rows of its columns, found one that can't be read");
    }

    #[test]
    fn every_file_has_the_rows_that_its_readme_tells() {
        let lengths = [
            vendor_chart().unwrap().len(),
            model_chart().unwrap().len(),
            apps().unwrap().len(),
            catalog().unwrap().len(),
        ];
        assert_eq!(lengths, [53 * 10, 77 * 10, 30, 350]);
    }
}
