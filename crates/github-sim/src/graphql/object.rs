//! What a type of the schema is: a name and a table of fields, each a line of GitHub's schema language with its resolver.
//! The table is all there is: the schema that documents are checked against is built from the same lines.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value as Json;

use super::refusal::Refusal;
use crate::hub::Hub;
use crate::token::Caller;

/// What a resolver gives.
pub(super) type Out = Result<Value, Refusal>;

/// The resolved value of a field.
pub(super) enum Value {
    /// A scalar, an enum, or null.
    Leaf(Json),
    /// An object whose selected fields are resolved next.
    Object(Rc<dyn Object>),
    /// A list of values.
    List(Vec<Value>),
    /// Nothing, with an error: for one item of a list.
    Refused(Refusal),
}

/// One field: its declaration as a schema spells it, and what resolves it.
pub(super) struct Field<T>(pub(super) &'static str, pub(super) fn(&T, &mut Call<'_>) -> Out);

impl<T> Field<T> {
    /// The name that the declaration begins with.
    fn name(&self) -> &'static str {
        self.0.split(['(', ':']).next().unwrap_or_default()
    }
}

/// A type of the schema whose objects are values of a Rust type.
pub(super) trait Kind: Sized + 'static {
    /// The type's name.
    const NAME: &'static str;
    /// The interfaces and unions that it belongs to.
    const BELONGS: &'static [&'static str] = &[];
    /// Its fields.
    const FIELDS: &'static [Field<Self>];
    /// Fields beside those, for types that share their table with others.
    const MORE: &'static [Field<Self>] = &[];
    /// What stands for `$node` and `$edge` in the declarations.
    const PARTS: [&'static str; 2] = ["", ""];

    /// The type as the schema language has it.
    fn declaration() -> String {
        let belongs = if Self::BELONGS.is_empty() {
            String::new()
        } else {
            format!(" implements {}", Self::BELONGS.join(" & "))
        };
        let fields: Vec<&str> = Self::FIELDS.iter().chain(Self::MORE).map(|field| field.0).collect();
        let [node, edge] = Self::PARTS;
        format!("type {}{belongs} {{\n{}\n}}\n", Self::NAME, fields.join("\n"))
            .replace("$node", node)
            .replace("$edge", edge)
    }
}

/// A value of any type of the schema.
pub(super) trait Object {
    /// The type's name.
    fn type_name(&self) -> &'static str;
    /// Whether a fragment on that type applies.
    fn is(&self, type_name: &str) -> bool;
    /// A field's value; nothing if the type has no such field.
    fn resolve(&self, field: &str, call: &mut Call<'_>) -> Option<Out>;
}

impl<T: Kind> Object for T {
    fn type_name(&self) -> &'static str {
        T::NAME
    }

    fn is(&self, type_name: &str) -> bool {
        T::NAME == type_name || T::BELONGS.contains(&type_name)
    }

    fn resolve(&self, field: &str, call: &mut Call<'_>) -> Option<Out> {
        let found = T::FIELDS.iter().chain(T::MORE).find(|known| known.name() == field)?;
        Some((found.1)(self, call))
    }
}

/// What a resolver may use.
pub(super) struct Call<'a> {
    /// The state.
    pub(super) hub: &'a mut Hub,
    /// Who asks.
    pub(super) caller: &'a Caller,
    /// The arguments of the field, with defaults and variables filled in.
    pub(super) arguments: BTreeMap<String, Json>,
    /// The field's name, for messages.
    pub(super) field: &'a str,
    /// What the whole request costs.
    pub(super) cost: super::cost::Cost,
}

impl Call<'_> {
    /// An argument, null if it is not given.
    pub(super) fn argument(&self, name: &str) -> &Json {
        self.arguments.get(name).unwrap_or(&Json::Null)
    }

    /// An argument that is a text, empty if it is not given.
    pub(super) fn text(&self, name: &str) -> String {
        self.argument(name).as_str().unwrap_or_default().to_owned()
    }

    /// An argument that is a number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.argument(name).as_i64()
    }
}

/// A scalar.
pub(super) fn leaf(value: impl Into<Json>) -> Out {
    Ok(Value::Leaf(value.into()))
}

/// Nothing.
pub(super) fn null() -> Out {
    leaf(Json::Null)
}

/// An object.
pub(super) fn object<T: Kind>(value: T) -> Out {
    Ok(Value::Object(Rc::new(value)))
}

/// An object, or nothing.
pub(super) fn maybe<T: Kind>(value: Option<T>) -> Out {
    value.map_or_else(null, object)
}

/// A list of objects.
pub(super) fn objects<T: Kind>(values: impl IntoIterator<Item = T>) -> Out {
    Ok(Value::List(values.into_iter().map(|value| Value::Object(Rc::new(value))).collect()))
}
