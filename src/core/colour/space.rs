//! A colour space: three curves to light, and a matrix to the colours that all profiles are connected by.

use moxcms::{ColorProfile, ToneReprCurve};

/// The file's colours are meant in a way that is not converted here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmanaged;

/// A colour space.
#[derive(Clone, Debug)]
pub struct Space(pub(super) ColorProfile);

impl Space {
    /// sRGB.
    pub fn srgb() -> Self {
        Self(ColorProfile::new_srgb())
    }

    /// The space as a profile for files of red, green and blue that carry nothing else. `None` when it cannot be
    /// written.
    pub fn to_icc(&self) -> Option<Vec<u8>> {
        let mut profile = self.0.clone();
        // What the code points say is in the curves already, and not every reader knows the tag.
        profile.cicp = None;
        profile.encode().ok()
    }

    pub(super) fn curves(&self) -> Option<[&ToneReprCurve; 3]> {
        Some([self.0.red_trc.as_ref()?, self.0.green_trc.as_ref()?, self.0.blue_trc.as_ref()?])
    }

    pub(super) fn profile(&self) -> &ColorProfile {
        &self.0
    }

    /// With the same curve for all three.
    pub(super) fn with_curve(mut profile: ColorProfile, curve: ToneReprCurve) -> Self {
        profile.cicp = None;
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
        Self(profile)
    }
}
