//! Minimum cut of a graph with two terminals.
//!
//! Source: Boykov & Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms for Energy
//! Minimization in Vision", 2004: two search trees that are repaired after each augmentation. Whole numbers
//! throughout, so that it ends and gives the same cut everywhere.

use std::collections::VecDeque;

use super::cells::Cells;

const NONE: u32 = u32::MAX;
const TERMINAL: u32 = u32::MAX - 1;
const ORPHAN: u32 = u32::MAX - 2;

/// One direction of an edge; its sister has the same index but for the lowest bit.
#[derive(Clone, Copy, Default)]
struct Arc {
    head: u32,
    next: u32,
    capacity: i32,
}

#[derive(Clone, Copy, Default)]
struct Node {
    first: u32,
    /// The arc to the parent in its tree, or one of the constants.
    parent: u32,
    /// What is left of the edge to a terminal: positive from the source, negative to the sink.
    terminal: i32,
    /// When its distance was last known to be right.
    stamp: u32,
    distance: u32,
    in_sink_tree: bool,
    is_active: bool,
}

/// A graph whose nodes end on the side of the source or of the sink.
pub(super) struct Graph {
    nodes: Vec<Node>,
    arcs: Vec<Arc>,
    active: VecDeque<u32>,
    orphans: VecDeque<u32>,
    time: u32,
}

impl Graph {
    pub(super) fn new(nodes: usize, edges: usize) -> Self {
        Self {
            nodes: vec![Node { first: NONE, parent: NONE, ..Node::default() }; nodes],
            arcs: Vec::with_capacity(edges * 2),
            active: VecDeque::new(),
            orphans: VecDeque::new(),
            time: 0,
        }
    }

    /// What it costs to cut the node off from the source (positive) or from the sink (negative).
    pub(super) fn set_terminal(&mut self, node: usize, capacity: i32) {
        self.nodes.change(node, |node| node.terminal = capacity);
    }

    /// What it costs to part the two nodes, in either direction.
    pub(super) fn join(&mut self, one: usize, other: usize, capacity: i32) {
        let index = self.arcs.len() as u32;
        for (at, (from, to)) in [(one, other), (other, one)].into_iter().enumerate() {
            self.arcs.push(Arc { head: to as u32, next: self.nodes.at(from).first, capacity });
            self.nodes.change(from, |node| node.first = index + at as u32);
        }
    }

    /// Cuts, and gives for each node whether it is on the side of the source.
    pub(super) fn cut(mut self) -> Vec<bool> {
        for index in 0..self.nodes.len() {
            let node = self.nodes.at(index);
            if node.terminal != 0 {
                self.nodes.put(
                    index,
                    Node { parent: TERMINAL, distance: 1, in_sink_tree: node.terminal < 0, ..node },
                );
                self.activate(index as u32);
            }
        }
        let mut current = None;
        while let Some(index) = current.take().or_else(|| self.next_active()) {
            if let Some(meeting) = self.grow(index) {
                self.time += 1;
                self.augment(meeting);
                while let Some(orphan) = self.orphans.pop_front() {
                    self.adopt(orphan);
                }
                if self.nodes.at(index as usize).parent != NONE {
                    current = Some(index);
                }
            }
        }
        self.nodes.iter().map(|node| node.parent != NONE && !node.in_sink_tree).collect()
    }

    fn activate(&mut self, index: u32) {
        let node = self.nodes.at(index as usize);
        if !node.is_active {
            self.nodes.change(index as usize, |node| node.is_active = true);
            self.active.push_back(index);
        }
    }

    fn next_active(&mut self) -> Option<u32> {
        while let Some(index) = self.active.pop_front() {
            self.nodes.change(index as usize, |node| node.is_active = false);
            if self.nodes.at(index as usize).parent != NONE {
                return Some(index);
            }
        }
        None
    }

    /// Grows a tree from a node; gives the arc from the source's tree to the sink's, when they meet.
    fn grow(&mut self, index: u32) -> Option<u32> {
        let node = self.nodes.at(index as usize);
        let mut at = node.first;
        while at != NONE {
            let arc = self.arcs.at(at as usize);
            let left =
                if node.in_sink_tree { self.arcs.at((at ^ 1) as usize).capacity } else { arc.capacity };
            if left > 0 {
                let other = self.nodes.at(arc.head as usize);
                if other.parent == NONE {
                    self.nodes.put(
                        arc.head as usize,
                        Node {
                            in_sink_tree: node.in_sink_tree,
                            parent: at ^ 1,
                            stamp: node.stamp,
                            distance: node.distance + 1,
                            ..other
                        },
                    );
                    self.activate(arc.head);
                } else if other.in_sink_tree != node.in_sink_tree {
                    return Some(if node.in_sink_tree { at ^ 1 } else { at });
                } else if other.stamp <= node.stamp && other.distance > node.distance {
                    self.nodes.change(arc.head as usize, |other| {
                        other.parent = at ^ 1;
                        other.stamp = node.stamp;
                        other.distance = node.distance + 1;
                    });
                }
            }
            at = arc.next;
        }
        None
    }

    /// The arc from a node to its parent and the one back, in the direction of the flow.
    fn flow_arc(parent_arc: u32, in_sink_tree: bool) -> u32 {
        if in_sink_tree { parent_arc } else { parent_arc ^ 1 }
    }

