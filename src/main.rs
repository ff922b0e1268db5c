//! The page's binary: the one composition root.

#[cfg(target_arch = "wasm32")]
fn main() {
    use pentimento::browser::{dom, time};

    // A panic ends the page's code, not the page: the panel says what is safe and offers a reload.
    std::panic::set_hook(Box::new(|panic| {
        dom::log_error(&panic.to_string());
        dom::show_crash_panel();
    }));
    // The page's own check has said what is missing.
    if !dom::is_too_old() {
        pentimento::ui::mount(time::now_millis());
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the page runs in a browser: `cargo xtask serve` builds and serves it");
}
