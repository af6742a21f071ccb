//! Announcements by several ways at once.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::ports::{Announcement, Announcer};
use crate::{ConnectionKey, PortResult};

/// Announces by each of several ways; one that fails keeps none of the others from trying.
#[derive(Clone)]
pub struct Everywhere(Vec<Arc<dyn Announcer>>);

impl Everywhere {
    /// By these ways, in this order.
    pub fn new(ways: Vec<Arc<dyn Announcer>>) -> Everywhere {
        Everywhere(ways)
    }
}

impl fmt::Debug for Everywhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Everywhere({})", self.0.len())
    }
}

#[async_trait]
impl Announcer for Everywhere {
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        let mut result = Ok(());
        for way in &self.0 {
            result = result.and(way.announce(connection, announcement).await);
        }
        result
    }

    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        let mut result = Ok(());
        for way in &self.0 {
            result = result.and(way.tell_operator(announcement).await);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, PortError};
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Way {
        heard: AtomicU64,
        fails: Option<ErrorKind>,
    }

    impl Way {
        fn hear(&self) -> PortResult<()> {
            self.heard.fetch_add(1, Ordering::SeqCst);
            self.fails.map_or(Ok(()), |kind| Err(PortError::new(kind, "a way")))
        }
    }

    #[async_trait]
    impl Announcer for Way {
        async fn announce(&self, _: &ConnectionKey, _: &Announcement) -> PortResult<()> {
            self.hear()
        }
        async fn tell_operator(&self, _: &Announcement) -> PortResult<()> {
            self.hear()
        }
    }

    #[tokio::test]
    async fn all_are_tried_and_the_first_failure_is_told() {
        let way = |fails| Arc::new(Way { heard: AtomicU64::new(0), fails });
        let ways = [way(None), way(Some(ErrorKind::Busy)), way(Some(ErrorKind::Refused)), way(None)];
        let all = Everywhere::new(ways.iter().map(|way| Arc::clone(way) as Arc<dyn Announcer>).collect());
        let announcement = Announcement::ManyLate { late: 1, of: 2 };
        let key = ConnectionKey::new("maple-usd", "main").unwrap();
        assert_eq!(all.announce(&key, &announcement).await.unwrap_err().kind, ErrorKind::Busy);
        assert_eq!(all.tell_operator(&announcement).await.unwrap_err().kind, ErrorKind::Busy);
        assert!(ways.iter().all(|way| way.heard.load(Ordering::SeqCst) == 2));
    }
}
