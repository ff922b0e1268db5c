//! Every fault of the network at every call of every provider, met by the real job machine and the real
//! protocols over a provider in memory. Prints a table and, as its last line, a JSON object.
//!
//! Time is virtual: waits are added up, not waited for.

mod world;

use std::collections::BTreeMap;
use std::future::Future;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use pentimento::api::files::UploadError;
use pentimento::api::{Account, Client, Error, InputFile, InputFiles, Options};
use pentimento::core::geometry::Size;
use pentimento::core::job::{
    Call, Effect, Event, JOB_RECORD_VERSION, JobRecord, JobState, LocalEffect, Outcome, RemoteInputs,
    RemotePicture, step,
};
use pentimento::core::model::EngineId;
use pentimento::core::request::{BlobHash, EditRequest, EditSettings, PictureRef};
use pentimento::core::secret::ApiKey;

use crate::world::{At, Fault, NoMemory, World};

/// Steps after which a job counts as running for ever.
const MAX_STEPS: usize = 20_000;

/// Runs a future whose parts are all ready.
fn ready<F: Future>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// A job to its end, or to where it waits for the person.
fn run(world: &World) -> Option<JobRecord> {
    let engine = world.engine;
    let capabilities = engine.capabilities();
    let account = Account {
        engine,
        api_address: capabilities.api_address.to_owned(),
        storage_address: capabilities.storage_address.to_owned(),
        proxy_address: None,
        key: ApiKey::new("sesame").ok(),
        options: Options::default(),
    };
    let client = Client::new(world, account);
    let files = InputFiles {
        pictures: vec![InputFile {
            name: "picture.png".to_owned(),
            media_type: "image/png".to_owned(),
            // Too large to go inside the request.
            bytes: vec![1; 100_000],
            hash: BlobHash::of(&[1]),
        }],
        mask: None,
    };
    let mut record = JobRecord {
        version: JOB_RECORD_VERSION,
        id: "tag-1".to_owned(),
        request: EditRequest {
            engine,
            prompt: "make it blue".to_owned(),
            pictures: vec![PictureRef {
                blob: BlobHash::of(b"a"),
                name: "a.png".to_owned(),
                media_type: "image/png".to_owned(),
                size: Size::new(64, 48),
            }],
            mask: None,
            settings: EditSettings::default_for(capabilities),
            region: None,
        },
        api_address: capabilities.api_address.to_owned(),
        created_millis: 0.0,
        state: JobState::Draft,
        deleted_at_provider: false,
    };
    let mut now_millis = 0.0;
    let mut event = Event::Run { is_remote: true };
    for _ in 0..MAX_STEPS {
        let (state, effect) = step(record.state.clone(), event, now_millis);
        record.state = state;
        let Some(effect) = effect else {
            return Some(record);
        };
        now_millis += f64::from(effect.after_millis());
        event = ready(perform(&client, &record, &effect, &files))?;
    }
    None
}

async fn perform(
    client: &Client<'_, World>,
    record: &JobRecord,
    effect: &Effect,
    files: &InputFiles,
) -> Event {
    let failed = |call, error: Error| Event::CallFailed(error.to_call_failure(call));
    match effect {
        Effect::Local(LocalEffect::Upload { .. }) if record.request.engine.capabilities().attaches_files => {
            Event::Uploaded(RemoteInputs::default())
        }
        Effect::Local(LocalEffect::Upload { .. }) => {
            let prepare = |index: usize| {
                let file = files.pictures.get(index).cloned();
                std::future::ready(file.ok_or_else(|| "no such file".to_owned()))
            };
            match client.upload_all(&[1], prepare, &NoMemory, &|_| ()).await {
                Ok(picture_urls) => Event::Uploaded(RemoteInputs { picture_urls, mask_url: None }),
                Err(UploadError::Api(error)) => failed(Call::Upload, error),
                Err(UploadError::Prepare(_)) => Event::Drop,
            }
        }
        Effect::Local(LocalEffect::Download { outcome, is_last, .. }) => {
            match download(client, outcome, *is_last).await {
                Ok(result_ids) => Event::Downloaded { result_ids },
                Err(error) => failed(Call::Download, error),
            }
        }
        Effect::Local(LocalEffect::Fill) => Event::Drop,
        Effect::Remote(effect) => client.perform(record, effect, files, &mut |_| ()).await,
    }
}

