//! Times as a person reads them.

/// `0:04`, `2:31`, `1:02:03`: for a time that is running.
pub fn clock_text(millis: f64) -> String {
    let whole = (millis / 1000.0).max(0.0) as u64;
    if whole < 3600 {
        format!("{}:{:02}", whole / 60, whole % 60)
    } else {
        format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
    }
}

/// `0.4 s`, `12 s`, `2:31`, `1:02:03`.
pub fn duration_text(millis: f64) -> String {
    let seconds = (millis / 1000.0).max(0.0);
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    if seconds < 60.0 { format!("{seconds:.0} s") } else { clock_text(millis) }
}
