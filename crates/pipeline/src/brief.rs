//! `tokenshare brief`: what changed in the newest complete week, on the terminal and as Markdown.

use std::path::Path;

use polars::frame::DataFrame;
use report::{Brief, BriefTables, Made};
use schema::{
    MixOrigin, Table, TableSpec,
    columns::MIX_ORIGIN,
    series::Cells,
    tables::{DollarShare, Mover, Restatement, TokenShare},
};

use crate::{
    citations, cli::BriefArguments, console, disk, failure::Failure, manifest::Manifest, provenance::PROGRAM, runs,
    store, target,
};

/// Prints the brief of the last run, and writes it where it is asked for.
///
/// # Errors
/// If there was no run, it did not make `mover`, or the file can't be written.
pub fn run(arguments: &BriefArguments) -> anyhow::Result<()> {
    let telling = Telling { out: arguments.out.as_deref(), missing: None, style: Style::Text };
    if told(&arguments.data.folder, &telling)? == Told::Nothing {
        return Err(Failure::data(NOTHING).with_hint("run it again when another week is over").into());
    }
    Ok(())
}

/// Why there is nothing to tell.
pub const NOTHING: &str = "no brief: the series has fewer than two complete weeks, or nothing moved between them";

/// How a brief is told.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    /// Where it is written as Markdown, too.
    pub out: Option<&'a Path>,
    /// What did not come this time.
    pub missing: Option<String>,
    /// How it is printed.
    pub style: Style,
}

/// How a brief is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For people.
    Text,
    /// As one JSON object on a line.
    Json,
}

/// Whether there was anything to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    All,
    Nothing,
}

/// As [`run`], but that nothing to tell is no error.
///
/// # Errors
/// As [`run`].
pub fn told(data: &Path, telling: &Telling<'_>) -> anyhow::Result<Told> {
    telling.out.map_or(Ok(()), |out| target::demand_outside(data, out))?;
    // All of one run, though another one may end meanwhile.
    let data = &runs::current(data)?;
    let manifest = store::manifest(data)?;
    let mover = store::read(data, Mover::SPEC)?;
    let (tokens, dollars) = (made(data, &manifest, TokenShare::SPEC)?, made(data, &manifest, DollarShare::SPEC)?);
    let restatement = made(data, &manifest, Restatement::SPEC)?;
    let tables = BriefTables {
        mover: &mover,
        token_share: tokens.as_ref(),
        dollar_share: dollars.as_ref(),
        restatement: restatement.as_ref(),
    };
    let mut citations = citations::of_answers(data)?;
    citations.extend(mix_citation(dollars.as_ref()));
    let (missing, undecided) = (telling.missing.as_deref(), manifest.undecided.as_slice());
    let by = Made { program: PROGRAM, run_id: &manifest.run_id, citations, missing, undecided };
    let Some(brief) = Brief::of(&tables, &by) else { return Ok(Told::Nothing) };
    if let Some(out) = telling.out {
        write(out, &brief.markdown())?;
    }
    match telling.style {
        Style::Text => console::print(&console::folded(&brief.text(), 2))?,
        Style::Json => {
            let event = serde_json::json!({ "event": "brief", "markdown": brief.markdown() });
            console::print(&format!("{}\n", report::escape::json(&event.to_string())))?;
        }
    }
    Ok(Told::All)
}

/// Whose figures the mix of input and output comes from where no source of the run gives it.
const MIX: &str = "Mix of input, cached input and output: data/reference/usage_mix.csv of tokenshare, after captures of \
                   hashd1ve/openrouter-pulse and johnbean393's OpenRouter tracker [facts; none states a licence]";

/// Whom to cite for the mix, where dollars rest on that of the reference.
pub fn mix_citation(dollars: Option<&DataFrame>) -> Option<String> {
    dollars.filter(|dollars| has_reference_mix(dollars)).map(|_| MIX.to_owned())
}

fn has_reference_mix(dollars: &DataFrame) -> bool {
    Cells::of(dollars, &MIX_ORIGIN).texts().contains(&Some(MixOrigin::Reference.word()))
}

fn made(data: &Path, manifest: &Manifest, spec: &'static TableSpec) -> anyhow::Result<Option<DataFrame>> {
    manifest.table(spec.name).map(|_| store::read(data, spec)).transpose()
}

/// Written beside, then renamed; what says the same stays as it is.
///
/// # Errors
/// If the disk refuses it.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs_err::read_to_string(path).is_ok_and(|stands| stands == text) {
        return Ok(());
    }
    disk::replace(path, text.as_bytes())
}
