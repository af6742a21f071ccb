//! The templates, judged by the tools that deploy them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Trial};
use rollcall_stack::root;

fn main() -> ExitCode {
    let tests = [
        trial("sam_validates_the_template", "TEST_SAM", "sam", &["validate", "--lint"]),
        trial(
            "sam_validates_it_for_prod",
            "TEST_SAM",
            "sam",
            &["validate", "--lint", "--config-env", "prod"],
        ),
        trial("cfn_lint_finds_nothing", "TEST_CFN_LINT", "cfn-lint", &["infra/*.yaml"]),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests.into()).exit_code()
}

fn trial(name: &str, variable: &str, tool: &str, arguments: &'static [&str]) -> Trial {
    let named = env::var_os(variable).map(PathBuf::from);
    let program = named.unwrap_or_else(|| root().join(".venv/sam/bin").join(tool));
    if !program.exists() {
        let reason = format!("{tool} is not installed: `./test tools` does that");
        return Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(reason);
    }
    Trial::test(name, move || {
        let output = Command::new(&program)
            .args(arguments)
            .current_dir(root())
            .envs([("AWS_DEFAULT_REGION", "us-east-1"), ("SAM_CLI_TELEMETRY", "0")])
            .envs([("AWS_ACCESS_KEY_ID", "none"), ("AWS_SECRET_ACCESS_KEY", "none")])
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&said).into_owned().into()),
        }
    })
}
