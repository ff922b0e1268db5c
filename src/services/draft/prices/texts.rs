//! What a person reads of what a run costs and takes.

use crate::core::estimate::{Estimate, Parts, Priced, Span};
use crate::core::own_runs::Expected;
use crate::core::price::MicroDollars;

/// The figure on Run: exact where the price is flat, else rounded up to the cent.
pub fn run_figure(estimate: &Estimate) -> String {
    match estimate {
        Estimate::Free => "free".to_owned(),
        Estimate::Unknown => "price not known".to_owned(),
        Estimate::Priced(priced) if priced.is_exact() => priced.total().most.to_string(),
        Estimate::Priced(priced) => [prefix(priced), &cents(priced.total().most)].concat(),
    }
}

/// The figure in the list of models: exact where the price is flat, else rounded up to a tenth of a cent.
pub fn list_figure(estimate: &Estimate) -> String {
    match estimate {
        Estimate::Free => "Free".to_owned(),
        Estimate::Unknown => "price not known".to_owned(),
        Estimate::Priced(priced) if priced.is_exact() => priced.total().most.to_string(),
        Estimate::Priced(priced) => {
            let upper = if is_upper_end(priced) { "up to " } else { "" };
            let most = priced.total().most;
            let is_rounded = priced.parts.is_some_and(|parts| parts.is_rounded);
            [upper, &if is_rounded { cents(most) } else { tenths(most) }].concat()
        }
    }
}

/// How long it takes, in a few words.
pub fn time(expected: &Expected) -> String {
    match expected.seconds {
        None => "time not known".to_owned(),
        Some(Span { least, most }) if most < 100 => {
            if least == most {
                [&most.to_string(), " s"].concat()
            } else {
                [&least.to_string(), "–", &most.to_string(), " s"].concat()
            }
        }
        Some(Span { least, most }) => {
            let (least, most) = (half_minutes(least), half_minutes(most));
            if least == most { [&most, " min"].concat() } else { [&least, "–", &most, " min"].concat() }
        }
    }
}

/// One line of what a price is made of: what, and its amount.
pub type Line = (String, String);

/// What a price is made of, and what else is to be said of it.
pub fn lines(expected: &Expected) -> (Vec<Line>, Vec<String>) {
    let Estimate::Priced(priced) = &expected.estimate else {
        let note = match expected.estimate {
            Estimate::Unknown => "Nothing is known of this model\u{2019}s price. Check it at the provider.",
            _ => "Local fill runs on this device.",
        };
        return (Vec::new(), vec![note.to_owned()]);
    };
    let mut notes = Vec::new();
    let mut lines = Vec::new();
    match &priced.parts {
        None => lines.push((["1 picture", " of any size"].concat(), priced.each.most.to_string())),
        Some(parts) => {
            lines.extend(part_lines(parts));
            if parts.is_rounded {
                notes.push("Each picture is rounded up to the cent.".to_owned());
            }
        }
    }
    if priced.count > 1 {
        lines.push(([&priced.count.to_string(), " pictures"].concat(), span(priced.total())));
    }
    if priced.each.is_open() {
        notes.push("The model chooses the size or the quality. Choose both to know the price.".to_owned());
    }
    if let Some(likely) = expected.likely {
        notes.push(["Your last runs like this cost at most ", &tenths(likely), "."].concat());
    }
    if !priced.is_published {
        notes.push("The price of this model is not published. This is an upper estimate.".to_owned());
    }
    if priced.parts.is_some() {
        notes.push("An estimate. The provider\u{2019}s figure replaces it after the run.".to_owned());
    }
    (lines, notes)
}

fn part_lines(parts: &Parts) -> Vec<Line> {
    let tokens = |span: Span<u64>| {
        if span.is_open() {
            [&grouped(span.least), "–", &grouped(span.most), " tokens"].concat()
        } else {
            [&grouped(span.most), " tokens"].concat()
        }
    };
    let inputs = if parts.pictures_in == 1 { " picture in · " } else { " pictures in · " };
    vec![
        (["1 picture out · ", &tokens(parts.out_tokens)].concat(), span(parts.out)),
        (
            [&parts.pictures_in.to_string(), inputs, &grouped(parts.picture_tokens), " tokens"].concat(),
            fine(parts.pictures),
        ),
        (["Text · ", &grouped(parts.text_tokens), " tokens"].concat(), fine(parts.text)),
    ]
}

