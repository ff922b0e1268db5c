//! The worker's binary: pictures are decoded, filled and coded here, off the page's thread.
//!
//! One request at a time; the page starts a worker for each fill and cancels it by terminating it.

#[cfg(target_arch = "wasm32")]
mod archive;
#[cfg(target_arch = "wasm32")]
mod fill;
#[cfg(target_arch = "wasm32")]
mod mask_tasks;
#[cfg(target_arch = "wasm32")]
mod protect;
#[cfg(target_arch = "wasm32")]
mod result_file;
#[cfg(target_arch = "wasm32")]
mod seam;

#[cfg(target_arch = "wasm32")]
mod tasks {
    //! One function per task of the protocol.

    use pentimento::browser::codec;
    use pentimento::browser::time::now_millis;
    use pentimento::browser::worker_port::{Attachment, WorkerPort};
    use pentimento::core::geometry::{Rect, Size};
    use pentimento::core::mask_file as encode;
    use pentimento::core::media::{self, MediaKind};
    use pentimento::core::picture::{Picture, PictureFormat, check_size};
    use pentimento::core::png_codec;
    use pentimento::core::request::BlobHash;
    use pentimento::core::resample::resample;
    use pentimento::worker::{Answer, MaskKind, PictureInfo, Reply, Request, THUMBNAIL_SIDE_PX, Task};

    /// Least time between two progress replies: at least ten a second, never a flood.
    const PROGRESS_MILLIS: f64 = 50.0;

    pub(super) type Outcome = Result<(Answer, Vec<Attachment>), String>;

    /// Answers one request.
    pub(super) async fn answer(port: &WorkerPort, request: Request, attachments: Vec<Attachment>) {
        let id = request.id;
        let outcome = match request.task {
            Task::Inspect => inspect(&attachments).await,
            Task::Reduce { area_px } => reduce(&attachments, area_px).await,
            Task::PrepareUpload { max_side_px } => prepare_upload(&attachments, max_side_px).await,
            Task::EncodeMask { size, wanted, picture } => {
                encode_mask(&attachments, size, wanted, picture).await
            }
            Task::DecodeMask => decode_mask(&attachments).await,
            Task::Export { manifest } => super::archive::export(&attachments, &manifest).await,
            Task::Import => super::archive::import(&attachments).await,
            Task::View { longest_px } => view(&attachments, longest_px).await,
            Task::Transcode { format, quality_percent } => {
                transcode(&attachments, format, f64::from(quality_percent) / 100.0).await
            }
            Task::Protect { settings, region, placing } => {
                super::protect::protect(&attachments, settings, region, placing).await
            }
            Task::SeamOpen { region, known } => {
                super::seam::open(&attachments, region, known.map(|known| known.frame)).await
            }
            Task::SeamPreview { settings, rect, size } => super::seam::preview(settings, rect, size),
            Task::SeamClose => {
                super::seam::close();
                Ok((Answer::SeamClosed, Vec::new()))
            }
            Task::Crop { rect } => crop(&attachments, rect).await,
            Task::Mask(task) => {
                let mut told = now_millis();
                let mut tell = |fraction| {
                    if now_millis() - told > PROGRESS_MILLIS {
                        told = now_millis();
                        port.reply(&Reply::Progress { id, fraction }, &[]);
                    }
                };
                super::mask_tasks::run(task, &attachments, &mut tell).await
            }
            Task::WarmUp => super::fill::warm_up(),
            Task::FillNeeds { references, frame } => {
                super::fill::needs(&attachments, &references, frame).await
            }
            Task::Fill { frame, variants, format, seed } => {
                let job = super::fill::FillJob { id, frame, variants, format, seed };
                job.run(port, &attachments).await
            }
        };
        match outcome {
            Ok((answer, attachments)) => port.reply(&Reply::Done { id, answer }, &attachments),
            Err(message) => port.reply(&Reply::Failed { id, message }, &[]),
        }
    }

    pub(super) fn attachment(attachments: &[Attachment], index: usize) -> Result<&Attachment, String> {
        attachments.get(index).ok_or_else(|| format!("attachment {index} is missing"))
    }

    pub(super) async fn bytes(attachments: &[Attachment], index: usize) -> Result<Vec<u8>, String> {
        attachment(attachments, index)?.bytes().await.map_err(|error| error.to_string())
    }

