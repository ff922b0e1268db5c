//! Picture files: what one is, what may leave the device, another format.

use pentimento::browser::attachment::{Bytes, File};
use pentimento::browser::codec;
use pentimento::core::alpha::{self, Cleaned};
use pentimento::core::colour::{Colour, Conversion, Space};
use pentimento::core::geometry::{Rect, Size};
use pentimento::core::media::{self, Additions, MediaError, MediaInfo, MediaKind, OtherKind};
use pentimento::core::picture::{Picture, PictureFormat, check_size};
use pentimento::core::png_codec::{self, Coding};
use pentimento::core::provenance::{self, DigitalSource};
use pentimento::core::request::BlobHash;
use pentimento::core::resample::resample;
use pentimento::worker::{
    Error, HashedFile, Inspect, Inspected, PictureInfo, PrepareUpload, Prepared, Transcode, Transcoded,
};

use crate::files::{
    Decoded, bitmap_of, decode_bytes, encode, file_of, hashed, thumbnail_of, thumbnail_of_bitmap,
};
use crate::perform::{Perform, Updates};

/// Largest file of an unknown kind that the browser is asked about: it reads all of it.
const MAX_ASKED_BYTES: u64 = 100_000_000;
/// How a picture is written that is sent.
pub(crate) const PLAIN: Coding<'static> = Coding { colour: &Colour::PLAIN, deep: None };

