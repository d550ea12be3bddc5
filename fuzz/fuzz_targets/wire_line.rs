//! Throws bytes at `sigap::fuzz::wire_line`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::wire_line(folder, bytes));
});
