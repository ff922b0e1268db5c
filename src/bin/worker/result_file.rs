//! The files of a picture that was made here: coded, hashed and wrapped, so that the page's thread never touches the
//! bytes.

use pentimento::browser::codec::{self, Blob};
use pentimento::browser::worker_port::Attachment;
use pentimento::core::geometry::Size;
use pentimento::core::picture::{Picture, PictureFormat};
use pentimento::core::png_codec;
use pentimento::core::request::{BlobHash, BlobHasher};
use pentimento::core::resample::resample;
use pentimento::worker::THUMBNAIL_SIDE_PX;

use super::tasks::{bitmap, encode};

/// Bytes that are gathered before they leave the worker's memory.
const PIECE_BYTES: usize = 4 << 20;

/// A file and its name.
pub(super) struct ResultFile {
    pub(super) blob: Blob,
    pub(super) hash: BlobHash,
}

/// Codes a picture in a format.
pub(super) async fn file_of(
    picture: &Picture,
    format: PictureFormat,
    icc: Option<&[u8]>,
) -> Result<ResultFile, String> {
    if format == PictureFormat::Png {
        let mut pieces = Pieces::default();
        png_codec::encode_into(picture, icc, &mut pieces).map_err(|error| error.to_string())?;
        return pieces.finish(format.media_type());
    }
    whole(&encode(picture, format, icc).await?, format.media_type())
}

/// A small JPEG of a picture, in the colours that the browser makes of the profile. The large file is not decoded
/// again.
pub(super) async fn thumbnail_of(picture: &Picture, icc: Option<&[u8]>) -> Result<ResultFile, String> {
    let most = Size::new(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX);
    let small = resample(picture, picture.size().fit_within(most)).map_err(|error| error.to_string())?;
    let file = encode(&small, PictureFormat::Png, icc).await?;
    let shown = bitmap(&file, PictureFormat::Png.media_type()).await?;
    let thumbnail = codec::thumbnail_of(&shown, THUMBNAIL_SIDE_PX).await;
    shown.close();
    whole(&thumbnail.map_err(|error| error.to_string())?, PictureFormat::Jpeg.media_type())
}

fn whole(bytes: &[u8], media_type: &str) -> Result<ResultFile, String> {
    Ok(ResultFile {
        blob: codec::blob_of(bytes, media_type).map_err(|error| error.to_string())?,
        hash: BlobHash::of(bytes),
    })
}

/// Takes a file in as it is written and hands it to the browser piece by piece: beside a large picture, the worker's
/// memory has little room for the whole.
#[derive(Default)]
struct Pieces {
    gathered: Vec<u8>,
    handed: Vec<Attachment>,
    hasher: BlobHasher,
}

impl Pieces {
    fn hand_over(&mut self) {
        self.hasher.update(&self.gathered);
        self.handed.push(Attachment::of(&self.gathered));
        self.gathered.clear();
    }

    fn finish(mut self, media_type: &str) -> Result<ResultFile, String> {
        self.hand_over();
        Ok(ResultFile {
            blob: codec::blob_of_parts(&self.handed, media_type).map_err(|error| error.to_string())?,
            hash: self.hasher.finish(),
        })
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
