//! Examples of `--help` that are wider than the terminal: broken where a shell reads on, so that they can be copied.

use clap::Command;

/// The most columns of help.
const MOST: u16 = 100;

/// The program with its help as wide as the terminal is.
pub fn fitted(program: Command, room: Option<u16>) -> Command {
    let room = room.unwrap_or(MOST).min(MOST).into();
    let fit = |command: Command| match command.get_after_help().map(ToString::to_string) {
        Some(help) => command.after_help(broken(&help, room)),
        None => command,
    };
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(fit(program).term_width(room), |program, name| program.mut_subcommand(name, fit))
}

fn broken(help: &str, room: usize) -> String {
    let is_example = |line: &str| line.starts_with("  ") && !line.starts_with("   ") && line.contains("tokenshare ");
    let line = |line: &str| if is_example(line) { broken_line(line, room) } else { line.to_owned() };
    help.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// What comes over stands four blanks in, behind a backslash at the end of the line before.
fn broken_line(line: &str, room: usize) -> String {
    let columns = |text: &str| text.chars().count();
    if columns(line) <= room {
        return line.to_owned();
    }
    let (mut broken, mut used) = (String::new(), 0);
    for word in words(line) {
        if used > 0 && used + columns(word) + columns(" \\") > room {
            broken.push_str(" \\\n   ");
            used = 3;
        }
        broken.push_str(word);
        used += columns(word);
    }
    broken
}

/// The words, each with the blanks before it. What stands between quotes is one.
fn words(line: &str) -> Vec<&str> {
    let (mut words, mut start, mut quote, mut is_begun) = (Vec::new(), 0, None, false);
    for (place, letter) in line.char_indices() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            (' ', None) if is_begun => {
                words.extend(line.get(start..place));
                (start, is_begun) = (place, false);
            }
            _ => {}
        }
        is_begun |= letter != ' ';
    }
    words.extend(line.get(start..));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_broken_where_a_shell_reads_on() {
        let help = "Words that are wider than the room stay.\n\nExample:\n  tokenshare accept a --because \"two or three words\" --data data";
        let expected = "Words that are wider than the room stay.\n\nExample:\n  tokenshare accept a \\\n    --because \\\n    \"two or three words\" \\\n    --data data";
        assert_eq!(broken(help, 24), expected);
        assert_eq!(broken(help, 80), help);
    }
}
