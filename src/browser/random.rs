//! Randomness for names and seeds.

use crate::core::hex;

/// A unique name: 32 hex digits, 128 random bits.
///
/// `Math.random` stands in where the crypto object is missing (a page served over plain http on another
/// host than loopback); a name needs to be unique, not secret.
pub fn unique_name() -> String {
    let mut bytes = [0_u8; 16];
    let is_filled = crypto().is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !is_filled {
        for byte in &mut bytes {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
    hex::encode(&bytes)
}

/// A number in `0.0 .. 1.0`, for the jitter of waits.
pub fn fraction() -> f64 {
    js_sys::Math::random()
}

fn crypto() -> Option<web_sys::Crypto> {
    use wasm_bindgen::JsCast as _;
    js_sys::Reflect::get(&js_sys::global(), &"crypto".into()).ok()?.dyn_into().ok()
}
