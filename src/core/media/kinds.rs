//! Kinds of files, told by the first bytes of them and never by a name.

use serde::{Deserialize, Serialize};

/// The kinds of picture files known by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG in any container.
    Jpeg,
    /// WebP, lossy or lossless.
    Webp,
    /// GIF; its first frame counts.
    Gif,
    /// AV1 still picture.
    Avif,
    /// Windows bitmap.
    Bmp,
}

impl MediaKind {
    const fn name_and_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Png => ("PNG", "image/png"),
            Self::Jpeg => ("JPEG", "image/jpeg"),
            Self::Webp => ("WebP", "image/webp"),
            Self::Gif => ("GIF", "image/gif"),
            Self::Avif => ("AVIF", "image/avif"),
            Self::Bmp => ("BMP", "image/bmp"),
        }
    }

    /// Its name, such as `JPEG`.
    pub const fn name(self) -> &'static str {
        self.name_and_type().0
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        self.name_and_type().1
    }
}

/// Files that are no picture of a [`MediaKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherKind {
    /// Apple's photo format.
    Heic,
    /// JPEG XL, bare or in a container.
    JpegXl,
    /// JPEG 2000, bare or in a container.
    Jpeg2000,
    /// TIFF, and what builds on it: most cameras' raw files.
    Tiff,
    /// Raw files that do not build on TIFF.
    Raw,
    /// Windows' icons and pointers.
    Icon,
    /// Photoshop.
    Photoshop,
    /// Pictures that can hold scripts and remote parts.
    Svg,
    /// Documents.
    Pdf,
    /// Films and sound.
    Film,
    /// ZIP files, and the documents of office programs, which are such.
    Zip,
    /// None of these.
    Unknown,
}

impl OtherKind {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heic => "HEIC",
            Self::JpegXl => "JPEG XL",
            Self::Jpeg2000 => "JPEG 2000",
            Self::Tiff => "TIFF",
            Self::Raw => "camera raw",
            Self::Icon => "icon",
            Self::Photoshop => "Photoshop",
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
            Self::Film => "video",
            Self::Zip => "ZIP",
            Self::Unknown => "unknown",
        }
    }

    /// Some browser shows it as a picture, so it is worth asking this one.
    pub const fn may_be_shown(self) -> bool {
        !matches!(self, Self::Svg | Self::Pdf | Self::Film | Self::Zip)
    }
}

/// Starts that tell a kind by themselves.
const STARTS: [(&[u8], OtherKind); 17] = [
    (b"\xff\x0a", OtherKind::JpegXl),
    (b"\0\0\0\x0cJXL \r\n\x87\n", OtherKind::JpegXl),
    (b"\xff\x4f\xff\x51", OtherKind::Jpeg2000),
    (b"\0\0\0\x0cjP  \r\n\x87\n", OtherKind::Jpeg2000),
    (b"II*\0", OtherKind::Tiff),
    (b"MM\0*", OtherKind::Tiff),
    (b"II+\0", OtherKind::Tiff),
    (b"MM\0+", OtherKind::Tiff),
    (b"IIRO", OtherKind::Raw),
    (b"IIU\0", OtherKind::Raw),
    (b"FUJIFILMCCD-RAW", OtherKind::Raw),
    (b"\0\0\x01\0", OtherKind::Icon),
    (b"\0\0\x02\0", OtherKind::Icon),
    (b"8BPS", OtherKind::Photoshop),
    (b"%PDF-", OtherKind::Pdf),
    (b"PK\x03\x04", OtherKind::Zip),
    (b"\x1a\x45\xdf\xa3", OtherKind::Film),
];

/// Brands of ISO media that are AVIF, still or moving.
const AVIF_BRANDS: [&[u8; 4]; 2] = [b"avif", b"avis"];
/// Brands of HEIF in HEVC.
const HEIC_BRANDS: [&[u8; 4]; 8] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"];

/// What a file is, by its first bytes; 4 KiB are enough.
pub fn kind_of(bytes: &[u8]) -> Result<MediaKind, OtherKind> {
    let form = bytes.get(8..12).unwrap_or_default();
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(MediaKind::Png)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok(MediaKind::Jpeg)
    } else if bytes.starts_with(b"RIFF") {
        if form == b"WEBP" { Ok(MediaKind::Webp) } else { Err(OtherKind::Film) }
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Ok(MediaKind::Gif)
    } else if bytes.starts_with(b"BM") && is_bmp(bytes) {
        Ok(MediaKind::Bmp)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        iso_kind(bytes)
    } else if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        Err(*kind)
    } else if is_svg(bytes) {
        Err(OtherKind::Svg)
    } else {
        Err(OtherKind::Unknown)
    }
}

/// Two letters are not enough: the length of the second header is one of those that exist.
fn is_bmp(bytes: &[u8]) -> bool {
    matches!(bytes.get(14..18), Some([12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])) && bytes.len() > 26
}

/// By all brands: which of them is the major one says little.
fn iso_kind(bytes: &[u8]) -> Result<MediaKind, OtherKind> {
    let length = bytes.first_chunk().map_or(0, |length| u32::from_be_bytes(*length)) as usize;
    let content = bytes.get(8..length.clamp(12, bytes.len().max(12))).unwrap_or_default();
    let (major, others) = content.split_at_checked(8).unwrap_or((content, &[]));
    let brands = || others.as_chunks::<4>().0.iter().map(<[u8; 4]>::as_slice).chain(major.get(..4));
    let has = |known: &[&[u8; 4]]| brands().any(|brand| known.iter().any(|known| *known == brand));
    if has(&AVIF_BRANDS) {
        Ok(MediaKind::Avif)
    } else if has(&HEIC_BRANDS) || has(&[b"mif1", b"msf1", b"mif2", b"heif"]) {
        Err(OtherKind::Heic)
    } else if has(&[b"jxl "]) {
        Err(OtherKind::JpegXl)
    } else if has(&[b"jp2 ", b"jpx "]) {
        Err(OtherKind::Jpeg2000)
    } else if has(&[b"crx "]) {
        Err(OtherKind::Raw)
    } else {
        Err(OtherKind::Film)
    }
}

/// An `<svg` element within the first 4 KiB of something that begins like markup.
fn is_svg(bytes: &[u8]) -> bool {
    let start: Vec<u8> =
        bytes.iter().take(4096).filter(|&&byte| byte != 0).map(u8::to_ascii_lowercase).collect();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace() && **byte < 0x80);
    first == Some(&b'<') && start.windows(4).any(|window| window == b"<svg")
}
