//! Picture files, decoded and coded: PNG byte-exactly by our own code, the rest by the browser. What was made here
//! becomes a file with its hash, so that the page's thread never touches the bytes.

use pentimento::browser::attachment::File;
use pentimento::browser::codec::{self, BlobParts, ImageBitmap};
use pentimento::core::colour::{Colour, Conversion, Samples, Space};
use pentimento::core::geometry::Size;
use pentimento::core::media::{self, Additions, MediaKind};
use pentimento::core::picture::{Picture, PictureFormat, check_size};
use pentimento::core::png_codec::{self, Coding};
use pentimento::core::request::{BlobHash, BlobHasher};
use pentimento::core::resample::resample;
use pentimento::worker::{Error, HashedFile, THUMBNAIL_SIDE_PX};

/// Bytes that are gathered before they leave the worker's memory.
const PIECE_BYTES: usize = 4 << 20;
/// Components of a JPEG in inks.
const INKS: u8 = 4;

/// A picture with the values of its file.
pub(crate) struct Decoded {
    pub(crate) picture: Picture,
    /// How they are meant and were stored.
    pub(crate) colour: Colour,
    /// The file, when it has 16 bits a sample.
    pub(crate) deep: Option<Vec<u8>>,
}

impl Decoded {
    /// How a picture made of this one is written.
    pub(crate) fn coding(&self) -> Coding<'_> {
        Coding { colour: &self.colour, deep: self.deep.as_deref() }
    }

    /// The same colours in another picture's space; grey if that is grey.
    pub(crate) fn into_space_of(mut self, other: &Colour) -> Result<Picture, Error> {
        // What cannot be converted was brought to sRGB when it was decoded.
        let conversion = Conversion::between(&self.colour, other).map_err(|_| Error::Undecodable)?;
        if let Some(conversion) = conversion {
            conversion.apply(&mut self.picture);
        }
        Ok(self.picture)
    }

    /// The same colours in sRGB, with nothing to be said of them.
    pub(crate) fn into_srgb(self) -> Result<Picture, Error> {
        self.into_space_of(&Colour::PLAIN)
    }
}

/// What brings a picture's values to sRGB; `None` when they are.
pub(crate) fn shown_by(colour: &Colour) -> Option<Conversion> {
    Conversion::between(colour, &Colour::PLAIN).ok().flatten()
}

/// Decodes a picture file of any kind.
pub(crate) async fn decode(file: &File) -> Result<Decoded, Error> {
    decode_bytes(file.read().await?).await
}

/// Decodes a picture of any kind to the values that its file stores, wherever this browser and we know how;
/// otherwise to sRGB.
pub(crate) async fn decode_bytes(bytes: Vec<u8>) -> Result<Decoded, Error> {
    let info = media::inspect(&bytes)?;
    if info.kind == MediaKind::Png {
        let png_codec::Decoded { picture, colour } = png_codec::decode(&bytes)?;
        if Space::of(&colour).is_ok() {
            let is_deep = colour.samples.is_deep && info.orientation == 1;
            let picture = if info.orientation == 1 { picture } else { picture.turned(info.orientation) };
            return Ok(Decoded { picture, colour, deep: is_deep.then_some(bytes) });
        }
        let samples = Samples { is_deep: false, ..colour.samples };
        let picture = pixels_of(&bytes, info.kind).await?;
        return Ok(Decoded { picture, colour: Colour { samples, ..Colour::default() }, deep: None });
    }
    let mut colour = media::colour_of(&bytes, info.kind, info.components);
    let is_plain = colour.tags == Colour::default().tags;
    let keeps_values =
        !is_plain && info.components != INKS && Space::of(&colour).is_ok() && codec::can_keep_values().await;
    let picture = if keeps_values {
        let blob = codec::blob_of(&bytes, info.kind.media_type())?;
        let bitmap = codec::decode_values(&blob).await.map_err(|_| Error::Undecodable)?;
        check_size(codec::size_of(&bitmap))?;
        let picture = codec::pixels_of(&bitmap);
        bitmap.close();
        picture?
    } else {
        colour.tags = Colour::default().tags;
        pixels_of(&bytes, info.kind).await?
    };
    Ok(Decoded { picture, colour, deep: None })
}

