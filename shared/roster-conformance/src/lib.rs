//! roster-conformance.
