//! `multipart/form-data` (RFC 7578), written by hand: the tag makes the boundary, so that the same request has
//! the same bytes.

use crate::api::{InputFile, InputFiles};

/// The media type and the bytes of a form: text fields, then `image` or several `image[]`, then `mask` or `markup`.
pub(super) fn multipart(
    tag: &str,
    fields: &[(&'static str, String)],
    files: &InputFiles,
) -> (String, Vec<u8>) {
    let boundary = boundary(tag, fields, files);
    let size: usize = files_of(files).map(|file| file.bytes.len() + 256).sum();
    let mut bytes = Vec::with_capacity(size + 4096);
    for (name, value) in fields {
        bytes.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    let picture_name = if files.pictures.len() == 1 { "image" } else { "image[]" };
    for picture in &files.pictures {
        add(&mut bytes, &boundary, picture_name, picture);
    }
    if let Some(mask) = &files.mask {
        add(&mut bytes, &boundary, "mask", mask);
    }
    if let Some(markup) = &files.markup {
        add(&mut bytes, &boundary, "markup", markup);
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), bytes)
}

fn files_of(files: &InputFiles) -> impl Iterator<Item = &InputFile> {
    files.pictures.iter().chain(&files.mask).chain(&files.markup)
}

fn add(bytes: &mut Vec<u8>, boundary: &str, name: &str, file: &InputFile) {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
        file.name, file.media_type
    );
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(&file.bytes);
    bytes.extend_from_slice(b"\r\n");
}

/// A line that occurs in none of the parts.
fn boundary(tag: &str, fields: &[(&'static str, String)], files: &InputFiles) -> String {
    let tag: String = tag.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    let mut boundary = format!("pentimento-{tag}");
    let occurs = |boundary: &str| {
        let line = boundary.as_bytes();
        fields.iter().any(|(_, value)| value.contains(boundary))
            || files_of(files).any(|file| file.bytes.windows(line.len()).any(|window| window == line))
    };
    while occurs(&boundary) && boundary.len() < 60 {
        boundary.push('x');
    }
    boundary
}
