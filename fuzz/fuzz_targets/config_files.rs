//! Throws bytes at `sigap::fuzz::config_files`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::config_files(folder, bytes));
});
