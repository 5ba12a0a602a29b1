//! Any bytes as JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tokenshare_fuzz::invariants::json::check(bytes));
