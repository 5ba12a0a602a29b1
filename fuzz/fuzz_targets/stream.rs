//! Any bytes as a page or a stream.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tokenshare_fuzz::invariants::stream::check(bytes));
