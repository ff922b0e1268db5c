//! What came from what: results below the pictures that they were made from, laid out from left to right.
//!
//! A result's parent is the one that its request names; where none is named, the result whose bytes its base picture
//! has, raw or protected: of several the newest that was there before the run began, never another of the same run
//! ([`super::ancestry`]). Without one, the base picture itself is a root. So what was made from a deleted result stays:
//! its children then hang from their picture.

use std::collections::HashMap;

use super::ancestry::{begun_millis, is_possible_parent};
use super::lineage::ResultRecord;
use super::request::BlobHash;

/// What a node stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// A picture that is no result here.
    Original {
        /// Its bytes.
        blob: BlobHash,
        /// The name of its file.
        name: String,
    },
    /// A result, by its name.
    Result(String),
}

/// One picture of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub version: Version,
    /// The node it was made from; `None` for a root.
    pub parent: Option<usize>,
    /// Steps from its root.
    pub column: usize,
    /// Rows from the top. A first child lies in its parent's row, every other child in a row of its own.
    pub row: usize,
    /// The row of its last child; its own without one.
    pub last_row: usize,
    /// Where it is among its siblings, from 1.
    pub position: usize,
    /// How many siblings there are, itself among them.
    pub siblings: usize,
}

impl Node {
    /// A name that no other node has.
    pub fn key(&self) -> &str {
        match &self.version {
            Version::Original { blob, .. } => &blob.0,
            Version::Result(id) => id,
        }
    }
}

/// All versions, in reading order: a node before its children, rows from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct VersionTree {
    /// The nodes.
    pub nodes: Vec<Node>,
}

/// Where the keyboard goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To what it was made from.
    Parent,
    /// To the first thing made from it.
    Child,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
}

