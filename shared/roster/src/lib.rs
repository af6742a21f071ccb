//! roster.
