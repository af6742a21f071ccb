//! roster-pipeline.