/// `about`, or `up to` where the model decides or the price is not its own.
fn prefix(priced: &Priced) -> &'static str {
    if is_upper_end(priced) { "up to " } else { "about " }
}

fn is_upper_end(priced: &Priced) -> bool {
    priced.each.is_open() || !priced.is_published
}

fn span(span: Span<MicroDollars>) -> String {
    if span.is_open() { [&fine(span.least), "–", &fine(span.most)].concat() } else { fine(span.most) }
}

/// In cents, never below.
fn cents(amount: MicroDollars) -> String {
    let cents = amount.0.div_ceil(10_000);
    ["$", &(cents / 100).to_string(), ".", &padded(cents % 100, 2)].concat()
}

/// In tenths of a cent, never below.
fn tenths(amount: MicroDollars) -> String {
    let tenths = amount.0.div_ceil(1000);
    ["$", &(tenths / 1000).to_string(), ".", &padded(tenths % 1000, 3)].concat()
}

/// In hundredths of a cent, never below.
fn fine(amount: MicroDollars) -> String {
    let hundredths = amount.0.div_ceil(100);
    ["$", &(hundredths / 10_000).to_string(), ".", &padded(hundredths % 10_000, 4)].concat()
}

fn padded(number: u64, digits: usize) -> String {
    let text = number.to_string();
    ["0".repeat(digits.saturating_sub(text.len())), text].concat()
}

/// With a comma before each three digits.
fn grouped(number: u64) -> String {
    let text = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in text.chars().enumerate() {
        if index > 0 && (text.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// In minutes, to the half.
fn half_minutes(seconds: u32) -> String {
    let halves = ((seconds + 15) / 30).max(1);
    match (halves / 2, halves % 2) {
        (0, _) => "½".to_owned(),
        (minutes, 0) => minutes.to_string(),
        (minutes, _) => [&minutes.to_string(), "½"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced(micros: u64, count: u8) -> Estimate {
        let each = Span { least: MicroDollars(micros), most: MicroDollars(micros) };
        let parts = Parts {
            out_tokens: Span { least: 1756, most: 1756 },
            out: each,
            pictures_in: 1,
            picture_tokens: 0,
            pictures: MicroDollars(0),
            text_tokens: 0,
            text: MicroDollars(0),
            is_rounded: false,
        };
        Estimate::Priced(Priced { count, each, parts: Some(parts), is_published: true })
    }

    #[test]
    fn figures_are_rounded_up_and_never_below() {
        for (micros, on_run, in_list) in [
            (60_872, "about $0.07", "$0.061"),
            (60_000, "about $0.06", "$0.060"),
            (1, "about $0.01", "$0.001"),
            (1_234_567, "about $1.24", "$1.235"),
        ] {
            assert_eq!(run_figure(&priced(micros, 1)), on_run);
            assert_eq!(list_figure(&priced(micros, 1)), in_list);
        }
        assert_eq!(run_figure(&priced(60_872, 4)), "about $0.25");
        let flat = Span { least: MicroDollars(151_000), most: MicroDollars(151_000) };
        let flat = Estimate::Priced(Priced { count: 2, each: flat, parts: None, is_published: true });
        assert_eq!((run_figure(&flat).as_str(), list_figure(&flat).as_str()), ("$0.302", "$0.302"));
    }

    #[test]
    fn times_are_said_as_people_do() {
        let said = |least, most| {
            let seconds = Some(Span { least, most });
            time(&Expected { estimate: Estimate::Free, likely: None, seconds, is_own_time: false })
        };
        assert_eq!(said(1, 5), "1–5 s");
        assert_eq!(said(30, 75), "30–75 s");
        assert_eq!(said(120, 180), "2–3 min");
        assert_eq!(said(150, 240), "2½–4 min");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
