//! The report: one page of HTML that holds its data, its script and its style, and asks nobody for anything.
//!
//! What is computed is computed elsewhere: the page holds the tables of a run, and a script that draws them. A section
//! is a row of [`sections::SECTIONS`] and a file of script below `page/sections`.

mod answer;
mod citation;
mod colours;
mod digits;
mod doubt;
mod embedded;
mod newest;
mod policy;
mod sections;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use minijinja::{Environment, UndefinedBehavior, context};
use polars::frame::DataFrame;
use schema::{Table as _, tables::VendorGap};
use serde_json::{Value, json};

use crate::{ReportError, escape, explain::known};
use answer::{Answer, answers, in_tokens};
use sections::{SECTIONS, Section};

/// The tables of a run by name; those that it did not make are absent.
pub type HtmlTables = BTreeMap<&'static str, DataFrame>;

/// What the page says of the run that made its tables.
#[derive(Clone, Debug, Default)]
pub struct HtmlFacts {
    /// The program and its version.
    pub program: String,
    /// The run, which its inputs, parameters and program give.
    pub run_id: String,
    /// The pipeline's title.
    pub title: String,
    /// What vendors are called.
    pub vendor_names: BTreeMap<String, String>,
    /// Who is in which group of vendors.
    pub members: BTreeMap<String, Vec<Member>>,
    /// How the data asks to be cited.
    pub citations: Vec<String>,
    /// What was read of each request.
    pub answers: Vec<AnswersRead>,
    /// What is strange in what was read.
    pub remarks: Vec<String>,
    /// The results of the run that the page does not hold.
    pub further: Vec<String>,
}

/// A vendor that certainly is in a group, in all weeks of a table that begin from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The vendor.
    pub vendor: String,
    /// The first day of the first of these weeks.
    pub first_week: Date,
    /// The first day of the last of them.
    pub last_week: Date,
}

/// What a run read of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswersRead {
    /// Source and request.
    pub request: String,
    /// How many answers.
    pub count: usize,
    /// When the oldest was captured.
    pub first_at: String,
    /// When the newest was captured.
    pub last_at: String,
}

/// The tables that the page shows, those of each section first.
pub fn html_tables() -> impl Iterator<Item = &'static str> {
    let all = SECTIONS.iter().flat_map(|section| section.tables);
    all.enumerate().filter(|(place, name)| !all_before(*place).any(|before| before == *name)).map(|(_, name)| *name)
}

fn all_before(place: usize) -> impl Iterator<Item = &'static &'static str> {
    SECTIONS.iter().flat_map(|section| section.tables).take(place)
}

/// The page: sections whose tables the run has, the tables as JSON, the script that draws them, and a policy that lets the
/// browser load nothing else.
///
/// Every text of the data goes through the template's escaping or stands in JSON without `<`.
///
/// # Errors
/// [`ReportError::Shape`] if a table is not what it is called, [`ReportError::Template`] if the page can't be written.
pub fn html(tables: &HtmlTables, facts: &HtmlFacts) -> Result<String, ReportError> {
    let sections: Vec<_> = SECTIONS.iter().filter(|section| section.is_there(tables)).collect();
    let answers = answers(tables, facts)?;
    let Said { sentence, doubt, rows, left_out } = said(tables, facts, answers.first())?;
    let data = embedded::json_data(tables, &page_facts(facts, &answers, &sections))?;
    let script = script(&sections);
    let style = include_str!("../page/style.css");
    let policy = policy::policy(style, &script);
    let safe = |text: &str| minijinja::Value::from_safe_string(text.to_owned());
    let texts = |texts: &[String]| texts.iter().map(|text| escape::visible(text)).collect::<Vec<_>>();
    let page = context! {
        policy,
        sentence,
        doubt,
        rows,
        left_out,
        // Ours, or JSON in which no markup is left: all else is escaped.
        style => safe(style),
        script => safe(&script),
        data => safe(&data),
        title => escape::visible(&facts.title),
        program => escape::visible(&facts.program),
        run => escape::visible(&facts.run_id),
        citations => facts.citations.iter().map(|citation| citation::parts(citation)).collect::<Vec<_>>(),
        remarks => texts(&facts.remarks),
        remark_count => facts.remarks.len(),
        further => texts(&facts.further),
        answers => facts.answers.iter().map(AnswersRead::value).collect::<Vec<_>>(),
        sections => sections.iter().map(|section| section.value(tables)).collect::<Vec<_>>(),
    };
    Ok(environment().render_named_str(TEMPLATE_NAME, TEMPLATE, page)?)
}

