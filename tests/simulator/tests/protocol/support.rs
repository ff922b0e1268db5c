//! A simulator on a free port of loopback, and a client that speaks to it over real sockets.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::{DynamicImage, RgbImage};
use serde_json::{Value, json};
use simulator::Settings;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use ureq::http::Method;

/// The endpoint's path.
pub(crate) const ENDPOINT: &str = "/openai/gpt-image-2/edit";
/// Longest wait for a job.
const JOB_TIMEOUT: Duration = Duration::from_mins(1);

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Names in lower case and values.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header; empty when absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body as a picture.
    pub(crate) fn picture(&self) -> RgbImage {
        image::load_from_memory(&self.body).unwrap().into_rgb8()
    }
}

/// A running simulator; it stops when dropped.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
    _runtime: Runtime,
    agent: ureq::Agent,
}

impl Server {
    /// Starts one whose jobs wait and run for a short while.
    pub(crate) fn start() -> Self {
        Self::with_times(0, 0)
    }

    /// Starts one with times in milliseconds.
    pub(crate) fn with_times(queue: u64, run: u64) -> Self {
        let settings = Settings {
            queue: Duration::from_millis(queue),
            run: Duration::from_millis(run),
            ..Settings::default()
        };
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(simulator::serve(listener, settings, Some(1)));
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(JOB_TIMEOUT))
            .build()
            .into();
        Self { address, _runtime: runtime, agent }
    }

    /// Sends a request; `target` is a path, or an address at the simulator.
    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, target, headers, body).unwrap()
    }

    /// The same, where the connection may break.
    pub(crate) fn try_send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let url =
            if target.starts_with("http") { target.to_owned() } else { format!("{}{target}", self.address) };
        let mut request =
            ureq::http::Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let agent = &self.agent;
        let mut response = if body.is_empty() && method != "POST" && method != "PUT" {
            agent.run(request.body(()).unwrap())?
        } else {
            agent.run(request.body(body).unwrap())?
        };
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: response.body_mut().with_config().limit(100_000_000).read_to_vec()?,
        })
    }

    /// `GET` with a key.
    pub(crate) fn get(&self, key: &str, target: &str) -> Answer {
        self.send("GET", target, &[("authorization", &format!("Key {key}"))], &[])
    }

    /// `POST` of JSON with a key.
    pub(crate) fn post(&self, key: &str, target: &str, body: &Value) -> Answer {
        let headers = [("authorization", &*format!("Key {key}")), ("content-type", "application/json")];
        self.send("POST", target, &headers, body.to_string().as_bytes())
    }

    /// Submits an edit.
    pub(crate) fn submit(&self, key: &str, body: &Value) -> Answer {
        self.post(key, ENDPOINT, body)
    }

    /// Changes settings.
    pub(crate) fn set(&self, change: &Value) {
        let answer = self.send("POST", "/__control/settings", &[], change.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Forgets everything.
    pub(crate) fn reset(&self) {
        self.send("POST", "/__control/reset", &[], &[]);
    }

    /// Puts the clock forward.
    pub(crate) fn skip(&self, millis: u64) {
        let body = json!({ "millis": millis }).to_string();
        self.send("POST", "/__control/skip", &[], body.as_bytes());
    }

    /// The requests received since the last reset.
    pub(crate) fn log(&self) -> Vec<Value> {
        let log = self.send("GET", "/__control/log", &[], &[]).json();
        log["requests"].as_array().unwrap().clone()
    }

    /// Uploads bytes and gives the file's address.
    pub(crate) fn upload(&self, file_name: &str, media_type: &str, bytes: &[u8]) -> String {
        let begun = self.post(
            "sim-ok",
            "/storage/upload/initiate",
            &json!({"file_name": file_name, "content_type": media_type}),
        );
        assert_eq!(begun.status, 200, "{}", begun.text());
        let begun = begun.json();
        let put =
            self.send("PUT", begun["upload_url"].as_str().unwrap(), &[("content-type", media_type)], bytes);
        assert_eq!(put.status, 200, "{}", put.text());
        begun["file_url"].as_str().unwrap().to_owned()
    }

    /// Uploads a small picture and gives a body that edits it.
    pub(crate) fn small_edit(&self) -> Value {
        let picture = self.upload("a.png", "image/png", &png(&gradient(64, 48)));
        json!({"prompt": "make it blue", "image_urls": [picture]})
    }

    /// Polls until the status is no longer a pending one, and gives the last answer.
    #[track_caller]
    pub(crate) fn settled(&self, key: &str, status_url: &str) -> Answer {
        let begin = Instant::now();
        loop {
            let answer = self.get(key, status_url);
            let word = answer.json()["status"].as_str().map(str::to_owned);
            match word.as_deref() {
                Some("IN_QUEUE" | "IN_PROGRESS") => (),
                _ => return answer,
            }
            assert!(begin.elapsed() < JOB_TIMEOUT, "not finished: {}", answer.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Submits, waits, and gives the submit's envelope, the last status and the result.
    #[track_caller]
    pub(crate) fn run(&self, key: &str, body: &Value) -> (Value, Answer, Answer) {
        let submitted = self.submit(key, body);
        assert_eq!(submitted.status, 201, "{}", submitted.text());
        let envelope = submitted.json();
        let status = self.settled(key, envelope["status_url"].as_str().unwrap());
        let result = self.get(key, envelope["response_url"].as_str().unwrap());
        (envelope, status, result)
    }
}

/// A picture whose pixels all differ a little from their neighbours.
pub(crate) fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90])
    })
}

/// PNG bytes.
pub(crate) fn png(picture: &(impl Clone + Into<DynamicImage>)) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture: DynamicImage = picture.clone().into();
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
