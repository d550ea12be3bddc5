//! Throws bytes at `sigap::fuzz::csv_import`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::csv_import(folder, bytes));
});
