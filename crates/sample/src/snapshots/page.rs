//! What every page's stream has around its content: modules, hints and the root row. Ids are those of no real build.

use serde_json::{Value, json};

use crate::{
    element::{nested, prose},
    snapshot::Form,
    stream::Stream,
};

/// The raw stream.
pub(super) const STREAM: Form = Form { extension: "rsc", media_type: "text/x-component" };
/// The page that carries it.
pub(super) const HTML: Form = Form { extension: "html", media_type: "text/html" };

/// The row that holds the page; the root refers to it.
pub(super) const MAIN: u32 = 0xa;
/// The row that holds the page's text.
pub(super) const TEXT: u32 = 0x12;
/// The client's chart, as an element's kind.
pub(super) const CHART: &str = "$L4";
/// The client's list of apps, as an element's kind.
pub(super) const APP_LIST: &str = "$L5";

/// A stream whose root is written and refers to [`MAIN`], still to be written. `segments` is the page's address.
pub(super) fn begun(segments: &[&str]) -> Stream {
    let mut stream = Stream::default();
    stream.model(1, &json!("$Sreact.fragment"));
    stream.module(2, "2-5d1c", "ThemeProvider");
    stream.module(3, "3-90be", "RankingsShell");
    stream.module(4, "4-ab07", "TokenChart");
    stream.module(5, "5-77f2", "AppRanking");
    stream.style_hint("/_next/static/css/sample.css");
    stream.model(0, &root(segments));
    stream
}

/// The page's row: a headline, and what stands below it.
pub(super) fn main(title: &str, children: &[Value]) -> Value {
    let mut parts = vec![nested("h1", "text-2xl", &prose(title))];
    parts.extend_from_slice(children);
    nested("main", "container", &parts.into())
}

fn root(segments: &[&str]) -> Value {
    let address: Vec<_> = std::iter::once("").chain(segments.iter().copied()).collect();
    let leaf = json!(["__PAGE__", {}]);
    let tree = segments.iter().rev().fold(leaf, |children, segment| json!([segment, {"children": children}]));
    let body = json!(["$", "$L2", null, {"attribute": "class", "children": format!("$L{MAIN:x}")}]);
    let html = json!(["$", "html", null, {"lang": "en", "children": ["$", "body", null, {"children": body}]}]);
    json!({
        "P": null,
        "b": "sample",
        "p": "",
        "c": address,
        "i": false,
        "f": [[["", {"children": tree}, "$undefined", "$undefined", true], ["$", "$1", "c", {"children": [null, html]}]]],
        "S": true,
    })
}