    /// Decodes a picture of any kind: PNG byte-exactly, the rest by the browser.
    pub(super) async fn decode(bytes: &[u8]) -> Result<(Picture, Option<Vec<u8>>), String> {
        let info = media::inspect(bytes).map_err(|error| error.to_string())?;
        if info.kind == MediaKind::Png && info.orientation == 1 {
            let decoded = png_codec::decode(bytes).map_err(|error| error.to_string())?;
            return Ok((decoded.picture, decoded.icc_profile));
        }
        let bitmap = bitmap(bytes, info.kind.media_type()).await?;
        let picture = codec::pixels_of(&bitmap).map_err(|error| error.to_string())?;
        bitmap.close();
        Ok((picture, None))
    }

    pub(super) async fn bitmap(bytes: &[u8], media_type: &str) -> Result<codec::ImageBitmap, String> {
        let blob = codec::blob_of(bytes, media_type).map_err(|error| error.to_string())?;
        let bitmap = codec::decode(&blob)
            .await
            .map_err(|_| "this picture is damaged or of a kind that this browser cannot read".to_owned())?;
        check_size(codec::size_of(&bitmap)).map_err(|error| error.to_string())?;
        Ok(bitmap)
    }

    pub(super) async fn encode(
        picture: &Picture,
        format: PictureFormat,
        icc: Option<&[u8]>,
    ) -> Result<Vec<u8>, String> {
        match format {
            PictureFormat::Png => png_codec::encode(picture, icc).map_err(|error| error.to_string()),
            PictureFormat::Jpeg | PictureFormat::Webp => {
                codec::encode(picture, format, codec::RESULT_QUALITY).await.map_err(|error| error.to_string())
            }
        }
    }

    async fn inspect(attachments: &[Attachment]) -> Outcome {
        let bytes = bytes(attachments, 0).await?;
        let media = media::inspect(&bytes).map_err(|error| error.to_string())?;
        let bitmap = bitmap(&bytes, media.kind.media_type()).await?;
        let size = codec::size_of(&bitmap);
        let thumbnail =
            codec::thumbnail_of(&bitmap, THUMBNAIL_SIDE_PX).await.map_err(|error| error.to_string())?;
        let mut out = vec![Attachment::of(&thumbnail)];
        let is_converted = PictureFormat::from_media_type(media.kind.media_type()).is_none();
        let (media_type, hash) = if is_converted {
            let picture = codec::pixels_of(&bitmap).map_err(|error| error.to_string())?;
            let png = encode(&picture, PictureFormat::Png, None).await?;
            out.push(Attachment::of(&png));
            (PictureFormat::Png.media_type(), BlobHash::of(&png))
        } else {
            (media.kind.media_type(), BlobHash::of(&bytes))
        };
        bitmap.close();
        let info = PictureInfo { media_type: media_type.to_owned(), size };
        let answer = Answer::Inspected { info, is_converted, hash };
        Ok((answer, out))
    }

    async fn reduce(attachments: &[Attachment], area_px: u64) -> Outcome {
        let bytes = bytes(attachments, 0).await?;
        let media = media::inspect(&bytes).map_err(|error| error.to_string())?;
        let bitmap = bitmap(&bytes, media.kind.media_type()).await?;
        let size = codec::size_of(&bitmap).within_area(area_px);
        let jpeg = codec::reduced_of(&bitmap, size).await.map_err(|error| error.to_string())?;
        bitmap.close();
        Ok((Answer::Reduced { size }, vec![Attachment::of(&jpeg)]))
    }

    /// The answer and its attachment: the bytes that may leave the device.
    fn prepared(media_type: &str, size: Size, bytes: &[u8]) -> (Answer, Vec<Attachment>) {
        let info = PictureInfo { media_type: media_type.to_owned(), size };
        let hash = BlobHash::of(bytes);
        (Answer::Prepared { info, hash }, vec![Attachment::of(bytes)])
    }

    async fn crop(attachments: &[Attachment], rect: Rect) -> Outcome {
        let (picture, icc) = decode(&bytes(attachments, 0).await?).await?;
        let part = picture.cropped(rect).map_err(|error| error.to_string())?;
        let png = encode(&part, PictureFormat::Png, icc.as_deref()).await?;
        Ok((Answer::Cropped, vec![Attachment::of(&png)]))
    }

    async fn view(attachments: &[Attachment], longest_px: u32) -> Outcome {
        let file = bytes(attachments, 0).await?;
        let info = media::inspect(&file).map_err(|error| error.to_string())?;
        let bitmap = bitmap(&file, info.kind.media_type()).await?;
        let size = codec::size_of(&bitmap);
        let reduced = codec::reduced(bitmap, longest_px).map_err(|error| error.to_string())?;
        Ok((Answer::Viewed { size }, vec![Attachment::Bitmap(reduced)]))
    }

