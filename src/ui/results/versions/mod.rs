//! What came from what.

pub mod version_facts;
pub mod version_node;
pub mod version_tree;
