//! Figures in sentences: each is worked out of what a test computes anew (golden texts, most of them of real captures; the
//! reference), and has to stand on its page in those very words. A figure that moves there is a sentence to mend here.

use fs_err as fs;

use super::readme::repository;

fn golden(name: &str) -> String {
    fs::read_to_string(repository().join("tests/golden").join(name)).expect("a golden text")
}

/// A page, each run of spaces and line breaks as one space.
fn page(name: &str) -> String {
    let text = fs::read_to_string(repository().join(name)).expect("a page");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn demand(name: &str, sentences: &[String]) {
    let page = page(name);
    let missing: Vec<_> = sentences.iter().filter(|sentence| !page.contains(sentence.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new(), "{name} says otherwise");
}

/// The cells of the row of a Markdown table that begins with `first`.
fn row<'text>(table: &'text str, first: &str) -> Vec<&'text str> {
    let rows = table.lines().map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    rows.into_iter().find(|row| row[0] == first).unwrap_or_else(|| panic!("no row `{first}`"))
}

fn number(cell: &str) -> f64 {
    cell.trim_matches(['%', '$', '×', 'T', ' ']).parse().unwrap_or_else(|_| panic!("`{cell}` is no number"))
}

/// A price to the cent, halves up as its three digits are.
fn cents(cell: &str) -> String {
    let mills: u64 = cell.replace('.', "").parse().unwrap_or_else(|_| panic!("`{cell}` has no three decimals"));
    let cents = (mills + 5) / 10;
    format!("${}.{:02}", cents / 100, cents % 100)
}

fn times(dear: &str, cheap: &str) -> String {
    format!("{:.1}", number(dear) / number(cheap))
}

/// Published, `list_3to1`, all fresh, `list_current`, `list_asof`, coverage.
fn april(vendor: &str) -> [String; 6] {
    let table = golden("spread_april.md");
    let cells: Vec<String> = row(&table, vendor)[1..].iter().map(|cell| (*cell).to_owned()).collect();
    cells.try_into().expect("six cells")
}

#[test]
fn what_the_mix_and_the_cache_do() {
    let mixed = |vendor| {
        let [_, assumed, fresh, ..] = april(vendor);
        (cents(&assumed), cents(&fresh), times(&assumed, &fresh))
    };
    let cached = |vendor| {
        let [_, _, fresh, _, asof, _] = april(vendor);
        (cents(&fresh), cents(&asof), times(&fresh, &asof))
    };
    let (dear, cheap, ratio) = mixed("anthropic");
    let first =
        format!("anthropic {dear} a million where the measured mix with all input fresh gives {cheap} ({ratio} times)");
    let others = ["z-ai", "google", "minimax"].map(|vendor| {
        let (dear, cheap, ratio) = mixed(vendor);
        format!("{vendor} {dear} against {cheap} ({ratio})")
    });
    let august = golden("spread_august.md");
    let of_august = |vendor| times(row(&august, vendor)[1], row(&august, vendor)[3]);
    let [anthropic, openai, google, deepseek] = ["anthropic", "openai", "google", "deepseek"].map(of_august);
    let (fresh, asof, ratio) = cached("anthropic");
    let of_cache = format!("anthropic {fresh} against {asof} ({ratio} times too dear)");
    let shorter = ["xiaomi", "z-ai"].map(|vendor| {
        let (fresh, asof, ratio) = cached(vendor);
        format!("{vendor} {fresh} against {asof} ({ratio})")
    });
    let last = ["minimax", "google", "deepseek"].map(|vendor| format!("{vendor} {}", cached(vendor).2));
    demand(
        "docs/limits.md",
        &[
            format!("{first}, {}; for the month to 2026-08-09", others.join(", ")),
            format!("anthropic {anthropic} times, openai {openai}, google {google}, deepseek {deepseek}."),
            format!("{of_cache}, {}, {}.", shorter.join(", "), last.join(", ")),
        ],
    );
}