/// Decodes a picture by the browser, which brings its colours to sRGB.
pub(crate) async fn pixels_of(bytes: &[u8], kind: MediaKind) -> Result<Picture, Error> {
    let bitmap = bitmap_of(bytes, kind).await?;
    let picture = codec::pixels_of(&bitmap);
    bitmap.close();
    Ok(picture?)
}

/// Decodes a picture by the browser, to be drawn.
pub(crate) async fn bitmap_of(bytes: &[u8], kind: MediaKind) -> Result<ImageBitmap, Error> {
    let blob = codec::blob_of(bytes, kind.media_type())?;
    let bitmap = codec::decode(&blob).await.map_err(|_| Error::Undecodable)?;
    check_size(codec::size_of(&bitmap))?;
    Ok(bitmap)
}

/// Codes a picture, at a quality of 0.0 to 1.0 where the format has one. Other formats than PNG have 8 bits a sample and
/// red, green and blue; the colours are meant as they were.
pub(crate) async fn encode(
    picture: &Picture,
    format: PictureFormat,
    coding: Coding<'_>,
    quality: f64,
) -> Result<Vec<u8>, Error> {
    if format == PictureFormat::Png {
        let mut file = Vec::new();
        png_codec::encode_into(picture, coding, &mut file)?;
        return Ok(file);
    }
    let coded = codec::encode(picture, format, quality).await?;
    let space = Space::of(coding.colour).ok().filter(|space| !space.is_srgb());
    let Some(space) = space else { return Ok(coded) };
    let own = coding
        .colour
        .tags
        .icc
        .clone()
        .filter(|_| coding.colour.tags.cicp.is_none() && !coding.colour.samples.is_grey);
    let profile = own.or_else(|| space.to_icc()).ok_or(Error::Undecodable)?;
    let additions = Additions { icc: Some(&profile), ..Additions::default() };
    media::with_additions(&coded, &additions).ok_or(Error::Undecodable)
}

/// Codes a picture in a format, as a file.
pub(crate) async fn file_of(
    picture: &Picture,
    format: PictureFormat,
    coding: Coding<'_>,
) -> Result<HashedFile<File>, Error> {
    if format == PictureFormat::Png {
        let mut pieces = Pieces::default();
        png_codec::encode_into(picture, coding, &mut pieces)?;
        return pieces.finish(format.media_type());
    }
    hashed(&encode(picture, format, coding, codec::RESULT_QUALITY).await?, format.media_type())
}

/// A small JPEG of a picture, in the colours that the browser makes of it. The large file is not decoded again.
pub(crate) async fn thumbnail_of(picture: &Picture, colour: &Colour) -> Result<HashedFile<File>, Error> {
    let most = Size::new(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX);
    let small = resample(picture, picture.size().fit_within(most))?;
    let bitmap = bitmap_of(&png_codec::encode(&small, colour)?, MediaKind::Png).await?;
    let thumbnail = thumbnail_of_bitmap(&bitmap).await;
    bitmap.close();
    thumbnail
}

/// A small JPEG of a decoded picture.
pub(crate) async fn thumbnail_of_bitmap(bitmap: &ImageBitmap) -> Result<HashedFile<File>, Error> {
    let jpeg = codec::thumbnail_of(bitmap, THUMBNAIL_SIDE_PX).await?;
    hashed(&jpeg, PictureFormat::Jpeg.media_type())
}

/// Bytes as a file.
pub(crate) fn hashed(bytes: &[u8], media_type: &str) -> Result<HashedFile<File>, Error> {
    Ok(HashedFile { file: File::of(bytes, media_type)?, hash: BlobHash::of(bytes) })
}

/// Takes a file in as it is written and hands it to the browser piece by piece: beside a large picture, the worker's
/// memory has little room for the whole.
#[derive(Default)]
struct Pieces {
    gathered: Vec<u8>,
    handed: BlobParts,
    hasher: BlobHasher,
}

impl Pieces {
    fn hand_over(&mut self) {
        self.hasher.update(&self.gathered);
        self.handed.push_bytes(&self.gathered);
        self.gathered.clear();
    }

    fn finish(mut self, media_type: &str) -> Result<HashedFile<File>, Error> {
        self.hand_over();
        Ok(HashedFile { file: File(self.handed.finish(media_type)?), hash: self.hasher.finish() })
    }
}

impl std::io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if !self.gathered.is_empty() && self.gathered.len() + bytes.len() > PIECE_BYTES {
            self.hand_over();
        }
        self.gathered.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
