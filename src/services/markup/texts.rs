//! What a person reads of markup.

use crate::core::geometry::Size;

/// Kinds of marks, in the order they are told in.
const KINDS: [&str; 6] = ["note", "arrow", "circle", "box", "line", "pen stroke"];

/// A mark was not added.
pub const NO_ROOM: &str = "There is no room for another mark. Erase some first.";

/// A mask was made of closed shapes.
pub fn mask_made(count: usize) -> String {
    match count {
        0 => "No closed shape is drawn yet. Draw a circle or a box round what may change.".to_owned(),
        1 => "The inside of the shape may change now. Everything else is protected.".to_owned(),
        count => format!("The insides of {count} shapes may change now. Everything else is protected."),
    }
}

/// `2 notes, 1 arrow on 1200 x 800 px`, by how many there are of each kind.
pub fn facts(counts: [usize; 6], size: Option<Size>) -> String {
    let Some(size) = size else { return "no picture".to_owned() };
    let counted = KINDS.iter().zip(counts).filter(|(_, count)| *count > 0);
    let told = counted.map(|(kind, count)| {
        let plural = match (count, *kind) {
            (1, _) => "",
            (_, "box") => "es",
            _ => "s",
        };
        format!("{count} {kind}{plural}")
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let told = if told.is_empty() { "nothing drawn".to_owned() } else { told };
    format!("{told} on {size} px")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_told_in_words() {
        let size = Some(Size::new(1200, 800));
        let drawn = |counts| facts(counts, size);
        assert_eq!(drawn([0; 6]), "nothing drawn on 1200 x 800 px");
        assert_eq!(drawn([2, 1, 1, 0, 0, 0]), "2 notes, 1 arrow, 1 circle on 1200 x 800 px");
        assert_eq!(drawn([0, 0, 0, 2, 2, 1]), "2 boxes, 2 lines, 1 pen stroke on 1200 x 800 px");
    }
}
