//! Which space a file means.

use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile, DataColorSpace,
    MatrixCoefficients, ToneReprCurve, TransferCharacteristics,
};

use super::conversion::Conversion;
use super::space::{Space, Unmanaged};
use super::tags::{Cicp, Colour, ColourTags};

/// Transfer curves of HDR (PQ and HLG): what is brighter than white has to be mapped, not converted.
const HDR_TRANSFERS: [u8; 2] = [16, 18];
/// Differences of a level that still are the same space.
const SAME_LEVELS: u8 = 1;
/// Red, green and blue of the probe by which two spaces are compared.
const PROBE_LEVELS: [u8; 7] = [0, 20, 64, 128, 190, 235, 255];

impl Space {
    /// What a file's tags say. Grey is taken as equal red, green and blue.
    ///
    /// # Errors
    /// When that cannot be converted here.
    pub fn of(colour: &Colour) -> Result<Self, Unmanaged> {
        let tags = &colour.tags;
        if let Some(cicp) = tags.cicp
            && let Some(space) = of_cicp(cicp)?
        {
            return Ok(space);
        }
        if let Some(icc) = &tags.icc
            && let Some(space) = of_icc(icc, colour.samples.is_grey)?
        {
            return Ok(space);
        }
        if tags.srgb_intent.is_some() {
            return Ok(Self::srgb());
        }
        Ok(of_gamma(tags).unwrap_or_else(Self::srgb))
    }

    /// The same values mean the same colours as in sRGB, to a level.
    pub fn is_srgb(&self) -> bool {
        let Ok(conversion) = Conversion::new(self, &Self::srgb(), false) else { return false };
        PROBE_LEVELS.iter().all(|&red| {
            PROBE_LEVELS.iter().all(|&green| {
                PROBE_LEVELS.iter().all(|&blue| {
                    let own = [red, green, blue];
                    own.iter()
                        .zip(conversion.convert(own))
                        .all(|(own, other)| own.abs_diff(other) <= SAME_LEVELS)
                })
            })
        })
    }

    /// It has what a conversion needs.
    fn checked(self) -> Result<Self, Unmanaged> {
        for curve in self.curves().ok_or(Unmanaged)? {
            curve.make_linear_evaluator().and(curve.make_gamma_evaluator()).map_err(|_| Unmanaged)?;
        }
        let srgb = Self::srgb();
        let there = self.profile().transform_matrix(srgb.profile());
        let back = srgb.profile().transform_matrix(self.profile());
        if !there.v.into_iter().chain(back.v).flatten().all(f64::is_finite) {
            return Err(Unmanaged);
        }
        Ok(self)
    }
}

/// `None` for code points that say nothing, which are passed over.
fn of_cicp(cicp: Cicp) -> Result<Option<Space>, Unmanaged> {
    if HDR_TRANSFERS.contains(&cicp.transfer) {
        return Err(Unmanaged);
    }
    if cicp.matrix != 0 || !cicp.is_full_range {
        return Ok(None);
    }
    let (Ok(color_primaries), Ok(transfer_characteristics)) =
        (CicpColorPrimaries::try_from(cicp.primaries), TransferCharacteristics::try_from(cicp.transfer))
    else {
        return Ok(None);
    };
    let profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries,
        transfer_characteristics,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    });
    // Of points that say nothing it has no curve.
    Ok(Space(profile).checked().ok())
}

/// `None` for a profile that is damaged or not of this kind of picture: browsers pass it over, too.
fn of_icc(icc: &[u8], is_grey: bool) -> Result<Option<Space>, Unmanaged> {
    let Ok(profile) = ColorProfile::new_from_slice(icc) else { return Ok(None) };
    match profile.color_space {
        DataColorSpace::Gray if is_grey => {
            let curve = profile.gray_trc.ok_or(Unmanaged)?;
            Space::with_curve(ColorProfile::new_srgb(), curve).checked().map(Some)
        }
        DataColorSpace::Gray | DataColorSpace::Cmyk => Ok(None),
        DataColorSpace::Rgb if profile.pcs == DataColorSpace::Xyz => Space(profile).checked().map(Some),
        _ => Err(Unmanaged),
    }
}

/// `None` without a gamma. Without chromaticities the primaries are those of sRGB.
fn of_gamma(tags: &ColourTags) -> Option<Space> {
    let gamma = tags.gamma.filter(|gamma| (1_000..=1_000_000).contains(gamma))?;
    let mut profile = ColorProfile::new_srgb();
    if let Some(places) = tags.chromaticities {
        let [wx, wy, rx, ry, gx, gy, bx, by] = places.map(|value| value as f32 / 100_000.0);
        let place = |x, y| Chromaticity { x, y };
        let primaries = ColorPrimaries { red: place(rx, ry), green: place(gx, gy), blue: place(bx, by) };
        profile.update_rgb_colorimetry(place(wx, wy).to_xyyb(), primaries);
    }
    let curve = ToneReprCurve::Parametric(vec![100_000.0 / gamma as f32]);
    Space::with_curve(profile, curve).checked().ok()
}
