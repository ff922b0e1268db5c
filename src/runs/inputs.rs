//! What a request sends along: pictures without metadata and the mask as the engine wants it, made ready and
//! uploaded.

use super::error::{Error, WorkError};
use super::ports::{Notice, Ports, Prepared};
use super::uploads::Uploads;
use crate::api::{Account, Client, InputFile, InputFiles};
use crate::core::geometry::Rect;
use crate::core::job::{JobRecord, RemoteInputs};
use crate::core::request::{BlobHash, MarkupWay};

/// A file of a request as it is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source<'a> {
    /// With the part that is sent, where it is not all.
    Picture(&'a BlobHash, Option<Rect>),
    Mask(&'a BlobHash),
    /// What is drawn, in the way that the request sends it.
    Markup,
}

/// Puts the inputs into the provider's storage.
pub(super) async fn upload<P: Ports>(
    ports: &P,
    record: &JobRecord,
    account: Account,
) -> Result<RemoteInputs, Error> {
    let sources = distinct_sources(record);
    let mut sizes = Vec::new();
    for source in &sources {
        sizes.push(match source {
            Source::Picture(hash, _) | Source::Mask(hash) => ports.file_size_bytes(hash).await?,
            Source::Markup => 0,
        });
    }
    let on_share = |share| ports.notify(Notice::Progress { job_id: record.id.clone(), share });
    let memory = Uploads { log: ports, storage_address: account.storage_address.clone() };
    let client = Client::new(ports, account);
    let prepare_one = |index: usize| {
        let source = sources.get(index).copied();
        async move {
            match source {
                Some(source) => prepare(ports, record, source).await,
                None => Err(WorkError::FileMissing.into()),
            }
        }
    };
    let uploaded: Result<_, Error> =
        client.upload_all(&sizes, prepare_one, &memory, &|share| on_share(Some(share))).await;
    on_share(None);
    let addresses = uploaded?;
    let address_of = |wanted: Source<'_>| {
        let place = sources.iter().position(|source| *source == wanted)?;
        addresses.get(place).cloned()
    };
    Ok(RemoteInputs {
        picture_urls: all_pictures_of(record).filter_map(address_of).collect(),
        mask_url: record.request.sent_mask().and_then(|mask| address_of(Source::Mask(mask))),
        markup_url: layer_of(record).and_then(address_of),
    })
}

/// The files of a request, for a provider that takes them with the submit.
pub(super) async fn prepare_all<P: Ports>(ports: &P, record: &JobRecord) -> Result<InputFiles, Error> {
    let mut files = InputFiles::default();
    for source in all_pictures_of(record) {
        files.pictures.push(prepare(ports, record, source).await?);
    }
    if let Some(mask) = record.request.sent_mask() {
        files.mask = Some(prepare(ports, record, Source::Mask(mask)).await?);
    }
    if let Some(layer) = layer_of(record) {
        files.markup = Some(prepare(ports, record, layer).await?);
    }
    Ok(files)
}

/// The markup, where it goes as a layer.
fn layer_of(record: &JobRecord) -> Option<Source<'_>> {
    (record.request.markup_way() == MarkupWay::Layer).then_some(Source::Markup)
}

/// The pictures of a request, in order, and last the one that has the marks, where it goes along.
fn all_pictures_of(record: &JobRecord) -> impl Iterator<Item = Source<'_>> {
    let marked = (record.request.markup_way() == MarkupWay::Picture).then_some(Source::Markup);
    pictures_of(record).chain(marked)
}

/// The pictures that the person added, in order; of the base, only the region that is edited.
fn pictures_of(record: &JobRecord) -> impl Iterator<Item = Source<'_>> {
    let region = record.request.region.map(|region| region.rect);
    let pictures = record.request.pictures.iter().enumerate();
    pictures.map(move |(index, picture)| Source::Picture(&picture.blob, region.filter(|_| index == 0)))
}

/// All of a request's files, in order, each once.
fn distinct_sources(record: &JobRecord) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    for source in all_pictures_of(record).chain(layer_of(record)) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources.extend(record.request.sent_mask().map(Source::Mask));
    sources
}

async fn prepare<P: Ports>(ports: &P, record: &JobRecord, source: Source<'_>) -> Result<InputFile, Error> {
    let capabilities = record.request.engine.capabilities();
    let max_side_px = if record.request.settings.reduce { capabilities.useful_side_px } else { 0 };
    let (what, limit, prepared) = match source {
        Source::Picture(hash, region) => {
            let prepared = ports.prepare_picture(hash, region, max_side_px).await?;
            ("picture", capabilities.max_picture_bytes, prepared)
        }
        Source::Mask(hash) => {
            let region = record.request.region.map(|region| region.rect);
            let prepared = ports.prepare_mask(hash, capabilities.mask, region, max_side_px).await?;
            ("mask", capabilities.max_mask_bytes, prepared)
        }
        Source::Markup => {
            let prepared = ports.prepare_markup(&record.request, max_side_px).await?;
            let is_layer = record.request.markup_way() == MarkupWay::Layer;
            (if is_layer { "markup" } else { "picture" }, capabilities.max_picture_bytes, prepared)
        }
    };
    let Prepared { media_type, hash, bytes } = prepared;
    if limit > 0 && bytes.len() > limit {
        return Err(Error::TooLarge { what, bytes: bytes.len(), limit });
    }
    // A name that tells nothing of the person's file.
    let name = [what, ".", media_type.rsplit('/').next().unwrap_or("png")].concat();
    Ok(InputFile { name, media_type, bytes, hash })
}
