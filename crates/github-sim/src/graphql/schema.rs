//! The schema that documents are checked against: the declarations of all types, parsed once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use graphql_parser::schema::{Definition, InputValue, Type, TypeDefinition, parse_schema};

/// A field's declaration.
pub(super) type FieldOf = graphql_parser::schema::Field<'static, String>;
/// An argument's or input field's declaration.
pub(super) type Input = InputValue<'static, String>;
/// A type expression: `[IssueComment]!`.
pub(super) type TypeOf = Type<'static, String>;

/// All types by name.
#[derive(Default)]
pub(super) struct Schema {
    outputs: BTreeMap<String, Output>,
    inputs: BTreeMap<String, Vec<Input>>,
    enums: BTreeMap<String, Vec<String>>,
}

/// A type that has fields to select, or is a union of such types.
#[derive(Default)]
struct Output {
    belongs: Vec<String>,
    fields: Vec<FieldOf>,
}

impl Schema {
    fn parse(declarations: &str) -> Result<Self, String> {
        let document = parse_schema::<String>(declarations).map_err(|error| error.to_string())?.into_static();
        let mut schema = Self::default();
        for definition in document.definitions {
            if let Definition::TypeDefinition(one) = definition {
                schema.add(one);
            }
        }
        Ok(schema)
    }

    fn add(&mut self, definition: TypeDefinition<'static, String>) {
        match definition {
            TypeDefinition::Object(one) => {
                self.outputs
                    .insert(one.name, Output { belongs: one.implements_interfaces, fields: one.fields });
            }
            TypeDefinition::Interface(one) => {
                self.outputs.insert(one.name, Output { belongs: Vec::new(), fields: one.fields });
            }
            TypeDefinition::Union(one) => {
                self.outputs.insert(one.name, Output::default());
            }
            TypeDefinition::InputObject(one) => {
                self.inputs.insert(one.name, one.fields);
            }
            TypeDefinition::Enum(one) => {
                let values = one.values.into_iter().map(|value| value.name).collect();
                self.enums.insert(one.name, values);
            }
            TypeDefinition::Scalar(_) => {}
        }
    }

    /// Whether a type has fields, so that something of it must be selected.
    pub(super) fn is_composite(&self, type_name: &str) -> bool {
        self.outputs.contains_key(type_name)
    }

    /// A field of a type.
    pub(super) fn field(&self, type_name: &str, field: &str) -> Option<&FieldOf> {
        self.outputs.get(type_name)?.fields.iter().find(|known| known.name == field)
    }

    /// Whether a fragment on one type can ever apply where another one stands.
    pub(super) fn overlap(&self, one: &str, other: &str) -> bool {
        one == other || self.members(one).any(|member| self.members(other).any(|twin| twin == member))
    }

    /// The object types that a name stands for.
    fn members<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let belongs = move |(member, output): &(&'a String, &'a Output)| {
            *member == name || output.belongs.iter().any(|group| group == name)
        };
        self.outputs.iter().filter(belongs).map(|(member, _)| member.as_str())
    }

    /// The fields of an input type.
    pub(super) fn input(&self, type_name: &str) -> Option<&[Input]> {
        self.inputs.get(type_name).map(Vec::as_slice)
    }

    /// The values of an enum.
    pub(super) fn values(&self, type_name: &str) -> Option<&[String]> {
        self.enums.get(type_name).map(Vec::as_slice)
    }
}

/// The schema of all types.
pub(super) fn schema() -> Result<&'static Schema, String> {
    static SCHEMA: OnceLock<Result<Schema, String>> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::parse(&super::kinds::declarations())).as_ref().map_err(Clone::clone)
}

/// The name inside lists and exclamation marks.
pub(super) fn name_of(ty: &TypeOf) -> &str {
    match ty {
        Type::NamedType(name) => name,
        Type::ListType(inner) | Type::NonNullType(inner) => name_of(inner),
    }
}
