//! The settings of a connection that pulls, by name: one line each.

use roster_pipeline::pull::{PullSettings, PullTime, Via};
use roster_pipeline::records::{Connection, Direction};
use roster_sftp::pinned_form;

/// Name, how it is shown, how it is set.
type Line = (&'static str, fn(&PullSettings) -> String, fn(&mut PullSettings, &str) -> Result<(), String>);

static TABLE: &[Line] = &[
    ("host", |p| p.host.clone(), |p, text| plain(text).map(|host| p.host = host)),
    ("port", |p| p.port.to_string(), set_port),
    ("user", |p| p.user.clone(), |p, text| plain(text).map(|user| p.user = user)),
    ("path", |p| p.path.clone(), set_path),
    ("pattern", |p| p.patterns.join("; "), |p, text| list(text).map(|all| p.patterns = all)),
    ("depth", |p| p.depth.to_string(), set_depth),
    ("host-key", |p| p.host_keys.join("; "), set_host_keys),
    ("pull-at", |p| p.when.clone(), set_when),
    ("via", |p| via(p.via).to_owned(), set_via),
    ("connector", |p| p.connector.clone().unwrap_or_default(), set_connector),
];

/// Names of the settings.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, ..)| *name)
}

/// Every setting and its value; none for a connection that does not pull.
pub(super) fn all(connection: &Connection) -> Vec<(&'static str, String)> {
    let shown = |pull: &PullSettings| TABLE.iter().map(|(name, show, _)| (*name, show(pull))).collect();
    connection.pull.as_ref().map(shown).unwrap_or_default()
}

/// Changes one setting; `None` if it is none of these.
pub(super) fn set(connection: &mut Connection, name: &str, text: &str) -> Option<Result<(), String>> {
    let (_, _, set) = TABLE.iter().find(|(known, ..)| *known == name)?;
    if connection.direction != Direction::Pull {
        return Some(Err("the district uploads to this connection; add another with --pull".into()));
    }
    let pull = connection.pull.get_or_insert_with(|| PullSettings::new("", ""));
    Some(set(pull, text))
}

fn plain(text: &str) -> Result<String, String> {
    match !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
        true => Ok(text.to_owned()),
        false => Err("write a name without spaces and slashes".into()),
    }
}

fn list(text: &str) -> Result<Vec<String>, String> {
    Ok(text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

fn set_port(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    match text.parse() {
        Ok(port @ 1..) => {
            pull.port = port;
            Ok(())
        }
        Ok(0) | Err(_) => Err("write a number from 1 to 65535".into()),
    }
}

fn set_path(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    match text.chars().any(char::is_control) {
        true => Err("write a folder on their server".into()),
        false => {
            pull.path = text.to_owned();
            Ok(())
        }
    }
}

fn set_depth(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    match text.parse() {
        Ok(depth @ 0..=PullSettings::DEEPEST) => {
            pull.depth = depth;
            Ok(())
        }
        Ok(_) | Err(_) => Err(format!("write a number of levels up to {}", PullSettings::DEEPEST)),
    }
}

fn set_host_keys(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    let pinned = |key: &String| pinned_form(key).map_err(|error| error.to_string());
    pull.host_keys = list(text)?.iter().map(pinned).collect::<Result<_, _>>()?;
    Ok(())
}

fn set_when(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    let time: PullTime =
        text.parse().map_err(|error: roster_pipeline::pull::PullTimeError| error.to_string())?;
    pull.when = time.to_string();
    Ok(())
}

fn via(via: Via) -> &'static str {
    match via {
        Via::Client => "client",
        Via::Connector => "connector",
    }
}

fn set_via(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    let known = [Via::Client, Via::Connector].into_iter().find(|known| via(*known) == text);
    pull.via = known.ok_or("write client or connector")?;
    Ok(())
}

fn set_connector(pull: &mut PullSettings, text: &str) -> Result<(), String> {
    let is_id =
        text.len() == 19 && text.starts_with("c-") && text.bytes().skip(2).all(|b| b.is_ascii_hexdigit());
    match (text, is_id) {
        ("", _) => pull.connector = None,
        (id, true) => pull.connector = Some(id.to_owned()),
        (_, false) => return Err("write a connector's ID, c- and 17 digits of 0-9 and a-f".into()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(direction: Direction) -> Connection {
        Connection::new(
            "maple".parse().unwrap(),
            "sis".parse().unwrap(),
            direction,
            jiff::Timestamp::UNIX_EPOCH,
        )
    }

    #[test]
    fn what_is_set_is_shown_and_can_be_set_again() {
        let mut changed = connection(Direction::Pull);
        assert!(all(&changed).is_empty());
        let fingerprint = "SHA256:T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE";
        for (name, text) in [
            ("host", "sftp.example.org"),
            ("port", "2222"),
            ("user", "vendor"),
            ("path", "/export"),
            ("pattern", "*.csv; export/*.zip"),
            ("depth", "1"),
            ("host-key", fingerprint),
            ("pull-at", "90m before"),
            ("via", "connector"),
            ("connector", "c-0123456789abcdef0"),
        ] {
            set(&mut changed, name, text).unwrap().unwrap();
            let shown = all(&changed).into_iter().find(|(known, _)| *known == name).unwrap().1;
            assert_eq!(shown, text, "{name}");
        }
    }

    #[test]
    fn senseless_values_are_refused_and_so_is_pulling_where_they_push() {
        for (name, text, said) in [
            ("host", "a b", "without spaces"),
            ("port", "0", "1 to 65535"),
            ("depth", "9", "up to 8"),
            ("host-key", "yes", "SHA256:..."),
            ("pull-at", "sometimes", "60m before"),
            ("via", "pigeon", "client or connector"),
            ("connector", "c-1", "17 digits"),
        ] {
            let error = set(&mut connection(Direction::Pull), name, text).unwrap().unwrap_err();
            assert!(error.contains(said), "{name}: {error}");
        }
        assert!(set(&mut connection(Direction::Push), "host", "h").unwrap().is_err());
        assert!(set(&mut connection(Direction::Pull), "quiet", "5").is_none());
    }
}
