//! Running a document: fields are collected by their keys, resolved, and completed by their declared types. A null where the
//! schema allows none makes its parent null, as the specification of GraphQL has it (section 6.4.4).

use std::collections::BTreeMap;

use graphql_parser::schema::Type;
use serde_json::{Map, Value as Json, json};

use super::cost::Cost;
use super::document::{Document, Selected, collect};
use super::input::{Variables, default_of, fit, literal};
use super::object::{Call, Object, Value};
use super::refusal::Refusal;
use super::schema::{FieldOf, Schema, TypeOf};
use crate::hub::Hub;
use crate::token::Caller;

/// Everything that a run needs.
pub(super) struct Run<'a> {
    /// The state.
    pub(super) hub: &'a mut Hub,
    /// Who asks.
    pub(super) caller: &'a Caller,
    /// The schema.
    pub(super) schema: &'a Schema,
    /// The document.
    pub(super) document: &'a Document,
    /// The variables.
    pub(super) variables: &'a Variables,
    /// What it costs.
    pub(super) cost: Cost,
    /// The errors so far.
    pub(super) errors: Vec<Json>,
}

/// A null that must not be there; it passes to the parent.
struct Nothing;

impl<'a> Run<'a> {
    /// The answer's data.
    pub(super) fn data(&mut self, root: &dyn Object) -> Json {
        let set = &self.document.selections;
        self.object(root, &[set], &mut Vec::new()).unwrap_or(Json::Null)
    }

    fn object(
        &mut self,
        object: &dyn Object,
        sets: &[&'a super::document::Selections],
        path: &mut Vec<Json>,
    ) -> Result<Json, Nothing> {
        let mut fields = Vec::new();
        for set in sets {
            collect(self.document, set, self.variables, &|on| object.is(on), &mut fields);
        }
        let mut shown = Map::new();
        for (key, selected) in fields {
            path.push(json!(key));
            let value = self.field(object, &selected, path);
            path.pop();
            shown.insert(key.to_owned(), value?);
        }
        Ok(Json::Object(shown))
    }

    fn field(
        &mut self,
        object: &dyn Object,
        selected: &[&'a Selected],
        path: &mut Vec<Json>,
    ) -> Result<Json, Nothing> {
        let Some(first) = selected.first() else { return Ok(Json::Null) };
        if first.name == "__typename" {
            return Ok(json!(object.type_name()));
        }
        let Some(declared) = self.schema.field(object.type_name(), &first.name) else { return Ok(Json::Null) };
        let found = self.arguments(first, declared).and_then(|arguments| {
            let mut call =
                Call { hub: self.hub, caller: self.caller, arguments, field: &first.name, cost: self.cost };
            object.resolve(&first.name, &mut call).unwrap_or(Ok(Value::Leaf(Json::Null)))
        });
        let value = found.unwrap_or_else(|refusal| {
            self.errors.push(refusal.shown(path, first.position));
            Value::Leaf(Json::Null)
        });
        self.complete(&declared.field_type, value, selected, path)
    }

    fn complete(
        &mut self,
        ty: &TypeOf,
        value: Value,
        selected: &[&'a Selected],
        path: &mut Vec<Json>,
    ) -> Result<Json, Nothing> {
        match (ty, value) {
            (_, Value::Refused(refusal)) => {
                let at = selected.first().map(|field| field.position).unwrap_or_default();
                self.errors.push(refusal.shown(path, at));
                Ok(Json::Null)
            }
            (Type::NonNullType(inner), value) => {
                let shown = self.complete(inner, value, selected, path)?;
                if shown.is_null() { Err(Nothing) } else { Ok(shown) }
            }
            (_, Value::Leaf(leaf)) => Ok(leaf),
            (Type::ListType(inner), Value::List(items)) => {
                let mut shown = Vec::with_capacity(items.len());
                for (at, item) in items.into_iter().enumerate() {
                    path.push(json!(at));
                    let one = self.complete(inner, item, selected, path);
                    path.pop();
                    match one {
                        Ok(one) => shown.push(one),
                        Err(Nothing) => return Ok(Json::Null),
                    }
                }
                Ok(Json::Array(shown))
            }
            (_, Value::Object(object)) => {
                let sets: Vec<_> = selected.iter().map(|field| &field.selection_set).collect();
                Ok(self.object(object.as_ref(), &sets, path).unwrap_or(Json::Null))
            }
            (_, Value::List(_)) => Ok(Json::Null),
        }
    }

    fn arguments(&self, field: &Selected, declared: &FieldOf) -> Result<BTreeMap<String, Json>, Refusal> {
        let mut arguments = BTreeMap::new();
        for input in &declared.arguments {
            let given = field.arguments.iter().find(|(name, _)| *name == input.name);
            let value =
                given.and_then(|(_, value)| literal(value, self.variables)).or_else(|| default_of(input));
            let Some(value) = value else { continue };
            let value = fit(self.schema, &input.value_type, value).map_err(|problem| {
                let message =
                    format!("Argument '{}' on Field '{}': {}", input.name, field.name, problem.explanation);
                Refusal { kind: None, message }
            })?;
            arguments.insert(input.name.clone(), value);
        }
        Ok(arguments)
    }
}
