//! The instant that a file's name tells. Pure; where names come from is the callers'.

use jiff::{SignedDuration, Timestamp, civil};

use crate::failure::Failure;

/// What a part of a name says of time.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Instant(Timestamp),
    /// A day and a time of day, from which an instant is up to 26 hours away.
    Clock(String),
    Day(civil::Date),
}

/// An instant in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'name> {
    /// The instant.
    pub instant: Timestamp,
    /// What stands before it, without what joins them: the argument, where there is one.
    pub before: &'name str,
}

/// The instant in `name`, at any place, with `-`, `:`, `_` or nothing between its parts. Where only a day stands there,
/// `at_time`, counted from its midnight in UTC, makes it an instant.
///
/// # Errors
/// If there is none, there are several, or only a part of one.
pub fn instant(name: &str, at_time: Option<SignedDuration>) -> Result<Named<'_>, Failure> {
    let stamps = stamps(name);
    let said = |is: fn(&Said) -> bool| stamps.iter().filter(move |(_, said)| is(said));
    let mut instants: Vec<_> = said(|said| matches!(said, Said::Instant(_))).collect();
    if instants.is_empty() && at_time.is_some() {
        instants = said(|said| matches!(said, Said::Day(_))).collect();
    }
    instants.dedup_by(|(_, one), (_, other)| one == other);
    let [(at, one)] = instants.as_slice() else { return Err(unclear(name, &stamps, instants.len())) };
    let instant = match one {
        Said::Instant(instant) => Some(*instant),
        Said::Day(day) => at_time.and_then(|at_time| timed(*day, at_time)),
        Said::Clock(_) => None,
    };
    let instant = instant.ok_or_else(|| unclear(name, &stamps, 0))?;
    let before = name.get(..*at).unwrap_or_default().trim_end_matches(['.', '-', '_', ' ']);
    Ok(Named { instant, before })
}

fn timed(day: civil::Date, at_time: SignedDuration) -> Option<Timestamp> {
    let midnight: Timestamp = format!("{day}T00:00:00Z").parse().ok()?;
    midnight.checked_add(at_time).ok()
}

fn unclear(name: &str, stamps: &[(usize, Said)], instants: usize) -> Failure {
    let expected = "expected one instant, such as `2025-04-07T002804Z`";
    if instants > 1 {
        return Failure::data(format!("found {instants} instants in the name `{name}`, {expected}"))
            .with_hint("which of them it is, `--captured-at` says, file by file");
    }
    let clock = stamps.iter().find_map(|(_, said)| match said {
        Said::Clock(clock) => Some(clock),
        _ => None,
    });
    if let Some(clock) = clock {
        return Failure::data(format!("found `{clock}` in the name `{name}`, {expected}")).with_hint(
            "it does not say where the clock stood: if that was UTC, add a `Z` to the name, or give `--captured-at`",
        );
    }
    if stamps.is_empty() {
        return Failure::data(format!("found no instant in the name `{name}`, {expected}"))
            .with_hint("give it with `--captured-at`, file by file");
    }
    Failure::data(format!("found only a day in the name `{name}`, {expected}"))
        .with_hint("`--at-time 12:00:00Z` adds the time of day, where you know it")
}

/// Every place in `name` that says something of time, where a word begins.
fn stamps(name: &str) -> Vec<(usize, Said)> {
    let (mut stamps, mut end, mut previous) = (Vec::new(), 0, ' ');
    for (at, character) in name.char_indices() {
        let rest = name.get(at..).unwrap_or_default();
        let is_start = at >= end && !previous.is_alphanumeric();
        if let Some((said, after)) = stamp(rest).filter(|_| is_start) {
            stamps.push((at, said));
            end = name.len() - after.len();
        }
        previous = character;
    }
    stamps
}

/// The longest statement that `text` begins with, and the rest behind it.
fn stamp(text: &str) -> Option<(Said, &str)> {
    let is_whole = |(_, after): &(Said, &str)| !after.starts_with(char::is_alphanumeric);
    let (day, after_day) = day(text)?;
    let of_day = Some((Said::Day(day), after_day)).filter(is_whole);
    let is_span = after_day.strip_prefix(['_', '-', ' ']).and_then(self::day).is_some();
    let Some((time, after_time)) = clock(after_day).filter(|_| !is_span) else { return of_day };
    let of_clock = || {
        let clock = text.strip_suffix(after_time)?.to_owned();
        Some((Said::Clock(clock), after_time)).filter(is_whole)
    };
    let instant = |(fraction, zone, after): (&str, &str, _)| {
        let instant = format!("{day}T{time}{fraction}{zone}").parse().ok()?;
        Some((Said::Instant(instant), after)).filter(is_whole)
    };
    zone(after_time).and_then(instant).or_else(of_clock).or(of_day)
}

/// `2025-04-07` or `20250407`.
fn day(text: &str) -> Option<(civil::Date, &str)> {
    let (year, rest) = digits(text, 4)?;
    let joint = if rest.starts_with('-') { "-" } else { "" };
    let (month, rest) = digits(rest.strip_prefix(joint)?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(joint)?, 2)?;
    Some((format!("{year}-{month}-{day}").parse().ok()?, rest))
}

/// `T002804`, `T00:28:04` or `_00-28`: hours, minutes and perhaps seconds.
fn clock(text: &str) -> Option<(civil::Time, &str)> {
    let (hour, rest) = digits(text.strip_prefix(['T', 't', '_', '-', ' '])?, 2)?;
    let joint = ["-", ":", "_"].into_iter().find(|joint| rest.starts_with(joint)).unwrap_or_default();
    let (minute, rest) = digits(rest.strip_prefix(joint)?, 2)?;
    let (second, rest) = rest.strip_prefix(joint).and_then(|rest| digits(rest, 2)).unwrap_or(("00", rest));
    Some((format!("{hour}:{minute}:{second}").parse().ok()?, rest))
}

/// Perhaps a fraction of a second, then `Z` or an offset such as `+02:00`.
fn zone(text: &str) -> Option<(&str, &str, &str)> {
    let length = text.strip_prefix('.').map_or(0, |rest| 1 + rest.bytes().take_while(u8::is_ascii_digit).count());
    let (fraction, rest) = text.split_at_checked(length)?;
    if let Some(after) = rest.strip_prefix(['Z', 'z']) {
        return Some((fraction, "Z", after));
    }
    let (_, after) = digits(rest.strip_prefix(['+', '-'])?, 2)?;
    let (_, after) = digits(after.strip_prefix(':')?, 2)?;
    Some((fraction, rest.strip_suffix(after)?, after))
}

fn digits(text: &str, count: usize) -> Option<(&str, &str)> {
    text.split_at_checked(count).filter(|(digits, _)| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
