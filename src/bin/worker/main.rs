//! The worker's binary: pictures are decoded, filled and coded here, off the page's thread.
//!
//! The page starts a worker for each fill and cancels it by terminating it. What each task does is its [`Perform`] in
//! the file of its subject.

#[cfg(target_arch = "wasm32")]
mod archive;
#[cfg(target_arch = "wasm32")]
mod files;
#[cfg(target_arch = "wasm32")]
mod fill;
#[cfg(target_arch = "wasm32")]
mod markup;
#[cfg(target_arch = "wasm32")]
mod mask;
#[cfg(target_arch = "wasm32")]
mod perform;
#[cfg(target_arch = "wasm32")]
mod prepare;
#[cfg(target_arch = "wasm32")]
mod protect;
#[cfg(target_arch = "wasm32")]
mod seam;
#[cfg(target_arch = "wasm32")]
mod select;
#[cfg(target_arch = "wasm32")]
mod show;

#[cfg(target_arch = "wasm32")]
fn main() {
    use pentimento::browser::{spawn, worker_port::WorkerPort};
    use pentimento::worker::{AnyTask, PROTOCOL_VERSION, Reply};
    use perform::perform;

    let Ok(port) = WorkerPort::of_this_worker() else {
        return;
    };
    let in_hook = std::panic::AssertUnwindSafe(port.clone());
    std::panic::set_hook(Box::new(move |panic| in_hook.report_crash(panic.to_string())));
    let for_tasks = port.clone();
    port.serve(move |id, task| {
        let port = for_tasks.clone();
        spawn(async move {
            match task {
                AnyTask::Inspect(task) => perform(port, id, task).await,
                AnyTask::Reduce(task) => perform(port, id, task).await,
                AnyTask::View(task) => perform(port, id, task).await,
                AnyTask::Transcode(task) => perform(port, id, task).await,
                AnyTask::PrepareUpload(task) => perform(port, id, task).await,
                AnyTask::PrepareMask(task) => perform(port, id, task).await,
                AnyTask::PrepareMarkup(task) => perform(port, id, task).await,
                AnyTask::EncodeMask(task) => perform(port, id, task).await,
                AnyTask::DecodeMask(task) => perform(port, id, task).await,
                AnyTask::ChangeMask(task) => perform(port, id, task).await,
                AnyTask::SelectColour(task) => perform(port, id, task).await,
                AnyTask::SelectPrepare(task) => perform(port, id, task).await,
                AnyTask::SelectObject(task) => perform(port, id, task).await,
                AnyTask::SelectPreview(task) => perform(port, id, task).await,
                AnyTask::RefineEdge(task) => perform(port, id, task).await,
                AnyTask::FollowEdge(task) => perform(port, id, task).await,
                AnyTask::CutOut(task) => perform(port, id, task).await,
                AnyTask::Protect(task) => perform(port, id, task).await,
                AnyTask::SeamOpen(task) => perform(port, id, task).await,
                AnyTask::SeamPreview(task) => perform(port, id, task).await,
                AnyTask::SeamClose(task) => perform(port, id, task).await,
                AnyTask::Export(task) => perform(port, id, task).await,
                AnyTask::Import(task) => perform(port, id, task).await,
                AnyTask::WarmUp(task) => perform(port, id, task).await,
                AnyTask::FillNeeds(task) => perform(port, id, task).await,
                AnyTask::Fill(task) => perform(port, id, task).await,
            }
        });
    });
    port.reply::<()>(&Reply::Ready { version: PROTOCOL_VERSION });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker runs in a browser: build the page with `cargo xtask build`");
}
