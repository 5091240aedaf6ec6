//! What is wrong with a document before anything runs. GitHub answers such documents without any data, with a code and the
//! place; the codes and texts are those of the library that it uses.

use std::collections::BTreeSet;

use graphql_parser::Pos;
use graphql_parser::query::{Selection, Type, Value as Literal};
use serde_json::{Value, json};

use super::document::{Document, Selected, Selections, condition, key};
use super::input::{Variables, fit, is_required, literal};
use super::refusal::fault;
use super::schema::{FieldOf, Schema, name_of};

/// Checks a document against the schema.
pub(super) fn validate(schema: &Schema, document: &Document) -> Vec<Value> {
    let mut check =
        Check { schema, document, errors: Vec::new(), used: BTreeSet::new(), spread: BTreeSet::new() };
    let mut path = vec![document.title()];
    check.selections(document.operation.root(), &document.selections, &mut path, &mut Vec::new());
    check.variables();
    check.fragments();
    check.errors
}

struct Check<'a> {
    schema: &'a Schema,
    document: &'a Document,
    errors: Vec<Value>,
    used: BTreeSet<&'a str>,
    spread: BTreeSet<&'a str>,
}

impl<'a> Check<'a> {
    fn fault(&mut self, code: &str, message: &str, at: Pos, path: &[String], more: &[(&str, Value)]) {
        self.errors.push(fault(code, message, at, path, more));
    }

