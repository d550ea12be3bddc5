//! `sigap import`: customers, contacts and tickets out of files that other programs wrote. Never
//! drops a row or a value without saying so.

pub mod card;
pub mod cards;
pub mod cell;
pub mod contact;
pub mod contacts;
pub mod customer;
pub mod customers;
pub mod dates;
pub mod draft;
pub mod heading;
pub mod orders;
pub mod row;
pub mod rows;
pub mod sniff;
pub mod source;
pub mod text;
pub mod trouble;
pub mod window;
pub mod words;
