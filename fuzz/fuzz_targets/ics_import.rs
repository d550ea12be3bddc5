//! Throws bytes at `sigap::fuzz::ics_import`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::ics_import(folder, bytes));
});
