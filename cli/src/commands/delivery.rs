//! `rollcall delivery`: what has been received.

use std::io::Write;

use clap::{Args, Subcommand};
use roster_pipeline::attached;
use roster_pipeline::records::Delivery;
use roster_pipeline::{ConnectionId, TenantId};

use super::run::connections;
use crate::exit::{Exit, Failure};
use crate::local::{self, Form};
use crate::output::{self, records};
use crate::settings::Settings;

/// Lists and shows deliveries
#[derive(Debug, Subcommand)]
pub(crate) enum DeliveryCommand {
    List(List),
    Show(Show),
}

/// Lists deliveries, newest first
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall delivery list maple-usd --json")]
pub(crate) struct List {
    /// Of this tenant only
    tenant: Option<TenantId>,
    /// Of this connection only
    connection: Option<ConnectionId>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Shows a delivery with its files and what was found in them
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rollcall delivery show d-20261122T061500.042Z-1f2e3d4c")]
pub(crate) struct Show {
    /// Its ID
    id: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl DeliveryCommand {
    pub(super) fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
        let local = local::existing(settings)?;
        let runtime = local::runtime()?;
        let text = match self {
            DeliveryCommand::List(list) => {
                let deliveries = runtime.block_on(async {
                    let mut all: Vec<Delivery> = Vec::new();
                    for key in connections(&local, list.tenant.as_ref(), list.connection.as_ref()).await? {
                        all.extend(local.ports.deliveries.deliveries(&key, list.limit).await?);
                    }
                    all.sort_by(|one, other| other.id.cmp(&one.id));
                    all.truncate(list.limit);
                    Ok::<_, Failure>(all)
                })?;
                records::deliveries(&deliveries, Form::of(list.json))?
            }
            DeliveryCommand::Show(show) => {
                let (delivery, attached) = runtime.block_on(async {
                    let delivery = local::delivery(&local.ports, &show.id).await?;
                    let attached = attached::of_delivery(&local.ports, &delivery).await?;
                    Ok::<_, Failure>((delivery, attached))
                })?;
                records::delivery(&delivery, &attached, Form::of(show.json))?
            }
        };
        output::text(out, &text)?;
        Ok(Exit::Fine)
    }
}
