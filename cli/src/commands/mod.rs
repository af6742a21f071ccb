//! The commands: one file each, one line each in [`Command`].

mod backup;
mod check;
mod completions;
mod config;
mod connection;
mod delivery;
mod demo;
mod diff;
mod explain;
mod formats;
mod generate;
mod guide;
mod ids;
mod login;
mod man;
mod map;
mod mapped;
mod plan;
mod profile;
mod pull;
mod relocate;
mod roster;
mod rules;
mod run;
mod serve;
mod templates;
mod tenant;
mod verify;

use std::io::Write;

use clap::Subcommand;

use crate::exit::{Exit, Failure};
use crate::settings::Settings;

/// What can be asked of `rollcall`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    #[command(subcommand)]
    Connection(connection::ConnectionCommand),
    #[command(subcommand)]
    Login(login::LoginCommand),
    #[command(subcommand)]
    Delivery(delivery::DeliveryCommand),
    #[command(subcommand)]
    Run(run::RunCommand),
    #[command(subcommand)]
    Plan(plan::PlanCommand),
    #[command(subcommand)]
    Ids(ids::IdsCommand),
    #[command(subcommand)]
    Profile(profile::ProfileCommand),
    #[command(subcommand)]
    Roster(roster::RosterCommand),
    Verify(verify::Verify),
    Backup(backup::Backup),
    Move(relocate::Move),
    Check(check::Check),
    Diff(diff::Diff),
    Formats(formats::Formats),
    Rules(rules::Rules),
    Explain(explain::Explain),
    #[command(subcommand)]
    Map(map::MapCommand),
    Generate(generate::Generate),
    Templates(templates::Templates),
    Guide(guide::Guide),
    Config(config::Config),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// Settings that the command has a flag of its own for.
    pub(crate) fn override_of(&self) -> (&'static str, Option<String>) {
        let sftp = if let Command::Serve(serve) = self { serve.sftp.clone() } else { None };
        ("sftp", sftp)
    }
}

/// Does what was asked; results go to `out`.
pub(crate) fn run(command: Command, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        Command::Demo(demo) => demo.run(settings, out),
        Command::Serve(serve) => serve.run(settings, out),
        Command::Tenant(tenant) => tenant.run(settings, out),
        Command::Connection(connection) => connection.run(settings, out),
        Command::Login(login) => login.run(settings, out),
        Command::Delivery(delivery) => delivery.run(settings, out),
        Command::Run(run) => run.run(settings, out),
        Command::Plan(plan) => plan.run(settings, out),
        Command::Ids(ids) => ids.run(settings, out),
        Command::Profile(profile) => profile.run(settings, out),
        Command::Roster(roster) => roster.run(settings, out),
        Command::Verify(verify) => verify.run(settings, out),
        Command::Backup(backup) => backup.run(settings, out),
        Command::Move(relocate) => relocate.run(settings, out),
        Command::Check(check) => check.run(settings, out),
        Command::Diff(diff) => diff.run(settings, out),
        Command::Formats(formats) => formats.run(out),
        Command::Rules(rules) => rules.run(out),
        Command::Explain(explain) => explain.run(out),
        Command::Map(map) => map.run(settings, out),
        Command::Generate(generate) => generate.run(out),
        Command::Templates(templates) => templates.run(settings, out),
        Command::Guide(guide) => guide.run(settings, out),
        Command::Config(config) => config.run(settings, out),
        Command::Completions(completions) => completions.run(out),
        Command::Man(man) => man.run(out),
    }
}
