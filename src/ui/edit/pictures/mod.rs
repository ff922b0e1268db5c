//! The draft's pictures: what they are, their order, and the ways to add more.

pub mod picture_list;
pub mod reduce_offer;
pub mod thumbnails;
pub mod url_form;
