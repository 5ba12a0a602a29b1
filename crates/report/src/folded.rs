//! Lines that are no wider than a terminal.

/// `text` with each line that is wider than `room` columns folded at blanks. What comes over begins `hang` columns
/// behind where the line begins. What stands between back-ticks, which somebody may copy, and a word that is wider than
/// the room stay whole.
///
/// ```
/// let text = "note: run `tokenshare doctor` first\n";
/// assert_eq!(report::folded(text, 20, 6), "note: run\n      `tokenshare doctor`\n      first\n");
/// assert_eq!(report::folded(text, 40, 6), text);
/// ```
#[must_use]
pub fn folded(text: &str, room: u16, hang: usize) -> String {
    text.split_inclusive('\n').map(|line| folded_line(line, room.into(), hang)).collect()
}

fn folded_line(line: &str, room: usize, hang: usize) -> String {
    let columns = |text: &str| text.trim_end_matches('\n').chars().count();
    if columns(line) <= room {
        return line.to_owned();
    }
    // A narrow terminal has no room for both a margin and words.
    let margin = (columns(line) - columns(line.trim_start_matches(' ')) + hang).min(room / 2);
    let (mut folded, mut used) = (String::new(), 0);
    for word in words(line) {
        if !folded.is_empty() && used + columns(word) > room {
            let bare = word.trim_start_matches(' ');
            folded.extend(["\n", &" ".repeat(margin), bare]);
            used = margin + columns(bare);
        } else {
            folded.push_str(word);
            used += columns(word);
        }
    }
    folded
}

/// The words of a line, each with the blanks before it.
fn words(line: &str) -> Vec<&str> {
    let is_paired = line.matches('`').count().is_multiple_of(2);
    let (mut words, mut rest) = (Vec::new(), line);
    loop {
        let (mut is_quoted, mut is_begun) = (false, false);
        let end = rest.find(|letter| {
            is_quoted ^= letter == '`' && is_paired;
            let is_blank = letter == ' ' && !is_quoted;
            let is_end = is_blank && is_begun;
            is_begun |= !is_blank;
            is_end
        });
        let Some((word, after)) = end.and_then(|end| rest.split_at_checked(end)) else { break };
        words.push(word);
        rest = after;
    }
    words.push(rest);
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn what_comes_over_is_indented() {
        let said = "  to do    contact   nobody says who asks: `--contact you@example.org` does\n\n  short\n";
        let expected = "  to do    contact   nobody says\n      who asks:\n      `--contact you@example.org`\n      does\n\n  short\n";
        assert_eq!(folded(said, 34, 4), expected);
    }

    #[test]
    fn what_can_not_be_folded_stays_whole() {
        assert_eq!(folded("a_word_wider_than_the_room b", 10, 2), "a_word_wider_than_the_room\n  b");
        assert_eq!(folded("an odd ` tick folds too", 10, 2), "an odd `\n  tick\n  folds\n  too");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_wide(text in "[a-z` \n]{0,120}", room in 1_u16..60, hang in 0_usize..9) {
            let folded = folded(&text, room, hang);
            let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(bare(&folded), bare(&text));
            let is_one_word = |line: &str| words(line).len() == 1 || line.starts_with(' ') && words(line).len() < 3;
            for line in folded.lines().filter(|line| line.chars().count() > room.into()) {
                prop_assert!(is_one_word(line.trim_end()), "`{}`", line);
            }
        }
    }
}