#[test]
fn what_is_free_and_what_has_no_price() {
    let [stepfun_published, _, _, _, stepfun, stepfun_coverage] = april("stepfun");
    let [qwen_published, _, _, _, qwen, qwen_coverage] = april("qwen");
    assert_eq!([stepfun, qwen, stepfun_coverage], ["0.000", "0.000", "100.0 %"], "free");
    let months = golden("month_by_catalogues.txt");
    let part = |catalogues: &str, class: &str| {
        let lines = months.lines().skip_while(|line| *line != catalogues).skip(1);
        let line = lines.map(str::trim).find(|line| line.starts_with(class)).expect("a class");
        format!("{:.1} %", number(line.split_whitespace().nth(1).expect("a share")))
    };
    let (day, month, all) =
        ("that day's catalogue:", "all catalogues of that month:", "all catalogues since April 2025:");
    let [of_day, of_month, of_all] = [day, month, all].map(|catalogues| part(catalogues, "priced"));
    let [ended, prompts] = ["free_ended", "prompt_only"].map(|class| part(all, class));
    demand(
        "docs/limits.md",
        &[
            format!("{:.0} % of qwen's had a price, of 0;", number(&qwen_coverage)),
            format!(
                "the published page has them at {} and {} a million",
                cents(&stepfun_published),
                cents(&qwen_published)
            ),
            format!(
                "{of_day} of the tokens have a price in the catalogue of the day, {of_all} with all catalogues since April 2025;"
            ),
            format!("{ended} are free variants that no held catalogue lists, {prompts} take input only"),
        ],
    );
    demand(
        "README.md",
        &[
            format!(
                "With the catalogue of that day {of_day} of those tokens have a price; with all catalogues of the month {of_month}, with all since April 2025 {of_all}."
            ),
            format!(
                "What remains is {ended} of free variants that no held catalogue ever listed, {prompts} that only take input"
            ),
        ],
    );
}

#[test]
fn how_much_of_each_tracked_week_has_a_price() {
    let text = golden("tracked_coverage.txt");
    let weeks = text.lines().skip(1).map(|line| {
        let cells: Vec<f64> = line.split_whitespace().filter_map(|cell| cell.parse().ok()).collect();
        (cells[0], cells[1])
    });
    let (one, ledger): (Vec<f64>, Vec<f64>) = weeks.unzip();
    let [least, most] = [one.iter().copied().fold(100.0, f64::min), one.iter().copied().fold(0.0, f64::max)];
    let (whole, parts): (Vec<f64>, Vec<f64>) = ledger.iter().partition(|share| **share >= 99.995);
    let [part] = parts[..] else { panic!("one week lacks some: {parts:?}") };
    let (whole, all) = (whole.len(), ledger.len());
    let range = format!("{least:.0} to {most:.0} %");
    demand(
        "docs/limits.md",
        &[format!("are priced to {range}, with all catalogues to 100 % in {whole} of {all} weeks")],
    );
    demand(
        "README.md",
        &[
            format!("the ledger prices all tokens of {whole} weeks and {part:.0} % of the {all}th,"),
            format!("one catalogue of May 2026 alone prices {range}."),
        ],
    );
}

/// `week weighed by | part named | dollars at least | at most`.
#[test]
fn what_is_known_of_openai_in_spring() {
    let text = golden("openai_in_spring.txt");
    let week = |first: &str| {
        let line = text.lines().find(|line| line.starts_with(first)).expect("a week");
        let cells: Vec<String> = line.split_whitespace().filter(|cell| *cell != "%").map(str::to_owned).collect();
        <[String; 5]>::try_from(cells).expect("five cells")
    };
    let [_, january, quarter, low, high] = week("2026-04-13");
    let [_, july, unknown, least, most] = week("2026-04-20");
    assert_eq!(unknown, "?");
    demand(
        "docs/limits.md",
        &[format!(
            "openai's share of the dollars lies between {low} and {:.0} % in the week of 2026-04-13, weighed by usage of {january}, which names {quarter} % of its tokens, and between {least} and {:.0} % a week later, weighed by usage of {july},",
            number(&high),
            number(&most)
        )],
    );
}

