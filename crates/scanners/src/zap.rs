//! ZAP's traditional JSON and XML reports (zaproxy.org, "Report templates"). A finding belongs to a web address, which is no file: the address stands
//! in the message and the logical location, without the values of its query. What was sent and received is not carried over.

mod xml;

use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::redact;
use crate::severity::{Bucket, Level, Severity};
use crate::source::Source;
use crate::uri;

pub(crate) const READER: Reader = Reader {
    name: "zap",
    made_by: "zap-baseline.py -t URL -J zap.json, or -x zap.xml",
    tool: "ZAP",
    home: "https://www.zaproxy.org/",
    is: |source| match source {
        Source::Xml(root) => root.name == "OWASPZAPReport",
        _ => {
            let root = source.root();
            let program = root.text("@programName").is_some_and(|name| name.contains("ZAP"));
            program || (root.has("@version") && root.has("site"))
        }
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let value;
    let root = match source {
        Source::Xml(element) => {
            value = xml::report(element)?;
            Node::root(&value)
        }
        _ => source.root(),
    };
    run.version(root.or_empty("@version"));
    // One site alone may stand without a list.
    let sites = if root.node("site").value.is_object() { vec![root.node("site")] } else { root.list("site")? };
    if sites.is_empty() {
        run.incomplete("the scan", "ZAP reached no site");
    }
    for site in sites {
        for alert in site.list("alerts")? {
            let instances = alert.maybe("instances")?;
            if instances.is_empty() {
                let finding = finding(&alert, &alert.node("no-instance"), site.or_empty("@name"), run)?;
                run.add(finding)?;
            }
            for instance in instances {
                let finding = finding(&alert, &instance, site.or_empty("@name"), run)?;
                run.add(finding)?;
            }
        }
    }
    Ok(())
}

/// What was sent, received, or found in it: with cookies, tokens and people's data.
const SENT: [&str; 7] =
    ["evidence", "attack", "otherinfo", "request-header", "request-body", "response-header", "response-body"];

fn finding(alert: &Node<'_>, instance: &Node<'_>, site: &str, run: &mut Run<'_>) -> Result<Finding, Error> {
    let id = alert.text("alertRef").or(alert.text("pluginid"));
    let id = id.ok_or_else(|| alert.error("pluginid", "the alert's number is missing"))?;
    let name = alert.text("name").or(alert.text("alert")).unwrap_or(id);
    let (address, hidden) = uri::without_values(instance.text("uri").unwrap_or(site));
    run.redacted += hidden;
    for key in SENT {
        let _ = run.hide(instance.or_empty(key));
    }
    let solution = plain(alert.or_empty("solution"));
    let reference = plain(alert.or_empty("reference"));
    let rule = Rule::new(id).title(name).text(&plain(alert.or_empty("desc"))).help(&solution);
    let rule = rule.link(reference.lines().next().unwrap_or_default()).security().cwes(&alert.texts("cweid"));
    let method = instance.or_empty("method");
    let parameter = instance.text("param").map(|name| format!(", parameter {name}")).unwrap_or_default();
    let message = format!("{name}: {method} {address}{parameter}");
    let false_alarm = is_false_alarm(alert);
    let suppression = false_alarm.then(|| Suppression::external("marked in ZAP as a false positive"));
    // A page and its parameter, wherever the site runs today.
    let path = address.split("://").nth(1).and_then(|rest| rest.split_once('/')).map(|(_, path)| path);
    let place = [id, method, path.unwrap_or_default(), instance.or_empty("param")];
    Ok(Finding::new(rule, &message, severity(alert)?)
        .at(Place::default().logical(&address, "", "resource"))
        .suppressed(suppression)
        .fingerprint("zapPlace/v1", redact::digest(&place).get(..32).unwrap_or_default())
        .property("uri", address)
        .property("method", method)
        .property("param", instance.or_empty("param"))
        .property("confidence", alert.scalar("confidence"))
        .property("site", site)
        .property("wascid", alert.scalar("wascid")))
}

/// A number and a word tell the confidence: 0 is a false positive, unless the word says that it is none.
fn is_false_alarm(alert: &Node<'_>) -> bool {
    let words = ["(Low)", "(Medium)", "(High)", "(Confirmed)"];
    let contradicted = words.iter().any(|word| alert.or_empty("riskdesc").ends_with(word));
    alert.scalar("confidence").as_deref() == Some("0") && !contradicted
}

fn severity(alert: &Node<'_>) -> Result<Severity, Error> {
    let code = alert.scalar("riskcode").ok_or_else(|| alert.error("riskcode", "the risk is missing"))?;
    let (of_code, usual) = match code.as_str() {
        "3" => (Bucket::High, "High"),
        "2" => (Bucket::Medium, "Medium"),
        "1" => (Bucket::Low, "Low"),
        "0" => (Bucket::Info, "Informational"),
        _ => return Ok(Severity::new(&code, None, None)),
    };
    // The word is ZAP's own, perhaps in another language. Where it and the number conflict, the worse counts.
    let word = alert.text("riskdesc").and_then(|text| text.split(" (").next()).unwrap_or(&code);
    Ok(match Bucket::read(word) {
        Some(said) if said < of_code => Severity::new(usual, Some(of_code), None),
        Some(said) if said > of_code => Severity::new(word, Some(said), None),
        _ if of_code == Bucket::Info => Severity::plain(word, Level::Note),
        _ => Severity::new(word, Some(of_code), None),
    })
}

/// ZAP's texts are paragraphs of HTML: tags are dropped, and entities resolved.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        out.push_str(text);
        // A tag is short; a sign alone must not cost the rest of the text.
        let end = tail.get(..tail.floor_char_boundary(200)).and_then(|near| near.find('>'));
        let (tag, after) = end.and_then(|at| tail.split_at_checked(at)).unwrap_or_default();
        match after.strip_prefix('>') {
            Some(after) => {
                if tag.starts_with("/p") || tag.starts_with("br") {
                    out.push('\n');
                }
                rest = after;
            }
            None => {
                out.push('<');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    let out = quick_xml::escape::unescape(&out).map(std::borrow::Cow::into_owned).unwrap_or(out);
    out.trim().to_owned()
}
