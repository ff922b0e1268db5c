//! Logarithm and exponential of basic operations only: the standard library's may differ between machines.

/// Natural logarithm of a positive, normal number, to about six digits.
pub(super) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if mantissa > std::f32::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = 1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0)));
    2.0 * t * series + exponent as f32 * std::f32::consts::LN_2
}

/// e to the power of `-x` for `x >= 0`, to about six digits; 0 from 80 on.
pub(super) fn exp_neg(x: f32) -> f32 {
    if x >= 80.0 {
        return 0.0;
    }
    let turns = x * std::f32::consts::LOG2_E;
    let whole = (turns + 0.5) as i32;
    let rest = (turns - whole as f32) * std::f32::consts::LN_2;
    let r = -rest;
    let series =
        1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    series * f32::from_bits(((127 - whole).max(0) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_agree_with_the_library() {
        for step in 1..2000 {
            let x = step as f32 * 0.037;
            assert!((ln(x) - x.ln()).abs() < 2e-5, "ln {x}");
            assert!((exp_neg(x) - (-x).exp()).abs() < 2e-6, "exp {x}");
        }
        assert_eq!([exp_neg(0.0), exp_neg(1e9)].map(f32::to_bits), [1.0_f32, 0.0].map(f32::to_bits));
    }
}
