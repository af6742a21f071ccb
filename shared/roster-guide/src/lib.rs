//! What a district gets: CSV templates to fill, and one page that says what every column means and how files are taken in.
//!
//! Nothing here is typed twice: columns come from the formats, own fields from the profile, findings from the rules, numbers
//! from the constants that are in force.
#![warn(clippy::disallowed_methods)]

mod causes;
mod columns;
mod escape;
mod fields;
mod findings;
mod groups;
mod guide;
mod guidelines;
mod html;
mod required;
mod templates;
mod values;

pub use groups::groups;
pub use guide::{Guide, guide};
pub use guidelines::Practice;
pub use html::page;
pub use templates::{File, TEMPLATES, mapping, templates};
