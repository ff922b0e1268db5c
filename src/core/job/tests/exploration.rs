//! Walks over everything that can happen to a job: from a draft, every sample event in every state that is
//! ever reached, until nothing new is found; and checks the promises in each of them.

use std::collections::{BTreeSet, VecDeque};

use super::samples::{STARTED, every_event, state_words, step_words};
use crate::core::job::{Effect, Event, JobState, Left, PATIENCE_MILLIS, step};

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
        JobState::Waiting(waiting) => {
            waiting.polls = waiting.polls.min(3);
            waiting.misses = waiting.misses.min(7);
        }
        JobState::Fetching(fetching) => fetching.misses = fetching.misses.min(7),
        JobState::Downloading(downloading) => downloading.attempt = downloading.attempt.min(6),
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
    use crate::core::job::{LocalEffect as Local, RemoteEffect as Remote};
    matches!(
        (effect, state),
        (Effect::Local(Local::Fill), JobState::Filling { .. })
            | (Effect::Local(Local::Upload { .. }), JobState::Uploading { .. })
            | (Effect::Remote(Remote::Submit { .. }), JobState::Submitting(_))
            | (Effect::Remote(Remote::LookUp { .. }), JobState::LookingUp(_))
            | (Effect::Remote(Remote::Poll { .. }), JobState::Waiting(_))
            | (Effect::Remote(Remote::Fetch { .. }), JobState::Fetching(_))
            | (Effect::Local(Local::Download { .. }), JobState::Downloading(_))
    )
}

/// The changes an ended job may undergo: the person's word, and the late answer of a submit.
fn may_change(before: &JobState, event: &Event) -> bool {
    match before {
        JobState::Left(Left { resumable, .. }) => match event {
            Event::Resume | Event::Cancelled(_) => *resumable,
            Event::Drop | Event::Submitted(_) | Event::Answered(_) => true,
            _ => false,
        },
        JobState::Unknown(_) => matches!(
            event,
            Event::LookAgain | Event::RunAgain | Event::Drop | Event::Submitted(_) | Event::Answered(_)
        ),
        // It had been accepted: asking again costs nothing.
        JobState::Failed { ticket: Some(_), .. } => *event == Event::Resume,
        JobState::Finished { .. } | JobState::Failed { .. } => false,
        _ => true,
    }
}

fn check_promises(before: &Node, event: &Event, after: &Node, effect: Option<&Effect>) {
    let case = || {
        format!(
            "{} --{event:?}--> {}\nafter {}",
            state_words(&before.state),
            step_words(&(after.state.clone(), effect.cloned())),
            before.path.join(", ")
        )
    };
    let has_changed = before.state != after.state;
    assert!(after.submits <= 1, "submitted twice: {}", case());
    assert!(
        effect.is_none_or(|effect| belongs(effect, &after.state)),
        "an effect of another state: {}",
        case()
    );
    assert!(!has_changed || may_change(&before.state, event), "an ended job changed: {}", case());
    let is_cared_for = effect.is_some() || after.state.waits_for_person() || after.state.is_terminal();
    assert!(!has_changed || is_cared_for, "nothing under way: {}", case());
    // An event that left the state alone leaves alone what is under way, too; only a page that was reopened
    // has nothing under way.
    assert!(
        has_changed || effect.is_none() || *event == Event::Restored,
        "a second effect beside the first: {}",
        case()
    );
    if *event == Event::Restored {
        assert_eq!(
            effect.is_some(),
            !before.state.is_terminal() && before.state != JobState::Draft,
            "not cared for on reopening: {}",
            case()
        );
        assert!(!effect.is_some_and(Effect::is_submit), "submitted on reopening: {}", case());
    }
    if let Some(ticket) = before.state.ticket() {
        // Once known, the paid request is known for ever, but when the results are kept.
        let is_kept = after.state.ticket() == Some(ticket);
        assert!(
            is_kept || matches!(after.state, JobState::Finished { .. }),
            "a paid request was forgotten: {}",
            case()
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
            let (state, effect) = step(node.state.clone(), event.clone(), now_millis);
            let sent = u32::from(effect.as_ref().is_some_and(Effect::is_submit));
            let is_persons_word = *event == Event::RunAgain && matches!(node.state, JobState::Unknown(_));
            let next = Node {
                state,
                submits: if is_persons_word { sent } else { node.submits + sent },
                path: [node.path.clone(), vec![format!("{event:?}")]].concat(),
            };
            check_promises(&node, event, &next, effect.as_ref());
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
            let (state, effect) = step(node.state.clone(), event.clone(), STARTED + after_millis);
            let sent = u32::from(effect.as_ref().is_some_and(Effect::is_submit));
            let submits = if event == Event::RunAgain { sent } else { node.submits + sent };
            let next = Node { state, submits, path: Vec::new() };
            check_promises(&node, &event, &next, effect.as_ref());
            node = next;
        }
    }
}
