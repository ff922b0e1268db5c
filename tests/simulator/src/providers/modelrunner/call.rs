//! Which call a request is, by method, host and path.

use hyper::Method;

use super::{ENDPOINT, SHORT_ENDPOINT};
use crate::failure::CallKind;
use crate::incoming::Incoming;

/// Hosts that answer API calls; the documents and the clients differ on which answers what, so all do.
const API_HOSTS: [&str; 3] = ["queue.modelrunner.run", "modelrunner.run", "api.modelrunner.run"];
/// The host of files.
pub(super) const MEDIA_HOST: &str = "media.modelrunner.ai";
/// The host that uploads are put to.
pub(super) const BUCKET_HOST: &str = "modelrunner-uploads.s3.amazonaws.com";

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// `POST /{endpoint}`, of any depth.
    Submit {
        /// The path without the leading slash.
        endpoint: String,
    },
    /// About one request.
    Request {
        /// Its id, unchecked.
        id: String,
        /// What is asked.
        call: RequestCall,
    },
    /// `GET /requests`.
    List,
    /// `POST /storage/upload/initiate`.
    Initiate,
    /// A step of an upload in parts.
    LargeUpload(LargeUploadStep),
    /// `GET /requests/stream`.
    Stream,
    /// `PUT` to the bucket.
    Upload {
        /// The file's name.
        name: String,
    },
    /// `GET` of a file.
    Media {
        /// The file's name.
        name: String,
    },
    /// None of these.
    Unknown,
}

/// What is asked about one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestCall {
    /// `GET …/status`.
    Status,
    /// `GET …/requests/{id}`.
    Result,
    /// `GET` or `PUT …/cancel`: the documents have the one, the clients the other.
    Cancel,
    /// `DELETE …/payloads`.
    DeletePayloads,
}

/// A step of an upload in parts; its parts are put like any upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LargeUploadStep {
    /// `POST /storage/upload/initiate-multipart`.
    Begin,
    /// `GET /storage/upload/multipart-url`.
    PartAddress,
    /// `POST /storage/upload/complete`.
    Complete,
}

impl Call {
    /// Which call `incoming` is.
    pub(super) fn of(incoming: &Incoming) -> Self {
        let path = incoming.path.trim_matches('/');
        match incoming.virtual_host.as_deref() {
            Some(MEDIA_HOST) if reads(&incoming.method) => Self::Media { name: path.to_owned() },
            Some(BUCKET_HOST) if incoming.method == Method::PUT => Self::Upload { name: path.to_owned() },
            Some(host) if !API_HOSTS.contains(&host) => Self::Unknown,
            _ => Self::of_api(&incoming.method, path),
        }
    }

    fn of_api(method: &Method, path: &str) -> Self {
        if (method, path) == (&Method::GET, "requests/stream") {
            return Self::Stream;
        }
        if let Some(call) = request_call(method, path) {
            return call;
        }
        match (method, path) {
            (&Method::POST, "storage/upload/initiate") => Self::Initiate,
            (&Method::POST, "storage/upload/initiate-multipart") => Self::LargeUpload(LargeUploadStep::Begin),
            (&Method::GET, "storage/upload/multipart-url") => Self::LargeUpload(LargeUploadStep::PartAddress),
            (&Method::POST, "storage/upload/complete") => Self::LargeUpload(LargeUploadStep::Complete),
            (&Method::GET, "requests") => Self::List,
            (&Method::POST, endpoint) if !endpoint.is_empty() => {
                Self::Submit { endpoint: endpoint.to_owned() }
            }
            _ => Self::Unknown,
        }
    }

    /// What an ordered failure calls it.
    pub(super) fn kind(&self) -> Option<CallKind> {
        match self {
            Self::Submit { .. } => Some(CallKind::Submit),
            Self::Request { call, .. } => match call {
                RequestCall::Status => Some(CallKind::Status),
                RequestCall::Result => Some(CallKind::Result),
                RequestCall::Cancel => Some(CallKind::Cancel),
                RequestCall::DeletePayloads => Some(CallKind::Delete),
            },
            Self::List | Self::Stream => Some(CallKind::List),
            Self::Initiate | Self::LargeUpload(_) => Some(CallKind::Initiate),
            Self::Upload { .. } => Some(CallKind::Upload),
            Self::Media { .. } => Some(CallKind::Media),
            Self::Unknown => None,
        }
    }
}

fn reads(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

/// A call about one request: `requests/{id}[/action]`, alone, below two segments, or below the endpoint.
fn request_call(method: &Method, path: &str) -> Option<Call> {
    let rest =
        [format!("{ENDPOINT}/requests/"), format!("{SHORT_ENDPOINT}/requests/"), "requests/".to_owned()]
            .iter()
            .find_map(|prefix| path.strip_prefix(prefix.as_str()))?;
    let (id, action) = rest.split_once('/').unwrap_or((rest, ""));
    let call = match (method, action) {
        (&Method::GET, "") => RequestCall::Result,
        (&Method::GET, "status") => RequestCall::Status,
        (&Method::GET | &Method::PUT, "cancel") => RequestCall::Cancel,
        (&Method::DELETE, "payloads") => RequestCall::DeletePayloads,
        _ => return Some(Call::Unknown),
    };
    Some(Call::Request { id: id.to_owned(), call })
}

#[cfg(test)]
mod tests {
    use hyper::{HeaderMap, Uri};

    use super::*;

    #[track_caller]
    fn check(method: Method, uri: &'static str, expected: &Call) {
        let incoming = Incoming::new(method, &Uri::from_static(uri), HeaderMap::new(), "127.0.0.1:1");
        assert_eq!(&Call::of(&incoming), expected, "{uri}");
    }

    fn request(call: RequestCall) -> Call {
        Call::Request { id: "x".to_owned(), call }
    }

    #[test]
    fn requests_are_found_in_every_form() {
        for path in [
            "/requests/x/status",
            "/openai/gpt-image-2/requests/x/status?logs=1",
            "/openai/gpt-image-2/edit/requests/x/status",
            "/__h/queue.modelrunner.run/openai/gpt-image-2/requests/x/status",
            "/__h/modelrunner.run/requests/x/status",
        ] {
            check(Method::GET, path, &request(RequestCall::Status));
        }
        check(Method::GET, "/requests/x", &request(RequestCall::Result));
        check(Method::GET, "/requests/x/cancel", &request(RequestCall::Cancel));
        check(Method::PUT, "/requests/x/cancel", &request(RequestCall::Cancel));
        check(
            Method::DELETE,
            "/openai/gpt-image-2/requests/x/payloads",
            &request(RequestCall::DeletePayloads),
        );
    }

    #[test]
    fn hosts_keep_their_roles() {
        let name = "a.png".to_owned();
        check(Method::GET, "/__h/media.modelrunner.ai/a.png", &Call::Media { name: name.clone() });
        check(
            Method::PUT,
            "/__h/modelrunner-uploads.s3.amazonaws.com/a.png?X-Amz-Signature=1",
            &Call::Upload { name },
        );
        check(Method::POST, "/__h/media.modelrunner.ai/a.png", &Call::Unknown);
        check(Method::GET, "/__h/elsewhere.example/requests/x", &Call::Unknown);
        check(Method::POST, "/storage/upload/initiate", &Call::Initiate);
        check(Method::GET, "/requests?limit=1", &Call::List);
        check(Method::POST, "/requests/x/status", &Call::Unknown);
        check(Method::GET, "/other/model/requests/x", &Call::Unknown);
        check(Method::POST, "/a/b/c/d", &Call::Submit { endpoint: "a/b/c/d".to_owned() });
    }
}
