//! Inputs as given: from `RELEASEGATE_INPUTS` (`${{ toJSON(inputs) }}`) or from flags, read into types with errors
//! that name the input.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use verdict::{FailOn, Ratio};

use crate::action::{ActionSpec, InputSpec, Kind};

/// Read by the runner itself, before a tool sees its inputs.
const READ_ELSEWHERE: [&str; 3] = ["gate-id", "verdict-path", "token"];
/// What an input may hold at most; a longer one is a mistake or an attack.
const LONGEST: usize = 64 * 1024;

/// Every input of an action, as given or by its default.
#[derive(Debug, Clone)]
pub struct Inputs {
    spec: &'static ActionSpec,
    values: BTreeMap<&'static str, String>,
    given: BTreeSet<&'static str>,
    /// What was read so far: an input that nothing reads would be ignored in silence.
    read: RefCell<BTreeSet<String>>,
}

/// A mistake in an input. Exit code 2.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("input `{name}`: {message}")]
pub struct InputError {
    /// The input.
    pub name: String,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl InputError {
    /// An error about one input.
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), message: message.into() }
    }
}

impl Inputs {
    /// Reads the object that `toJSON(inputs)` gives. GitHub passes inputs that no action.yml declares on to a
    /// composite action: a mistyped limit would never be enforced, so an unknown name is an error.
    ///
    /// # Errors
    /// Not an object of plain values, or an unknown or overlong input.
    pub fn from_json(spec: &'static ActionSpec, json: &str) -> Result<Self, InputError> {
        let value = verdict::read::strict_value(json.as_bytes())
            .map_err(|error| InputError::new("RELEASEGATE_INPUTS", format!("not a JSON object: {error}")))?;
        let Value::Object(members) = value else {
            return Err(InputError::new("RELEASEGATE_INPUTS", "not a JSON object: pass ${{ toJSON(inputs) }}"));
        };
        let mut given = BTreeMap::new();
        for (name, value) in members {
            let text = match value {
                Value::String(text) => text,
                Value::Bool(_) | Value::Number(_) => value.to_string(),
                Value::Null => String::new(),
                Value::Array(_) | Value::Object(_) => {
                    return Err(InputError::new(&name, "must be a plain value, not a list or an object"));
                }
            };
            given.insert(name, text);
        }
        Self::from_pairs(spec, given)
    }

    /// Takes names and texts, from wherever they were given.
    ///
    /// # Errors
    /// An unknown or overlong input.
    pub fn from_pairs(
        spec: &'static ActionSpec,
        given: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, InputError> {
        let mut values: BTreeMap<_, _> =
            spec.all_inputs().map(|input| (input.name, input.plain_default().to_owned())).collect();
        let mut seen = BTreeSet::new();
        let mut told = BTreeSet::new();
        for (name, text) in given {
            let Some(input) = spec.input(&name) else {
                // Blank, it asks for nothing that would not be done: a workflow that moves over may keep the line.
                match brought(spec, &name) {
                    Some(_) if text.trim().is_empty() => continue,
                    _ => return Err(unknown(spec, &name)),
                }
            };
            if !seen.insert(input.name) {
                return Err(InputError::new(input.name, "stands twice, in different spellings"));
            }
            if text.len() > LONGEST {
                return Err(InputError::new(input.name, format!("longer than {LONGEST} bytes")));
            }
            if text.contains('\0') {
                return Err(InputError::new(input.name, "holds a NUL character"));
            }
            // An input that is there and blank is what an unset variable leaves: the default speaks.
            if !text.trim().is_empty() {
                told.insert(input.name);
                values.insert(input.name, text);
            }
        }
        Ok(Self { spec, values, given: told, read: RefCell::default() })
    }

    /// The text, trimmed.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.read.borrow_mut().insert(name.to_owned());
        self.values.get(name).map_or("", |text| text.trim())
    }

