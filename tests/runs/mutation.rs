//! Guards taken away, each by a twin that breaks what the guard stands on: the simulation must find each of them.

use pentimento::core::job::{JobRecord, JobState};
use pentimento::runs::Expected;

/// What of the twins is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutation {
    None,
    /// The store writes over whatever there is: no compare-and-set.
    NothingIsCompared,
    /// A submit that waited is not stored once more before it goes out.
    LateSubmitsAreNotCompared,
    /// No write is sure to survive a power cut.
    NothingIsSure,
    /// Where there are no locks, each tab believes to have them, and nothing is compared.
    NeitherLocksNorComparison,
    /// A write that fails is taken for made.
    FailuresAreTakenForSuccess,
    /// An answer that came late is not stored as a job of its own.
    LateAnswersAreDropped,
    /// A submit follows a redirect with its body.
    SubmitsFollowRedirects,
    /// Every failed answer to a submit is taken for a clear refusal.
    DoubtIsTakenForRefusal,
    /// A gateway's 404, 410, 422 is taken for the provider's word on the request.
    GatewaysSpeakForTheProvider,
}

impl Mutation {
    pub(crate) const ALL: [Self; 9] = [
        Self::NothingIsCompared,
        Self::LateSubmitsAreNotCompared,
        Self::NothingIsSure,
        Self::NeitherLocksNorComparison,
        Self::FailuresAreTakenForSuccess,
        Self::LateAnswersAreDropped,
        Self::SubmitsFollowRedirects,
        Self::DoubtIsTakenForRefusal,
        Self::GatewaysSpeakForTheProvider,
    ];

    /// Worlds within which it is found that the guard is missing.
    pub(crate) fn is_found_within(self) -> u64 {
        match self {
            Self::LateSubmitsAreNotCompared => 8000,
            _ => 2000,
        }
    }

    pub(crate) fn skips_comparison(self, record: &JobRecord, expected: Expected<'_>) -> bool {
        let is_submitting = |record: &JobRecord| matches!(record.state, JobState::Submitting(_));
        let is_late = is_submitting(record)
            && matches!(expected, Expected::Record(expected) if is_submitting(expected));
        match self {
            Self::NothingIsCompared | Self::NeitherLocksNorComparison => true,
            Self::LateSubmitsAreNotCompared => is_late,
            _ => false,
        }
    }
}
