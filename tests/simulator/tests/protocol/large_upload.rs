//! Uploads in parts.

use crate::support::Server;
use serde_json::{Value, json};

const PART_BYTES: usize = 5 * 1024 * 1024;

struct Upload {
    server: Server,
    begun: Value,
}

impl Upload {
    fn begin() -> Self {
        let server = Server::start();
        let body = json!({"file_name": "big.png", "content_type": "image/png", "size": PART_BYTES + 3});
        let begun = server.post("sim-ok", "/storage/upload/initiate-multipart", &body).json();
        Self { server, begun }
    }

    fn text(&self, name: &str) -> &str {
        self.begun[name].as_str().unwrap()
    }

    /// Puts a part and gives its tag with quotes.
    fn put(&self, number: u32, bytes: &[u8]) -> String {
        let target = format!(
            "/storage/upload/multipart-url?uploadKey={}&uploadId={}&partNumber={number}",
            self.text("uploadKey"),
            self.text("uploadId")
        );
        let address = self.server.get("sim-ok", &target).json()["presignedUrl"].clone();
        let put = self.server.send("PUT", address.as_str().unwrap(), &[], bytes);
        assert_eq!(put.status, 200, "{}", put.text());
        put.header("etag").to_owned()
    }

    fn complete(&self, parts: &[(u32, &str)]) -> (u16, Value) {
        let parts: Vec<Value> =
            parts.iter().map(|(number, tag)| json!({"partNumber": number, "etag": tag})).collect();
        let body =
            json!({"uploadId": self.text("uploadId"), "uploadKey": self.text("uploadKey"), "parts": parts});
        let answer = self.server.post("sim-ok", "/storage/upload/complete", &body);
        (answer.status, answer.json())
    }
}

#[test]
fn parts_become_one_file() {
    let upload = Upload::begin();
    let file_url = upload.text("fileUrl").to_owned();
    assert_eq!(upload.server.send("GET", &file_url, &[], &[]).status, 404);
    let (first, last) = (vec![7; PART_BYTES], [1, 2, 3]);
    let tags = [upload.put(1, &first), upload.put(2, &last)];
    assert!(tags[0].starts_with('"') && tags[0].ends_with('"'), "{}", tags[0]);
    // One client sends the quotes, the other takes them off.
    let (status, body) = upload.complete(&[(1, &tags[0]), (2, tags[1].trim_matches('"'))]);
    assert_eq!(status, 200, "{body}");
    assert!(body["fileUrl"].as_str().unwrap().contains("s3.amazonaws.com"));
    let file = upload.server.send("GET", &file_url, &[], &[]);
    assert_eq!((file.status, file.header("content-type")), (200, "image/png"));
    assert_eq!(file.body, [first.as_slice(), &last].concat());
}

#[test]
fn wrong_parts_are_named() {
    let upload = Upload::begin();
    let tag = upload.put(1, b"small");
    let next = upload.put(2, b"small");
    for (parts, part) in [
        (vec![], "parts are required"),
        (vec![(2, next.as_str()), (1, tag.as_str())], "parts must be in order"),
        (vec![(3, "x")], "part 3 was not uploaded"),
        (vec![(1, "x")], "has the tag"),
        (vec![(1, tag.as_str()), (2, next.as_str())], "all but the last need 5242880"),
    ] {
        let (status, body) = upload.complete(&parts);
        assert_eq!(status, 400, "{parts:?}");
        assert!(body["error"].as_str().unwrap().contains(part), "{body}");
    }
}