    /// Whether the action has an input of this name at all.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.spec.input(name).is_some()
    }

    /// Whether somebody wrote the input, so that it is no default. Known only of inputs without a default in action.yml.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        debug_assert!(
            self.spec.input(name).is_none_or(|input| input.declared_default().is_empty()),
            "{name} is always given in a workflow"
        );
        self.given.contains(name)
    }

    /// One item a line, trimmed; blank lines are dropped.
    #[must_use]
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// Items by line or by comma, trimmed; blank ones are dropped.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        let items = self.text(name).split(['\n', ',']).map(str::trim);
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// A YAML 1.2 core boolean, as the Actions toolkit reads it.
    ///
    /// # Errors
    /// Any other word.
    pub fn boolean(&self, name: &str) -> Result<bool, InputError> {
        match self.text(name) {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            other => Err(InputError::new(name, format!("`{other}` is not a boolean: write true or false"))),
        }
    }

    /// A percentage as an exact ratio; `None` where the input is blank.
    ///
    /// # Errors
    /// What is not a percentage.
    pub fn percent(&self, name: &str) -> Result<Option<Ratio>, InputError> {
        match self.text(name) {
            "" => Ok(None),
            text => Ratio::from_percent(text).map(Some).map_err(|e| InputError::new(name, e.to_string())),
        }
    }

    /// The `fail-on` input.
    ///
    /// # Errors
    /// A word that it does not know.
    pub fn fail_on(&self) -> Result<FailOn, InputError> {
        let word = self.text("fail-on");
        FailOn::from_word(word).ok_or_else(|| {
            InputError::new("fail-on", format!("`{word}` is not one of {}", FailOn::WORDS.join(", ")))
        })
    }

    /// Checks what the registry says of every input: required ones are there, words and booleans are known.
    ///
    /// # Errors
    /// The first input that does not hold.
    pub fn check(&self) -> Result<(), InputError> {
        let checked = self.spec.all_inputs().try_for_each(|input| self.check_one(input));
        self.read.borrow_mut().clear();
        checked
    }

    /// Refuses an input that was given and that nothing has read since [`Inputs::check`]. One that says what action.yml says anyway
    /// asks for nothing: GitHub hands declared defaults to the tool as if somebody had written them.
    ///
    /// # Errors
    /// The first such input.
    pub fn all_read(&self) -> Result<(), InputError> {
        let served = self.read.borrow();
        let ignored = |name: &&&'static str| {
            !served.contains(**name) && !READ_ELSEWHERE.contains(*name) && !self.is_declared(name)
        };
        match self.given.iter().find(ignored) {
            None => Ok(()),
            Some(name) => Err(InputError::new(name, "is not served by this version: leave it out")),
        }
    }

    /// Whether an input holds the default that stands in action.yml.
    fn is_declared(&self, name: &str) -> bool {
        let declared = self.spec.input(name).map(InputSpec::declared_default).unwrap_or_default();
        !declared.is_empty() && self.values.get(name).is_some_and(|text| text.trim() == declared)
    }

    fn check_one(&self, input: &InputSpec) -> Result<(), InputError> {
        let text = self.text(input.name);
        if input.required && text.is_empty() {
            return Err(InputError::new(input.name, format!("is required. {}", input.about)));
        }
        match input.kind {
            Kind::Boolean => self.boolean(input.name).map(drop),
            Kind::Percent => self.percent(input.name).map(drop),
            Kind::Choice(words) if !words.contains(&text) => {
                Err(InputError::new(input.name, format!("`{text}` is not one of {}", words.join(", "))))
            }
            Kind::Choice(_) | Kind::Text | Kind::Lines | Kind::Secret => Ok(()),
        }
    }

    /// The secrets that must be masked before anything is written.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let secret = |input: &&InputSpec| input.kind == Kind::Secret;
        self.spec.all_inputs().filter(secret).map(|input| self.text(input.name))
    }
}

/// What to write instead of an input of another tool.
fn brought(spec: &ActionSpec, name: &str) -> Option<&'static str> {
    let plain = name.to_lowercase().replace('_', "-");
    spec.brought.iter().find(|(known, _)| *known == plain).map(|(_, instead)| *instead)
}

fn unknown(spec: &ActionSpec, name: &str) -> InputError {
    if let Some(instead) = brought(spec, name) {
        return InputError::new(name, format!("is another tool's input; here {instead}"));
    }
    let near = spec.all_inputs().map(|input| input.name).min_by_key(|known| distance(known, name));
    let hint = match near {
        Some(near) if distance(near, name) <= 3 => format!("; did you mean `{near}`?"),
        _ => {
            let names: Vec<_> = spec.all_inputs().map(|input| input.name).collect();
            format!("; it takes {}", names.join(", "))
        }
    };
    InputError::new(name, format!("{} has no such input{hint}", spec.name))
}

/// Levenshtein's distance, for hints; names are short, so the quadratic table is nothing.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, above) in b.bytes().zip(row.iter_mut().skip(1)) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*above + 1);
            diagonal = std::mem::replace(above, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests;
