//! The settings there are: one line each.

use std::net::ToSocketAddrs;

/// A setting.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its name in the file; `ROLLCALL_` and the name in capitals in the environment.
    pub(crate) name: &'static str,
    /// What it is, in one line.
    pub(crate) about: &'static str,
    /// Its value if nobody says anything.
    pub(crate) default: fn() -> Option<String>,
    /// Says what is wanted, if a value makes no sense.
    pub(crate) check: fn(&str) -> Result<(), &'static str>,
}

/// Every setting.
pub(crate) static KNOWN: &[Known] = &[
    Known {
        name: "data",
        about: "Where everything is kept: databases, deliveries, reports, keys.",
        default: || None,
        check: is_given,
    },
    Known {
        name: "stack",
        about: "The CloudFormation stack to work on, instead of a data directory (in builds with AWS).",
        default: || None,
        check: is_stack,
    },
    Known {
        name: "sftp",
        about: "Where `serve` listens for SFTP; port 0 picks a free one.",
        default: || Some("127.0.0.1:2222".into()),
        check: is_address,
    },
    Known {
        name: "profile",
        about: "Field profile that `check` and `diff` read files under; by default the standard one.",
        default: || None,
        check: is_file,
    },
    Known {
        name: "threads",
        about: "Threads that read files; by default one for each processor, at most 4.",
        default: || Some(processors().to_string()),
        check: is_threads,
    },
    Known {
        name: "log",
        about: "What `serve` logs: error, warn, info, debug or trace.",
        default: || Some("info".into()),
        check: is_level,
    },
    Known {
        name: "mail-from",
        about: "Sender of the mails that are put into the outbox.",
        default: || Some("rollcall@localhost".into()),
        check: is_mail,
    },
    Known {
        name: "mail-to",
        about: "The operator, who gets a mail when a run is held or fails.",
        default: || Some("operator@localhost".into()),
        check: is_mail,
    },
];

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(4)
}

fn is_given(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("a directory") } else { Ok(()) }
}

fn is_file(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("a JSON file") } else { Ok(()) }
}

fn is_stack(text: &str) -> Result<(), &'static str> {
    let fine = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    match text.len() <= 128
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && text.bytes().all(fine)
    {
        true => Ok(()),
        false => Err("the name of a stack: letters, digits and hyphens, a letter first"),
    }
}

fn is_address(text: &str) -> Result<(), &'static str> {
    text.to_socket_addrs().map(|_| ()).map_err(|_| "an address and port, such as 127.0.0.1:2222")
}

fn is_threads(text: &str) -> Result<(), &'static str> {
    match text.parse::<u16>() {
        Ok(1..=256) => Ok(()),
        _ => Err("a number from 1 to 256"),
    }
}

fn is_level(text: &str) -> Result<(), &'static str> {
    match text {
        "error" | "warn" | "info" | "debug" | "trace" => Ok(()),
        _ => Err("error, warn, info, debug or trace"),
    }
}

fn is_mail(text: &str) -> Result<(), &'static str> {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && !b"<>,;\"()".contains(&b))
    };
    match text.split_once('@') {
        Some((name, host)) if plain(name) && plain(host) => Ok(()),
        _ => Err("a plain address, such as name@example.org"),
    }
}
