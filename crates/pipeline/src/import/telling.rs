//! What is told of an `import`: of one file what became of it, of many what was refused, and counts.

use std::collections::BTreeMap;

use super::{
    Importer,
    batch::{Batch, Refusal},
    storing::Stored,
    summary::Summary,
};
use crate::{
    console::{self, counted},
    failure::Failure,
    storing::Outcome,
};

/// Imports one file, which ends as it ends.
///
/// # Errors
/// If it is refused.
pub fn one(importer: &Importer<'_>, batch: Batch) -> anyhow::Result<()> {
    for warning in &batch.warnings {
        tracing::warn!("{warning}");
    }
    if let Some(refusal) = batch.refused.into_iter().next() {
        return Err(refusal.error);
    }
    for candidate in &batch.candidates {
        let stored = importer.stored(candidate)?;
        for note in &stored.notes {
            tracing::info!("{note}");
        }
        if let Some(said) = importer.unheard(&stored) {
            tracing::warn!("{said}");
        }
        tracing::info!("{}", became(&stored));
    }
    Ok(())
}

/// Imports every file that can be.
///
/// # Errors
/// If one is refused, or there is none.
pub fn many(importer: &Importer<'_>, batch: &Batch) -> anyhow::Result<()> {
    let (mut summary, mut remarks) = (Summary::default(), Remarks::default());
    for Refusal { request, error } in &batch.refused {
        console::tell(error);
        summary.refuse(request);
    }
    for candidate in &batch.candidates {
        match importer.stored(candidate) {
            Ok(stored) => {
                tracing::debug!("{} from `{}`", became(&stored), candidate.file.display());
                remarks.add(importer, &stored);
                summary.add(candidate, stored.outcome);
            }
            Err(error) => {
                console::tell(&error);
                summary.refuse(&candidate.asked.name());
            }
        }
    }
    remarks.tell();
    folders(batch);
    ended(&summary, batch)
}

fn became(stored: &Stored) -> String {
    let id = stored.facts.id();
    match stored.outcome {
        Outcome::Imported => format!("imported `{id}`"),
        Outcome::AlreadyThere => format!("already there: `{id}`"),
    }
}

/// What is told of the folders.
fn folders(batch: &Batch) {
    for warning in &batch.warnings {
        tracing::warn!("{warning}");
    }
    for remark in &batch.remarks {
        tracing::info!("{remark}");
    }
    for (reason, names) in &batch.left_aside {
        let name = |(name, count): (&String, &usize)| match count {
            1 => format!("`{name}`"),
            count => format!("`{name}` ({count} times)"),
        };
        let names: Vec<_> = names.iter().map(name).collect();
        tracing::info!("left aside: {reason}: {}", names.join(", "));
    }
}

fn ended(summary: &Summary, batch: &Batch) -> anyhow::Result<()> {
    if batch.tried() == 0 {
        let is_told = !batch.left_aside.is_empty() || !batch.warnings.is_empty() || !batch.remarks.is_empty();
        let hint = if is_told {
            "what was left aside, and why, is told above"
        } else {
            "the folder has no files: hidden ones and `_manifest.json` are passed over"
        };
        return Err(Failure::data("found no file that could be imported").with_hint(hint).into());
    }
    for row in summary.rows() {
        tracing::info!("{row}");
    }
    if summary.refused() > 0 {
        return Err(Failure::data(summary.total()).into());
    }
    tracing::info!("{}", summary.total());
    Ok(())
}

/// Notes of many files: each is told once.
#[derive(Default)]
struct Remarks {
    notes: BTreeMap<(&'static str, String), Occurrences>,
    unheard: BTreeMap<&'static str, usize>,
}

#[derive(Default)]
struct Occurrences {
    times: usize,
    files: usize,
}

impl Remarks {
    fn add(&mut self, importer: &Importer<'_>, stored: &Stored) {
        for note in &stored.notes {
            let occurrences = self.notes.entry((note.block, note.what.clone())).or_default();
            occurrences.times += note.count;
            occurrences.files += 1;
        }
        if let Some(said) = importer.unheard(stored) {
            *self.unheard.entry(said).or_default() += 1;
        }
    }

    fn tell(&self) {
        for ((block, what), Occurrences { times, files }) in &self.notes {
            let times = if times == files { String::new() } else { format!("{times} times in ") };
            tracing::info!("{block}: {what} ({times}{})", counted(*files, "file"));
        }
        for (said, files) in &self.unheard {
            tracing::warn!("{said} ({})", counted(*files, "file"));
        }
    }
}