impl Perform for Inspect<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Inspected<File>, Error> {
        let total = codec::length_of(&self.file.0);
        let head = codec::slice_of(&self.file.0, 0, total.min(media::HEAD_BYTES), "")?;
        match media::sniff(&codec::bytes_of(&head).await?, total) {
            Ok(_) => taken(self.file.read().await?, self.cleans_alpha).await,
            Err(MediaError::Other(kind)) if kind.may_be_shown() && total <= MAX_ASKED_BYTES => {
                shown_by_browser(&self.file, kind).await
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A picture of a kind that is known: saved as it is where every reader makes the same of it, else as a PNG with the
/// same values.
async fn taken(given: Vec<u8>, cleans_alpha: bool) -> Result<Inspected<File>, Error> {
    let (mut info, made) = media::mended(&given)?;
    let mut bytes = made.unwrap_or(given);
    let is_animated = info.is_animated;
    if let Some(first) = media::first_picture(&bytes, &info) {
        bytes = first;
        info = media::inspect(&bytes)?;
    }
    if cleans_alpha && matches!(info.kind, MediaKind::Png | MediaKind::Webp) {
        let mut decoded = decode_bytes(bytes.clone()).await?;
        if alpha::clean(&mut decoded.picture) != Cleaned::default() {
            // A copy as PNG: nothing else holds colours under alpha 0.
            let (saved, thumbnail) = as_png(&decoded).await?;
            let size = decoded.picture.size();
            let info = PictureInfo { media_type: PictureFormat::Png.media_type().to_owned(), size };
            return Ok(Inspected { info, saved, thumbnail, is_animated, converted: None });
        }
    }
    if is_saved_as_it_is(&info) {
        if info.kind == MediaKind::Png {
            png_codec::check_rows(&bytes)?;
        }
        let media_type = info.kind.media_type();
        let bitmap = bitmap_of(&bytes, info.kind).await?;
        let info = PictureInfo { media_type: media_type.to_owned(), size: codec::size_of(&bitmap) };
        let thumbnail = thumbnail_of_bitmap(&bitmap).await?;
        bitmap.close();
        let saved = hashed(&bytes, media_type)?;
        return Ok(Inspected { info, saved, thumbnail, is_animated, converted: None });
    }
    let converted = PictureFormat::from_media_type(info.kind.media_type()).is_none();
    let converted = converted.then(|| info.kind.name().to_owned());
    let decoded = decode_bytes(bytes).await?;
    let (saved, thumbnail) = as_png(&decoded).await?;
    let size = decoded.picture.size();
    let info = PictureInfo { media_type: PictureFormat::Png.media_type().to_owned(), size };
    Ok(Inspected { info, saved, thumbnail, is_animated, converted })
}

/// Not animated, of a kind that providers take, and not turned in a way that some readers pass over.
fn is_saved_as_it_is(info: &MediaInfo) -> bool {
    PictureFormat::from_media_type(info.kind.media_type()).is_some()
        && !info.is_animated
        && (info.orientation == 1 || info.kind == MediaKind::Jpeg)
}

async fn as_png(decoded: &Decoded) -> Result<(HashedFile<File>, HashedFile<File>), Error> {
    let saved = file_of(&decoded.picture, PictureFormat::Png, decoded.coding()).await?;
    Ok((saved, thumbnail_of(&decoded.picture, &decoded.colour).await?))
}

/// A picture of another kind, if this browser can show it.
async fn shown_by_browser(file: &File, kind: OtherKind) -> Result<Inspected<File>, Error> {
    let bitmap = codec::decode(&file.0).await.map_err(|_| MediaError::Other(kind))?;
    let size = codec::size_of(&bitmap);
    check_size(size)?;
    let picture = codec::pixels_of(&bitmap)?;
    bitmap.close();
    let decoded = Decoded { picture, colour: Colour::PLAIN, deep: None };
    let (saved, thumbnail) = as_png(&decoded).await?;
    let info = PictureInfo { media_type: PictureFormat::Png.media_type().to_owned(), size };
    let converted = Some(kind.name().to_owned());
    Ok(Inspected { info, saved, thumbnail, is_animated: false, converted })
}

/// What was made ready: the bytes that may leave the device.
pub(crate) fn prepared(format: PictureFormat, size: Size, bytes: &[u8]) -> Prepared<Bytes> {
    Prepared {
        info: PictureInfo { media_type: format.media_type().to_owned(), size },
        hash: BlobHash::of(bytes),
        bytes: Bytes::of(bytes),
    }
}

impl Perform for PrepareUpload<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Prepared<Bytes>, Error> {
        let original = self.picture.read().await?;
        let media = media::inspect(&original)?;
        if self.region.is_none()
            && media.size.fitted(self.max_side_px) == media.size
            && let Some(format) = PictureFormat::from_media_type(media.kind.media_type())
            && is_plain(&original, &media)
            && let Some(stripped) = media::strip_metadata(&original)
        {
            return Ok(prepared(format, media.size, &stripped));
        }
        // Turned pictures are coded again: providers differ in whether they read the orientation, and the
        // mask is drawn on the turned picture. So are those in other colours than sRGB: a profile may be
        // passed over.
        let (picture, format) = upright(original, self.region, self.max_side_px).await?;
        let file = encode(&picture, format, PLAIN, codec::RESULT_QUALITY).await?;
        Ok(prepared(format, picture.size(), &file))
    }
}

/// A picture as it is sent when it is coded again, and in which format: upright, in sRGB, of a part where one is given,
/// no side longer than `max_side_px`; 0 = any.
pub(crate) async fn upright(
    original: Vec<u8>,
    region: Option<Rect>,
    max_side_px: u32,
) -> Result<(Picture, PictureFormat), Error> {
    let mut is_jpeg = media::inspect(&original)?.kind == MediaKind::Jpeg;
    let mut decoded = decode_bytes(original).await?;
    if let Some(rect) = region {
        decoded.picture = decoded.picture.cropped(rect)?;
        // A part is laid back into the picture: it loses nothing on the way there.
        is_jpeg = false;
    }
    let mut picture = decoded.into_srgb()?;
    let size = picture.size().fitted(max_side_px);
    if size != picture.size() {
        picture = resample(&picture, size)?;
    }
    Ok((picture, if is_jpeg { PictureFormat::Jpeg } else { PictureFormat::Png }))
}

/// Its file has red, green and blue of 8 bits in sRGB, whatever else.
fn is_plain(bytes: &[u8], media: &MediaInfo) -> bool {
    let colour = if media.kind == MediaKind::Png {
        png_codec::colour_of(bytes).ok().filter(|_| png_codec::is_plain(bytes))
    } else {
        Some(media::colour_of(bytes, media.kind, media.components)).filter(|_| media.components == 3)
    };
    colour.is_some_and(|colour| Space::of(&colour).is_ok_and(|space| space.is_srgb()))
}

impl Perform for Transcode<File> {
    async fn perform(self, _: &Updates<Self>) -> Result<Transcoded<File>, Error> {
        let original = self.picture.read().await?;
        let own = media::sniff(&original, original.len() as u64)?;
        let own = PictureFormat::from_media_type(own.media_type()).unwrap_or(PictureFormat::Png);
        // Lossless from lossless: the same bytes.
        let wanted = self.format.filter(|format| *format != PictureFormat::Png || own != PictureFormat::Png);
        let format = wanted.unwrap_or(own);
        let says_itself = wanted.is_none() && provenance::is_said_in(&original);
        let mut file = if wanted.is_some() {
            let mut decoded = decode_bytes(original).await?;
            if format == PictureFormat::Jpeg {
                let into_own = Conversion::between(&Colour::PLAIN, &decoded.colour).ok().flatten();
                let ground = into_own.map_or(self.ground, |into_own| into_own.convert(self.ground));
                alpha::flatten(&mut decoded.picture, ground);
            }
            let quality = f64::from(self.quality_percent) / 100.0;
            encode(&decoded.picture, format, decoded.coding(), quality).await?
        } else {
            original
        };
        let exif = match &self.credits_of {
            Some(original) if !says_itself => media::credits_of(&original.read().await?),
            _ => None,
        };
        let xmp = self.source.filter(|_| !says_itself).map(DigitalSource::xmp);
        if xmp.is_some() || exif.is_some() {
            let additions = Additions { xmp: xmp.as_deref(), exif: exif.as_deref(), ..Additions::default() };
            file = media::with_additions(&file, &additions).unwrap_or(file);
        }
        Ok(Transcoded { file: File::of(&file, format.media_type())? })
    }
}
