//! `sigap import`: customers, contacts and tickets out of files that other programs wrote. Never
//! drops a row or a value without saying so.

pub mod customers;
pub mod dates;
pub mod heading;
pub mod row;
pub mod rows;
pub mod text;
pub mod words;
