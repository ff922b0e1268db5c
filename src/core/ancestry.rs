//! What a picture was made from, step by step: by the results' names where they were recorded, else by the bytes.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use super::lineage::ResultRecord;
use super::request::{BlobHash, EditRequest};

/// The result that a request's base picture is, among some.
///
/// A recorded name counts alone, whether that result is still there or not. Without one, the newest result with the
/// picture's bytes counts that was finished before `begun_millis` and is not of the request's own job: neither a later
/// result nor another of the same run can be what a picture was made from.
pub fn parent_of<'a, R: Borrow<ResultRecord>>(
    request: &EditRequest,
    job_id: &str,
    begun_millis: f64,
    results: &'a [R],
) -> Option<&'a ResultRecord> {
    let mut results = results.iter().map(Borrow::<ResultRecord>::borrow);
    if let Some(parent) = &request.parent {
        return results.find(|result| result.id == *parent);
    }
    let base = &request.pictures.first()?.blob;
    results
        .filter(|result| is_possible_parent(result, job_id, begun_millis))
        .filter(|result| result.own_pictures().any(|own| own == base))
        .max_by(|one, other| one.finished_millis.total_cmp(&other.finished_millis))
}

/// A run that began then can have been made from this result.
pub fn is_possible_parent(result: &ResultRecord, job_id: &str, begun_millis: f64) -> bool {
    result.job_id != job_id && result.finished_millis <= begun_millis
}

/// When the run of a result began, milliseconds since 1970.
pub fn begun_millis(result: &ResultRecord) -> f64 {
    result.finished_millis - result.took_millis
}

/// The files of the base picture itself and of all that it was made from.
fn ancestors<'a, R: Borrow<ResultRecord>>(request: &'a EditRequest, results: &'a [R]) -> BTreeSet<BlobHash> {
    let mut found = BTreeSet::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut step = (request, "", f64::INFINITY);
    loop {
        let (request, job_id, begun) = step;
        found.extend(request.pictures.first().map(|base| base.blob.clone()));
        let Some(parent) = parent_of(request, job_id, begun, results) else { return found };
        if !seen.insert(&parent.id) {
            return found;
        }
        found.extend(parent.own_pictures().cloned());
        step = (&parent.request, &parent.job_id, begun_millis(parent));
    }
}

/// A request without reference pictures that show what its base picture showed before: whoever copies from them puts
/// back what was removed.
pub fn without_ancestors<R: Borrow<ResultRecord>>(mut request: EditRequest, results: &[R]) -> EditRequest {
    if request.pictures.len() > 1 {
        let ancestors = ancestors(&request, results);
        let mut index = 0;
        request.pictures.retain(|picture| {
            index += 1;
            index == 1 || !ancestors.contains(&picture.blob)
        });
    }
    request
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::lineage::tests::record;
    use crate::core::request::PictureRef;

    fn with_pictures(base: &str, parent: Option<&str>, others: &[&str]) -> EditRequest {
        let request = record("", base, "", 0.0).request;
        let like = |blob: &&str| PictureRef {
            blob: BlobHash((*blob).to_owned()),
            ..request.pictures.first().unwrap().clone()
        };
        let pictures = request.pictures.iter().cloned().chain(others.iter().map(like)).collect();
        EditRequest { pictures, parent: parent.map(str::to_owned), ..request }
    }

    fn left(request: EditRequest, results: &[ResultRecord]) -> Vec<String> {
        without_ancestors(request, results).pictures.into_iter().map(|picture| picture.blob.0).collect()
    }

    #[test]
    fn references_that_show_the_base_as_it_was_are_left_out() {
        let results = [record("one", "photo", "a", 1.0), record("two", "a", "b", 2.0)];
        let request = with_pictures("b", Some("two"), &["photo", "friend", "a", "b"]);
        assert_eq!(left(request, &results), ["b", "friend"]);
        // Without a recorded name, by the bytes.
        assert_eq!(left(with_pictures("b", None, &["photo", "friend"]), &results), ["b", "friend"]);
        // A recorded name that is gone: nothing is guessed.
        assert_eq!(left(with_pictures("b", Some("gone"), &["photo"]), &results), ["b", "photo"]);
    }

    #[test]
    fn a_result_that_has_its_bases_bytes_is_no_parent_of_its_own_run() {
        let mut same = record("one", "photo", "photo", 1.0);
        same.took_millis = 1.0;
        let request = with_pictures("photo", None, &[]);
        assert!(parent_of(&request, &same.job_id, 5.0, &[&same]).is_none());
        assert!(parent_of(&request, "another", 0.5, &[&same]).is_none());
        assert_eq!(parent_of(&request, "another", 1.0, &[&same]).map(|one| one.id.as_str()), Some("one"));
    }

    proptest! {
        /// Whatever was made from what, in circles too: it ends, the base stays first, and no ancestor is copied from.
        #[test]
        fn a_chain_of_any_shape_ends(steps in prop::collection::vec((0_usize..6, 0_usize..6, prop::option::of(0_usize..6)), 0..8),
                                     base in 0_usize..6, others in prop::collection::vec(0_usize..6, 0..6)) {
            let name = |index: usize| format!("picture-{index}");
            let results: Vec<_> = steps.iter().enumerate().map(|(index, (from, to, parent))| {
                let mut made = record(&index.to_string(), &name(*from), &name(*to), index as f64);
                made.job_id = format!("job-{index}");
                made.request.parent = parent.map(|parent| parent.to_string());
                made
            }).collect();
            let others: Vec<String> = others.into_iter().map(name).collect();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let request = with_pictures(&name(base), None, &others);
            let left = left(request, &results);
            prop_assert_eq!(left.first(), Some(&name(base)));
            prop_assert!(left.iter().skip(1).all(|one| *one != name(base)));
        }
    }
}
