//! Picture files, decoded and coded: PNG byte-exactly by our own code, the rest by the browser. What was made here
//! becomes a file with its hash, so that the page's thread never touches the bytes.

use pentimento::browser::attachment::File;
use pentimento::browser::codec::{self, BlobParts, ImageBitmap};
use pentimento::core::geometry::Size;
use pentimento::core::media::{self, MediaKind};
use pentimento::core::picture::{Picture, PictureFormat, check_size};
use pentimento::core::png_codec;
use pentimento::core::request::{BlobHash, BlobHasher};
use pentimento::core::resample::resample;
use pentimento::worker::{Error, HashedFile, THUMBNAIL_SIDE_PX};

/// Bytes that are gathered before they leave the worker's memory.
const PIECE_BYTES: usize = 4 << 20;

/// Decodes a picture file of any kind; its colour profile, if it is a PNG that has one.
pub(crate) async fn decode(file: &File) -> Result<(Picture, Option<Vec<u8>>), Error> {
    decode_bytes(&file.read().await?).await
}

/// Decodes a picture of any kind; its colour profile, if it is a PNG that has one.
pub(crate) async fn decode_bytes(bytes: &[u8]) -> Result<(Picture, Option<Vec<u8>>), Error> {
    let info = media::inspect(bytes)?;
    if info.kind == MediaKind::Png && info.orientation == 1 {
        let decoded = png_codec::decode(bytes)?;
        return Ok((decoded.picture, decoded.icc_profile));
    }
    Ok((pixels_of(bytes, info.kind).await?, None))
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

/// Codes a picture.
pub(crate) async fn encode(
    picture: &Picture,
    format: PictureFormat,
    icc: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    match format {
        PictureFormat::Png => Ok(png_codec::encode(picture, icc)?),
        PictureFormat::Jpeg | PictureFormat::Webp => {
            Ok(codec::encode(picture, format, codec::RESULT_QUALITY).await?)
        }
    }
}

/// Codes a picture in a format, as a file.
pub(crate) async fn file_of(
    picture: &Picture,
    format: PictureFormat,
    icc: Option<&[u8]>,
) -> Result<HashedFile<File>, Error> {
    if format == PictureFormat::Png {
        let mut pieces = Pieces::default();
        png_codec::encode_into(picture, icc, &mut pieces)?;
        return pieces.finish(format.media_type());
    }
    hashed(&encode(picture, format, icc).await?, format.media_type())
}

/// A small JPEG of a picture, in the colours that the browser makes of the profile. The large file is not decoded
/// again.
pub(crate) async fn thumbnail_of(picture: &Picture, icc: Option<&[u8]>) -> Result<HashedFile<File>, Error> {
    let most = Size::new(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX);
    let small = resample(picture, picture.size().fit_within(most))?;
    let bitmap = bitmap_of(&png_codec::encode(&small, icc)?, MediaKind::Png).await?;
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
