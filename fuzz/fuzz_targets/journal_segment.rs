//! Throws bytes at `sigap::fuzz::journal_segment`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::journal_segment(folder, bytes));
});
