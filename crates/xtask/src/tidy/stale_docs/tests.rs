use crate::tidy::tests::{Case, case};

pub(in crate::tidy) fn cases() -> Vec<Case> {
    vec![
        case("closed").file("README.md", "<!-- generated: inputs -->\nx\n<!-- /generated -->\n<!-- generated: outputs -->\n<!-- /generated -->\n"),
        case("never closed").file("README.md", "# x\n<!-- generated: inputs -->\nx\n").finds("README.md", 2),
        case("closed by the next one")
            .file("README.md", "<!-- generated: inputs -->\n<!-- generated: outputs -->\n<!-- /generated -->\n")
            .finds("README.md", 1),
        case("twice")
            .file("README.md", "<!-- generated: x -->\n<!-- /generated -->\n\n<!-- generated: x -->\n<!-- /generated -->\n")
            .finds("README.md", 1)
            .finds("README.md", 4),
    ]
}
