//! GitHub's GraphQL API: a general executor over tables of fields. `object.rs` says what a type is, `kinds/` has one file for
//! each; the rest parses, checks, counts and runs documents and knows no type by name.

mod connection;
mod cost;
mod document;
mod execute;
mod input;
mod kinds;
mod object;
mod refusal;
mod schema;
mod validate;

use serde_json::{Map, Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::route::Route;
use crate::visit::Visit;

use self::document::{Document, Operation};
use self::execute::Run;
use self::input::{Variables, default_of_variable, fit};
use self::kinds::Mutation;
use self::kinds::query::Query;
use self::object::Object;
use self::schema::Schema;

pub(crate) const ROUTES: &[Route] = &[Route::new("POST", "/graphql", Needs::NOTHING, answer)];

fn answer(hub: &mut Hub, visit: &Visit) -> Reply {
    visit.actor()?;
    let Some(query) = visit.text("query") else {
        return Err(Answer::bad_request("A query attribute must be specified and must be a string."));
    };
    let schema = schema::schema().map_err(|error| Answer::error(500, &error))?;
    let given = visit.body.get("variables").and_then(Value::as_object).cloned().unwrap_or_default();
    Ok(Answer::ok(respond(hub, visit, schema, query, &given)))
}

/// The whole way from a document to an answer; what is wrong with the document ends it without data.
fn respond(hub: &mut Hub, visit: &Visit, schema: &Schema, query: &str, given: &Map<String, Value>) -> Value {
    let document = match Document::parse(query, visit.text("operationName")) {
        Ok(document) => document,
        Err(error) => return json!({"errors": [error]}),
    };
    let errors = validate::validate(schema, &document);
    if !errors.is_empty() {
        return json!({"errors": errors});
    }
    let variables = match variables(schema, &document, given) {
        Ok(variables) => variables,
        Err(error) => return json!({"errors": [error]}),
    };
    let cost = cost::cost(&document, &variables);
    if let Some(error) = cost.excess() {
        return json!({"data": null, "errors": [error]});
    }
    let root: &dyn Object = match document.operation {
        Operation::Query => &Query,
        Operation::Mutation => &Mutation,
    };
    let (document, variables, caller) = (&document, &variables, &visit.caller);
    let mut run = Run { hub, caller, schema, document, variables, cost, errors: Vec::new() };
    let data = run.data(root);
    if run.errors.is_empty() { json!({"data": data}) } else { json!({"data": data, "errors": run.errors}) }
}

/// The variables of the request, made to fit their declarations.
fn variables(schema: &Schema, document: &Document, given: &Map<String, Value>) -> Result<Variables, Value> {
    let mut fitted = Variables::new();
    for declared in &document.variables {
        let name = &declared.name;
        let value = given.get(name).cloned().or_else(|| default_of_variable(declared));
        let absent = value.is_none();
        match fit(schema, &declared.var_type, value.clone().unwrap_or_default()) {
            Ok(_) if absent => {}
            Ok(value) => {
                fitted.insert(name.clone(), value);
            }
            Err(problem) => {
                let (path, why) = (problem.path.join("."), &problem.explanation);
                let place = if path.is_empty() { String::new() } else { format!(" for {path} ({why})") };
                let message =
                    format!("Variable ${name} of type {} was provided invalid value{place}", declared.var_type);
                let problems = json!([{"path": problem.path, "explanation": why}]);
                return Err(json!({
                    "message": message, "locations": refusal::locations(declared.position),
                    "extensions": {"value": value, "problems": problems},
                }));
            }
        }
    }
    Ok(fitted)
}

#[cfg(test)]
mod tests;
