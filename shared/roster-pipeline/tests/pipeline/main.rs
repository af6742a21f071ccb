//! The use cases over one machine's adapters.

mod attaching;
mod crashes;
mod doubling;
mod erasing;
mod exporting;
mod handing_over;
mod history;
mod identity;
mod lateness;
mod mapped;
mod nights;
mod privacy;
mod profile;
mod relocating;
mod sources;
mod sweeping;
mod verifying;
mod world;
