//! Walks over everything that can happen to a job: from a draft, every sample event in every state that is
//! ever reached, until nothing new is found; and checks the promises in each of them.

use std::collections::{BTreeSet, VecDeque};

use super::samples::{STARTED, effect_words, every_event, state_words};
use crate::core::job::{Effect, Event, JobState, PATIENCE_MILLIS, step};

/// A state and what led to it, as far as the promises ask for it.
#[derive(Clone)]
struct Node {
    state: JobState,
    /// Submits since the start or since the person's last word to run again.
    submits: u32,
    path: Vec<String>,
}

/// Counters without an upper bound are cut where the machine no longer tells their values apart.
fn cut(mut state: JobState) -> JobState {
    match &mut state {
        JobState::Waiting { polls, misses, .. } => {
            *polls = (*polls).min(3);
            *misses = (*misses).min(7);
        }
        JobState::Fetching { misses, .. } => *misses = (*misses).min(7),
        JobState::Downloading { attempt, .. } => *attempt = (*attempt).min(6),
        _ => {}
    }
    state
}

fn key(node: &Node) -> String {
    format!("{} {}", serde_json::to_string(&node.state).unwrap(), node.submits)
}

fn kind(state: &JobState) -> String {
    let value = serde_json::to_value(state).unwrap();
    let name = value.as_str().or_else(|| value.as_object()?.keys().next().map(String::as_str));
    name.unwrap().to_owned()
}

/// Does the effect belong to the state it came with?
fn belongs(effect: &Effect, state: &JobState) -> bool {
    matches!(
        (effect, state),
        (Effect::Fill, JobState::Filling { .. })
            | (Effect::Upload { .. }, JobState::Uploading { .. })
            | (Effect::Submit { .. }, JobState::Submitting { .. })
            | (Effect::LookUp { .. }, JobState::LookingUp { .. })
            | (Effect::Poll { .. }, JobState::Waiting { .. })
            | (Effect::Fetch { .. }, JobState::Fetching { .. })
            | (Effect::Download { .. }, JobState::Downloading { .. })
    )
}

/// The changes an ended job may undergo: the person's word, and the late answer of a submit.
fn may_change(before: &JobState, event: &Event) -> bool {
    match before {
        JobState::Left { resumable, .. } => match event {
            Event::Resume | Event::Cancelled(_) => *resumable,
            Event::Drop | Event::Submitted(_) | Event::Answered(_) => true,
            _ => false,
        },
        JobState::Unknown { .. } => matches!(
            event,
            Event::LookAgain | Event::RunAgain | Event::Drop | Event::Submitted(_) | Event::Answered(_)
        ),
        JobState::Finished { .. } | JobState::Failed { .. } => false,
        _ => true,
    }
}

fn check_promises(before: &Node, event: &Event, after: &Node, effects: &[Effect]) {
    let told = || {
        format!(
            "{} --{event:?}--> {} {:?}\nafter {}",
            state_words(&before.state),
            state_words(&after.state),
            effects.iter().map(effect_words).collect::<Vec<_>>(),
            before.path.join(", ")
        )
    };
    let has_changed = before.state != after.state;
    assert!(after.submits <= 1, "submitted twice: {}", told());
    assert!(effects.len() <= 1, "two effects at once: {}", told());
    assert!(
        effects.iter().all(|effect| belongs(effect, &after.state)),
        "an effect of another state: {}",
        told()
    );
    assert!(!has_changed || may_change(&before.state, event), "an ended job changed: {}", told());
    let is_cared_for = !effects.is_empty() || after.state.waits_for_person() || after.state.is_terminal();
    assert!(!has_changed || is_cared_for, "nothing under way: {}", told());
    // An event that left the state alone leaves alone what is under way, too; only a page that was reopened
    // has nothing under way.
    assert!(
        has_changed || effects.is_empty() || *event == Event::Restored,
        "a second effect beside the first: {}",
        told()
    );
    if *event == Event::Restored {
        assert_eq!(
            !effects.is_empty(),
            !before.state.is_terminal() && before.state != JobState::Draft,
            "not cared for on reopening: {}",
            told()
        );
        assert!(!matches!(effects, [Effect::Submit { .. }]), "submitted on reopening: {}", told());
    }
    if let Some(ticket) = before.state.ticket() {
        // Once known, the paid request is known for ever, but when the results are kept.
        let is_kept = after.state.ticket() == Some(ticket);
        assert!(
            is_kept || matches!(after.state, JobState::Finished { .. }),
            "a paid request was forgotten: {}",
            told()
        );
    }
}

fn explore(now_millis: f64) -> (usize, BTreeSet<String>) {
    let start = Node { state: JobState::Draft, submits: 0, path: Vec::new() };
    let mut seen = BTreeSet::from([key(&start)]);
    let mut kinds = BTreeSet::new();
    let mut queue = VecDeque::from([start]);
    let events = every_event();
    while let Some(node) = queue.pop_front() {
        kinds.insert(kind(&node.state));
        for event in &events {
            let (state, effects) = step(node.state.clone(), event.clone(), now_millis);
            let sent = effects.iter().filter(|effect| matches!(effect, Effect::Submit { .. })).count() as u32;
            let is_persons_word = *event == Event::RunAgain && matches!(node.state, JobState::Unknown { .. });
            let next = Node {
                state,
                submits: if is_persons_word { sent } else { node.submits + sent },
                path: [node.path.clone(), vec![format!("{event:?}")]].concat(),
            };
            check_promises(&node, event, &next, &effects);
            let next = Node { state: cut(next.state), ..next };
            if seen.insert(key(&next)) {
                queue.push_back(next);
            }
        }
        assert!(seen.len() < 200_000, "the walk does not end");
    }
    (seen.len(), kinds)
}

#[test]
fn every_promise_holds_wherever_a_job_can_get() {
    // Young jobs and such as have outlived the patience.
    for now_millis in [STARTED, STARTED + PATIENCE_MILLIS * 2.0] {
        let (count, kinds) = explore(now_millis);
        assert_eq!(kinds.len(), 12, "not every state was reached: {kinds:?}");
        assert!(count > 100, "only {count} states");
    }
}

proptest::proptest! {
    /// Whatever comes in whatever order at whatever time: the same promises, over long lives.
    #[test]
    fn every_promise_holds_over_long_lives(
        choices in proptest::collection::vec((0usize..1000, 0.0f64..2.0 * PATIENCE_MILLIS), 1..120),
    ) {
        let events = every_event();
        let mut node = Node { state: JobState::Draft, submits: 0, path: Vec::new() };
        for (choice, after_millis) in choices {
            let event = events[choice % events.len()].clone();
            let (state, effects) = step(node.state.clone(), event.clone(), STARTED + after_millis);
            let sent = effects.iter().filter(|effect| matches!(effect, Effect::Submit { .. })).count() as u32;
            let submits = if event == Event::RunAgain { sent } else { node.submits + sent };
            let next = Node { state, submits, path: Vec::new() };
            check_promises(&node, &event, &next, &effects);
            node = next;
        }
    }
}
