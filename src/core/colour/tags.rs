//! What a file says of its colours, and how its samples are stored.

/// Code points of a colour space without a profile (ITU-T H.273), as PNG and AVIF carry them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cicp {
    /// Primaries and white point.
    pub primaries: u8,
    /// Transfer curve.
    pub transfer: u8,
    /// 0 for red, green and blue.
    pub matrix: u8,
    /// The samples use all of their range.
    pub is_full_range: bool,
}

/// What a file says of its colours; nothing is sRGB. Where several speak, code points count before a profile, that
/// before [`Self::srgb_intent`], and that before gamma and chromaticities (PNG, third edition, 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColourTags {
    /// Code points.
    pub cicp: Option<Cicp>,
    /// An ICC profile, as it stands in the file.
    pub icc: Option<Vec<u8>>,
    /// The file says sRGB, with this rendering intent, 0 to 3.
    pub srgb_intent: Option<u8>,
    /// The exponent from light to stored values, times 100 000.
    pub gamma: Option<u32>,
    /// x and y of white, red, green and blue, times 100 000.
    pub chromaticities: Option<[u32; 8]>,
}

impl ColourTags {
    /// Nothing: sRGB.
    pub const NONE: Self =
        Self { cicp: None, icc: None, srgb_intent: None, gamma: None, chromaticities: None };

    /// Only a profile.
    pub fn of_icc(icc: Vec<u8>) -> Self {
        Self { icc: Some(icc), ..Self::default() }
    }
}

/// How a file stores its pixels. The default is what a picture without a file is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Samples {
    /// One sample for red, green and blue.
    pub is_grey: bool,
    /// A sample of transparency, used or not.
    pub has_alpha: bool,
    /// 16 bits a sample; 8 otherwise.
    pub is_deep: bool,
}

/// What is known of a file's colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colour {
    /// What the file says of them.
    pub tags: ColourTags,
    /// How they are stored.
    pub samples: Samples,
}

impl Colour {
    /// sRGB of 8 bits.
    pub const PLAIN: Self = Self {
        tags: ColourTags::NONE,
        samples: Samples { is_grey: false, has_alpha: false, is_deep: false },
    };
}