    /// `open` are the fragments that are being read, so that one that contains itself is found.
    fn selections(&mut self, on: &str, set: &'a Selections, path: &mut Vec<String>, open: &mut Vec<&'a str>) {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => {
                    path.push(key(field).to_owned());
                    self.field(on, field, path, open);
                    path.pop();
                }
                Selection::InlineFragment(one) => {
                    let on_type = one.type_condition.as_ref().map_or(on, condition);
                    path.push(format!("... on {on_type}"));
                    if self.applies(on, on_type, one.position, path) {
                        self.selections(on_type, &one.selection_set, path, open);
                    }
                    path.pop();
                }
                Selection::FragmentSpread(one) => self.spread(on, &one.fragment_name, one.position, path, open),
            }
        }
    }

    fn spread(&mut self, on: &str, name: &'a str, at: Pos, path: &[String], open: &mut Vec<&'a str>) {
        let Some(fragment) = self.document.fragments.get(name) else {
            let message = format!("Fragment {name} was used, but not defined");
            return self.fault("useAndDefineFragment", &message, at, path, &[("fragmentName", json!(name))]);
        };
        if open.contains(&name) {
            let message = format!("Fragment {name} contains an infinite loop");
            return self.fault(
                "infiniteLoop",
                &message,
                fragment.position,
                path,
                &[("fragmentName", json!([name]))],
            );
        }
        self.spread.insert(name);
        let on_type = condition(&fragment.type_condition);
        if self.applies(on, on_type, at, path) {
            let mut below = vec![format!("fragment {name}")];
            open.push(name);
            self.selections(on_type, &fragment.selection_set, &mut below, open);
            open.pop();
        }
    }

    fn applies(&mut self, on: &str, on_type: &str, at: Pos, path: &[String]) -> bool {
        if !self.schema.is_composite(on_type) {
            let message = format!("No such type {on_type}, so it can't be a fragment condition");
            self.fault("undefinedType", &message, at, path, &[("typeName", json!(on_type))]);
            return false;
        }
        if !self.schema.overlap(on, on_type) {
            let message = format!("Fragment on {on_type} can't be spread inside {on}");
            let more = [("typeName", json!(on_type)), ("parentName", json!(on))];
            self.fault("cannotSpreadFragment", &message, at, path, &more);
            return false;
        }
        true
    }

    fn field(&mut self, on: &str, field: &'a Selected, path: &mut Vec<String>, open: &mut Vec<&'a str>) {
        for (_, value) in field.directives.iter().flat_map(|directive| &directive.arguments) {
            self.note_variables(value);
        }
        if field.name == "__typename" {
            return;
        }
        let Some(known) = self.schema.field(on, &field.name) else {
            let message = format!("Field '{}' doesn't exist on type '{on}'", field.name);
            let more = [("typeName", json!(on)), ("fieldName", json!(field.name))];
            return self.fault("undefinedField", &message, field.position, path, &more);
        };
        self.arguments(field, known, path);
        let of = name_of(&known.field_type);
        match (self.schema.is_composite(of), field.selection_set.items.is_empty()) {
            (true, true) => {
                let message = format!(
                    "Field must have selections (field '{0}' returns {of} but has no selections. Did you mean '{0} {{ ... }}'?)",
                    field.name
                );
                self.fault(
                    "selectionMismatch",
                    &message,
                    field.position,
                    path,
                    &[("nodeName", json!(field.name))],
                );
            }
            (false, false) => {
                let message =
                    format!("Selections can't be made on scalars (field '{}' returns {of})", field.name);
                self.fault(
                    "selectionMismatch",
                    &message,
                    field.position,
                    path,
                    &[("nodeName", json!(field.name))],
                );
            }
            _ => self.selections(of, &field.selection_set, path, open),
        }
    }

    fn arguments(&mut self, field: &'a Selected, known: &FieldOf, path: &[String]) {
        let mut missing = Vec::new();
        for argument in &known.arguments {
            let given = field.arguments.iter().find(|(name, _)| *name == argument.name);
            if is_required(argument) && given.is_none() {
                missing.push(argument.name.as_str());
            }
        }
        if !missing.is_empty() {
            let list = missing.join(", ");
            let message = format!("Field '{}' is missing required arguments: {list}", field.name);
            let more = [("className", json!("Field")), ("name", json!(field.name)), ("arguments", json!(list))];
            self.fault("missingRequiredArguments", &message, field.position, path, &more);
        }
        for (name, value) in &field.arguments {
            self.note_variables(value);
            let Some(argument) = known.arguments.iter().find(|argument| argument.name == *name) else {
                let message = format!("Field '{}' doesn't accept argument '{name}'", field.name);
                let more =
                    [("name", json!(field.name)), ("typeName", json!("Field")), ("argumentName", json!(name))];
                self.fault("argumentNotAccepted", &message, field.position, path, &more);
                continue;
            };
            let constant = if has_variable(value) { None } else { literal(value, &Variables::new()) };
            if constant.is_some_and(|value| fit(self.schema, &argument.value_type, value).is_err()) {
                let expected = &argument.value_type;
                let message = format!(
                    "Argument '{name}' on Field '{}' has an invalid value ({value}). Expected type '{expected}'.",
                    field.name
                );
                let more = [("typeName", json!("Field")), ("argumentName", json!(name))];
                self.fault("argumentLiteralsIncompatible", &message, field.position, path, &more);
            }
        }
    }

    fn note_variables(&mut self, value: &'a Literal<'static, String>) {
        match value {
            Literal::Variable(name) => {
                self.used.insert(name);
            }
            Literal::List(items) => items.iter().for_each(|item| self.note_variables(item)),
            Literal::Object(fields) => fields.values().for_each(|field| self.note_variables(field)),
            _ => {}
        }
    }

    fn variables(&mut self) {
        let title = self.document.name.as_ref().map_or_else(|| "anonymous query".to_owned(), Clone::clone);
        let path = [self.document.title()];
        let at = self.document.selections.span.0;
        let declared: BTreeSet<&str> = self.document.variables.iter().map(|one| one.name.as_str()).collect();
        let used = std::mem::take(&mut self.used);
        for name in used.difference(&declared) {
            let message = format!("Variable ${name} is used by {title} but not declared");
            self.fault("variableNotDefined", &message, at, &path, &[("variableName", json!(name))]);
        }
        for name in declared.difference(&used) {
            let message = format!("Variable ${name} is declared by {title} but not used");
            self.fault("variableNotUsed", &message, at, &path, &[("variableName", json!(name))]);
        }
        for variable in &self.document.variables {
            let name = named(&variable.var_type);
            let scalar = ["Int", "Float", "String", "Boolean", "ID"].contains(&name)
                || super::kinds::SCALARS.contains(&name);
            if !scalar && self.schema.input(name).is_none() && self.schema.values(name).is_none() {
                let message = format!("{name} isn't a defined input type (on ${})", variable.name);
                let more = [("typeName", json!(name)), ("variableName", json!(variable.name))];
                self.fault("variableRequiresValidType", &message, variable.position, &path, &more);
            }
        }
    }

    fn fragments(&mut self) {
        for (name, fragment) in &self.document.fragments {
            if !self.spread.contains(name.as_str()) {
                let message = format!("Fragment {name} was defined, but not used");
                let path = [format!("fragment {name}")];
                self.fault(
                    "useAndDefineFragment",
                    &message,
                    fragment.position,
                    &path,
                    &[("fragmentName", json!(name))],
                );
            }
        }
    }
}

fn named<'a>(ty: &'a Type<'static, String>) -> &'a str {
    name_of(ty)
}

fn has_variable(value: &Literal<'static, String>) -> bool {
    match value {
        Literal::Variable(_) => true,
        Literal::List(items) => items.iter().any(has_variable),
        Literal::Object(fields) => fields.values().any(has_variable),
        _ => false,
    }
}