/// Names of what was kept: bytes, or a link once the last attempt has failed.
async fn download(
    client: &Client<'_, World>,
    outcome: &Outcome,
    is_last: bool,
) -> Result<Vec<String>, Error> {
    let mut kept = Vec::new();
    for picture in &outcome.pictures {
        let (RemotePicture::Url(address) | RemotePicture::Data(address)) = picture;
        match client.download(address).await {
            Ok(_) => kept.push("bytes".to_owned()),
            Err(_) if is_last => kept.push("link".to_owned()),
            Err(error) => return Err(error),
        }
    }
    Ok(kept)
}

/// The end of a job in a word.
fn word(record: &JobRecord) -> &'static str {
    match &record.state {
        JobState::Finished { result_ids, .. } if result_ids.iter().any(|kept| kept == "link") => {
            "finished with a link"
        }
        JobState::Finished { .. } => "finished",
        JobState::Failed { .. } => "failed",
        JobState::Unknown { .. } => "unknown",
        state if state.waits_for_person() => "kept, waits for the person",
        _ => "running",
    }
}

/// What must become of a job.
fn expected(engine: EngineId, at: At, fault: Fault) -> &'static str {
    let can_look_up = engine.capabilities().has_look_up;
    match (at, fault) {
        (_, Fault::SlowBody) => "finished",
        // What cannot be uploaded there is sent within the request.
        (At::Initiate | At::Put, Fault::NoCors) if engine == EngineId::Fal => "finished",
        // Nothing is billed before the submit; four attempts, then the person is told.
        (At::Initiate | At::Put, Fault::NoCors) | (At::Submit, Fault::TooMany | Fault::TooManyRetryAfter) => {
            "failed"
        }
        (At::Status | At::Result, Fault::NoCors) => "kept, waits for the person",
        (At::Download, Fault::NoCors) => "finished with a link",
        (At::Submit, fault) if fault.is_acted_upon() && can_look_up => "finished",
        (At::Submit, _) | (At::LookUp, Fault::NoCors) => "unknown",
        _ => "finished",
    }
}

/// The calls that a provider has.
fn calls(engine: EngineId) -> &'static [At] {
    match engine {
        EngineId::ModelRunner => {
            &[At::Initiate, At::Put, At::Submit, At::LookUp, At::Status, At::Result, At::Download]
        }
        EngineId::Fal => &[At::Initiate, At::Put, At::Submit, At::Status, At::Result, At::Download],
        EngineId::OpenAi => &[At::Submit],
        EngineId::LocalFill => &[],
    }
}

/// Runs all; gives how many there were, how many ended right, and how many submitted twice.
fn matrix() -> (u32, u32, u32) {
    let (mut all, mut right, mut double) = (0, 0, 0);
    for engine in EngineId::REMOTE {
        for at in calls(engine) {
            let mut ends: BTreeMap<&str, u32> = BTreeMap::new();
            for fault in Fault::ALL {
                let world = World::new(engine, *at, fault);
                let end = run(&world).map_or("running for ever", |record| word(&record));
                let wanted = expected(engine, *at, fault);
                all += 1;
                *ends.entry(end).or_default() += 1;
                if world.accepted.borrow().len() > 1 || world.submit_calls.get() > 1 {
                    double += 1;
                    println!("  DOUBLE SUBMIT: {engine:?} {at:?} {fault:?}");
                } else if end == wanted {
                    right += 1;
                } else {
                    println!("  WRONG: {engine:?} {at:?} {fault:?}: {end}, not {wanted}");
                }
            }
            let ends: Vec<String> = ends.iter().map(|(end, count)| format!("{count} {end}")).collect();
            println!("{:<12} {:<9} {}", engine.capabilities().label, format!("{at:?}"), ends.join(", "));
        }
    }
    (all, right, double)
}

fn main() -> ExitCode {
    let (all, right, double) = matrix();
    println!("{{\"faults\": {all}, \"right\": {right}, \"double_submits\": {double}}}");
    if all == right && double == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_ends_right_and_nothing_is_submitted_twice() {
        let (all, right, double) = matrix();
        assert_eq!((right, double), (all, 0));
        assert_eq!(all, 14 * 16);
    }
}
