//! Deleting a request's prompt and result at the provider.

use super::*;

fn delete() -> Exchange {
    let url = format!("{API}/requests/{ID}/payloads");
    Exchange::expect(Method::Delete, &url, &WITH_KEY, Body::Empty)
}

#[track_caller]
fn check(status: u16, answer: &str, expected: Result<usize, &str>) {
    let told = play(account(), vec![delete().answer(status, answer)], async |client| {
        client.delete_payloads(ID).await
    });
    assert_eq!(told.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
}

#[test]
fn only_what_the_provider_says_is_deleted() {
    check(200, r#"{"request_id":"x","payloads_deleted":true}"#, Ok(0));
    let files = r#"{"payloads_deleted":true,"cdn_delete_results":[
        {"link":"https://media.example/a.png","exception":null},
        {"link":"https://media.example/b.png","exception":"busy"}]}"#;
    check(200, files, Ok(1));
    let silent = "the answer could not be understood: it does not say that anything was deleted";
    check(200, "{}", Err(silent));
    check(200, r#"{"payloads_deleted":false}"#, Err(silent));
    check(409, r#"{"error":"request is not finished"}"#, Err("status 409: request is not finished"));
    let none: [Exchange; 0] = [];
    let told = play(account(), none.into(), async |client| client.delete_payloads("../x").await);
    assert!(matches!(told, Err(Error::Malformed { .. })));
}
