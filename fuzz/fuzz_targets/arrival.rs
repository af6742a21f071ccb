//! Any text as a message in the queue of arrivals, and as the key of an object that landed.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = rollcall_receive::read(text);
    let _ = rollcall_receive::place(text);
});
