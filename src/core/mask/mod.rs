//! The mask: a coverage plane over the base picture.
