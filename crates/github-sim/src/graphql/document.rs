//! A request's document: the operation that is to run, and the fragments by name.

use std::collections::BTreeMap;

use graphql_parser::query::{
    Definition, Directive, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
    TypeCondition, Value as Literal, VariableDefinition, parse_query,
};
use serde_json::{Value, json};

use super::input::Variables;

/// A selected field.
pub(super) type Selected = Field<'static, String>;
/// What is selected of an object.
pub(super) type Selections = SelectionSet<'static, String>;

/// Which type answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    /// `query`.
    Query,
    /// `mutation`.
    Mutation,
}

impl Operation {
    /// The root type's name.
    pub(super) fn root(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
        }
    }
}

/// A parsed document with its chosen operation.
#[derive(Debug)]
pub(super) struct Document {
    /// Query or mutation.
    pub(super) operation: Operation,
    /// The operation's name.
    pub(super) name: Option<String>,
    /// The declared variables.
    pub(super) variables: Vec<VariableDefinition<'static, String>>,
    /// What is selected.
    pub(super) selections: Selections,
    /// Fragments by name.
    pub(super) fragments: BTreeMap<String, FragmentDefinition<'static, String>>,
}

impl Document {
    /// Parses a document and chooses the operation of a name, or the only one.
    pub(super) fn parse(text: &str, wanted: Option<&str>) -> Result<Self, Value> {
        let parsed =
            parse_query::<String>(text).map_err(|error| parse_error(&error.to_string()))?.into_static();
        let mut fragments = BTreeMap::new();
        let mut operations = Vec::new();
        for definition in parsed.definitions {
            match definition {
                Definition::Fragment(one) => {
                    fragments.insert(one.name.clone(), one);
                }
                Definition::Operation(one) => operations.extend(operation(one)),
            }
        }
        let matches = |(_, name, ..): &Parts| wanted.is_none() || name.as_deref() == wanted;
        let mut found: Vec<Parts> = operations.into_iter().filter(matches).collect();
        match (found.pop(), found.is_empty()) {
            (Some((operation, name, variables, selections)), true) => {
                Ok(Self { operation, name, variables, selections, fragments })
            }
            (None, _) => {
                Err(json!({"message": format!("No operation named {:?}", wanted.unwrap_or_default())}))
            }
            (Some(_), false) => Err(json!({"message": "An operation name is required"})),
        }
    }

    /// How the operation is called in the paths of errors: `query`, or `mutation Name`.
    pub(super) fn title(&self) -> String {
        let word = self.operation.root().to_ascii_lowercase();
        self.name.as_ref().map_or_else(|| word.clone(), |name| format!("{word} {name}"))
    }
}

type Parts = (Operation, Option<String>, Vec<VariableDefinition<'static, String>>, Selections);

fn operation(definition: OperationDefinition<'static, String>) -> Option<Parts> {
    Some(match definition {
        OperationDefinition::SelectionSet(set) => (Operation::Query, None, Vec::new(), set),
        OperationDefinition::Query(one) => {
            (Operation::Query, one.name, one.variable_definitions, one.selection_set)
        }
        OperationDefinition::Mutation(one) => {
            (Operation::Mutation, one.name, one.variable_definitions, one.selection_set)
        }
        OperationDefinition::Subscription(_) => return None,
    })
}

/// The parser's complaint; its first line that names a place becomes the location.
fn parse_error(complaint: &str) -> Value {
    let flat = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
    let place =
        flat.split("Parse error at ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("1:1");
    let (line, column) = place.split_once(':').unwrap_or(("1", "1"));
    let number = |text: &str| text.parse::<u64>().unwrap_or(1);
    let place = json!([{"line": number(line), "column": number(column)}]);
    json!({"message": format!("Parse error: {flat}"), "locations": place})
}

/// The key of a field in the answer.
pub(super) fn key(field: &Selected) -> &str {
    field.alias.as_deref().unwrap_or(&field.name)
}

/// Whether `@skip` and `@include` let a selection through.
pub(super) fn is_wanted(directives: &[Directive<'static, String>], variables: &Variables) -> bool {
    directives.iter().all(|directive| {
        let condition = directive.arguments.iter().find(|(name, _)| name == "if").map(|(_, value)| value);
        let truth = match condition {
            Some(Literal::Boolean(truth)) => *truth,
            Some(Literal::Variable(name)) => variables.get(name).and_then(Value::as_bool).unwrap_or(false),
            _ => return true,
        };
        match directive.name.as_str() {
            "skip" => !truth,
            "include" => truth,
            _ => true,
        }
    })
}

/// The type that an inline fragment names.
pub(super) fn condition<'a>(condition: &'a TypeCondition<'static, String>) -> &'a str {
    let TypeCondition::On(name) = condition;
    name
}

/// The fields selected of an object, those of fragments included, as lists of equal keys in the order of the document.
pub(super) fn collect<'a>(
    document: &'a Document,
    selections: &'a Selections,
    variables: &Variables,
    applies: &dyn Fn(&str) -> bool,
    found: &mut Vec<(&'a str, Vec<&'a Selected>)>,
) {
    for selection in &selections.items {
        match selection {
            Selection::Field(field) if is_wanted(&field.directives, variables) => {
                match found.iter_mut().find(|(known, _)| *known == key(field)) {
                    Some((_, fields)) => fields.push(field),
                    None => found.push((key(field), vec![field])),
                }
            }
            Selection::InlineFragment(one)
                if is_wanted(&one.directives, variables)
                    && one.type_condition.as_ref().is_none_or(|on| applies(condition(on))) =>
            {
                collect(document, &one.selection_set, variables, applies, found);
            }
            Selection::FragmentSpread(spread) if is_wanted(&spread.directives, variables) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name)
                    && applies(condition(&fragment.type_condition))
                {
                    collect(document, &fragment.selection_set, variables, applies, found);
                }
            }
            _ => {}
        }
    }
}
