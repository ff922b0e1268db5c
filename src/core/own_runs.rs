//! What a person's own runs cost and took: it corrects what is expected of the next one.

use super::estimate::{Estimate, Priced, Span};
use super::job::{JobRecord, JobState};
use super::model::Offer;
use super::price::MicroDollars;
use super::request::{EditRequest, EditSettings};

/// Most runs that are looked at, the latest.
const LATEST: usize = 20;
/// Runs that it takes before their times say more than the model's.
const RUNS_FOR_TIME: usize = 2;

/// What earlier runs of a model show.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct OwnRuns {
    /// The most that a picture with these settings was billed; `None` when none was.
    pub most_each: Option<MicroDollars>,
    /// The bill as a share of what was expected, in thousandths, where it was more: at least 1000.
    pub bill_permille: u64,
    /// Least and most seconds that a run of the model took; `None` while there are too few.
    pub seconds: Option<Span<u32>>,
}

impl OwnRuns {
    /// Of all jobs, in any order.
    pub fn of<'a>(jobs: impl Iterator<Item = &'a JobRecord>, offer: &Offer, sent: &EditSettings) -> Self {
        let is_of_model = |job: &&JobRecord| std::ptr::eq(job.request.offer(), offer);
        let mut runs: Vec<(&JobRecord, Finished)> =
            jobs.filter(is_of_model).filter_map(|job| Some((job, Finished::of(job)?))).collect();
        runs.sort_by(|(_, one), (_, other)| other.ended_millis.total_cmp(&one.ended_millis));
        runs.truncate(LATEST);
        let mut own = Self { bill_permille: 1000, ..Self::default() };
        let mut took: Vec<u32> = Vec::new();
        for (job, run) in runs {
            took.push(run.seconds);
            let Some(each) = run.billed_each else { continue };
            let settings = job.request.sent_settings();
            if settings.size == sent.size && settings.quality == sent.quality {
                own.most_each = own.most_each.max(Some(each));
            }
            if let Some(expected) = expected_each(&job.request) {
                let permille = each.0.saturating_mul(1000).div_ceil(expected.0.max(1));
                own.bill_permille = own.bill_permille.max(permille);
            }
        }
        if took.len() >= RUNS_FOR_TIME {
            let least = took.iter().copied().min().unwrap_or_default();
            let most = took.iter().copied().max().unwrap_or_default();
            own.seconds = Some(Span { least, most });
        }
        own
    }

    /// The estimate, corrected: never below what a picture like it was billed.
    pub fn correct(&self, estimate: Estimate) -> Estimate {
        let Estimate::Priced(priced) = estimate else { return estimate };
        let dearer = |amount: MicroDollars| {
            MicroDollars(amount.0.saturating_mul(self.bill_permille.max(1000)).div_ceil(1000))
        };
        let each = Span { least: priced.each.least, most: dearer(priced.each.most) };
        let each = if priced.each.is_open() { each } else { Span { least: each.most, ..each } };
        Estimate::Priced(Priced { each, ..priced })
    }

    /// What a run is likely to cost whose price is a range: what one like it was billed.
    pub fn likely(&self, priced: &Priced) -> Option<MicroDollars> {
        let each = self.most_each.filter(|_| priced.each.is_open())?;
        Some(each.max(priced.each.least).min(priced.each.most).times(priced.count))
    }
}

/// What is expected of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// What it costs.
    pub estimate: Estimate,
    /// What a run like it was billed, where its price is a range.
    pub likely: Option<MicroDollars>,
    /// Least and most seconds; `None` when nobody knows.
    pub seconds: Option<Span<u32>>,
    /// The times are those of the person's own runs.
    pub is_own_time: bool,
}

/// What one picture of a request was expected to cost at most.
fn expected_each(request: &EditRequest) -> Option<MicroDollars> {
    Estimate::of_request(request).most_each()
}

/// A run that has ended well.
struct Finished {
    ended_millis: f64,
    seconds: u32,
    billed_each: Option<MicroDollars>,
}

impl Finished {
    fn of(job: &JobRecord) -> Option<Self> {
        let JobState::Finished { started_millis, finished_millis, result_ids, cost, .. } = &job.state else {
            return None;
        };
        let count = result_ids.len().max(1) as u64;
        Some(Self {
            ended_millis: *finished_millis,
            seconds: ((finished_millis - started_millis) / 1000.0).round().clamp(0.0, 1e6) as u32,
            billed_each: cost.map(|total| MicroDollars(total.0.div_ceil(count))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::lineage::tests::record;
    use crate::core::model::{EngineId, FrameSize, Quality};

    fn job(settings: EditSettings, cost: Option<u64>, took_seconds: f64) -> JobRecord {
        let request = EditRequest { engine: EngineId::OpenAi, settings, ..record("", "", "", 0.0).request };
        let state = JobState::Finished {
            started_millis: 0.0,
            finished_millis: took_seconds * 1000.0,
            result_ids: vec!["a".to_owned()],
            cost: cost.map(MicroDollars),
            logs: Vec::new(),
            ticket: None,
        };
        JobRecord::new("a".to_owned(), request, String::new(), 0.0, state)
    }

    #[test]
    fn a_dearer_bill_raises_what_is_expected_and_a_cheaper_one_does_not_lower_it() {
        let offer = EngineId::OpenAi.offer("");
        let settings = EditSettings {
            size: FrameSize::Square,
            quality: Quality::Low,
            ..EditSettings::default_for(offer)
        };
        let expected = Estimate::of_request(&job(settings, None, 1.0).request);
        let most = expected.most().unwrap();
        for (billed, after) in [(most.0 / 2, most.0), (most.0, most.0), (most.0 * 2, most.0 * 2)] {
            let jobs = [job(settings, Some(billed), 1.0)];
            let own = OwnRuns::of(jobs.iter(), offer, &settings);
            assert_eq!(own.correct(expected).most(), Some(MicroDollars(after)));
        }
    }

    #[test]
    fn a_range_is_narrowed_by_what_was_billed_for_the_same() {
        let offer = EngineId::OpenAi.offer("");
        let open = EditSettings { size: FrameSize::Auto, ..EditSettings::default_for(offer) };
        let jobs = [job(open, Some(60_000), 20.0), job(open, Some(50_000), 40.0)];
        let own = OwnRuns::of(jobs.iter(), offer, &open);
        let Estimate::Priced(priced) = Estimate::of_request(&jobs[0].request) else { panic!("no price") };
        assert_eq!(own.likely(&priced), Some(MicroDollars(60_000)));
        assert_eq!(own.correct(Estimate::Priced(priced)).most(), Some(priced.total().most));
        assert_eq!(own.seconds, Some(Span { least: 20, most: 40 }));
        let other = EditSettings { quality: Quality::High, ..open };
        assert_eq!(OwnRuns::of(jobs.iter(), offer, &other).likely(&priced), None);
        assert_eq!(
            OwnRuns::of(jobs.iter(), EngineId::Fal.offer(""), &open),
            OwnRuns { bill_permille: 1000, ..OwnRuns::default() }
        );
    }
}
