//! Throws bytes at `sigap::fuzz::lookup_cache`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::lookup_cache(folder, bytes));
});
