//! Guards taken away, each by a twin that breaks what the guard stands on: the simulation must find each of them.

/// What of the twins is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutation {
    None,
    /// The store writes over whatever there is: no compare-and-set.
    NothingIsCompared,
    /// No write is sure to survive a power cut.
    NothingIsSure,
    /// Where there are no locks, each tab believes to have them, and nothing is compared.
    NeitherLocksNorComparison,
    /// A write that fails is taken for made.
    FailuresAreTakenForSuccess,
    /// A submit follows a redirect with its body.
    SubmitsFollowRedirects,
    /// Every failed answer to a submit is taken for a clear refusal.
    DoubtIsTakenForRefusal,
    /// A gateway's 404, 410, 422 is taken for the provider's word on the request.
    GatewaysSpeakForTheProvider,
}

impl Mutation {
    pub(crate) const ALL: [Self; 7] = [
        Self::NothingIsCompared,
        Self::NothingIsSure,
        Self::NeitherLocksNorComparison,
        Self::FailuresAreTakenForSuccess,
        Self::SubmitsFollowRedirects,
        Self::DoubtIsTakenForRefusal,
        Self::GatewaysSpeakForTheProvider,
    ];

    pub(crate) fn skips_comparison(self) -> bool {
        matches!(self, Self::NothingIsCompared | Self::NeitherLocksNorComparison)
    }
}