/// What stands in the page whether its script runs or not.
#[derive(Default)]
struct Said {
    sentence: String,
    doubt: String,
    /// The largest vendors, and how many more there are.
    rows: Vec<minijinja::Value>,
    left_out: usize,
}

fn said(tables: &HtmlTables, facts: &HtmlFacts, answer: Option<&Answer>) -> Result<Said, ReportError> {
    let (Some(answer), Some(gap)) = (answer, tables.get(VendorGap::SPEC.name)) else {
        let [sentence, doubt] = in_tokens(tables, facts)?.unwrap_or_else(|| [facts.title.clone(), String::new()]);
        return Ok(Said { sentence, doubt, ..Said::default() });
    };
    let held = newest::newest(gap, answer.rule, answer.basis);
    let doubt = doubt::of_gap(tables, &held, &answer.vendor, answer.basis)?;
    let (rows, left_out) = newest::listed(&held, facts);
    Ok(Said { sentence: answer.sentence.clone(), doubt, rows, left_out })
}

/// Its ending says how values are escaped.
const TEMPLATE_NAME: &str = "report.html";
const TEMPLATE: &str = include_str!("../page/report.html");

/// A name that the template misspells is an error, and no empty place.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
}

impl Member {
    /// As the script reads it.
    fn json(&self) -> Value {
        json!([self.vendor, self.first_week.to_string(), self.last_week.to_string()])
    }
}

impl AnswersRead {
    fn value(&self) -> minijinja::Value {
        let Self { request, count, first_at, last_at } = self;
        context! { request => escape::visible(request), count => *count, first_at => first_at.as_str(), last_at => last_at.as_str() }
    }
}

fn page_facts(facts: &HtmlFacts, answers: &[Answer], sections: &[&Section]) -> BTreeMap<&'static str, Value> {
    let answers: Vec<_> = answers.iter().map(Answer::json).collect();
    let sections: Vec<_> =
        sections.iter().map(|section| json!({ "id": section.id, "tables": section.tables })).collect();
    let of_group = |(group, members): (&String, &Vec<Member>)| {
        (group.clone(), members.iter().map(Member::json).collect::<Vec<_>>())
    };
    BTreeMap::from([
        ("program", json!(facts.program)),
        ("run", json!(facts.run_id)),
        ("answers", json!(answers)),
        ("sections", json!(sections)),
        ("colours", colours::json()),
        ("explained", json!(known().collect::<BTreeMap<_, _>>())),
        ("names", json!(facts.vendor_names)),
        ("members", json!(facts.members.iter().map(of_group).collect::<BTreeMap<_, _>>())),
    ])
}

/// The libraries with their licences, what all sections need, the sections, and the call that starts them.
fn script(sections: &[&Section]) -> String {
    let shared = [
        include_str!("../page/text.js"),
        include_str!("../page/data.js"),
        include_str!("../page/headline.js"),
        include_str!("../page/state.js"),
        include_str!("../page/view.js"),
        include_str!("../page/picture.js"),
        include_str!("../page/export.js"),
        include_str!("../page/words.js"),
        include_str!("../page/labels.js"),
        include_str!("../page/origin.js"),
        include_str!("../page/explained.js"),
        include_str!("../page/table.js"),
        include_str!("../page/paper.js"),
        include_str!("../page/chart.js"),
        include_str!("../page/tip.js"),
        include_str!("../page/weeks.js"),
        include_str!("../page/scatter.js"),
        include_str!("../page/elsewhere.js"),
    ];
    let libraries = [
        (include_str!("../vendor/d3.LICENSE"), include_str!("../vendor/d3.min.js")),
        (include_str!("../vendor/plot.LICENSE"), include_str!("../vendor/plot.umd.min.js")),
    ];
    let mut script = String::new();
    for (licence, library) in libraries {
        script.extend(["/*!\n", licence, "*/\n", library, "\n"]);
    }
    // In a scope of its own: a name of one section can't shadow a browser's.
    script.push_str("(() => {\n\"use strict\";\n");
    for part in shared.into_iter().chain(sections.iter().map(|section| section.script)) {
        script.extend([part, "\n"]);
    }
    script.push_str("start();\n})();\n");
    script
}