    fn augment(&mut self, meeting: u32) {
        let ends =
            [(self.arcs.at((meeting ^ 1) as usize).head, false), (self.arcs.at(meeting as usize).head, true)];
        let mut least = self.arcs.at(meeting as usize).capacity;
        for (mut at, in_sink) in ends {
            loop {
                let node = self.nodes.at(at as usize);
                if node.parent == TERMINAL {
                    least = least.min(node.terminal.abs());
                    break;
                }
                let arc = Self::flow_arc(node.parent, in_sink);
                least = least.min(self.arcs.at(arc as usize).capacity);
                at = self.arcs.at(node.parent as usize).head;
            }
        }
        self.push(meeting, least);
        for (mut at, in_sink) in ends {
            loop {
                let node = self.nodes.at(at as usize);
                if node.parent == TERMINAL {
                    let left = node.terminal - if in_sink { -least } else { least };
                    self.nodes.change(at as usize, |node| node.terminal = left);
                    if left == 0 {
                        self.orphan_first(at);
                    }
                    break;
                }
                let arc = Self::flow_arc(node.parent, in_sink);
                let next = self.arcs.at(node.parent as usize).head;
                self.push(arc, least);
                if self.arcs.at(arc as usize).capacity == 0 {
                    self.orphan_first(at);
                }
                at = next;
            }
        }
    }

    fn push(&mut self, arc: u32, amount: i32) {
        self.arcs.change(arc as usize, |arc| arc.capacity -= amount);
        self.arcs.change((arc ^ 1) as usize, |arc| arc.capacity += amount);
    }

    fn orphan_first(&mut self, index: u32) {
        self.nodes.change(index as usize, |node| node.parent = ORPHAN);
        self.orphans.push_front(index);
    }

    /// Distance to the terminal, if the node's way leads to one.
    fn rooted_distance(&mut self, start: u32) -> Option<u32> {
        let mut at = start;
        let mut steps = 0;
        let root = loop {
            let node = self.nodes.at(at as usize);
            if node.stamp == self.time {
                break node.distance;
            }
            steps += 1;
            match node.parent {
                TERMINAL => {
                    let time = self.time;
                    self.nodes.change(at as usize, |node| {
                        node.stamp = time;
                        node.distance = 1;
                    });
                    steps -= 1;
                    break 1;
                }
                ORPHAN | NONE => return None,
                arc => at = self.arcs.at(arc as usize).head,
            }
        };
        let (total, time) = (root + steps, self.time);
        let (mut at, mut distance) = (start, total);
        while self.nodes.at(at as usize).stamp != time {
            let parent = self.nodes.at(at as usize).parent;
            self.nodes.change(at as usize, |node| {
                node.stamp = time;
                node.distance = distance;
            });
            distance -= 1;
            at = self.arcs.at(parent as usize).head;
        }
        Some(total)
    }

    fn adopt(&mut self, index: u32) {
        let node = self.nodes.at(index as usize);
        let mut best = (u32::MAX, NONE);
        let mut at = node.first;
        while at != NONE {
            let arc = self.arcs.at(at as usize);
            let other = self.nodes.at(arc.head as usize);
            let left =
                if node.in_sink_tree { arc.capacity } else { self.arcs.at((at ^ 1) as usize).capacity };
            if left > 0
                && other.parent != NONE
                && other.in_sink_tree == node.in_sink_tree
                && let Some(distance) = self.rooted_distance(arc.head)
                && distance < best.0
            {
                best = (distance, at);
            }
            at = arc.next;
        }
        if best.1 != NONE {
            let time = self.time;
            self.nodes.change(index as usize, |node| {
                node.parent = best.1;
                node.stamp = time;
                node.distance = best.0 + 1;
            });
            return;
        }
        self.nodes.change(index as usize, |node| node.parent = NONE);
        let mut at = node.first;
        while at != NONE {
            let arc = self.arcs.at(at as usize);
            let other = self.nodes.at(arc.head as usize);
            if other.parent != NONE && other.in_sink_tree == node.in_sink_tree {
                let left =
                    if node.in_sink_tree { arc.capacity } else { self.arcs.at((at ^ 1) as usize).capacity };
                if left > 0 {
                    self.activate(arc.head);
                }
                let has_this_parent =
                    other.parent < ORPHAN && self.arcs.at(other.parent as usize).head == index;
                if has_this_parent {
                    self.nodes.change(arc.head as usize, |other| other.parent = ORPHAN);
                    self.orphans.push_back(arc.head);
                }
            }
            at = arc.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_cut_is_cheaper() {
        const NODES: usize = 8;
        let mut noise = 5_u32;
        let mut random = |below: u32| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 8) % below
        };
        for _ in 0..200 {
            let terminals: Vec<i32> = (0..NODES).map(|_| random(41) as i32 - 20).collect();
            let edges: Vec<(usize, usize, i32)> = (0..14)
                .map(|_| (random(8) as usize, random(8) as usize, random(15) as i32))
                .filter(|(one, other, _)| one != other)
                .collect();
            let cost = |is_source: &dyn Fn(usize) -> bool| -> i32 {
                let ends = terminals.iter().enumerate();
                let ends = ends.map(|(node, &t)| if is_source(node) { (-t).max(0) } else { t.max(0) });
                let parted = edges.iter().filter(|(one, other, _)| is_source(*one) != is_source(*other));
                ends.sum::<i32>() + parted.map(|(_, _, capacity)| capacity).sum::<i32>()
            };
            let mut graph = Graph::new(NODES, edges.len());
            terminals.iter().enumerate().for_each(|(node, &t)| graph.set_terminal(node, t));
            for &(one, other, capacity) in &edges {
                graph.join(one, other, capacity);
            }
            let cut = graph.cut();
            let least = (0..1_u32 << NODES).map(|sides| cost(&|node| sides >> node & 1 == 1)).min();
            assert_eq!(Some(cost(&|node| cut[node])), least);
        }
    }
}
