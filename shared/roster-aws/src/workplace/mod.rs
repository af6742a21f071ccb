//! The ports of a deployed stack: for one tenant's work at a time, and for whoever looks after all.

mod neighbours;

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use roster::sorting::{Scratch, ScratchFile};
use roster_pipeline::ports::{Announcer, WorkSender};
use roster_pipeline::rounds::RoundPorts;
use roster_pipeline::{PortResult, Ports, PortsOf, TenantId};

use self::neighbours::Apart;
use crate::dynamo::control::ControlTable;
use crate::dynamo::roster::RosterTable;
use crate::{
    Clients, EventBridgeAnnouncer, S3Artifacts, S3Landing, SqsQueue, SqsReminders, Stack, TenantSessions,
};

/// Makes ports with which one tenant's work is done. Settings are read with the function's own role, and so are the marks
/// of other tenants' rosters; everything else goes through the tenant's session.
#[derive(Debug)]
pub struct Workplace {
    own: Clients,
    sessions: TenantSessions,
    stack: Stack,
}

impl Workplace {
    /// The workplace of a function; `who` names it in its sessions.
    pub fn new(own: Clients, stack: Stack, who: &str) -> Workplace {
        Workplace { sessions: TenantSessions::new(own.clone(), &stack, who), own, stack }
    }

    /// The names it goes by.
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// Where work for the queue at `url` is sent.
    pub fn sender(&self, url: &str) -> Arc<dyn WorkSender> {
        Arc::new(SqsQueue::new(self.own.sqs(), url))
    }

    /// Where reminders are kept.
    pub fn looks(&self) -> Arc<SqsReminders> {
        Arc::new(SqsReminders::new(self.own.sqs(), &self.stack.arrivals_queue_url))
    }

    /// What a round over all connections needs; all of it with the function's own role.
    pub fn rounds(&self) -> RoundPorts {
        let control = Arc::new(self.control(&self.own));
        RoundPorts {
            directory: control.clone(),
            deliveries: control.clone(),
            pulls: control,
            announcer: self.announcer(),
            looks: self.looks(),
            process: self.sender(&self.stack.process_queue_url),
            pull: self.sender(&self.stack.pull_queue_url),
        }
    }

    fn announcer(&self) -> Arc<dyn Announcer> {
        Arc::new(EventBridgeAnnouncer::new(self.own.events(), &self.stack.event_bus))
    }

    fn control(&self, clients: &Clients) -> ControlTable {
        ControlTable::new(clients.dynamodb(), &self.stack.control_table)
    }

    fn artifacts(&self, clients: &Clients) -> S3Artifacts {
        S3Artifacts::new(&clients.s3(), &self.stack.artifacts_bucket)
    }
}

#[async_trait]
impl PortsOf for Workplace {
    async fn of(&self, tenant: &TenantId) -> PortResult<Ports> {
        let session = self.sessions.of(tenant).await;
        let control = Arc::new(self.control(&session));
        Ok(Ports {
            landing: Arc::new(S3Landing::new(&session.s3(), &self.stack.landing_bucket)),
            artifacts: Arc::new(Apart {
                tenant: tenant.clone(),
                theirs: self.artifacts(&session),
                others: self.artifacts(&self.own),
            }),
            directory: Arc::new(self.control(&self.own)),
            deliveries: control.clone(),
            runs: Arc::new(Apart {
                tenant: tenant.clone(),
                theirs: self.control(&session),
                others: self.control(&self.own),
            }),
            roster: Arc::new(RosterTable::new(session.dynamodb(), &self.stack.roster_table)),
            announcer: self.announcer(),
            scratch: Arc::new(TempScratch),
        })
    }
}

/// Files without a name in the function's own temporary folder.
#[derive(Debug)]
struct TempScratch;

impl Scratch for TempScratch {
    fn create(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}
