//! The desk itself: one process that owns the store and answers everybody. Never draws.
