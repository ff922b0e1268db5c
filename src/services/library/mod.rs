//! What is saved: records, files, results, exports.

pub mod archives;
pub mod blobs;
pub mod downloads;
pub mod protection;
pub mod protection_queue;
pub mod records;
pub mod result_actions;
pub mod texts;
