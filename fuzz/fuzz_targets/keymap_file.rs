//! Throws bytes at `sigap::fuzz::keymap_file`. Never anything else.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sigap_fuzz::scratch(|folder| sigap::fuzz::keymap_file(folder, bytes));
});
