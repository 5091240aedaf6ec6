//! Apps as answers show them: the schema `integration`.

use serde_json::{Value, json};

use crate::hub::Hub;
use crate::node::node_id;

impl Hub {
    /// `performed_via_github_app`: the App, or null.
    pub(crate) fn app_or_null(&self, app: Option<u64>) -> Value {
        let Some(app) = app.and_then(|id| self.apps.get(&id)) else { return Value::Null };
        let owner = self.accounts.get(&app.owner).map(|owner| self.user_simple(owner));
        json!({
            "id": app.id, "slug": app.slug, "node_id": node_id("A", app.id), "client_id": format!("Iv1.{:016x}", app.id),
            "owner": owner, "name": app.name, "description": "", "external_url": self.links.html(&format!("/apps/{}", app.slug)),
            "html_url": self.links.html(&format!("/apps/{}", app.slug)), "created_at": app.created_at,
            "updated_at": app.created_at, "permissions": app.permissions, "events": [],
        })
    }
}
