//! Pipeline files, good and bad, and every problem they have.

use expect_test::{Expect, expect};

use super::*;

const GOOD: &str = r#"
title = "a test"
[inputs]
"rankings_page/stream" = "all"
[bounds]
max_new_vendor_share = 0.05
"#;

fn check(text: &str, expected: &Expect) {
    let said = match Plan::parse(text, Path::new("test.toml")) {
        Ok((plan, _)) => plan.parameters().to_string(),
        Err(error) => crate::console::story(&error),
    };
    expected.assert_eq(&said);
}

#[test]
fn a_short_file_has_everything() {
    check(
        GOOD,
        &expect![[
            r#"{"title":"a test","results":[],"inputs":{"rankings_page/stream":"all"},"max_new_vendor_share":0.05,"metrics":{},"guards":{"cache_prices":[0.7,null],"fields":[0.7,null],"fresh":[1.0,null],"mix":[0.2,null],"names":[0.5,null],"parts":[0.9,null],"price_level":[0.5,1.5],"prices":[0.9,null],"rows":[0.8,null],"same_prices":[0.7,null],"same_unit":[1.0,null],"slipped_prices":[null,0.0],"steady":[0.5,null],"tokens":[0.5,2.0]},"steps":{"rules":["published","default"],"bases":["list_3to1","list_current","list_asof","effective","billed"],"groups":[],"gap_weeks":4,"growth_weeks":4,"app_weeks":4,"app_until":null,"site_weeks":4,"site_until":null,"weights":{"default":"site","published":"apps"},"traffic":{"free":"in","promotional":"in","stealth":"in"}}}"#
        ]],
    );
}

/// The page for people has every key, and says of every metric what it counts.
#[test]
fn the_page_on_pipeline_files_is_complete() {
    let page = include_str!("../../../../pipelines/README.md");
    for key in draft::KEYS
        .iter()
        .filter(|key| !["windows", "weights", "traffic", "bounds", "guards", "keep", "fetch"].contains(key))
    {
        assert!(page.contains(&format!("\n| `{key}` |")), "`{key}` is missing");
    }
    for window in draft::WINDOWS {
        assert!(page.contains(&format!("\n| `windows.{window}` |")), "`windows.{window}` is missing");
    }
    for kind in draft::TRAFFIC {
        assert!(page.contains(&format!("\n| `traffic.{kind}` |")), "`traffic.{kind}` is missing");
    }
    for key in fetching::KEYS.iter().filter(|key| **key != "sources") {
        assert!(page.contains(&format!("`fetch.{key}`")), "`fetch.{key}` is missing");
    }
    for key in fetching::SOURCE_KEYS {
        assert!(page.contains(&format!(".{key}`")), "`{key}` of a source is missing");
    }
    for key in draft::KEEP {
        assert!(page.contains(&format!("\n| `keep.{key}` |")), "`keep.{key}` is missing");
    }
    for guard in crate::guard::GUARDS {
        let bound = |name: &str, bound: Option<f64>| bound.map(|bound| format!("`{name}` {bound}"));
        let range = [bound("min", guard.range.min), bound("max", guard.range.max)];
        let range = range.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let line = format!("\n| `{}` | {} | {range} |", guard.name, guard.doc);
        assert!(page.contains(&line), "`{}` is missing", guard.name);
    }
    for metric in crate::metric::METRICS {
        assert!(page.contains(&format!("\n| `{}` | {} |", metric.name, metric.doc)), "`{}` is missing", metric.name);
    }
}

