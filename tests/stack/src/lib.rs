//! The stack of `infra/`, deployed on MiniStack with the functions as they were built here.
//!
//! [`Deployment::start`] is all: it builds the functions, starts MiniStack on free ports of loopback, translates the SAM
//! template to CloudFormation, deploys it and hands back clients and names. What is dropped is stopped.
//! What MiniStack cannot do, and what is therefore different from AWS, is listed in [`template::CHANGES`].

mod bootstraps;
mod deployment;
mod ministack;
pub mod policy;
pub mod template;
mod tools;
pub mod yaml;

pub use bootstraps::{Bootstraps, FUNCTIONS, build_programs};
pub use deployment::{Deployment, ECHOED, STACK_NAME};
pub use ministack::MiniStack;
pub use tools::{Tools, missing, root};

/// What went wrong, in words.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
