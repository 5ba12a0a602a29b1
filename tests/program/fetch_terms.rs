//! What nobody licensed is asked for only where the user says so, and says why.

use super::{fetch::Place, process::sample, server::Reply};
use fs_err as fs;

const PIPELINE: &str = r#"
title = "behind the pages"
[inputs]
"frontend/models-month" = "newest"
"rankings_page/stream" = "newest"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "0ms"
"#;

const ACCEPTED: &str = r#"
[fetch.sources.frontend]
accept_terms = true
because = "my own dashboard, with leave in writing"
[fetch.sources.rankings_page]
accept_terms = true
because = "the same"
"#;

fn place(pipeline: &str) -> Place {
    let place = Place::with(pipeline);
    let body = |name: &str| fs::read(sample().join("snapshots").join(name)).expect("it is committed");
    let month = body("frontend/models-month/2026-04-14T120000Z/body.json");
    place.server.serve("/api/frontend/v1/rankings/models?view=month", Reply::json(month));
    let stream = body("rankings_page/stream/2026-04-14T120000Z/body.rsc");
    place.server.serve("/rankings", Reply::of("text/x-component", stream));
    place
}

#[test]
fn undocumented_sources_are_off() {
    let place = place(PIPELINE);
    let ended = place.fetch();
    assert_eq!((ended.code, place.server.take_seen().len()), (Some(0), 0), "{}", ended.stderr);
    for source in ["frontend", "rankings_page"] {
        let said = format!("`{source}` is not asked: the terms of service of openrouter.ai forbid automated access");
        assert!(ended.stderr.contains(&said), "{}", ended.stderr);
    }
    assert!(ended.stderr.contains("`accept_terms = true` and `because` turns it on"), "{}", ended.stderr);
}

#[test]
fn accepted_terms_turn_them_on() {
    let place = place(&format!("{PIPELINE}{ACCEPTED}"));
    place.fetch_well();
    let seen = place.server.take_seen();
    assert_eq!(seen.len(), 2);
    let stream = seen.iter().find(|seen| seen.path == "/rankings").expect("it was asked for");
    assert_eq!(stream.headers.get("rsc").map(String::as_str), Some("1"));
    assert_eq!(stream.headers["accept"], "text/x-component");
    assert!(place.kept().iter().any(|file| file.ends_with("body.rsc.gz")), "{:?}", place.kept());
}

const EACH_MODEL: &str = r#"
title = "what was paid"
[inputs]
"frontend/effective-pricing" = "newest"
"catalog/models" = "all"
[bounds]
max_new_vendor_share = 1.0
[fetch]
interval = "0ms"
[fetch.sources.frontend]
accept_terms = true
because = "my own dashboard, with leave in writing"
models = 2
"#;

/// The catalogue stands behind the source in the list, and is asked for before it: it says which models there are.
#[test]
fn models_are_asked_about_once_the_catalogue_is_there() {
    const PRICES: &str = "/api/frontend/v1/stats/effective-pricing?permaslug=";
    let place = Place::with(EACH_MODEL);
    let body = r#"{"data":{"weightedInputPrice":0.5,"weightedOutputPrice":2,"weightedCacheHitRate":0.25,"providerSummaries":[{"endpointId":"1","totalTokens":7}]}}"#;
    place.server.route(PRICES, move |_| Some(Reply::json(body)));
    place.fetch_well();
    let seen = place.server.take_seen();
    let paths: Vec<_> = seen.iter().map(|seen| seen.path.as_str()).collect();
    assert_eq!((paths.len(), paths[0]), (3, "/api/v1/models?output_modalities=all"));
    for path in &paths[1..] {
        assert!(path.starts_with(PRICES) && path.ends_with("&variant=standard&shape=v7&range=1w"), "{path}");
    }
    let kept = place.kept();
    let stored = kept.iter().filter(|file| file.starts_with("snapshots/frontend/effective-pricing/"));
    assert_eq!(stored.filter(|file| file.ends_with("snapshot.toml")).count(), 2, "{kept:?}");
}