#[test]
fn one_app_and_the_boards_of_april() {
    let whales = golden("whales.txt");
    let of_app = |vendor: &str| {
        let lines = whales.lines().skip_while(|line| !line.starts_with("apps on board apps, 2026-03-16 to 2026-04-12"));
        let line = lines.map(str::trim).find(|line| line.starts_with(&format!("{vendor} "))).expect("a vendor");
        format!("{:.0} %", number(line.split_whitespace().nth(3).expect("a share")))
    };
    let boards = golden("boards_of_april.txt");
    let cells = |what: &str| {
        let line = boards.lines().find(|line| line.starts_with(what)).expect("a row");
        let cells: Vec<&str> = line.split_whitespace().rev().take(2).map(|cell| cell.trim_end_matches('T')).collect();
        (cells[0].to_owned(), cells[1].to_owned())
    };
    let ((opus, opus_published), (mimo, mimo_published)) =
        (cells("Claude Opus 4.6, tokens"), cells("MiMo-V2-Pro, tokens"));
    let covered = boards.lines().find(|line| line.starts_with("app data: ")).expect("what the pages cover");
    let last_word = |text: &str| text.split_whitespace().next_back().expect("a count").to_owned();
    let (all, rest) = covered.split_once(" public apps").expect("how many pages there are");
    let (cut, _) = rest.rsplit_once(" apps").expect("how many of them lack days");
    let (all, cut) = (last_word(all), last_word(cut));
    demand(
        "docs/limits.md",
        &[
            format!("it is cut in {cut} of {all} apps."),
            format!("a single app has {} of xiaomi's tokens there and {} of z-ai's", of_app("xiaomi"), of_app("z-ai")),
            format!(
                "Claude Opus 4.6 has {opus} trillion tokens, and {opus_published} as published; MiMo-V2-Pro {mimo} and {mimo_published}"
            ),
        ],
    );
}

/// `first | second | quantity | week | values | differ | most tokens | percent | of`.
#[test]
fn what_upstream_changed_afterwards() {
    let text = golden("feed_differences.txt");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(" | ").collect()).collect();
    let of = |feeds: [&'static str; 3]| rows.iter().filter(move |row| row[..3] == feeds);
    let changed: Vec<f64> = of(["archive/model-weeks/charlesliuyx", "archive/site-weeks/clarencechien", "site_tokens"])
        .map(|row| number(row[7]))
        .filter(|percent| percent.abs() >= 0.01)
        .collect();
    assert!(changed.len() == 8 && changed.iter().all(|percent| *percent < 0.0), "{changed:?}");
    let sizes = || changed.iter().map(|percent| percent.abs());
    let (least, most) = (sizes().fold(f64::MAX, f64::min), sizes().fold(0.0, f64::max));
    let views = || of(["7 days of frontend/models-day", "frontend/models-week", "model_tokens"]);
    let sum = |place: usize| views().map(|row| row[place].parse::<u32>().expect("a count")).sum::<u32>();
    let (values, differ) = (sum(4), sum(5));
    assert!(differ == 1 && (4_000..4_500).contains(&values), "{differ} of {values}");
    demand(
        "docs/limits.md",
        &[
            format!(
                "between archived pages of the site to the end of April and a chart by model of July eight finished weeks of March and April 2026 were changed afterwards, by {least:.2} to {most:.2} % less"
            ),
            "sums of seven day views one value in four thousand differs".to_owned(),
        ],
    );
    demand("README.md", &[format!("but for one model-variant of a day in {},{:03}.", values / 1000, values % 1000)]);
}

#[test]
fn scores_against_use_in_august() {
    let text = golden("findings_august.md");
    let line = text.lines().find(|line| line.contains("| site | tokens | list_asof |")).expect("a row");
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let minus = |text: &str| text.replace("+0", "0").replace('-', "−");
    let split = |cell: &str| {
        let (value, interval) = cell.split_once(" (").expect("an interval");
        (value.to_owned(), minus(interval.split(')').next().expect("an end")))
    };
    let ((rho, interval), (left, rest)) = (split(cells[5]), split(cells[8]));
    demand(
        "README.md",
        &[
            format!(
                "{} models with a score and tokens, better scores go with more tokens (rho {rho}, {interval})",
                cells[4]
            ),
            format!("little of that is left ({left}, {rest})"),
        ],
    );
}

