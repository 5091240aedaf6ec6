use super::{differs, replace};

const PAGE: &str = "# Gate\n\n<!-- generated: inputs -->\n| a |\n<!-- /generated -->\n\nProse.\n";

#[test]
fn the_body_is_replaced_and_nothing_else() {
    let page = replace(PAGE, "inputs", "| b |\n").unwrap();
    assert_eq!(page, PAGE.replace("| a |", "| b |"));
    assert_eq!(replace(&page, "inputs", "| b |\n").unwrap(), page);
}

#[test]
fn a_page_whose_table_differs_is_reported_with_its_line() {
    assert_eq!(differs(PAGE, "inputs", "| a |").unwrap(), None);
    assert_eq!(differs(PAGE, "inputs", "| a |\n| b |").unwrap(), Some(5));
    assert_eq!(differs(PAGE, "inputs", "| b |").unwrap(), Some(4));
}

#[test]
fn a_block_that_is_missing_open_or_doubled_is_an_error() {
    let message = |page: &str| replace(page, "inputs", "x").unwrap_err().to_string();
    assert!(message("# Gate\n").contains("no block `inputs`"));
    assert!(message("<!-- generated: inputs -->\n").contains("is open"));
    assert!(
        message("<!-- generated: inputs -->\n<!-- generated: x -->\n<!-- /generated -->\n").contains("is open")
    );
    assert!(message(&format!("{PAGE}{PAGE}")).contains("two blocks"));
}
