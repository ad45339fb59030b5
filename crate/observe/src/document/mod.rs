//! The document: a text cut once into blocks, records and fields, lazily, around
//! what the marker pass found. Knows where things stand, not what they mean.

pub(crate) mod breaks;
pub(crate) mod decode;
mod head;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod markers;
pub(crate) mod markup;
pub(crate) mod number;
mod paragraph;
pub(crate) mod row;
pub mod rows;
pub(crate) mod spelling;
pub(crate) mod table;
pub(crate) mod text;
mod turned;
pub(crate) mod unescape;
pub(crate) mod walk;
mod wiki;
