//! The read side of git over HTTP, so that `git clone http://…/octo/shop.git` works (gitprotocol-http(5)). It is no part of
//! the API: it stands in no route table, costs no points and leaves no exchange in the log.

use std::collections::BTreeMap;
use std::io::Read;

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::read::GzDecoder;

use crate::exchange::Arrival;
use crate::hub::Hub;
use crate::render::Rendered;
use crate::route;
use crate::token::{self, Caller, Level};

/// The largest request of a client, unpacked: a list of what it has and wants.
const LARGEST: u64 = 16 << 20;

/// What is asked of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    /// The list of references.
    References,
    /// Objects.
    UploadPack,
    /// The write side, which the simulator does not have: pushes go through the API.
    Push,
}

/// Answers a request of git, or lets it pass as none.
pub(crate) fn answer(hub: &mut Hub, arrival: &Arrival) -> Option<Response> {
    let (owner, name, service) = asked(&arrival.path, &arrival.raw_query)?;
    let rendered = serve(hub, arrival, &owner, &name, service).unwrap_or_else(|refusal| refusal);
    Some(rendered.into_response())
}

fn asked(path: &str, query: &str) -> Option<(String, String, Service)> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let service = route::pairs(query).into_iter().find(|(key, _)| key == "service").map(|(_, value)| value);
    let (owner, name, service) = match (parts.as_slice(), service.as_deref()) {
        ([owner, name, "info", "refs"], Some("git-upload-pack")) => (owner, name, Service::References),
        ([owner, name, "info", "refs"], Some("git-receive-pack")) => (owner, name, Service::Push),
        ([owner, name, "git-upload-pack"], _) => (owner, name, Service::UploadPack),
        ([owner, name, "git-receive-pack"], _) => (owner, name, Service::Push),
        _ => return None,
    };
    let name = name.strip_suffix(".git").unwrap_or(name);
    Some((route::decode(owner, false), route::decode(name, false), service))
}

fn serve(
    hub: &mut Hub,
    arrival: &Arrival,
    owner: &str,
    name: &str,
    service: Service,
) -> Result<Rendered, Rendered> {
    let caller = caller(hub, arrival.header("authorization"))?;
    let missing = || if caller.token.is_none() { ask_for_token() } else { plain(404, "Repository not found.") };
    let repository =
        hub.repository_named(owner, name).filter(|id| hub.sees(&caller, *id)).ok_or_else(missing)?;
    let private = hub.repositories.get(&repository).is_none_or(|found| found.private);
    if private && !hub.may(&caller, repository, ("contents", Level::Read)) {
        return Err(plain(403, "Resource not accessible by integration"));
    }
    if service == Service::Push {
        return Err(plain(403, "The simulator takes pushes through its API only."));
    }
    let broken = |error: anyhow::Error| plain(500, &format!("{error:#}"));
    let store = hub.store(repository).map_err(broken)?;
    let protocol = arrival.header("git-protocol").unwrap_or_default();
    if service == Service::UploadPack {
        let pack = store.upload_pack(false, protocol, &unpacked(arrival)?).map_err(broken)?;
        return Ok(rendered(200, "application/x-git-upload-pack-result", pack));
    }
    let mut list = Vec::new();
    if !protocol.split(':').any(|word| word == "version=2") {
        list.extend_from_slice(b"001e# service=git-upload-pack\n0000");
    }
    list.extend(store.upload_pack(true, protocol, &[]).map_err(broken)?);
    Ok(rendered(200, "application/x-git-upload-pack-advertisement", list))
}

/// Git sends a token as the password of the Basic scheme; Bearer is accepted as well.
fn caller(hub: &Hub, authorization: Option<&str>) -> Result<Caller, Rendered> {
    let basic = authorization
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    let password = basic.and_then(|(_, encoded)| {
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        text.split_once(':').map(|(_, password)| format!("Bearer {password}"))
    });
    token::check(hub, password.as_deref().or(authorization)).map_err(|_| ask_for_token())
}

/// Git packs a request that is longer than a kilobyte.
fn unpacked(arrival: &Arrival) -> Result<Bytes, Rendered> {
    if arrival.header("content-encoding") != Some("gzip") {
        return Ok(arrival.body.clone());
    }
    let mut bytes = Vec::new();
    let read = GzDecoder::new(arrival.body.as_ref()).take(LARGEST).read_to_end(&mut bytes);
    read.map(|_| bytes.into()).map_err(|_| plain(400, "The request is not what its content-encoding says."))
}

fn ask_for_token() -> Rendered {
    let mut rendered = plain(401, "Repository not found.");
    rendered.headers.insert("www-authenticate".to_owned(), "Basic realm=\"GitHub\"".to_owned());
    rendered
}

fn plain(status: u16, text: &str) -> Rendered {
    rendered(status, "text/plain; charset=utf-8", text.as_bytes().to_vec())
}

fn rendered(status: u16, kind: &str, body: Vec<u8>) -> Rendered {
    let headers = [("content-type", kind), ("cache-control", "no-cache, max-age=0, must-revalidate")];
    let headers: BTreeMap<String, String> =
        headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Rendered { status, headers, body: body.into() }
}

#[cfg(test)]
mod tests;
