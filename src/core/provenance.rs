//! How a picture came to be, in the words that other programs read (IPTC `NewsCodes`, digital source type).

use serde::{Deserialize, Serialize};

/// How a picture came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DigitalSource {
    /// A model made all of it.
    Generated,
    /// A photograph with parts that a model made.
    Composite,
    /// A photograph, changed by an algorithm that learned nothing.
    Enhanced,
}

impl DigitalSource {
    /// The code at IPTC.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Generated => "trainedAlgorithmicMedia",
            Self::Composite => "compositeWithTrainedAlgorithmicMedia",
            Self::Enhanced => "algorithmicallyEnhanced",
        }
    }

    /// An XMP packet that says so and nothing else.
    pub fn xmp(self) -> String {
        format!(
            r#"<?xpacket begin="{}" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#,
            '\u{feff}',
            self.code()
        )
    }
}

/// The file says itself how it came to be: by a manifest (C2PA) or by the same words.
pub fn is_said_in(file: &[u8]) -> bool {
    [&b"c2pa"[..], b"DigitalSourceType"]
        .into_iter()
        .any(|word| file.windows(word.len()).any(|part| part == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_found_again() {
        for source in [DigitalSource::Generated, DigitalSource::Composite, DigitalSource::Enhanced] {
            let xmp = source.xmp();
            assert!(is_said_in(xmp.as_bytes()));
            assert!(xmp.contains(&["digitalsourcetype/", source.code(), "\""].concat()));
        }
        assert!(is_said_in(b"\xff\xeb\0\x20JP\0\0jumbc2pa"));
        assert!(!is_said_in(b"a picture"));
    }
}
