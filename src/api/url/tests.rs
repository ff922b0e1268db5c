//! Addresses that are taken, and all the ways to look like one of them.

use super::*;

#[track_caller]
fn check_origin(address: &str, expected: Option<&str>) {
    assert_eq!(origin(address).as_deref(), expected, "{address:?}");
}

#[test]
fn origins_are_exact() {
    check_origin("https://queue.example.org/a/b?c#d", Some("https://queue.example.org"));
    check_origin("HTTPS://Queue.Example.ORG:443", Some("https://queue.example.org"));
    check_origin("https://queue.example.org:0443/x", Some("https://queue.example.org"));
    check_origin("http://127.0.0.1:8899/", Some("http://127.0.0.1:8899"));
    check_origin("http://127.0.0.1:80/", Some("http://127.0.0.1"));
    check_origin("https://127.0.0.1:80", Some("https://127.0.0.1:80"));
    check_origin("http://[0:0::1]:5/x", Some("http://[::1]:5"));
    check_origin("https://a?b@c", Some("https://a"));
    for refused in [
        "",
        "queue.example.org",
        "//queue.example.org",
        "ftp://queue.example.org",
        "data:image/png;base64,AA==",
        "https:/queue.example.org",
        "https:queue.example.org",
        "https://",
        "https:///path",
        "https://key@queue.example.org",
        "https://queue.example.org@evil.example",
        "https://queue.example.org:443@evil.example",
        "https://evil.example\\@queue.example.org",
        "https:\\\\queue.example.org",
        "https://queue.example.org\\.evil.example",
        "https://queue.example.org\n.evil.example",
        "https://queue.example.org\t/",
        " https://queue.example.org",
        "https://queue.example.org /",
        "https://queue.example.org:",
        "https://queue.example.org:0",
        "https://queue.example.org:65536",
        "https://queue.example.org:+443",
        "https://queue.example.org:443:443",
        "https://queue.example.org./",
        "https://queue..example.org",
        "https://queue%2eexample.org",
        "https://queue。example.org",
        "https://quëue.example.org",
        "https://[::1",
        "https://[::1]x",
        "https://[::1].example.org",
        "https://[not-an-address]",
        "https://::1",
    ] {
        check_origin(refused, None);
    }
}

#[track_caller]
fn check_same(address: &str, other: &str, expected: bool) {
    assert_eq!(is_same_origin(address, other), expected, "{address:?} {other:?}");
    assert_eq!(is_same_origin(other, address), expected, "{other:?} {address:?}");
}

#[test]
fn a_key_goes_to_the_same_host_only() {
    let api = "https://queue.example.org";
    check_same(api, "https://queue.example.org/a/requests/1/status", true);
    check_same(api, "https://QUEUE.example.org:443/x", true);
    for other in [
        "http://queue.example.org/",
        "http://queue.example.org:443/",
        "https://queue.example.org:8443/",
        "https://queue.example.org.evil.example/",
        "https://evilqueue.example.org/",
        "https://example.org/",
        "https://x.queue.example.org/",
        "https://queue.example.org@evil.example/",
        "https://evil.example/queue.example.org",
        "https://evil.example?https://queue.example.org",
        "https://evil.example\\@queue.example.org/",
        "//queue.example.org/",
        "not an address",
    ] {
        check_same(api, other, false);
    }
    check_same("http://127.0.0.1:5/", "http://127.0.0.1:5/x", true);
    check_same("http://127.0.0.1:5/", "http://localhost:5/x", false);
    check_same("http://127.0.0.1:5/", "https://127.0.0.1:5/", false);
    check_same("http://192.168.0.2/", "http://192.168.0.2/", false);
}

#[test]
fn safe_is_https_or_this_device() {
    for safe in [
        "https://example.org/x.png",
        "http://localhost/",
        "http://LOCALHOST:3000/x",
        "http://127.1.2.3:4/",
        "http://[::1]:4/",
    ] {
        assert!(is_safe(safe), "{safe}");
    }
    for unsafe_address in [
        "http://example.org/",
        "http://localhost.example.org/",
        "http://127.0.0.1.example.org/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0.0.0.0/",
        "http://192.168.1.1/",
        "ws://localhost/",
        "javascript://localhost/%0aalert(1)",
        "file:///etc/passwd",
    ] {
        assert!(!is_safe(unsafe_address), "{unsafe_address}");
    }
}

#[track_caller]
fn check_typed(typed: &str, expected: Result<&str, &str>) {
    let actual = normalise(typed).map_err(|error| error.to_string());
    assert_eq!(actual.as_deref().map_err(String::as_str), expected, "{typed:?}");
}

#[test]
fn typed_addresses_are_completed() {
    check_typed(" https://Queue.Example.org/ ", Ok("https://queue.example.org"));
    check_typed("queue.example.org", Ok("https://queue.example.org"));
    check_typed("queue.example.org:8443/Api//", Ok("https://queue.example.org:8443/Api"));
    check_typed("localhost:8899", Ok("http://localhost:8899"));
    check_typed("127.0.0.1:8899/proxy", Ok("http://127.0.0.1:8899/proxy"));
    check_typed("[::1]:8899", Ok("http://[::1]:8899"));
    check_typed("https://localhost", Ok("https://localhost"));
    check_typed("  ", Err("empty"));
    check_typed("http://example.org", Err("http to example.org"));
    check_typed("ftp://example.org", Err("the scheme is ftp"));
    check_typed("javascript:alert(1)", Err("the scheme is javascript"));
    check_typed("me:secret@example.org", Err("a name or password before @"));
    check_typed("example.org?key=1", Err("a query or fragment, '?'"));
    check_typed("example.org/#x", Err("a query or fragment, '#'"));
    check_typed("exa mple.org", Err("the character ' '"));
    check_typed("example.org\\x", Err("the character '\\\\'"));
    check_typed("/proxy", Err("no valid host"));
    check_typed("example.org:99999", Err("no valid port"));
}

#[test]
fn query_values_are_encoded() {
    assert_eq!(encode_query_value(r#"{"job":"a-1~é"}"#), "%7B%22job%22%3A%22a-1~%C3%A9%22%7D");
}

proptest::proptest! {
    #[test]
    fn any_text_is_answered(text in ".{0,60}", other in "https?://[a-z@\\\\:/.\\[\\]0-9]{0,30}") {
        let _ = (origin(&text), origin(&other), is_same_origin(&text, &other), host(&other));
        for typed in [text, other] {
            if let Ok(address) = normalise(&typed) {
                proptest::prop_assert!(is_safe(&address));
                proptest::prop_assert_eq!(normalise(&address), Ok(address.clone()));
            }
        }
    }
}
