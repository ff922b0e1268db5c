//! A small file server on loopback: enough to serve the published folder to browsers, as a plain static
//! host would, also below a path.
//!
//! `GET` and `HEAD` only, one thread and one request a connection, nothing cached. Never leaves the folder:
//! a path is decoded, refused when a part of it is not a plain name, and its real place is checked.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Longest request head accepted, in bytes.
const MAX_HEAD_BYTES: u64 = 16 * 1024;
/// How long one read or write may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running server; ends when dropped.
#[derive(Debug)]
pub(crate) struct StaticServer {
    socket: SocketAddr,
    prefix: String,
    is_ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl StaticServer {
    /// Serves `folder` below `prefix`, which begins and ends with `/`.
    ///
    /// # Errors
    /// When the folder is not there.
    pub(crate) fn start(folder: &Path, prefix: &str, listener: TcpListener) -> io::Result<Self> {
        let site = Arc::new(Site { folder: folder.canonicalize()?, prefix: prefix.to_owned() });
        let socket = listener.local_addr()?;
        let is_ending = Arc::new(AtomicBool::new(false));
        let ending = Arc::clone(&is_ending);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ending.load(Ordering::Relaxed) {
                    break;
                }
                let site = Arc::clone(&site);
                // A browser that goes away in the middle is no failure of ours.
                std::thread::spawn(move || stream.and_then(|stream| site.answer(&stream)).ok());
            }
        });
        Ok(Self { socket, prefix: prefix.to_owned(), is_ending, thread: Some(thread) })
    }

    /// The address of the folder, with a slash at its end.
    pub(crate) fn address(&self) -> String {
        format!("http://{}{}", self.socket, self.prefix)
    }

    /// Serves on, until the program is ended from outside.
    pub(crate) fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // It ends only by a panic, which has told itself.
            let _ = thread.join();
        }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.is_ending.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // The thread waits for a connection: this one ends it.
            if TcpStream::connect(self.socket).is_ok() {
                let _ = thread.join();
            }
        }
    }
}

struct Site {
    folder: PathBuf,
    prefix: String,
}

/// What a request line leads to.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    File(PathBuf),
    Redirect(String),
    Missing,
}

impl Site {
    fn answer(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream);
        let mut head = reader.by_ref().take(MAX_HEAD_BYTES);
        let mut request_line = String::new();
        head.read_line(&mut request_line)?;
        // The rest of the head is read, not used: closing with bytes unread would reset the connection.
        let mut line = String::new();
        while head.read_line(&mut line)? > 2 {
            line.clear();
        }
        let mut words = request_line.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if method != "GET" && method != "HEAD" {
            return respond(stream, "405 Method Not Allowed", &["Allow: GET, HEAD"], b"");
        }
        match self.route(target) {
            Route::Missing => {
                respond(stream, "404 Not Found", &["Content-Type: text/plain; charset=utf-8"], b"not found\n")
            }
            Route::Redirect(location) => {
                respond(stream, "301 Moved Permanently", &[&format!("Location: {location}")], b"")
            }
            Route::File(path) => {
                let bytes = fs::read(&path)?;
                let length = format!("Content-Length: {}", bytes.len());
                let kind = format!("Content-Type: {}", media_type(&path));
                if method == "HEAD" {
                    respond_head(stream, "200 OK", &[&kind, &length])
                } else {
                    respond(stream, "200 OK", &[&kind], &bytes)
                }
            }
        }
    }

    fn route(&self, target: &str) -> Route {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        if Some(path) == self.prefix.strip_suffix('/') && !path.is_empty() {
            return Route::Redirect(self.prefix.clone());
        }
        let Some(decoded) = path.strip_prefix(&self.prefix).and_then(percent_decoded) else {
            return Route::Missing;
        };
        let mut place = self.folder.clone();
        for part in decoded.split('/').filter(|part| !part.is_empty()) {
            if part == "." || part == ".." || part.contains(['\\', ':', '\0']) {
                return Route::Missing;
            }
            place.push(part);
        }
        if place.is_dir() {
            place.push("index.html");
        }
        // A symbolic link must not lead out of the folder either.
        match place.canonicalize() {
            Ok(real) if real.starts_with(&self.folder) && real.is_file() => Route::File(real),
            _ => Route::Missing,
        }
    }
}