    async fn transcode(attachments: &[Attachment], format: PictureFormat, quality: f64) -> Outcome {
        let original = bytes(attachments, 0).await?;
        let file = if format == PictureFormat::Png {
            let (picture, icc) = decode(&original).await?;
            encode(&picture, format, icc.as_deref()).await?
        } else {
            // By the browser, which brings the colours to sRGB: the new file carries no profile.
            let info = media::inspect(&original).map_err(|error| error.to_string())?;
            let bitmap = bitmap(&original, info.kind.media_type()).await?;
            let picture = codec::pixels_of(&bitmap).map_err(|error| error.to_string())?;
            bitmap.close();
            codec::encode(&picture, format, quality).await.map_err(|error| error.to_string())?
        };
        Ok((Answer::Transcoded, vec![Attachment::of(&file)]))
    }

    async fn prepare_upload(attachments: &[Attachment], max_side_px: u32) -> Outcome {
        let original = bytes(attachments, 0).await?;
        let media = media::inspect(&original).map_err(|error| error.to_string())?;
        let within = |size: Size| size.fitted(max_side_px) == size;
        if media.orientation == 1
            && media.size.is_some_and(within)
            && let Some(format) = PictureFormat::from_media_type(media.kind.media_type())
            && let Some(size) = media.size
        {
            let stripped = media::strip_metadata(&original);
            if stripped.is_some() || format == PictureFormat::Webp {
                let bytes = stripped.unwrap_or(original);
                return Ok(prepared(format.media_type(), size, &bytes));
            }
        }
        // Turned pictures are coded anew: providers differ in whether they read the orientation, and the
        // mask is drawn on the turned picture.
        let (mut picture, icc) = decode(&original).await?;
        let size = picture.size().fitted(max_side_px);
        if size != picture.size() {
            picture = resample(&picture, size).map_err(|error| error.to_string())?;
        }
        let format = if media.kind == MediaKind::Jpeg { PictureFormat::Jpeg } else { PictureFormat::Png };
        let bytes = encode(&picture, format, icc.as_deref()).await?;
        Ok(prepared(format.media_type(), size, &bytes))
    }

    async fn encode_mask(attachments: &[Attachment], size: Size, wanted: Size, kind: MaskKind) -> Outcome {
        let coverage = encode::resized(&bytes(attachments, 0).await?, size, wanted);
        let png = match kind {
            MaskKind::BlackAndWhite => encode::black_and_white_png(&coverage, wanted),
            MaskKind::Transparent => encode::transparent_png(&coverage, wanted),
            MaskKind::Coverage => encode::coverage_png(&coverage, wanted),
        }
        .map_err(|error| error.to_string())?;
        Ok((Answer::MaskEncoded, vec![Attachment::of(&png)]))
    }

    /// The coverage in a mask PNG of ours.
    pub(super) fn coverage_of(png: &[u8]) -> Result<(Size, Vec<u8>), String> {
        encode::coverage_from_png(png).map_err(|error| error.to_string())
    }

    async fn decode_mask(attachments: &[Attachment]) -> Outcome {
        let file = bytes(attachments, 0).await?;
        let (size, coverage) = if let Ok(decoded) = encode::coverage_from_png(&file) {
            decoded
        } else {
            let (picture, _) = decode(&file).await?;
            (picture.size(), encode::coverage_from_rgba(&picture).0)
        };
        Ok((Answer::MaskDecoded { size }, vec![Attachment::of(&coverage)]))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    use pentimento::browser;
    use pentimento::browser::worker_port::WorkerPort;
    use pentimento::worker::{PROTOCOL_VERSION, Reply};

    let Ok(port) = WorkerPort::of_this_worker() else {
        return;
    };
    let in_hook = std::panic::AssertUnwindSafe(port.clone());
    std::panic::set_hook(Box::new(move |panic| {
        in_hook.reply(&Reply::Crashed { message: panic.to_string() }, &[]);
    }));
    let for_tasks = port.clone();
    port.serve(move |request, attachments| {
        let port = for_tasks.clone();
        browser::spawn(async move { tasks::answer(&port, request, attachments).await });
    });
    port.reply(&Reply::Ready { version: PROTOCOL_VERSION }, &[]);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("the worker runs in a browser: build the page with `cargo xtask build`");
}
