//! The HTML carrier: a page that pushes a stream in pieces. Leaves out what a browser would show.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

/// What stands before the first push of a page. The first script is one of those that push nothing.
const HEAD: &str = concat!(
    "<!DOCTYPE html><html lang=\"en\"><head><meta charSet=\"utf-8\"/><title>LLM Rankings | OpenRouter</title>",
    "<script>document.documentElement.dataset.theme=\"light\"</script></head><body><main></main>",
    "<script>(self.__next_f=self.__next_f||[]).push([0])</script>",
);
const TAIL: &str = "</body></html>";

/// A page that carries `stream`, cut at each of `cuts` and nowhere else.
pub(crate) fn html(stream: &[u8], cuts: &[usize]) -> Vec<u8> {
    let mut page = HEAD.to_owned();
    for piece in pieces(stream, cuts) {
        page.push_str("<script nonce=\"c2FtcGxl\">self.__next_f.push(");
        page.push_str(&argument(piece));
        page.push_str(")</script>");
    }
    page.push_str(TAIL);
    page.into_bytes()
}

/// The cuts that a reader finds hardest: every so many bytes, and inside the first number, row head and character that
/// can be cut.
pub(crate) fn awkward_cuts(stream: &[u8], step: usize) -> Vec<usize> {
    let mut cuts: Vec<_> = (step..stream.len()).step_by(step).collect();
    let inside = |found: Option<usize>, behind: usize| found.map(|at| at + behind);
    cuts.extend(inside(position(stream, b"\"google\":"), 14));
    cuts.extend(inside(position(stream, b":HL["), 1));
    cuts.extend(inside(stream.iter().position(|byte| *byte >= 0xc0), 1));
    cuts
}

fn position(stream: &[u8], needle: &[u8]) -> Option<usize> {
    stream.windows(needle.len()).position(|window| window == needle)
}

fn pieces<'stream>(stream: &'stream [u8], cuts: &[usize]) -> Vec<&'stream [u8]> {
    let mut cuts: Vec<_> = cuts.iter().copied().filter(|cut| (1..stream.len()).contains(cut)).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([stream.len()]);
    starts.zip(ends).filter_map(|(start, end)| stream.get(start..end)).collect()
}

/// `[1, text]`, or `[3, base64]` for bytes that are no text on their own, since a character was cut.
fn argument(piece: &[u8]) -> String {
    match str::from_utf8(piece) {
        Ok(text) => script_safe(&json!([1, text]).to_string()),
        Err(_) => json!([3, STANDARD.encode(piece)]).to_string(),
    }
}

/// JSON that can stand in a script: it can't end it, and no line ends in it.
fn script_safe(json: &str) -> String {
    let escaped = |character: char| match character {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    json.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The simplest reader: every push of the page, joined.
    fn joined(page: &[u8]) -> Vec<u8> {
        let page = str::from_utf8(page).unwrap();
        let mut stream = Vec::new();
        for push in page.split("self.__next_f.push(").skip(1) {
            let argument: Value = serde_json::from_str(push.split(")</script>").next().unwrap()).unwrap();
            match argument[0].as_u64().unwrap() {
                1 => stream.extend_from_slice(argument[1].as_str().unwrap().as_bytes()),
                3 => stream.extend(STANDARD.decode(argument[1].as_str().unwrap()).unwrap()),
                _ => {}
            }
        }
        stream
    }

    #[test]
    fn a_cut_character_is_sent_as_bytes() {
        let page = String::from_utf8(html("1:\"né</script>\"\n".as_bytes(), &[2, 5])).unwrap();
        let pushes = page.strip_prefix(HEAD).unwrap().replace("</script>", "</script>\n");
        expect![[r#"
            <script nonce="c2FtcGxl">self.__next_f.push([1,"1:"])</script>
            <script nonce="c2FtcGxl">self.__next_f.push([3,"Im7D"])</script>
            <script nonce="c2FtcGxl">self.__next_f.push([3,"qTwvc2NyaXB0PiIK"])</script>
            </body></html>"#]]
        .assert_eq(&pushes);
    }

    #[test]
    fn what_could_end_a_script_is_escaped() {
        assert_eq!(argument("</script>&\u{2028}".as_bytes()), r#"[1,"\u003c/script\u003e\u0026\u2028"]"#);
    }

    #[test]
    fn cuts_fall_inside_number_row_head_and_character() {
        let stream = "0:{\"google\":1234567890123}\n:HL[]\n5:T2,é".as_bytes();
        let cut: Vec<_> =
            pieces(stream, &awkward_cuts(stream, 1000)).iter().map(|piece| piece.escape_ascii().to_string()).collect();
        assert_eq!(cut, [r#"0:{\"google\":12345"#, r"67890123}\n:", r"HL[]\n5:T2,\xc3", r"\xa9"]);
    }

    proptest! {
        #[test]
        fn whatever_is_cut_wherever_comes_back(text in "\\PC{0,60}", cuts in prop::collection::vec(0_usize..80, 0..6)) {
            prop_assert_eq!(joined(&html(text.as_bytes(), &cuts)), text.as_bytes());
        }
    }
}
