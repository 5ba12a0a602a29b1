//! `tokenshare brief`: what changed in the newest complete week, on the terminal and as Markdown.

use std::{collections::BTreeSet, path::Path};

use jiff::civil::Date;
use polars::frame::DataFrame;
use report::{Brief, BriefTables, Made};
use schema::{
    Basis, MixOrigin, MoveKind, Table, TableSpec, WindowKind,
    columns::{
        ASOF_SNAPSHOT_ID, MIX_ORIGIN, MOVE_KIND, PAST_WEEK_START_DATE, PRICE_BASIS, PRICE_SNAPSHOT_ID, REASON,
        WEEK_START_DATE, WINDOW_KIND, WINDOW_START_DATE,
    },
    series::Cells,
    tables::{DollarShare, Mover, PricedUsage, Restatement, TokenShare, VendorGap},
};

use crate::{
    citations, cli::BriefArguments, console, disk, failure::Failure, manifest::Manifest, provenance::PROGRAM,
    reference::MIXES, runs, store, target, went_by::WentBy,
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

/// Why there can be nothing to tell, whatever the tables say.
pub const UNASKED: &str = "no brief: the pipeline does not ask for `mover`";

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
    telling.out.map_or(Ok(()), |out| target::demand_page(data, out, target::Page::Brief))?;
    // All of one run, though another one may end meanwhile.
    let data = &runs::current(data)?;
    let manifest = store::manifest(data)?;
    let mover = store::read_by(data, &manifest, Mover::SPEC)?;
    let (tokens, dollars) = (made(data, &manifest, TokenShare::SPEC)?, made(data, &manifest, DollarShare::SPEC)?);
    let restatement = made(data, &manifest, Restatement::SPEC)?;
    let gap = made(data, &manifest, VendorGap::SPEC)?;
    let tables = BriefTables {
        mover: &mover,
        token_share: tokens.as_ref(),
        dollar_share: dollars.as_ref(),
        vendor_gap: gap.as_ref(),
        restatement: restatement.as_ref(),
    };
    let mut citations = match last_catalogue(data, &manifest, &mover, dollars.as_ref())? {
        Some(last) => citations::of_answers_until(data, last)?,
        None => citations::of_answers(data)?,
    };
    citations.extend(mix_citation(dollars.as_ref(), &WentBy::of(data, &manifest)?));
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

/// The day of the newest catalogue that has a say in the brief: whose prices its weeks have, or in which a price moved. None
/// where nothing says so.
///
/// # Errors
/// If a table can't be read.
fn last_catalogue(
    data: &Path,
    manifest: &Manifest,
    mover: &DataFrame,
    dollars: Option<&DataFrame>,
) -> anyhow::Result<Option<Date>> {
    let Some(usage) = made(data, manifest, PricedUsage::SPEC)? else { return Ok(None) };
    let dates = |column| Cells::of(mover, column).dates().into_iter();
    let told: BTreeSet<Date> = dates(&WEEK_START_DATE).chain(dates(&PAST_WEEK_START_DATE)).flatten().collect();
    let bases = dollars.map(|dollars| Cells::of(dollars, &PRICE_BASIS).texts()).unwrap_or_default();
    let is_asof = bases.contains(&Some(Basis::ListAsof.word()));
    let catalogues = Cells::of(&usage, if is_asof { &ASOF_SNAPSHOT_ID } else { &PRICE_SNAPSHOT_ID }).texts();
    let weeks = Cells::of(&usage, &WINDOW_START_DATE).dates().into_iter().zip(Cells::of(&usage, &WINDOW_KIND).texts());
    let is_told = |(start, kind): (Option<Date>, Option<&str>)| {
        kind == Some(WindowKind::Week.word()) && start.is_some_and(|start| told.contains(&start))
    };
    let used: BTreeSet<&str> =
        weeks.zip(catalogues).filter(|(week, _)| is_told(*week)).filter_map(|(_, catalogue)| catalogue).collect();
    let captured = manifest.snapshot.iter().filter(|entry| used.contains(entry.id.as_str()));
    let captured = captured.map(|entry| schema::day::of(entry.captured_at));
    Ok(captured.chain(moved(mover)).max())
}

/// The days of the catalogues between which prices moved, as the reason of a move has them.
fn moved(mover: &DataFrame) -> Vec<Date> {
    let kinds = [MoveKind::InputPrice, MoveKind::OutputPrice].map(|kind| Some(kind.word()));
    let rows = Cells::of(mover, &MOVE_KIND).texts().into_iter().zip(Cells::of(mover, &REASON).texts());
    let reasons = rows.filter(|(kind, _)| kinds.contains(kind)).filter_map(|(_, reason)| reason);
    reasons.flat_map(str::split_whitespace).filter_map(|word| word.parse().ok()).collect()
}

/// Whose figures the mix of input and output comes from where no source of the run gives it.
const MIX: &str = "Mix of input, cached input and output: data/reference/usage_mix.csv of tokenshare, after captures of \
                   hashd1ve/openrouter-pulse and johnbean393's OpenRouter tracker [facts; none states a licence]";

/// The same where the pipeline has mixes of its own.
const OWN_MIX: &str = "Mix of input, cached input and output: reference/usage_mix.csv in the folder of the run, of the \
                       pipeline's own; each of its lines names its source [terms not known here]";

/// The same where the run did not keep them: an older version made it.
const LOST_MIX: &str = "Mix of input, cached input and output: a usage_mix.csv of the pipeline's own, which this run did not \
                        keep: run again to have it beside the tables";

/// Whom to cite for the mix, where dollars rest on that of the reference.
pub fn mix_citation(dollars: Option<&DataFrame>, went_by: &WentBy) -> Option<String> {
    let mix = match went_by.demanded(&[MIXES]) {
        Err(_) => LOST_MIX,
        Ok(_) if went_by.keeps(MIXES) => OWN_MIX,
        Ok(_) => MIX,
    };
    dollars.filter(|dollars| has_reference_mix(dollars)).map(|_| mix.to_owned())
}

fn has_reference_mix(dollars: &DataFrame) -> bool {
    Cells::of(dollars, &MIX_ORIGIN).texts().contains(&Some(MixOrigin::Reference.word()))
}

fn made(data: &Path, manifest: &Manifest, spec: &'static TableSpec) -> anyhow::Result<Option<DataFrame>> {
    manifest.table(spec.name).map(|_| store::read_by(data, manifest, spec)).transpose()
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
