//! What a fetch says while it is at work: lines for people, bars on a terminal, or one JSON object per line for programs.

use std::{fmt::Write as _, io::IsTerminal as _, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::{
    cli::FetchArguments,
    console::{self, Verbosity},
};

/// How it is said.
#[derive(Debug)]
pub enum Teller {
    /// JSON on stdout.
    Json,
    /// Bars on stderr, which vanish.
    Bars(MultiProgress),
    /// Lines on stderr.
    Lines,
}

/// What happens.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event<'a> {
    /// A source is not asked.
    Skipped { source: &'a str, because: &'a str },
    /// A request is sent.
    Asked { request: &'a str, argument: Option<&'a str>, url: &'a str, is_conditional: bool },
    /// It is sent again after a while.
    Retry { request: &'a str, url: &'a str, because: String, after_milliseconds: u64 },
    /// The address has another one behind it, on the same host.
    Redirected { request: &'a str, url: &'a str, to: &'a str },
    /// Upstream says that it is another time than this machine does.
    ClockApart { source: &'a str, upstream_at: String, now: String },
    /// An answer became a snapshot.
    Stored { request: &'a str, snapshot: &'a str, bytes: u64, stored_bytes: u64 },
    /// An answer is what is held already.
    Unchanged { request: &'a str, argument: Option<&'a str>, how: &'a str },
    /// It has been for longer than any real one was.
    StandsStill { request: &'a str, argument: Option<&'a str>, since: String, days: i64, home: &'a str },
    /// An answer did not come, or is not what it should be.
    Failed { request: &'a str, argument: Option<&'a str>, because: &'a str },
    /// All is done that there was to do.
    Done { stored: usize, unchanged: usize, failed: usize, requests: usize },
}

impl Teller {
    /// JSON where it is asked for; bars where somebody looks on.
    pub fn new(arguments: &FetchArguments, verbosity: Verbosity) -> Self {
        match verbosity {
            _ if arguments.json => Self::Json,
            Verbosity::Normal if std::io::stderr().is_terminal() => Self::Bars(MultiProgress::new()),
            _ => Self::Lines,
        }
    }

    /// A bar for one source; none where no bars are.
    pub fn bar(&self, source: &str) -> Option<ProgressBar> {
        let Self::Bars(bars) = self else { return None };
        let bar = bars.add(ProgressBar::new_spinner());
        bar.set_style(
            ProgressStyle::with_template("{spinner} {prefix} {msg}").unwrap_or(ProgressStyle::default_spinner()),
        );
        bar.set_prefix(source.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Some(bar)
    }

    /// Says what happens.
    pub fn tell(&self, bar: Option<&ProgressBar>, event: &Event<'_>) {
        match self {
            Self::Json => {
                let mut line = report::escape::json(&serde_json::to_string(event).unwrap_or_default());
                line.push('\n');
                // Who has closed stdout wants no events, and gets the bytes all the same.
                let _ = console::print(&line);
            }
            Self::Bars(bars) => match (bar, event) {
                (Some(bar), Event::Asked { .. }) => bar.set_message(console::plain(&line(event))),
                _ => bars.suspend(|| log(event)),
            },
            Self::Lines => log(event),
        }
    }
}

fn log(event: &Event<'_>) {
    let said = line(event);
    match event {
        // The end tells failures once more, with what to do.
        Event::Asked { .. } | Event::Failed { .. } => tracing::debug!("{said}"),
        Event::Retry { .. } | Event::Redirected { .. } | Event::ClockApart { .. } | Event::StandsStill { .. } => {
            tracing::warn!("{said}");
        }
        _ => tracing::info!("{said}"),
    }
}

fn line(event: &Event<'_>) -> String {
    let of = |argument: Option<&str>| argument.map(|argument| format!(" of `{argument}`")).unwrap_or_default();
    match event {
        Event::Skipped { source, because } => format!("`{source}` is not asked: {because}"),
        Event::Asked { request, argument, url, is_conditional } => {
            let conditional = if *is_conditional { ", if it has changed" } else { "" };
            format!("asking for `{request}`{}: `{url}`{conditional}", of(*argument))
        }
        Event::Retry { request, because, after_milliseconds, .. } => {
            let seconds = Duration::from_millis(*after_milliseconds).as_secs_f64();
            format!("`{request}`: {because}: asking again in {seconds:.1} s")
        }
        Event::Redirected { request, url, to } => format!("`{request}`: `{url}` sends on to `{to}`"),
        Event::ClockApart { source, upstream_at, now } => format!(
            "`{source}` answers at `{upstream_at}` by its own clock, and it is `{now}` by that of this machine, by which answers \
             are filed: is it right?"
        ),
        Event::Stored { snapshot, bytes, stored_bytes, .. } => {
            format!("stored `{snapshot}`: {bytes} bytes, {stored_bytes} on disk")
        }
        Event::Unchanged { request, argument, how } => format!("`{request}`{}: unchanged ({how})", of(*argument)),
        Event::StandsStill { request, argument, since, days, home } => format!(
            "`{request}`{}: nothing has changed since `{since}`, {days} days, and no real answer ever stood so long. An answer \
             without news leaves no snapshot: guards, which would refuse the same bytes (`fresh`), never see it, and the tables go \
             on from `{since}` (prices of later weeks are `carried`, no `sighting_count` grows). Is it dead? Look at `{home}`, and \
             whether a cache or a mirror between sends what it had",
            of(*argument)
        ),
        Event::Failed { request, argument, because } => format!("`{request}`{}: {because}", of(*argument)),
        Event::Done { stored, unchanged, failed, requests } => {
            let mut said = format!("{} sent", console::counted(*requests, "request"));
            for (count, what) in [(stored, "stored"), (unchanged, "unchanged"), (failed, "failed")] {
                let _ = write!(said, ", {count} {what}");
            }
            said
        }
    }
}