/// What a chart of nine models leaves of a vendor's share.
#[test]
fn a_share_by_named_models_in_a_sentence() {
    let text = golden("claims_to_august.txt");
    let line = text.lines().find(|line| line.contains("2026-05-11 model_chart")).expect("the first week");
    let least = line.split_whitespace().nth(3).map(|value| number(value.trim_end_matches(':'))).expect("a value");
    let most = line.split("up to ").nth(1).and_then(|rest| rest.split(' ').next()).expect("an end");
    let shares = text.split("\nmarket_growth").next().expect("the claim about a share, first of all");
    let weeks = shares.lines().filter(|line| line.contains(" model_chart ") || line.contains(" board ")).count();
    assert_eq!(weeks, 14, "Mondays behind the end of the vendor chart");
    demand("docs/limits.md", &[format!("lies between {:.1} and {most} % (", 100.0 * least)]);
}

/// How much the sample's Anthropic grew beyond the market.
#[test]
fn growth_beside_the_market_in_a_sentence() {
    let findings = fs::read_to_string(repository().join("docs/findings.md")).expect("a page");
    let said =
        findings.split(" times the growth of the market").next().and_then(|before| before.rsplit("That is ").next());
    let (ratio, ends) = said.and_then(|said| said.split_once(" (")).expect("a ratio with its interval");
    let ends = ends.trim_end_matches(')');
    demand("docs/limits.md", &[format!("Anthropic's growth is {ratio} times that of the market, {ends}.")]);
}

/// What pages say of the sample and of the reference.
#[test]
fn figures_of_the_sample_in_sentences() {
    let demo = golden("demo.txt");
    let rows = |table: &str| {
        let line = demo.lines().find(|line| line.contains(&format!("/{table}.parquet"))).expect("a table");
        line.split_whitespace().nth(1).expect("a count").to_owned()
    };
    let growth = golden("sample_growth_rate.csv");
    let total = growth.lines().find(|line| line.starts_with("total,first_last,")).expect("the market");
    let total: Vec<f64> = total.split(',').skip(4).take(4).map(number).collect();
    let market =
        demo.lines().find_map(|line| line.strip_prefix("market growth: page 11.1×, ours ")).expect("the market");
    let market = market.split('×').next().expect("a ratio");
    let factors = fs::read_to_string(repository().join("data/reference/tokenizer_factors.csv")).expect("a file");
    let factors = factors.lines().skip(1).map(|line| number(line.split(',').nth(1).expect("a factor")));
    let (least, most) = factors.fold((f64::MAX, 0.0), |(least, most): (f64, f64), one| (least.min(one), most.max(one)));
    let apart = 100.0 * (most / least - 1.0);
    let growths = golden("vendor_growth_default.txt");
    let qwen = growths.lines().find(|line| line.starts_with("qwen ")).expect("a vendor");
    let qwen: Vec<&str> = qwen.split_whitespace().collect();
    let [at_least, at_most] = [qwen[12], qwen[13]].map(number);
    assert_eq!(qwen[2], "2", "{qwen:?}");
    demand(
        "docs/limits.md",
        &[
            format!(
                "{} of {} labels of the benchmark have a model here",
                rows("benchmark_score"),
                rows("benchmark_label")
            ),
            format!(
                "the market grew {market} times with both among the weeks, as published, and {:.1} times over",
                total[0]
            ),
            format!(
                "for the market of the sample's year {:.1} times a year, {:.1} to {:.1}.",
                total[1], total[2], total[3]
            ),
            format!(
                "qwen is named in two of the last four complete weeks; its growth is {at_least:.1} at least and {at_most:.1} at most"
            ),
            format!(
                "cited factors go from {least:.2} tokens per English word (google, qwen) to {most:.2} (Claude Opus 4.7): [{apart:.0} % apart]"
            ),
        ],
    );
}
