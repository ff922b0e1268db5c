//! The bucket behind uploads and results: names, media types and bytes, in memory.
//!
//! Bounded by count and by bytes: the oldest objects go first.

use std::collections::{HashMap, VecDeque};

use hyper::body::Bytes;

/// Most objects kept.
const MAX_OBJECTS: usize = 400;
/// Most bytes kept over all objects: 768 MiB.
const MAX_BYTES: usize = 768 * 1024 * 1024;

/// A place in the bucket.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// The `Content-Type` it was announced with, and is served with.
    pub(crate) media_type: String,
    /// The signature of the address to upload to, valid for repeated uploads; `None` = not uploadable.
    pub(crate) signature: Option<String>,
    /// What is there.
    pub(crate) content: Content,
}

/// What is at a place in the bucket.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// An upload was begun; its bytes have not come.
    Awaited,
    /// Bytes.
    Stored(Bytes),
    /// There were bytes, and they were deleted.
    Deleted,
}

impl Object {
    fn byte_count(&self) -> usize {
        match &self.content {
            Content::Stored(bytes) => bytes.len(),
            Content::Awaited | Content::Deleted => 0,
        }
    }
}

/// All objects, by name.
#[derive(Debug, Default)]
pub(crate) struct ObjectStore {
    objects: HashMap<String, Object>,
    /// Names, oldest first.
    order: VecDeque<String>,
    byte_count: usize,
}

impl ObjectStore {
    /// The object of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&Object> {
        self.objects.get(name)
    }

    /// Puts an object in place of whatever has its name, and drops the oldest ones over the limits.
    pub(crate) fn put(&mut self, name: &str, object: Object) {
        self.byte_count += object.byte_count();
        match self.objects.insert(name.to_owned(), object) {
            Some(previous) => self.byte_count -= previous.byte_count(),
            None => self.order.push_back(name.to_owned()),
        }
        while self.order.len() > MAX_OBJECTS || self.byte_count > MAX_BYTES {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            if let Some(dropped) = self.objects.remove(&oldest) {
                self.byte_count -= dropped.byte_count();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(content: Content) -> Object {
        Object { media_type: "image/png".to_owned(), signature: None, content }
    }

    fn stored(bytes: usize) -> Object {
        holding(Content::Stored(Bytes::from(vec![0; bytes])))
    }

    #[test]
    fn the_oldest_objects_are_dropped() {
        let mut store = ObjectStore::default();
        for index in 0..=MAX_OBJECTS {
            store.put(&index.to_string(), stored(1));
        }
        assert!(store.get("0").is_none());
        assert!(store.get("1").is_some());
        assert_eq!(store.byte_count, MAX_OBJECTS);
    }

    #[test]
    fn replaced_objects_are_counted_once() {
        let mut store = ObjectStore::default();
        store.put("a", stored(10));
        store.put("a", stored(3));
        store.put("a", holding(Content::Deleted));
        assert_eq!((store.byte_count, store.order.len()), (0, 1));
    }
}
