//! One exchange from the first byte to the log: fault, token, limits, access, handler, paging, ETag.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use bytes::Bytes;
use serde_json::Value;

use crate::access;
use crate::alias;
use crate::answer::Answer;
use crate::clone;
use crate::control;
use crate::fault::{FaultKind, Met};
use crate::hub::Hub;
use crate::limits::Charge;
use crate::log::{self, Exchange};
use crate::render::{self, Rendered};
use crate::route::{self, Params, Route};
use crate::token::{self, Caller};
use crate::visit::Visit;
use crate::wire::Wire;

/// The state that the server and the test share.
pub(crate) struct Shared(pub(crate) Mutex<Hub>);

impl Shared {
    pub(crate) fn hub(&self) -> MutexGuard<'_, Hub> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request as it arrived.
pub(crate) struct Arrival {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) raw_query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
}

impl Arrival {
    async fn read(request: Request) -> Option<Self> {
        let (head, body) = request.into_parts();
        let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Some(Self {
            method: head.method.as_str().to_owned(),
            path: alias::below_root(head.uri.path()).to_owned(),
            raw_query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head.headers.iter().map(header).collect(),
            body: axum::body::to_bytes(body, 64 << 20).await.ok()?,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The operation that a GraphQL request names.
    fn operation(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.body).ok().filter(|_| self.path == "/graphql")?;
        body.get("operationName").and_then(Value::as_str).map(str::to_owned)
    }

    /// Whether the body claims to be JSON: GitHub also reads one as JSON that curl calls a form.
    fn says_json(&self) -> bool {
        self.header("content-type").is_none_or(|kind| kind.contains("json") || kind.contains("form-urlencoded"))
    }
}

/// Counts a request as being answered until the answer is ready or the client has gone.
struct InFlight(Arc<Shared>);

impl InFlight {
    fn enter(shared: &Arc<Shared>, method: &str) -> Self {
        shared.hub().counters.arrive(method);
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.hub().counters.leave();
    }
}

pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response {
    let Some(arrival) = Arrival::read(request).await else { return Response::new(Body::empty()) };
    if let Some(rest) = arrival.path.strip_prefix("/_sim/") {
        return control::answer(&mut shared.hub(), rest, &arrival);
    }
    if let Some(response) = clone::answer(&mut shared.hub(), &arrival) {
        return response;
    }
    let _here = InFlight::enter(&shared, &arrival.method);
    let (found, met) = {
        let mut hub = shared.hub();
        let found = route::find(&arrival.method, &alias::by_name(&hub, &arrival.path));
        let template = found.as_ref().map(|(route, _)| route.template);
        let met = hub.faults.meet(&arrival.method, template, arrival.operation().as_deref());
        (found, met)
    };
    wait(met.delay.as_ref()).await;
    let rendered = respond(&mut shared.hub(), &arrival, found, &met);
    wait(met.answer.as_ref()).await;
    match met.answer {
        Some(FaultKind::CutBefore | FaultKind::CutAfter) => wire.cut(),
        Some(FaultKind::TruncatedBody) => wire.truncate(),
        _ => {}
    }
    rendered.into_response()
}

async fn wait(fault: Option<&FaultKind>) {
    if let Some(millis) = fault.and_then(FaultKind::wait) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// Answers one request over the locked state and writes the log.
fn respond(hub: &mut Hub, arrival: &Arrival, found: Option<(&'static Route, Params)>, met: &Met) -> Rendered {
    let template = found.as_ref().map(|(route, _)| route.template);
    let body: Option<Value> = serde_json::from_slice(&arrival.body).ok();
    let caller = token::check(hub, arrival.header("authorization"));
    let charge = Charge::of(
        hub,
        caller.as_ref().unwrap_or(&Caller::default()),
        &arrival.method,
        &arrival.path,
        body.as_ref().unwrap_or(&Value::Null),
    );
    hub.counters.points = hub.counters.points.saturating_add(u64::from(charge.points));
    let instead = met.answer.as_ref().and_then(|fault| fault.instead(&charge, hub.clock.now().as_second()));
    let who = caller.as_ref().ok().cloned().unwrap_or_default();
    let mut answer = match instead {
        Some(answer) => answer,
        None => caller
            .and_then(|caller| settle(hub, arrival, found, caller, body, &charge))
            .unwrap_or_else(|error| error),
    };
    if let Some(lag) = met.lag.as_ref().filter(|_| answer.status < 300) {
        hub.hide(&answer, lag);
    }
    if met.answer == Some(FaultKind::BadGatewayAfter) {
        answer = crate::fault::bad_gateway();
    }
    let rendered = render::render(hub, arrival, &who, &charge, answer);
    record(hub, arrival, template, &who, &rendered, met.answer.as_ref());
    rendered
}

/// Everything between the token and the handler's answer.
fn settle(
    hub: &mut Hub,
    arrival: &Arrival,
    found: Option<(&'static Route, Params)>,
    caller: Caller,
    body: Option<Value>,
    charge: &Charge,
) -> Result<Answer, Answer> {
    if arrival.header("user-agent").is_none_or(str::is_empty) {
        return Err(Answer::forbidden(
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
        ));
    }
    let now = hub.clock.now();
    hub.limits.charge(&hub.limit_settings, charge, hub.counters.in_flight, now)?;
    let (route, params) = found.ok_or_else(Answer::not_found)?;
    let param =
        |name: &str| params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value.as_str());
    let asked = alias::Asked {
        caller: &caller,
        method: &arrival.method,
        template: route.template,
        path: &arrival.path,
        raw_query: &arrival.raw_query,
        owner: param("owner"),
        name: param("repo"),
    };
    let repository = alias::repository(hub, &asked)?;
    if body.is_none() && !arrival.body.is_empty() && arrival.says_json() {
        return Err(Answer::bad_request("Problems parsing JSON"));
    }
    let visit = Visit {
        caller,
        method: arrival.method.clone(),
        template: route.template,
        path: arrival.path.clone(),
        repository,
        params,
        query: route::pairs(&arrival.raw_query),
        body: body.unwrap_or(Value::Null),
        raw: arrival.body.clone(),
        headers: arrival.headers.clone(),
        at: now,
    };
    access::check(hub, &route.needs, &visit)?;
    let answer = (route.answer)(hub, &visit);
    let status = answer.as_ref().map_or_else(|error| error.status, |answer| answer.status);
    hub.limits.created(charge, status);
    answer
}

fn record(
    hub: &mut Hub,
    arrival: &Arrival,
    template: Option<&str>,
    who: &Caller,
    rendered: &Rendered,
    fault: Option<&FaultKind>,
) {
    let hide = |(name, value): (&String, &String)| {
        let shown = if name == "authorization" { "***" } else { value };
        (name.clone(), shown.to_owned())
    };
    let cut = matches!(fault, Some(FaultKind::CutBefore | FaultKind::CutAfter));
    let exchange = Exchange {
        at: hub.clock.now(),
        by: who.account.and_then(|id| hub.accounts.get(&id)).map(|account| account.login.clone()),
        method: arrival.method.clone(),
        path: arrival.path.clone(),
        query: route::pairs(&arrival.raw_query),
        template: template.map(str::to_owned),
        request_headers: arrival.headers.iter().map(hide).collect(),
        request: log::shown(&arrival.body),
        status: (!cut).then_some(rendered.status),
        response_headers: if cut { BTreeMap::new() } else { rendered.headers.clone() },
        response: if cut { Value::Null } else { rendered.shown() },
        fault: fault.and_then(FaultKind::name),
    };
    hub.log.add(exchange);
}

#[cfg(test)]
mod tests;