fn respond(stream: &TcpStream, status: &str, headers: &[&str], body: &[u8]) -> io::Result<()> {
    let length = format!("Content-Length: {}", body.len());
    let headers: Vec<&str> = headers.iter().copied().chain([length.as_str()]).collect();
    respond_head(stream, status, &headers)?;
    let mut stream = stream;
    stream.write_all(body)
}

fn respond_head(mut stream: &TcpStream, status: &str, headers: &[&str]) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status}\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())
}

/// `%20` and the like undone; `None` when it is malformed or no UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            decoded.push((high * 16 + low) as u8);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "md" | "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::listen_near;

    /// A folder with a file outside of the served part, removed on drop.
    struct Fixture {
        folder: PathBuf,
    }

    impl Fixture {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("pentimento {name} {}", std::process::id()));
            fs::create_dir_all(folder.join("site/sub dir")).unwrap();
            fs::write(folder.join("secret.txt"), "secret").unwrap();
            fs::write(folder.join("site/index.html"), "<p>front").unwrap();
            fs::write(folder.join("site/page_bg.wasm"), "\0asm").unwrap();
            fs::write(folder.join("site/sub dir/a.txt"), "inner").unwrap();
            Self { folder }
        }

        fn site(&self) -> PathBuf {
            self.folder.join("site")
        }
    }

    impl Drop for Fixture {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    fn ask(server: &StaticServer, request_line: &str) -> String {
        let mut stream = TcpStream::connect(server.socket).unwrap();
        write!(stream, "{request_line}\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[track_caller]
    fn check(server: &StaticServer, request_line: &str, begins: &str, holds: &str) {
        let answer = ask(server, request_line);
        assert!(answer.starts_with(begins), "{request_line}: {answer}");
        assert!(answer.contains(holds), "{request_line}: {answer}");
        assert!(!answer.contains("secret"), "{request_line}: {answer}");
    }

    #[test]
    fn serves_the_folder_and_nothing_else() {
        let fixture = Fixture::new("server");
        let server = StaticServer::start(&fixture.site(), "/", listen_near(0).unwrap()).unwrap();
        check(&server, "GET / HTTP/1.1", "HTTP/1.1 200", "<p>front");
        check(&server, "GET /?a=b HTTP/1.1", "HTTP/1.1 200", "Cache-Control: no-store");
        check(&server, "GET /page_bg.wasm HTTP/1.1", "HTTP/1.1 200", "Content-Type: application/wasm\r\n");
        check(&server, "GET /sub%20dir/a.txt HTTP/1.1", "HTTP/1.1 200", "inner");
        check(&server, "HEAD / HTTP/1.1", "HTTP/1.1 200", "Content-Length: 8");
        assert!(!ask(&server, "HEAD / HTTP/1.1").contains("front"));
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/sub%20dir/../../secret.txt",
            "/..\\secret.txt",
            "//secret.txt",
            "/%zz",
            "/%",
            "/gone",
            "secret.txt",
            "",
        ] {
            check(&server, &format!("GET {path} HTTP/1.1"), "HTTP/1.1 404", "not found");
        }
        check(&server, "POST / HTTP/1.1", "HTTP/1.1 405", "Allow: GET, HEAD");
        check(&server, "", "HTTP/1.1 405", "");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_out_of_the_folder_is_missing() {
        let fixture = Fixture::new("link");
        std::os::unix::fs::symlink(fixture.folder.join("secret.txt"), fixture.site().join("link.txt"))
            .unwrap();
        let server = StaticServer::start(&fixture.site(), "/", listen_near(0).unwrap()).unwrap();
        check(&server, "GET /link.txt HTTP/1.1", "HTTP/1.1 404", "not found");
    }

    #[test]
    fn below_a_path_only_that_path_answers() {
        let fixture = Fixture::new("prefix");
        let server = StaticServer::start(&fixture.site(), "/some/path/", listen_near(0).unwrap()).unwrap();
        check(&server, "GET /some/path/ HTTP/1.1", "HTTP/1.1 200", "<p>front");
        check(&server, "GET /some/path HTTP/1.1", "HTTP/1.1 301", "Location: /some/path/\r\n");
        check(&server, "GET /page_bg.wasm HTTP/1.1", "HTTP/1.1 404", "");
        assert!(server.address().ends_with("/some/path/"));
    }

    #[test]
    fn ends_when_dropped() {
        let fixture = Fixture::new("drop");
        let server = StaticServer::start(&fixture.site(), "/", listen_near(0).unwrap()).unwrap();
        let socket = server.socket;
        drop(server);
        assert!(TcpStream::connect(socket).is_err());
    }
}
