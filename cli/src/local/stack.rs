//! A stack deployed on AWS, worked on from here with the operator's own credentials.

use super::Local;
use crate::exit::Failure;
use crate::settings::Settings;

#[cfg(not(feature = "aws"))]
pub(super) async fn open(name: &str, _: &Settings) -> Result<Local, Failure> {
    Err(Failure::new(format_args!(
        "this rollcall was built without AWS and cannot work on the stack {name}; install it with `cargo install --path \
         cli --features aws`, or leave --stack out"
    )))
}
