//! Takes sensitive columns that nobody reads out of the stored copies of a delivery.

use std::io;
use std::sync::Arc;

use roster::read::{Bytes, Input, PrivateFile, ReadOptions, Set, private_files};
use roster::sensitive::{Taken, redact, redact_archive};
use tokio::runtime::Handle;
use tracing::info;

use crate::check::{inputs, read_options};
use crate::context::{ArtifactInput, Ports, blocking, from_io};
use crate::ports::{ArtifactKey, ArtifactWriter};
use crate::records::{Delivery, RedactedFile};
use crate::{ConnectionKey, ErrorKind, PortResult};

/// Writes each stored copy with such columns anew, over the old one, and notes in the delivery which columns those were. Done
/// twice, the second time finds nothing to write. The hash of a file stays that of what was sent.
pub(crate) async fn redact_delivery(
    ports: &Ports,
    delivery: &mut Delivery,
    private: Vec<PrivateFile>,
) -> PortResult<()> {
    for (input, parts) in by_file(private) {
        let Some(file) = delivery.files.iter().find(|file| file.path == input) else { continue };
        let handle = Handle::current();
        let stored = Arc::new(ArtifactInput {
            name: file.path.clone(),
            size: file.size,
            key: ArtifactKey::new(&delivery.connection, &file.artifact),
            artifacts: Arc::clone(&ports.artifacts),
            handle,
        });
        let (look, parts) = taken(Arc::clone(&stored), parts, Box::new(io::sink())).await?;
        let fresh: u64 = look.iter().flatten().map(|taken| taken.now).sum();
        let parts = match fresh {
            0 => parts,
            _ => {
                let writer = ports.artifacts.write(&stored.key).await?;
                let (_, parts) = taken(stored, parts, Box::new(Kept(Some(writer)))).await?;
                info!(connection = %delivery.connection, delivery.id = %delivery.id, values = fresh, "redacted");
                parts
            }
        };
        note(delivery, &input, &parts, &look);
    }
    Ok(())
}

/// The same for a delivery that is not read, as one with its contents was applied.
pub(crate) async fn redact_unread(ports: &Ports, delivery: &Delivery) -> PortResult<()> {
    let connection = ports.directory.connection(&delivery.connection).await?;
    let options = read_options(ports, &connection).await?;
    let files = inputs(ports, delivery);
    let private = blocking(move || survey(files, options)).await?;
    let mut redacted = delivery.clone();
    redact_delivery(ports, &mut redacted, private).await?;
    if redacted.redacted == delivery.redacted {
        return Ok(());
    }
    match ports.deliveries.set_delivery(&redacted).await {
        Err(error) if error.kind != ErrorKind::Conflict => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The same for deliveries that have this copy, which somebody who was slower has written over a redacted one.
pub(crate) async fn redact_again(ports: &Ports, key: &ConnectionKey, artifact: &str) -> PortResult<()> {
    for delivery in ports.deliveries.deliveries(key, 5).await? {
        let has = delivery.files.iter().any(|file| file.artifact == artifact);
        if has && !delivery.redacted.is_empty() {
            redact_unread(ports, &delivery).await?;
        }
    }
    Ok(())
}

fn survey(files: Vec<Box<dyn Input>>, options: ReadOptions) -> PortResult<Vec<PrivateFile>> {
    private_files(&Set::new(files), options).map_err(from_io)
}

fn by_file(private: Vec<PrivateFile>) -> Vec<(String, Vec<PrivateFile>)> {
    let mut files: Vec<(String, Vec<PrivateFile>)> = Vec::new();
    for part in private {
        match files.iter_mut().find(|(input, _)| *input == part.input) {
            Some((_, parts)) => parts.push(part),
            None => files.push((part.input.clone(), vec![part])),
        }
    }
    files
}

/// For each part of a file what of each column is gone.
type OfParts = Vec<Vec<Taken>>;

async fn taken(
    stored: Arc<ArtifactInput>,
    parts: Vec<PrivateFile>,
    mut to: Box<dyn Finish>,
) -> PortResult<(OfParts, Vec<PrivateFile>)> {
    blocking(move || {
        let open = || stored.open();
        let packed = parts.iter().filter_map(|part| Some((part.entry.clone()?, part.redaction.clone())));
        let packed: Vec<_> = packed.collect();
        let taken = match parts.as_slice() {
            [loose] if packed.is_empty() => {
                let open = || Ok(Box::new(open()?) as Box<dyn io::Read + Send>);
                redact(&open, &loose.redaction, &mut to).map(|taken| vec![taken])
            }
            _ => redact_archive(&open as &dyn Fn() -> io::Result<Box<dyn Bytes>>, &packed, &mut to),
        };
        let taken = taken.map_err(from_io)?;
        to.finish()?;
        Ok((taken, parts))
    })
    .await
}

/// Where a redacted copy goes.
trait Finish: io::Write + Send {
    fn finish(&mut self) -> PortResult<()>;
}

impl Finish for io::Sink {
    fn finish(&mut self) -> PortResult<()> {
        Ok(())
    }
}

/// An artifact, until it is finished.
struct Kept(Option<Box<dyn ArtifactWriter>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), |writer| writer.flush())
    }
}

impl Finish for Kept {
    fn finish(&mut self) -> PortResult<()> {
        self.0.take().map_or(Ok(()), |writer| writer.finish().map(drop))
    }
}

fn note(delivery: &mut Delivery, input: &str, parts: &[PrivateFile], taken: &OfParts) {
    for (part, taken) in parts.iter().zip(taken) {
        let gone = part.names.iter().zip(taken).filter(|(_, taken)| taken.now + taken.before > 0);
        let columns: Vec<String> = gone.map(|(name, _)| name.clone()).collect();
        let known = |file: &RedactedFile| file.file == input && file.entry == part.entry;
        delivery.redacted.retain(|file| !known(file));
        if !columns.is_empty() {
            let file = RedactedFile { file: input.to_owned(), entry: part.entry.clone(), columns };
            delivery.redacted.push(file);
        }
    }
}
