//! `multipart/form-data` (RFC 7578), as clients send it.

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its name, `image[]` for one.
    pub(crate) name: String,
    /// Its file has a name.
    pub(crate) is_file: bool,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The parts of a form, in order; `None` when it is none.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = content_type.strip_prefix("multipart/form-data")?.split("boundary=").nth(1)?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    let delimiter = format!("--{boundary}");
    let mut rest = body.strip_prefix(delimiter.as_bytes())?;
    let mut parts = Vec::new();
    let line = format!("\r\n{delimiter}");
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let head_length = find(part, b"\r\n\r\n")?;
        let (head, content) = part.split_at(head_length);
        let content = content.get(4..)?;
        let length = find(content, line.as_bytes())?;
        let (bytes, after) = content.split_at(length);
        let head = String::from_utf8_lossy(head);
        parts.push(Part {
            name: head.split("name=\"").nth(1)?.split('"').next()?.to_owned(),
            is_file: head.contains("filename="),
            bytes: bytes.to_vec(),
        });
        rest = after.get(line.len()..)?;
    }
    rest.starts_with(b"--").then_some(parts)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n2\r\n--x\r\nContent-Disposition: form-data; name=\"image[]\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\r\n--y\r\n--x--\r\n";
        let parts = parts("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!(
            (parts[0].name.as_str(), parts[0].bytes.as_slice(), parts[0].is_file),
            ("n", &b"2"[..], false)
        );
        assert_eq!(
            (parts[1].name.as_str(), parts[1].bytes.as_slice(), parts[1].is_file),
            ("image[]", &b"\r\n--y"[..], true)
        );
        assert!(super::parts("multipart/form-data; boundary=x", b"--x\r\n").is_none());
    }
}
