//! All text on stderr: errors with their causes and hints, notes, warnings; and data on stdout.
//!
//! The only place that turns an error chain into text. Control characters are escaped, since messages quote bytes that
//! strangers sent.

use std::{
    error::Error,
    fmt::{self, Write as _},
    io::{self, ErrorKind, Write as _},
    process::ExitCode,
};

use analyze::AnalyzeError;
use ingest::IngestError;
use normalize::NormalizeError;
use report::ReportError;
use schema::FrameError;
use tracing::{Event, Level, Subscriber, field::Field};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use crate::{
    failure::{Exit, Failure},
    terminal, typed,
};

/// How far what comes over of a folded line on stderr stands behind its beginning.
const HANG: usize = 2;

/// How much is said on stderr besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Notes and warnings.
    Normal,
    /// What is done, too.
    Verbose,
}

/// Begins to listen to notes and warnings.
pub fn start(verbosity: Verbosity) {
    let most = match verbosity {
        Verbosity::Quiet => Level::ERROR,
        Verbosity::Normal => Level::INFO,
        Verbosity::Verbose => Level::DEBUG,
    };
    let subscriber = tracing_subscriber::fmt().with_max_level(most).with_writer(std::io::stderr);
    // Who has closed stderr wants no notes, and gets the tables all the same.
    subscriber.log_internal_errors(false).event_format(Lines { room: terminal::columns(&std::io::stderr()) }).init();
}

/// The columns of the terminal on stdout; `None` where it is none.
pub fn room() -> Option<u16> {
    terminal::columns(&std::io::stdout())
}

/// Lines for people, folded where they are wider than the terminal on stdout; what comes over begins `hang` columns
/// behind where its line begins.
pub fn folded(text: &str, hang: usize) -> String {
    within(text, room(), hang)
}

fn within(text: &str, room: Option<u16>, hang: usize) -> String {
    room.map_or_else(|| text.to_owned(), |room| report::folded(text, room, hang))
}

/// Writes data to stdout. A reader that has gone away, such as `head`, has seen enough: that is success.
///
/// # Errors
/// If stdout can't be written for another reason.
pub fn print(text: &str) -> anyhow::Result<()> {
    // Bare: what takes colours out of a stream would take a cell for one, and the rest of the file with it.
    let mut stdout = std::io::stdout().lock();
    printed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// How writing to stdout ended.
fn printed(outcome: io::Result<()>) -> anyhow::Result<()> {
    let error = match outcome {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
        Err(error) => error,
    };
    let failure = Failure::data("what is printed could not be written").because(error);
    Err(failure.with_hint("stdout leads to where nothing can be written: is there room?").into())
}

/// A number of things, in words: `1 snapshot`, `30 snapshots`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Says how it ended, and turns that into an exit code.
pub fn finish(outcome: anyhow::Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    // Nobody is left to tell when stderr is closed.
    let story = within(&typed::completed(&story(&error)), terminal::columns(&std::io::stderr()), HANG);
    let _ = anstream::stderr().lock().write_all(story.as_bytes());
    ExitCode::from(exit(&error) as u8)
}

/// Says what is wrong with the command line, folded for the terminal, or prints the help that was asked for.
pub fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return finish(printed(error.print().and_then(|()| std::io::stdout().flush())));
    }
    let text = error.render().to_string();
    let folded = within(&text, terminal::columns(&std::io::stderr()), HANG);
    // Nobody is left to tell when stderr is closed.
    let _ = if folded == text { error.print() } else { anstream::stderr().lock().write_all(folded.as_bytes()) };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::CommandLine as u8))
}

/// Tells an error that does not end the program.
pub fn tell(error: &anyhow::Error) {
    let story = story(error);
    tracing::error!("{}", story.strip_prefix("error: ").unwrap_or(&story));
}

/// The error, what caused it, and what to do next.
pub fn story(error: &anyhow::Error) -> String {
    let mut story = String::new();
    for (depth, cause) in error.chain().enumerate() {
        let label = if depth == 0 { "error" } else { "  caused by" };
        // Writing to a text can't fail.
        let _ = writeln!(story, "{label}: {}", escaped(&cause.to_string()));
    }
    for hint in hints(error) {
        let _ = writeln!(story, "hint: {}", escaped(&hint));
    }
    story
}

/// What to do next: what each cause has to say; where none has, what the system's own errors mean.
pub fn hints(error: &anyhow::Error) -> Vec<String> {
    let hints: Vec<String> = error.chain().filter_map(hint).collect();
    if hints.is_empty() { error.chain().find_map(system_hint).into_iter().collect() } else { hints }
}

