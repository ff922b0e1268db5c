//! What is sent: how much of the pictures, and the request itself.

pub mod full_detail;
pub mod request_text;
pub mod request_view;
