//! What the JSON Schema of the policy file says of this section.

use schemars::schema_for;
use serde_json::{Value, json};
use settings::schema::SectionSchema;

use super::{MOST, Section};

/// The section's part of the file's schema: what holds everywhere, and by the name of an environment what holds there alone. No gate has
/// overlays of its own here, so the section is not the object that those are added to.
#[must_use]
pub fn schema() -> SectionSchema {
    let mut environment = schema_for!(Section).to_value();
    let mut definitions = match environment.as_object_mut().and_then(|members| members.remove("$defs")) {
        Some(Value::Object(definitions)) => definitions,
        _ => serde_json::Map::new(),
    };
    let mut whole = environment.clone();
    if let Some(Value::Object(members)) = whole.get_mut("properties") {
        let environments = json!({
            "description": "By the name of an environment: what holds for it alone, over what stands above.",
            "type": "object",
            "maxProperties": MOST,
            "additionalProperties": { "$ref": "#/$defs/Environment" },
        });
        members.insert("environments".to_owned(), environments);
    }
    definitions.insert("Environment".to_owned(), environment);
    definitions.insert("Policy".to_owned(), whole);
    SectionSchema {
        name: "approval",
        schema: json!({ "$ref": "#/$defs/Policy", "$defs": definitions }),
        overlaid: &["BreakGlass", "Hours"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_may_say_what_the_section_says_and_holds_no_other() {
        let file: Value = serde_json::from_str(&settings::schema::file(vec![schema()])).unwrap();
        assert_eq!(file["properties"]["approval"]["$ref"], "#/$defs/approval");
        assert_eq!(file["$defs"]["approval"]["$ref"], "#/$defs/approval.Policy");
        let whole = &file["$defs"]["approval.Policy"]["properties"];
        assert_eq!(whole["environments"]["additionalProperties"]["$ref"], "#/$defs/approval.Environment");
        let one = &file["$defs"]["approval.Environment"]["properties"];
        assert!(one["environments"].is_null() && whole["gates"].is_null());
        for member in ["seats", "break-glass", "checklist", "minimum-approvals"] {
            assert!(one[member].is_object() && one[member] == whole[member], "{member}");
        }
        // In an environment a part of these may stand, since the rest stands above.
        assert!(file["$defs"]["approval.Hours"]["required"].is_null());
        assert!(file["$defs"]["approval.Seat"]["required"].is_array());
    }
}
