//! Clients that can reach one tenant's data and no other's.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::SharedCredentialsProvider;
use roster_pipeline::TenantId;

use crate::{Clients, Stack};

/// The tag of a session that the tenant role's policy compares keys and prefixes with.
const TAG: &str = "tenant";
/// A session taken on with a role's credentials lasts at most an hour ("AssumeRole", role chaining).
const LENGTH: Duration = Duration::from_secs(3_600);
/// A session is renewed when it has less than this left.
const RENEWED_BEFORE: Duration = Duration::from_secs(300);
/// More tenants than one process meets in an hour; what is above only has to ask again.
const KEPT: usize = 500;

/// Takes on the tenant role, once per tenant and hour.
#[derive(Debug)]
pub struct TenantSessions {
    base: Clients,
    role: Option<String>,
    who: String,
    made: Mutex<BTreeMap<TenantId, Clients>>,
}

impl TenantSessions {
    /// Sessions of a stack's tenant role; without one (on an emulator) the base clients reach every tenant. `who` names the
    /// function in CloudTrail; a session outlives a run, so it cannot name the run.
    pub fn new(base: Clients, stack: &Stack, who: &str) -> TenantSessions {
        let role = Some(stack.tenant_role_arn.clone()).filter(|role| !role.is_empty());
        TenantSessions { base, role, who: who.to_owned(), made: Mutex::default() }
    }

    /// One tenant's clients. STS is asked at their first call, and again shortly before a session ends; that it refuses is
    /// seen there, as `Unavailable`: a role is known everywhere only some time after it was made.
    pub async fn of(&self, tenant: &TenantId) -> Clients {
        let Some(role) = &self.role else { return self.base.clone() };
        if let Some(clients) = self.made().get(tenant) {
            return clients.clone();
        }
        let provider = AssumeRoleProvider::builder(role)
            .configure(self.base.config())
            .session_name(session_name(&self.who, tenant))
            .session_length(LENGTH)
            .tags([(TAG, tenant.as_str())])
            .build()
            .await;
        // The SDK takes up to half of it away, at random.
        let cache = IdentityCache::lazy().buffer_time(RENEWED_BEFORE * 2);
        let config = (self.base.config().clone().into_builder())
            .identity_cache(cache.build())
            .credentials_provider(SharedCredentialsProvider::new(provider))
            .build();
        let mut made = self.made();
        if made.len() >= KEPT {
            made.clear();
        }
        made.entry(tenant.clone()).or_insert_with(|| Clients::with(config)).clone()
    }

    fn made(&self) -> std::sync::MutexGuard<'_, BTreeMap<TenantId, Clients>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// At most 64 of letters, digits and `=,.@-_+` ("AssumeRole", RoleSessionName); a tenant's name is such a text.
fn session_name(who: &str, tenant: &TenantId) -> String {
    let who: String = who.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(31).collect();
    format!("{who}@{tenant}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_within_what_sts_takes() {
        let tenant: TenantId = "m".repeat(32).parse().unwrap();
        assert_eq!(session_name(&"receive ".repeat(9), &tenant).len(), 64);
        assert_eq!(session_name("apply", &"maple-usd".parse().unwrap()), "apply@maple-usd");
    }
}