impl VersionTree {
    /// The tree of these results, in any order. The root with the newest result comes first.
    pub fn of(records: &[&ResultRecord]) -> Self {
        let mut by_time: Vec<&ResultRecord> = records.to_vec();
        by_time.sort_by(|one, other| {
            one.finished_millis
                .total_cmp(&other.finished_millis)
                .then_with(|| one.job_id.cmp(&other.job_id))
                .then_with(|| one.index.cmp(&other.index))
                .then_with(|| one.id.cmp(&other.id))
        });
        let mut roots: Vec<(Version, Vec<usize>, f64)> = Vec::new();
        let mut root_of: HashMap<&BlobHash, usize> = HashMap::new();
        let mut makers_of: HashMap<&BlobHash, Vec<usize>> = HashMap::new();
        let mut place_of: HashMap<&str, usize> = HashMap::new();
        let mut top_of: Vec<usize> = Vec::new();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); by_time.len()];
        for (index, record) in by_time.iter().enumerate() {
            let base = record.request.pictures.first();
            let parent = match &record.request.parent {
                Some(parent) => place_of.get(parent.as_str()).copied(),
                None => base.and_then(|base| makers_of.get(&base.blob)).and_then(|makers| {
                    let mut newest_first = makers.iter().rev().copied();
                    newest_first.find(|maker| {
                        by_time.get(*maker).is_some_and(|maker| {
                            is_possible_parent(maker, &record.job_id, begun_millis(record))
                        })
                    })
                }),
            };
            let root = if let Some(parent) = parent {
                if let Some(siblings) = children.get_mut(parent) {
                    siblings.push(index);
                }
                top_of.get(parent).copied().unwrap_or_default()
            } else {
                let known = base.and_then(|base| root_of.get(&base.blob)).copied();
                let root = known.unwrap_or_else(|| {
                    let version = Version::Original {
                        blob: base.map_or_else(|| BlobHash(String::new()), |base| base.blob.clone()),
                        name: base.map_or_else(String::new, |base| base.name.clone()),
                    };
                    roots.push((version, Vec::new(), 0.0));
                    roots.len() - 1
                });
                if let Some(base) = base {
                    root_of.insert(&base.blob, root);
                }
                if let Some((_, siblings, _)) = roots.get_mut(root) {
                    siblings.push(index);
                }
                root
            };
            top_of.push(root);
            if let Some((_, _, newest)) = roots.get_mut(root) {
                *newest = record.finished_millis;
            }
            place_of.insert(&record.id, index);
            for hash in record.own_pictures() {
                makers_of.entry(hash).or_default().push(index);
            }
        }
        roots.sort_by(|one, other| other.2.total_cmp(&one.2));
        let mut tree = Self::default();
        let mut row = 0;
        let count = roots.len();
        for (place, (version, own, _)) in roots.into_iter().enumerate() {
            if !tree.nodes.is_empty() {
                row += 1;
            }
            let root = tree.push(version, None, 0, row, (place + 1, count));
            tree.hang(root, &own, &children, &by_time, &mut row);
        }
        tree
    }

    fn push(
        &mut self,
        version: Version,
        parent: Option<usize>,
        column: usize,
        row: usize,
        (position, siblings): (usize, usize),
    ) -> usize {
        self.nodes.push(Node { version, parent, column, row, last_row: row, position, siblings });
        if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
            parent.last_row = row;
        }
        self.nodes.len() - 1
    }

    /// Hangs results below a node; a chain may be thousands long, so without recursion.
    fn hang(
        &mut self,
        root: usize,
        own: &[usize],
        children: &[Vec<usize>],
        records: &[&ResultRecord],
        row: &mut usize,
    ) {
        // What is still to be placed: the parent, the result, its place among its siblings.
        let mut waiting: Vec<(usize, usize, (usize, usize))> = Vec::new();
        let wait = |waiting: &mut Vec<_>, parent: usize, own: &[usize]| {
            for (place, index) in own.iter().enumerate().rev() {
                waiting.push((parent, *index, (place + 1, own.len())));
            }
        };
        wait(&mut waiting, root, own);
        while let Some((parent, index, place)) = waiting.pop() {
            let Some(record) = records.get(index) else {
                continue;
            };
            if place.0 > 1 {
                *row += 1;
            }
            let column = self.nodes.get(parent).map_or(0, |parent| parent.column + 1);
            let node = self.push(Version::Result(record.id.clone()), Some(parent), column, *row, place);
            wait(&mut waiting, node, children.get(index).map_or(&[], Vec::as_slice));
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.nodes.last().map_or(0, |node| node.row + 1)
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.nodes.iter().map(|node| node.column + 1).max().unwrap_or(0)
    }

    /// The nodes of some rows and columns, by their places in [`Self::nodes`].
    pub fn within(&self, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) -> Vec<usize> {
        let first = self.nodes.partition_point(|node| node.row < rows.start);
        let nodes = self.nodes.iter().enumerate().skip(first);
        nodes
            .take_while(|(_, node)| node.row < rows.end)
            .filter(|(_, node)| columns.contains(&node.column))
            .map(|(index, _)| index)
            .collect()
    }

    /// The node with a key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.key() == key)
    }

    /// The node that is next in a direction; the same one at an end.
    pub fn next(&self, index: usize, direction: Direction) -> usize {
        let Some(node) = self.nodes.get(index) else {
            return 0;
        };
        let in_row = |row: usize| {
            let near = self.within(row..row + 1, 0..usize::MAX).into_iter();
            near.min_by_key(|near| {
                self.nodes.get(*near).map_or(usize::MAX, |one| one.column.abs_diff(node.column))
            })
        };
        let next = match direction {
            Direction::Parent => node.parent,
            Direction::Child => Some(index + 1)
                .filter(|next| self.nodes.get(*next).is_some_and(|next| next.parent == Some(index))),
            Direction::Up => node.row.checked_sub(1).and_then(in_row),
            Direction::Down => in_row(node.row + 1),
        };
        next.unwrap_or(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::lineage::tests::record;

    fn keys(tree: &VersionTree) -> Vec<(&str, usize, usize)> {
        tree.nodes.iter().map(|node| (node.key(), node.column, node.row)).collect()
    }

    #[test]
    fn lays_a_run_of_two_and_an_edit_of_the_second_out() {
        let (one, two, three) = (
            record("one", "photo", "a", 1.0),
            record("two", "photo", "b", 1.0),
            record("three", "b", "c", 2.0),
        );
        let tree = VersionTree::of(&[&three, &two, &one]);
        assert_eq!(keys(&tree), [("photo", 0, 0), ("one", 1, 0), ("two", 1, 1), ("three", 2, 1)]);
        assert_eq!((tree.rows(), tree.columns(), tree.nodes[0].last_row), (2, 3, 1));
        assert_eq!((tree.next(0, Direction::Child), tree.next(1, Direction::Down)), (1, 2));
        assert_eq!((tree.next(3, Direction::Parent), tree.next(3, Direction::Up)), (2, 1));
        assert_eq!(tree.next(3, Direction::Child), 3);
    }

    #[test]
    fn children_of_a_deleted_result_stay() {
        let (two, three) = (record("two", "a", "b", 2.0), record("three", "b", "c", 3.0));
        let tree = VersionTree::of(&[&two, &three]);
        assert_eq!(keys(&tree), [("a", 0, 0), ("two", 1, 0), ("three", 2, 0)]);
    }

    #[test]
    fn the_same_bytes_hang_from_what_was_there_before() {
        // The last edit gave the photo itself back, and the photo was edited again.
        let (one, two, three) = (
            record("one", "photo", "a", 1.0),
            record("two", "a", "photo", 2.0),
            record("three", "photo", "d", 3.0),
        );
        let tree = VersionTree::of(&[&one, &two, &three]);
        assert_eq!(keys(&tree), [("photo", 0, 0), ("one", 1, 0), ("two", 2, 0), ("three", 3, 0)]);
    }

    #[test]
    fn a_named_parent_counts_and_nothing_is_guessed() {
        // The first run changed nothing, so its result, the photo and the other variant have the same bytes.
        let one = record("one", "photo", "photo", 1.0);
        let other = record("other", "photo", "photo", 1.0);
        let mut child = record("child", "photo", "c", 3.0);
        child.job_id = "later".to_owned();
        child.request.parent = Some("other".to_owned());
        let mut orphan = record("orphan", "photo", "d", 4.0);
        orphan.job_id = "latest".to_owned();
        orphan.request.parent = Some("gone".to_owned());
        let tree = VersionTree::of(&[&one, &other, &child, &orphan]);
        let found = [("photo", 0, 0), ("one", 1, 0), ("other", 1, 1), ("child", 2, 1), ("orphan", 1, 2)];
        assert_eq!(keys(&tree), found);
    }

    #[test]
    fn results_of_one_run_are_never_made_from_each_other() {
        let names = ["a", "b", "c", "d"];
        let run = names.map(|name| ResultRecord { took_millis: 1.0, ..record(name, "photo", "photo", 2.0) });
        let tree = VersionTree::of(&run.each_ref());
        assert!(tree.nodes.iter().skip(1).all(|node| node.parent == Some(0)));
    }

    #[test]
    fn a_chain_of_thousands_does_no_harm() {
        let records: Vec<_> = (0..5000_u32)
            .map(|step| {
                record(&format!("r{step}"), &format!("b{step}"), &format!("b{}", step + 1), f64::from(step))
            })
            .collect();
        let tree = VersionTree::of(&records.iter().collect::<Vec<_>>());
        assert_eq!((tree.rows(), tree.columns(), tree.nodes.len()), (1, 5001, 5001));
        assert_eq!(tree.within(0..1, 100..110).len(), 10);
    }
}
