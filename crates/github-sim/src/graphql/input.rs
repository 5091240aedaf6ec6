//! Values that come from outside, literals and variables, made to fit the types that the schema declares for them.

use std::collections::BTreeMap;

use graphql_parser::query::{Number, Value as Literal, VariableDefinition};
use graphql_parser::schema::Type;
use serde_json::{Map, Value, json};

use super::schema::{Input, Schema, TypeOf};

/// The variables of a request by name, already fitted.
pub(super) type Variables = BTreeMap<String, Value>;

/// Why a value does not fit, and where inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The way into the value.
    pub(super) path: Vec<String>,
    /// What GitHub says about it.
    pub(super) explanation: String,
}

impl Problem {
    fn new(explanation: impl Into<String>) -> Self {
        Self { path: Vec::new(), explanation: explanation.into() }
    }

    fn below(mut self, step: impl ToString) -> Self {
        self.path.insert(0, step.to_string());
        self
    }
}

/// A literal as JSON; a variable that was not given is nothing at all, which is not null.
pub(super) fn literal(value: &Literal<'static, String>, variables: &Variables) -> Option<Value> {
    Some(match value {
        Literal::Variable(name) => return variables.get(name).cloned(),
        Literal::Int(number) => number.as_i64().map_or(Value::Null, Value::from),
        Literal::Float(number) => json!(number),
        Literal::String(text) | Literal::Enum(text) => json!(text),
        Literal::Boolean(truth) => json!(truth),
        Literal::Null => Value::Null,
        Literal::List(items) => items.iter().map(|item| literal(item, variables).unwrap_or_default()).collect(),
        Literal::Object(fields) => {
            let given = |(key, value): (&String, &Literal<'static, String>)| {
                Some((key.clone(), literal(value, variables)?))
            };
            Value::Object(fields.iter().filter_map(given).collect())
        }
    })
}

/// The default of a declaration.
pub(super) fn default_of(input: &Input) -> Option<Value> {
    input.default_value.as_ref().and_then(|value| literal(value, &Variables::new()))
}

/// Whether a declaration must be given.
pub(super) fn is_required(input: &Input) -> bool {
    matches!(input.value_type, Type::NonNullType(_)) && input.default_value.is_none()
}

/// Makes a value fit a type.
pub(super) fn fit(schema: &Schema, ty: &TypeOf, value: Value) -> Result<Value, Problem> {
    match (ty, value) {
        (Type::NonNullType(_), Value::Null) => Err(Problem::new("Expected value to not be null")),
        (Type::NonNullType(inner), value) => fit(schema, inner, value),
        (_, Value::Null) => Ok(Value::Null),
        (Type::ListType(inner), Value::Array(items)) => {
            let fitted = items.into_iter().enumerate();
            fitted.map(|(at, item)| fit(schema, inner, item).map_err(|problem| problem.below(at))).collect()
        }
        (Type::ListType(inner), one) => Ok(Value::Array(vec![fit(schema, inner, one)?])),
        (Type::NamedType(name), value) => named(schema, name, value),
    }
}

fn named(schema: &Schema, name: &str, value: Value) -> Result<Value, Problem> {
    if let Some(fields) = schema.input(name) {
        return object(schema, name, fields, value);
    }
    if let Some(values) = schema.values(name) {
        let known = value.as_str().is_some_and(|text| values.iter().any(|value| value == text));
        let wrong = || Problem::new(format!("Expected {value} to be one of: {}", values.join(", ")));
        return if known { Ok(value) } else { Err(wrong()) };
    }
    let fits = match name {
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Boolean" => value.is_boolean(),
        "ID" if value.is_u64() => return Ok(json!(value.to_string())),
        "GitObjectID" => value.as_str().is_some_and(|text| text.parse::<crate::git::Oid>().is_ok()),
        _ => value.is_string(),
    };
    if fits { Ok(value) } else { Err(Problem::new(format!("Could not coerce value {value} to {name}"))) }
}

fn object(schema: &Schema, name: &str, fields: &[Input], value: Value) -> Result<Value, Problem> {
    let Value::Object(mut given) = value else {
        return Err(Problem::new(format!(
            "Expected {value} to be a key-value object responding to `to_h` or `to_unsafe_h`."
        )));
    };
    let mut fitted = Map::new();
    for field in fields {
        match given.remove(&field.name).or_else(|| default_of(field)) {
            Some(value) => {
                let value =
                    fit(schema, &field.value_type, value).map_err(|problem| problem.below(&field.name))?;
                fitted.insert(field.name.clone(), value);
            }
            None if is_required(field) => {
                return Err(Problem::new("Expected value to not be null").below(&field.name));
            }
            None => {}
        }
    }
    match given.keys().next() {
        Some(unknown) => Err(Problem::new(format!("Field is not defined on {name}")).below(unknown)),
        None => Ok(Value::Object(fitted)),
    }
}

/// The number of a literal, for costs.
pub(super) fn number(value: &Literal<'static, String>, variables: &Variables) -> Option<i64> {
    match value {
        Literal::Int(number) => Number::as_i64(number),
        Literal::Variable(name) => variables.get(name).and_then(Value::as_i64),
        _ => None,
    }
}

/// The default of a variable's declaration.
pub(super) fn default_of_variable(variable: &VariableDefinition<'static, String>) -> Option<Value> {
    variable.default_value.as_ref().and_then(|value| literal(value, &Variables::new()))
}
