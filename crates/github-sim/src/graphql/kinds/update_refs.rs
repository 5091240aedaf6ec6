//! `updateRefs`: several references move together or not at all, each compared with the value that it must have before.

use serde_json::Value as Json;

use super::writes;
use crate::git::{Oid, Push, PushFault, RefMove, Store, check_refname};
use crate::graphql::object::{Call, Field, Kind, Out, leaf, object};
use crate::graphql::refusal::Refusal;
use crate::node;

/// What the mutation gives.
pub(in crate::graphql) struct Payload(Json);

impl Kind for Payload {
    const NAME: &'static str = "UpdateRefsPayload";
    const FIELDS: &'static [Field<Self>] =
        &[Field("clientMutationId: String", |payload, _| leaf(payload.0.clone()))];
}

/// Runs the mutation.
pub(super) fn run(call: &mut Call<'_>) -> Out {
    let input = call.argument("input").clone();
    let id = input.get("repositoryId").and_then(Json::as_str).unwrap_or_default();
    let found = node::parse(id).filter(|(prefix, _)| *prefix == "R").map(|(_, number)| number);
    let repository = found.filter(|number| call.hub.sees(call.caller, *number)).ok_or_else(|| {
        Refusal::not_found(format!("Could not resolve to a node with the global id of '{id}'"))
    })?;
    writes(call, repository, "UpdateRefs")?;
    let store = call.hub.store(repository)?;
    let updates = input.get("refUpdates").and_then(Json::as_array).cloned().unwrap_or_default();
    let pushes = updates.iter().map(|update| push(&store, update)).collect::<Result<Vec<Push>, Refusal>>()?;
    call.hub.push(call.caller, repository, &pushes).map_err(|fault| match fault {
        PushFault::NotFastForward => Refusal::unprocessable("Update is not a fast forward"),
        PushFault::Moved => Refusal::unprocessable("The references could not be updated"),
        PushFault::Rules(message) => Refusal::unprocessable(message),
        PushFault::Broken(error) => error.into(),
    })?;
    object(Payload(input.get("clientMutationId").cloned().unwrap_or_default()))
}

/// One update. Without `beforeOid` whatever is there is replaced; the name of nothing means "must not be there".
fn push(store: &Store, update: &Json) -> Result<Push, Refusal> {
    let text = |field: &str| update.get(field).and_then(Json::as_str);
    let name = text("name").unwrap_or_default().to_owned();
    if !check_refname(&name) {
        return Err(Refusal::unprocessable(format!("{name} is not a valid ref name.")));
    }
    let oid = |field: &str| text(field).and_then(|text| text.parse::<Oid>().ok());
    let now = store.reference(&name)?.map_or_else(Oid::zero, |found| found.oid);
    let before = oid("beforeOid").unwrap_or_else(|| now.clone());
    if before != now {
        let message = format!("Expected {name} to point to \"{before}\" but it points to \"{now}\".");
        return Err(Refusal::new("STALE_DATA", message));
    }
    let after = oid("afterOid").unwrap_or_else(Oid::zero);
    if !after.is_zero() && store.kind(&after)?.is_none() {
        return Err(Refusal::unprocessable(format!("{after} does not exist.")));
    }
    let force = update.get("force").and_then(Json::as_bool).unwrap_or(false);
    Ok(Push { step: RefMove { name, before, after }, force })
}
