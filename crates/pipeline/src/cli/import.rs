//! What `import` can be asked. Pure.

use std::path::PathBuf;

use clap::Args;
use jiff::{SignedDuration, Timestamp, civil};

use super::{DataArguments, offered::Offered};
use crate::import;

/// Shown below the flags.
pub const HELP: &str = "\
The bytes are kept as given, gzipped or not, and parsed once before they are stored. The same bytes again are already \
there, and no error. Of several files each is tried: what is good is stored, what is refused is told, and the exit code \
is 1.

A folder is walked with all folders in it, in the order of names. Hidden files, links and `_manifest.json` are no data. \
A pattern such as 'catalogues/*.json.gz' may be quoted.

Names that say an instant: 2025-04-07T002804Z.json.gz, models_20250407T002804Z.json, 2025-04-07T00-28-04Z.json. If the \
request needs an argument, it stands before: openclaw.2026-04-14T120000Z.rsc. A day alone needs `--at-time`.

Layouts, which say by themselves what a file is and when it was captured:
  catalog-history  answers to catalog/models, each named by its instant
  pulse            days as openrouter-pulse keeps them, captured when their `_manifest.json` says,
                   to the second: catalog/models, frontend/models-* and frontend/apps

Tables of weeks that someone else kept:
  archive          CSV or JSON, read as `--map` says: a file of yours, or inside the program, for
                   known archives: app_models, model_weeks, site_weeks, tracker_weeks, vendor_weeks

Examples:
  tokenshare import catalog/models --captured-at 2026-08-10T06:00:00Z --data data models.json.gz
  tokenshare import apps/page --app openclaw --captured-at 2026-04-14T12:00:00Z --data data page.rsc
  curl -s URL | tokenshare import frontend/models-month --captured-at 2026-08-10T06:00:00Z --data data -
  tokenshare import catalog/models --captured-at from-name --data data catalogues/
  tokenshare import pulse --data data pulse/
  tokenshare import archive --map vendor_weeks --data data vendor_weeks/";

/// What `import` needs.
#[derive(Args, Clone, Debug)]
pub struct ImportArguments {
    /// What the files are: a request, as `tokenshare tables --sources` names it, or a layout of folders.
    #[arg(value_name = "REQUEST|LAYOUT", value_parser = Offered(import::known), hide_possible_values = true)]
    pub wanted: String,
    /// When the bytes arrived from upstream: an instant such as `2026-08-10T06:00:00Z`, or `from-name` to read it there.
    #[arg(long, value_name = "INSTANT", value_parser = captured_at)]
    pub captured_at: Option<CapturedAt>,
    /// The time of day for files named only by a day, such as `12:00:00Z`.
    #[arg(long, value_name = "TIME", value_parser = at_time)]
    pub at_time: Option<SignedDuration>,
    /// What the request was about, such as an app. Left out, it is each file's name up to the first dot or instant.
    #[arg(long, visible_alias = "app", value_name = "ID")]
    pub argument: Option<String>,
    /// For `archive`: what says whose table it is and which column is what, a file or a name from below.
    #[arg(long, value_name = "FILE|NAME", value_parser = Offered(import::maps), hide_possible_values = true)]
    pub map: Option<String>,
    /// A remark to keep with the bytes of each file.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// What the values are, where nobody observed them: `reconstructed` or `made`. All that comes of them says so.
    #[arg(long, value_name = "ORIGIN", value_parser = ["reconstructed", "made"], hide_possible_values = true)]
    pub origin: Option<String>,
    /// The licence of the bytes, where it is not the source's own.
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// How to cite the bytes, where that is not as the source's own.
    #[arg(long, value_name = "TEXT")]
    pub citation: Option<String>,
    #[command(flatten)]
    pub data: DataArguments,
    /// The captured bytes: files, folders, quoted patterns; `-` is stdin.
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub files: Vec<PathBuf>,
}

/// When bytes arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapturedAt {
    /// At this instant.
    Instant(Timestamp),
    /// At the instant in the name of their file.
    FromName,
    /// At the instant in the file, where a map says; never said on the command line.
    FromBody,
}

fn captured_at(text: &str) -> Result<CapturedAt, String> {
    if text == "from-name" { Ok(CapturedAt::FromName) } else { instant(text).map(CapturedAt::Instant) }
}

/// An instant: a day alone is 24 hours wide, and a clock without an offset up to 26.
fn instant(text: &str) -> Result<Timestamp, String> {
    let example = "expected an instant with `Z` or an offset, such as `2026-08-10T06:00:00Z`";
    text.parse().map_err(|_| match (text.parse::<civil::DateTime>(), text.contains([':', 'T', 't'])) {
        (Ok(_), true) => format!("it does not say where the clock stood; {example}"),
        (Ok(_), false) => format!("a day is not an instant; {example}"),
        (Err(_), _) => example.to_owned(),
    })
}

/// A time of day, counted from midnight in UTC: below 0 or above 24 hours where its offset reaches into another day.
fn at_time(text: &str) -> Result<SignedDuration, String> {
    let on_first_day = format!("1970-01-01T{text}").parse::<Timestamp>();
    let instant = on_first_day.map_err(|_| "expected a time with `Z` or an offset, such as `12:00:00Z`".to_owned())?;
    Ok(instant.duration_since(Timestamp::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&captured_at(text).map_or_else(|error| error, |found| format!("{found:?}")));
    }

    #[test]
    fn instants() {
        check("2026-08-10T06:00:00Z", &expect!["Instant(2026-08-10T06:00:00Z)"]);
        check("2026-08-10T06:00:00+02:00", &expect!["Instant(2026-08-10T04:00:00Z)"]);
        check("from-name", &expect!["FromName"]);
        check(
            "2026-08-10",
            &expect![
                "a day is not an instant; expected an instant with `Z` or an offset, such as `2026-08-10T06:00:00Z`"
            ],
        );
        check(
            "2026-08-10T06:00:00",
            &expect![
                "it does not say where the clock stood; expected an instant with `Z` or an offset, such as `2026-08-10T06:00:00Z`"
            ],
        );
        check("yesterday", &expect!["expected an instant with `Z` or an offset, such as `2026-08-10T06:00:00Z`"]);
    }

    fn check_time(text: &str, expected: &Expect) {
        expected.assert_eq(&at_time(text).map_or_else(|error| error, |found| format!("{found:#}")));
    }

    #[test]
    fn times_of_day() {
        check_time("12:00:00Z", &expect!["12h"]);
        check_time("00:30:00+02:00", &expect!["1h 30m ago"]);
        check_time("23:30-02:00", &expect!["25h 30m"]);
        check_time("12:00:00", &expect!["expected a time with `Z` or an offset, such as `12:00:00Z`"]);
        check_time("noon", &expect!["expected a time with `Z` or an offset, such as `12:00:00Z`"]);
        check_time("12:00:00Z[UTC]x", &expect!["expected a time with `Z` or an offset, such as `12:00:00Z`"]);
    }
}
