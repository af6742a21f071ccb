//! Where a connection's folder is, as Transfer Family says it.

use roster_pipeline::ConnectionKey;
use serde::{Deserialize, Serialize};

use super::LoginResponse;

/// One name that a client sees, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Home {
    /// The name: `/`.
    pub entry: String,
    /// `/<bucket>/<prefix>`, without a slash at the end.
    pub target: String,
}

/// What the keys of a connection's files begin with, without a slash at the end.
pub fn prefix(connection: &ConnectionKey) -> String {
    crate::s3::prefix(connection).trim_end_matches('/').to_owned()
}

impl Home {
    /// The connection's folder as the root.
    pub fn of(bucket: &str, connection: &ConnectionKey) -> Home {
        Home { entry: "/".to_owned(), target: format!("/{bucket}/{}", prefix(connection)) }
    }

    /// The connection whose folder the root is; `None` if it is none of a connection.
    pub fn connection(response: &LoginResponse) -> Option<ConnectionKey> {
        let homes: Vec<Home> = serde_json::from_str(response.home_directory_details.as_deref()?).ok()?;
        let root = homes.iter().find(|home| home.entry == "/")?;
        let mut parts = root.target.strip_prefix('/')?.split('/').skip(1);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("tenants"), Some(tenant), Some(connection), None) => {
                ConnectionKey::new(tenant, connection).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_says_whose_it_is() {
        let maple = ConnectionKey::new("maple-usd", "sis").unwrap();
        let target = Home::of("landing", &maple).target;
        assert_eq!(target, "/landing/tenants/maple-usd/sis");
        for (target, want) in [
            (target.as_str(), Some(maple)),
            ("/landing/tenants/maple-usd", None),
            ("/landing/tenants/maple-usd/sis/reports", None),
            ("/landing/other/maple-usd/sis", None),
            ("/landing/tenants/../sis", None),
            ("", None),
        ] {
            let home = Home { entry: "/".into(), target: target.into() };
            let details = serde_json::to_string(&[home]).ok();
            let response = LoginResponse { home_directory_details: details, ..LoginResponse::default() };
            assert_eq!(Home::connection(&response), want, "{target}");
        }
        assert_eq!(Home::connection(&LoginResponse::default()), None);
    }
}
