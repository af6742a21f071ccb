//! Any bytes as what `mapping` of `rollcall_tests::hostile` reads.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rollcall_tests::hostile::mapping(bytes));
