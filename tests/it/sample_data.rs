//! Customer lists that others made, imported whole. Never part of this repository: they lie beside
//! it, and where they do not, the test says so.

use std::path::PathBuf;

use serde_json::json;

use crate::desk::Desk;
use crate::tidy::top;

/// A folder of test data beside the project; `None` where there is none.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = top().join("../shared/data").join(folder);
    if !path.is_dir() {
        eprintln!("not run: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn customers(desk: &Desk) -> u64 {
    desk.talk("counter").ask(json!("desk"))["customers"].as_u64().expect("a number")
}

#[test]
fn a_telephone_companys_7043_customers_come_in_once() {
    let Some(folder) = shared("telco_churn") else { return };
    let file = std::fs::read_dir(folder)
        .expect("it can be read")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .expect("the list is there");
    let desk = Desk::new();
    let import = ["import", "customers", file.to_str().expect("plain")];
    desk.ok(&import);
    assert_eq!(customers(&desk), 7043);
    let found = desk.json(&["find", "7590-VHVEG"]);
    assert_eq!(found[0]["account"], "7590-VHVEG", "{found:?}");
    desk.ok(&import);
    assert_eq!(customers(&desk), 7043, "the same file again adds nobody");
}
