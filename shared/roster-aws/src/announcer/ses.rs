//! Mails to the operator, by SES.

use async_trait::async_trait;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader};
use roster_pipeline::notices::{Notice, notice};
use roster_pipeline::ports::{Announcement, Announcer};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use crate::failure::failed;

/// Mails what somebody must look at, as plain text, and nothing else.
#[derive(Debug, Clone)]
pub struct SesAnnouncer {
    client: Client,
    from: String,
    operator: String,
}

impl SesAnnouncer {
    /// Mails from an address that SES knows to be ours to the operator's address.
    pub fn new(client: Client, from: impl Into<String>, operator: impl Into<String>) -> SesAnnouncer {
        SesAnnouncer { client, from: from.into(), operator: operator.into() }
    }

    async fn mail(&self, notice: Option<Notice>) -> PortResult<()> {
        let Some(notice) = notice else { return Ok(()) };
        let message = message(&notice)
            .map_err(|error| PortError::because(ErrorKind::Refused, "mail to the operator", error))?;
        let call = self.client.send_email().from_email_address(&self.from);
        let call = call.destination(Destination::builder().to_addresses(&self.operator).build());
        let call = call.content(EmailContent::builder().simple(message).build());
        call.send().await.map(drop).map_err(|error| failed("mail to the operator", error))
    }
}

fn message(notice: &Notice) -> Result<Message, BuildError> {
    let text = |data: &str| Content::builder().data(data).charset("UTF-8").build();
    // Nobody's out-of-office note shall answer it.
    let header = MessageHeader::builder().name("Auto-Submitted").value("auto-generated").build()?;
    let body = Body::builder().text(text(&notice.body)?).build();
    Ok(Message::builder().subject(text(&notice.subject)?).body(body).headers(header).build())
}

#[async_trait]
impl Announcer for SesAnnouncer {
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        self.mail(notice(Some(connection), announcement)).await
    }

    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        self.mail(notice(None, announcement)).await
    }
}
