//! roster-local.
