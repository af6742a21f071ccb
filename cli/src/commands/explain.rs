//! `rollcall explain`: what a code means, why it matters, and how to fix it.

use std::io::Write;

use clap::Args;
use roster::brake::Cause;
use roster::finding::Rule;
use roster::rules::{self, RULES};
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::nearest::nearest;
use crate::output;

/// Explains a finding or a reason of the brake
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rollcall explain R014
  rollcall explain unknown-class
  rollcall explain B001")]
pub(crate) struct Explain {
    /// Code or name, as findings and the brake show it
    code: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        if let Some(rule) = rules::find(&self.code) {
            self.rule(rule, out)?;
        } else if let Some(cause) = cause(&self.code) {
            self.cause(cause, out)?;
        } else {
            return Err(unknown(&self.code));
        }
        Ok(Exit::Fine)
    }

    fn rule(&self, rule: &Rule, out: &mut dyn Write) -> Result<(), Failure> {
        let (code, name, doc) = (rule.code, rule.name, rule.doc);
        let (severity, strict) = (rule.severity.as_str(), rule.strict.as_str());
        if self.json {
            let rule = json!({
                "code": code, "name": name, "severity": severity, "strict": strict,
                "also": rule.also, "help": rule.help, "doc": doc,
            });
            return output::json(out, &rule);
        }
        let also = match rule.also {
            [] => String::new(),
            also => format!(" Others call it {}.", also.join(", ")),
        };
        let head = format!("# {code} {name}\n\nSeverity: {severity}; with --strict: {strict}.{also}\n");
        output::text(out, &format!("{head}\n{doc}"))
    }

    fn cause(&self, cause: Cause, out: &mut dyn Write) -> Result<(), Failure> {
        let (code, name, help) = (cause.code(), cause.name(), cause.help());
        if self.json {
            return output::json(out, &json!({"code": code, "name": name, "help": help}));
        }
        let head = format!("# {code} {name}\n\nA reason for the brake to hold a run.\n");
        output::text(out, &format!("{head}\n## What to do\n{help}\n"))
    }
}

fn cause(code_or_name: &str) -> Option<Cause> {
    let same = |text: &str| text.eq_ignore_ascii_case(code_or_name);
    Cause::ALL.into_iter().find(|cause| same(cause.code()) || same(cause.name()))
}

fn unknown(code: &str) -> Failure {
    let rules = RULES.iter().flat_map(|rule| [rule.code, rule.name]);
    let causes = Cause::ALL.iter().flat_map(|cause| [cause.code(), cause.name()]);
    let meant = nearest(code, rules.chain(causes)).unwrap_or_default();
    Failure::new(format_args!(
        "there is no rule \"{code}\"; did you mean {meant}? `rollcall rules` lists them"
    ))
}