fn system_hint(cause: &(dyn Error + 'static)) -> Option<String> {
    let hint = match cause.downcast_ref::<std::io::Error>()?.kind() {
        ErrorKind::NotFound => {
            "is it spelled right? a path begins at the folder that you are in, or beside the file that names it"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "may you read and write there?",
        ErrorKind::IsADirectory => "it is a folder: name the file in it",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "a file stands where a folder belongs: move it away",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room, then try again: what was there before is as it was"
        }
        _ => "the system refused it: is the disk there, and can it be read and written?",
    };
    Some(hint.to_owned())
}

fn hint(cause: &(dyn Error + 'static)) -> Option<String> {
    let failure = cause.downcast_ref::<Failure>().and_then(Failure::hint);
    let ingest = || cause.downcast_ref::<IngestError>().map(IngestError::hint);
    let normalize = || cause.downcast_ref::<NormalizeError>().map(NormalizeError::hint);
    let analyze = || cause.downcast_ref::<AnalyzeError>().map(AnalyzeError::hint);
    let frame = || cause.downcast_ref::<FrameError>().map(FrameError::hint);
    let report = || cause.downcast_ref::<ReportError>().map(ReportError::hint);
    failure.or_else(ingest).or_else(analyze).or_else(frame).map(str::to_owned).or_else(normalize).or_else(report)
}

/// The exit code that an error asks for.
pub fn exit(error: &anyhow::Error) -> Exit {
    error.chain().map(exit_of).max().unwrap_or(Exit::Data)
}

fn exit_of(cause: &(dyn Error + 'static)) -> Exit {
    use ReportError::{NoOption, NoRow, NotAValue, NotByChoice, NotExplained, NotOneRow, UnknownColumn, UnknownValue};
    match cause.downcast_ref::<ReportError>() {
        // No row at all is not of whoever typed.
        Some(NotOneRow { count: 0, .. }) => Exit::Data,
        Some(
            UnknownColumn { .. }
            | UnknownValue { .. }
            | NoOption { .. }
            | NotAValue { .. }
            | NotByChoice { .. }
            | NotExplained { .. }
            | NotOneRow { .. }
            | NoRow(_),
        ) => Exit::CommandLine,
        _ => cause.downcast_ref::<Failure>().map_or(Exit::Data, Failure::exit),
    }
}

/// Text on one line, without control characters.
pub fn plain(text: &str) -> String {
    escaped(text).replace("\n    ", " ")
}

/// Text without control characters but for line breaks, which are indented.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '\n' => "\n    ".to_owned(),
        c if c.is_control() || is_bidirectional(c) => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.trim_end().chars().map(escape).collect()
}

/// Marks that reverse what a terminal shows.
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line per event, folded for a terminal: `warning: …` for what needs a look, the bare sentence for a note.
struct Lines {
    room: Option<u16>,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut message = Message::default();
        event.record(&mut message);
        let label = match *event.metadata().level() {
            Level::ERROR => "error: ",
            Level::WARN => "warning: ",
            Level::INFO => "",
            Level::DEBUG | Level::TRACE => "debug: ",
        };
        writeln!(
            writer,
            "{}",
            within(&format!("{label}{}", typed::completed(&escaped(&message.text))), self.room, HANG)
        )
    }
}

#[derive(Default)]
struct Message {
    text: String,
}

impl tracing::field::Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.text = format!("{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;
    use expect_test::{Expect, expect};

    use super::*;

    fn check(error: &anyhow::Error, code: Exit, expected: &Expect) {
        expected.assert_eq(&story(error));
        assert_eq!(exit(error), code);
    }

    #[test]
    fn causes_and_hints_are_told() {
        let cause = std::io::Error::other("disk \u{1b}[31mon fire\u{202e}");
        let failure = Failure::data("the body is gone").with_hint("capture it again").because(cause);
        let error = Err::<(), _>(failure).context("snapshot `a/b`").expect_err("it is one");
        check(
            &error,
            Exit::Data,
            &expect![[r"
                error: snapshot `a/b`
                  caused by: the body is gone
                  caused by: disk \u{1b}[31mon fire\u{202e}
                hint: capture it again
            "]],
        );
    }

    #[test]
    fn a_full_disk_is_told_in_words_that_fit_whatever_is_written() {
        check(
            &std::io::Error::from(ErrorKind::StorageFull).into(),
            Exit::Data,
            &expect![[r"
                error: no storage space
                hint: make room, then try again: what was there before is as it was
            "]],
        );
    }

    #[test]
    fn a_parser_has_hints_too() {
        let failure = IngestError::NotData { expected: "JSON with data", found: "HTML".to_owned() };
        let error = Err::<(), _>(failure).context("snapshot `a/b`").expect_err("it is one");
        check(
            &error,
            Exit::Data,
            &expect![[r"
                error: snapshot `a/b`
                  caused by: not data: HTML, expected JSON with data
                hint: upstream sent a page or an error instead of data: capture it again
            "]],
        );
    }

    #[test]
    fn a_column_that_is_not_there_is_a_wrong_command_line() {
        let error =
            ReportError::UnknownColumn { table: "claim", found: "verdikt".to_owned(), nearest: vec!["verdict"] };
        check(
            &error.into(),
            Exit::CommandLine,
            &expect![[r"
                error: table `claim` has no column `verdikt`
                hint: did you mean `verdict`?
            "]],
        );
    }

    #[test]
    fn a_wrong_command_line_has_its_own_code() {
        let error = anyhow::Error::new(Failure::unknown("table", "token_shares", ["token_share", "vendor_gap"]));
        check(
            &error,
            Exit::CommandLine,
            &expect![[r"
                error: unknown table `token_shares`
                hint: the nearest name is `token_share`
            "]],
        );
    }
}
