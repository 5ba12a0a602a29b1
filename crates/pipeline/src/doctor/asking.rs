//! Who asks, with which key, where terms are accepted, and, if asked for, whether anybody answers.

use ingest::{Access, Source};

use super::{
    finding::{Finding, State},
    holding::newest,
};
use crate::{cli::DoctorArguments, failure::Failure, fetch, plan::Plan, snapshot::Snapshot, snapshots};

/// What a fetch needs.
pub fn findings(arguments: &DoctorArguments, plan: &Plan) -> Vec<Finding> {
    let contact = fetch::contact(arguments.asker.contact.as_deref(), plan);
    let mut findings = vec![match &contact {
        Ok(Some(contact)) => Finding::fine("contact", format!("upstream reaches you at {contact}")),
        Ok(None) if plan.is_fetched => of_failure("contact", fetch::anonymous()),
        Ok(None) => Finding { state: State::Optional, ..of_failure("contact", fetch::anonymous()) },
        Err(failure) => Finding::to_do("contact", failure.to_string(), failure.hint().unwrap_or_default()),
    }];
    match fetch::closed(&arguments.asker, plan) {
        Err(error) => findings.push(Finding::of_error("key", &error)),
        Ok(closed) => {
            // One that can't be read is told with what is held.
            let held = snapshots::listed(&arguments.data.folder).unwrap_or_default();
            findings.extend(closed.iter().map(|(source, because)| unasked(source, because, (plan, &held))));
            if closed.is_empty() {
                findings.push(Finding::fine("leave", "every source of the pipeline may be asked"));
            }
        }
    }
    if arguments.network {
        findings.extend(answering(arguments, plan, contact.ok().flatten().as_deref()));
    }
    findings
}

fn of_failure(about: &'static str, failure: Failure) -> Finding {
    Finding::of_error(about, &failure.into())
}

/// A source that the pipeline reads and that is not asked. A refresh goes well without where all of it is optional, or
/// somebody imported what can't be left out.
fn unasked(source: &Source, because: &str, (plan, held): (&Plan, &[Snapshot])) -> Finding {
    let of_source = plan.inputs.iter().filter(|(input, _)| input.split('/').next() == Some(source.id));
    let mut needed = of_source.filter(|(_, reading)| !reading.is_optional);
    let is_needed = needed.any(|(input, _)| newest(held, input).is_none());
    let found = format!("`{}` is not asked: {because}", source.id);
    let (about, next) = match source.access {
        Access::Key { variable, .. } => {
            ("key", format!("put a key into `{variable}`, or take its lines out of `[inputs]`"))
        }
        _ => (
            "terms",
            "read them, then accept them there with your reason, or take its lines out of `[inputs]`".to_owned(),
        ),
    };
    if is_needed { Finding::to_do(about, found, next) } else { Finding::optional(about, found, next) }
}

/// Whether each host answers at all.
fn answering(arguments: &DoctorArguments, plan: &Plan, contact: Option<&str>) -> Vec<Finding> {
    let Some(contact) = contact else {
        let found = "nobody was asked, since nobody says who asks";
        return vec![Finding::to_do("network", found, "give the contact, then look again")];
    };
    let asked = fetch::answering(&arguments.asker, &arguments.base_urls, plan, contact);
    let finding = |(host, answer): (String, Option<String>)| match answer {
        None => Finding::fine("network", format!("{host} answers")),
        Some(said) => Finding::to_do(
            "network",
            format!("{host}: {said}"),
            "is the machine online, and a proxy in `HTTPS_PROXY` where one is needed? else the source is down: a later \
             refresh asks again",
        ),
    };
    match asked {
        Ok(asked) => asked.into_iter().map(finding).collect(),
        Err(error) => vec![Finding::of_error("network", &error)],
    }
}
