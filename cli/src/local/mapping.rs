//! Mappings of connections: tried on what came last, then kept.

use std::sync::Arc;

use jiff::Timestamp;
use roster_pipeline::ConnectionKey;
use roster_pipeline::mapping;

use super::change::Outcome;
use super::{Form, Local};
use crate::exit::Exit;
use crate::output::{records, trial};

/// Says what a mapping would make of the newest delivery; held if it would lose somebody, or reads nothing.
pub(super) async fn try_out(local: &Local, key: &ConnectionKey, document: &str, form: Form) -> Outcome {
    let mapping = Arc::new(mapping::read(document)?);
    let connection = local.ports.directory.connection(key).await?;
    let tried = mapping::try_out(&local.ports, &connection, mapping, Timestamp::now()).await?;
    let loses =
        tried.as_ref().is_some_and(|tried| tried.people.lost() > 0 || tried.comparison.files.is_empty());
    Ok((trial::show(tried.as_ref(), form)?, if loses { Exit::Held } else { Exit::Fine }))
}

/// Keeps a mapping and reads with it from now on.
pub(super) async fn save(
    local: &Local,
    key: &ConnectionKey,
    (document, note): (&str, &str),
    form: Form,
) -> Outcome {
    let _turn = local.turns.of(key).await;
    let directory = &*local.ports.directory;
    let connection = directory.connection(key).await?;
    let connection = mapping::save(directory, &connection, (document, note), Timestamp::now()).await?;
    local.wake(key);
    Ok((records::connection(&connection, form)?, Exit::Fine))
}