#[test]
fn every_problem_is_told_at_once() {
    let text = r#"
        titel = "a slip"
        rules = ["publishd"]
        bases = ["list_3to2"]
        groups = ["cn_publshed"]
        results = ["token_sharee"]
        [inputs]
        "rankings_page/streem" = "all"
        "catalog/models" = "latest"
        [windows]
        gap_weeks = 0
        growth_weeks = 521
        app_week = 4
        [weights]
        published = "app"
        [bounds]
        vendor_week = { min = 50 }
        vendors = { min = 5, max = 4 }
        apps = { minimum = 3 }
    "#;
    check(
        text,
        &expect![[r#"
            error: `test.toml` can't run
                - input `catalog/models`: found `latest`, expected `all` or `newest`
                - metric `apps` needs `app_model_week`, which no input makes
                - metric `apps`: expected `min`, `max` or both
                - metric `vendors` needs `vendor_week`, which no input makes
                - metric `vendors`: `min` 5 is above `max` 4
                - missing `max_new_vendor_share` in `[bounds]`: the largest part of a week's tokens that vendors which nobody has looked up may hold, such as 0.05
                - missing `title`
                - unknown board `app`, the nearest is `apps`
                - unknown group `cn_publshed`, the nearest is `cn_published`
                - unknown key `titel`, the nearest is `title`
                - unknown key of a metric `minimum`, the nearest is `min`
                - unknown metric `vendor_week`, the nearest is `vendor_weeks`
                - unknown price basis `list_3to2`, the nearest is `list_3to1`
                - unknown request `rankings_page/streem`, the nearest is `rankings_page/stream`
                - unknown result `token_sharee`, the nearest is `token_share`
                - unknown rule `publishd`, the nearest is `published`
                - unknown window `app_week`, the nearest is `app_weeks`
                - window `gap_weeks`: found 0, expected 1 to 520 weeks
                - window `growth_weeks`: found 521, expected 1 to 520 weeks
                19 problems
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn a_file_without_bounds_can_t_run() {
    check(
        "title = 'x'\ninputs = { 'catalog/models' = 'all' }\n",
        &expect![[r#"
            error: `test.toml` can't run
                - missing `[bounds]`: a run that nothing can stop replaces good tables by bad ones
                1 problem
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn what_is_not_toml_is_told_with_its_place() {
    check(
        "title = \n",
        &expect![[r#"
            error: `test.toml` can't run
                - line 1: string values must be quoted, expected literal string
                1 problem
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
    check(
        "title = 3\n[bounds]\nmax_new_vendor_share = 0.1",
        &expect![[r#"
            error: `test.toml` can't run
                - invalid type: integer `3`, expected a string in `title`
                - missing `[inputs]`: no request is read
                - missing `title`
                3 problems
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn words_that_stand_twice_and_bounds_that_are_no_numbers_are_told() {
    let twice = GOOD.replace("[inputs]", "rules = [\"default\", \"default\"]\ngroups = [\"cn\", \"cn\"]\n[inputs]");
    check(
        &format!("{twice}vendor_weeks = {{ min = nan }}\nvendors = {{ min = 1, max = inf }}\n"),
        &expect![[r#"
            error: `test.toml` can't run
                - group `cn` stands there twice
                - metric `vendor_weeks`: expected finite numbers
                - metric `vendors`: expected finite numbers
                - rule `default` stands there twice
                4 problems
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn bounds_may_be_met_at_their_ends() {
    for share in ["0.0", "1.0"] {
        let text = format!("{GOOD}vendor_weeks = {{ min = 5, max = 5 }}\n").replace("0.05", share);
        let problems = Plan::parse(&text, Path::new("test.toml")).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(problems, Ok(()), "{share}");
    }
    check(
        &GOOD.replace("0.05", "1.01"),
        &expect![[r#"
            error: `test.toml` can't run
                - `max_new_vendor_share`: found 1.01, expected 0 to 1
                1 problem
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

/// Some metrics have a bound where the file has none: `{}` turns it off, and is a slip of any other.
#[test]
fn a_usual_bound_may_be_turned_off() {
    let of = |bound: &str| {
        let inputs = "\"rankings_page/stream\" = \"all\"\n\"catalog/models\" = \"all\"";
        let text = format!("{}{bound}\n", GOOD.replace("\"rankings_page/stream\" = \"all\"", inputs));
        let read = Plan::parse(&text, Path::new("test.toml"));
        read.map(|(plan, _)| plan.bounds.metrics).map_err(|error| error.to_string())
    };
    for (metric, _) in crate::bound::USUAL {
        let off = BTreeMap::from([((*metric).to_owned(), crate::metric::Range::default())]);
        assert_eq!(of(&format!("{metric} = {{}}")), Ok(off));
    }
    assert!(of("site_coverage_share = {}").is_err_and(|said| said.contains("expected `min`, `max` or both")));
}

#[test]
fn what_is_wrong_with_a_fetch_is_told_at_once() {
    let fetch = r#"
        [fetch]
        contact = "somebody"
        attempts = 0
        backoff = "soon"
        read_timeout = "-5s"
        retries = 3
        [fetch.sources.frontend]
        accept_terms = true
        [fetch.sources.rankings_page]
        because = "I may"
        [fetch.sources.catalog]
        accept_terms = true
        because = "there are none"
        per_day = 0
        [fetch.sources.exportz]
        every_file = true
        [fetch.sources.endpoints]
        model = 3
    "#;
    check(
        &format!("{GOOD}{fetch}"),
        &expect![[r#"
            error: `test.toml` can't run
                - `fetch.attempts`: found 0, expected 1 to 10
                - `fetch.backoff`: found `soon`, expected a time up to a day, such as `30s`, `2m` or `250ms`
                - `fetch.contact`: expected an address such as `https://example.org/me` or `me@example.org`
                - `fetch.read_timeout`: found `-5s`, expected a time up to a day, such as `30s`, `2m` or `250ms`
                - source `catalog`: `per_day` must be 1 to 4,294,967,295
                - source `catalog`: has no terms to accept
                - source `frontend`: `accept_terms` needs a reason in `because`
                - source `rankings_page`: `because` without `accept_terms = true`
                - unknown key of `[fetch]` `retries`, expected one of `attempts`, `backoff`, `connect_timeout`, `contact`, `interval`, `patience`, `read_timeout`, `sources`, `total_timeout`
                - unknown key of a source in `[fetch]` `model`, the nearest is `models`
                - unknown source in `[fetch.sources]` `exportz`, the nearest is `exports`
                11 problems
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn an_input_may_be_optional_and_nothing_else() {
    for (input, problem) in [
        ("{ take = 'all', optional = true }", None),
        ("{ take = 'newest', optional = false }", None),
        ("{ take = 'some', optional = true }", Some("expected `all` or `newest`")),
        ("{ take = 'all' }", Some("expected `all` or `newest`")),
        ("{ take = 'all', optional = true, why = 'x' }", Some("expected `all` or `newest`")),
        ("true", Some("found `true`, expected `all` or `newest`")),
    ] {
        let text = format!("title = 'x'\n[inputs]\n'catalog/models' = {input}\n[bounds]\nmax_new_vendor_share = 0.1\n");
        let outcome = Plan::parse(&text, Path::new("test.toml")).map(|_| ()).map_err(|error| error.to_string());
        match problem {
            None => assert_eq!(outcome, Ok(()), "{input}"),
            Some(problem) => {
                assert!(outcome.as_ref().is_err_and(|said| said.contains(problem)), "{input}: {outcome:?}");
            }
        }
    }
}

#[test]
fn the_order_of_words_changes_nothing() {
    let of = |rules: &str| {
        let text = GOOD.replace("[inputs]", &format!("rules = {rules}\n[inputs]"));
        Plan::parse(&text, Path::new("test.toml")).map(|(plan, _)| plan.parameters().to_string()).unwrap_or_default()
    };
    assert_eq!(of(r#"["default", "published"]"#), of(r#"["published", "default"]"#));
}

#[test]
fn each_window_has_its_own_weeks() {
    let windows = "gap_weeks = 1\ngrowth_weeks = 2\napp_weeks = 3\napp_until = '2026-04-12'\nsite_weeks = 5\n\
                   site_until = '2026-04-05'\n";
    let (plan, _) = Plan::parse(&format!("{GOOD}[windows]\n{windows}"), Path::new("test.toml")).expect("a good plan");
    let found = plan.step_parameters();
    let of = |keys: [&str; 6]| keys.map(|key| found[key].to_string()).join(" ");
    let keys = ["gap_weeks", "growth_weeks", "app_weeks", "app_until", "site_weeks", "site_until"];
    assert_eq!(of(keys), r#"1 2 3 "2026-04-12" 5 "2026-04-05""#);
}

/// A title of blanks would be a heading of nothing.
#[test]
fn a_title_has_letters() {
    check(
        &GOOD.replace("a test", "  "),
        &expect![[r#"
            error: `test.toml` can't run
                - missing `title`
                1 problem
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

/// Behind a request may stand an argument, where the request has any, and as one part of a path.
#[test]
fn an_input_may_name_one_argument() {
    let of = |input: &str| {
        let text = GOOD.replace("rankings_page/stream", input);
        Plan::parse(&text, Path::new("test.toml")).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(of("archive/model-weeks/keeper"), Ok(()));
    for input in ["catalog/models/keeper", "archive/model-weeks/..", "archive/model-weeks/a/b", "archive/model-weeks/"]
    {
        let said = of(input).expect_err(input);
        assert!(said.contains(&format!("unknown request `{input}`")), "{said}");
    }
}

/// Of what a result is made from, only what is not there is told: the chart makes vendor weeks, and no price.
#[test]
fn a_result_names_only_what_it_lacks() {
    check(
        &GOOD.replace("[inputs]", "results = ['dollar_share', 'vendor_price']\n[inputs]"),
        &expect![[r#"
            error: `test.toml` can't run
                - no input makes `priced_usage`, needed by 2 results (`dollar_share`, `vendor_price`)
                1 problem
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

#[test]
fn a_window_ends_on_a_day() {
    check(
        &format!("{GOOD}[windows]\napp_until = 'soon'\nsite_until = '2026-04-31'\n"),
        &expect![[r#"
            error: `test.toml` can't run
                - window `app_until`: found `soon`, expected a day such as `2026-04-12`
                - window `site_until`: found `2026-04-31`, expected a day such as `2026-04-12`
                2 problems
            hint: `pipelines/README.md` explains every key; nothing was run
        "#]],
    );
}

/// What the file says of one rule leaves the other as it is.
#[test]
fn each_rule_may_have_another_weight() {
    let of = |weights: &str| {
        let text = format!("{GOOD}[weights]\n{weights}\n");
        let (plan, _) = Plan::parse(&text, Path::new("test.toml")).expect("a good plan");
        plan.step_parameters()["weights"].to_string()
    };
    assert_eq!(of("published = 'site'"), r#"{"default":"site","published":"site"}"#);
    assert_eq!(of("default = 'apps'"), r#"{"default":"apps","published":"apps"}"#);
}

/// Other snapshots make other tables: the parameters of a run tell them apart.
#[test]
fn what_is_read_is_among_the_parameters() {
    let of = |choice: &str| {
        let text = GOOD.replace("\"all\"", choice);
        let (plan, _) = Plan::parse(&text, Path::new("test.toml")).expect("a good plan");
        plan.parameters()["inputs"].to_string()
    };
    assert_eq!(of("'all'"), r#"{"rankings_page/stream":"all"}"#);
    assert_eq!(of("'newest'"), r#"{"rankings_page/stream":"newest"}"#);
    assert_eq!(of("{ take = 'newest', optional = true }"), r#"{"rankings_page/stream":"newest"}"#);
}
