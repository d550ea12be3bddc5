//! Files that are imported more than once, through the built program and its desk. Never which
//! headings are known: the tables in the program say that.

use std::path::Path;

use serde_json::{Value, json};

use crate::desk::Desk;

fn import(desk: &Desk, name: &str, list: &str, more: &[&str]) -> Value {
    let path = desk.write(name, list);
    let path = path.to_str().expect("plain");
    let args = [["import", "customers", path, "--json"].as_slice(), more].concat();
    serde_json::from_str(&desk.ok(&args)).expect("JSON")
}

/// New, known and changed rows.
fn counts(summary: &Value) -> (u64, u64, u64) {
    let count = |key: &str| summary[key].as_u64().unwrap_or_else(|| panic!("{key}: {summary}"));
    (count("added"), count("known"), count("updated"))
}

/// Rows of which each is recognised by something else.
const ROWS: &str = "name,phone,email,account,address,birth date,note\n\
    Note Only,,,,,,calls on Mondays\n\
    Just Name,,,,,,\n\
    With Phone,0812-3344-5566,,,,,\n\
    With Mail,,mail@mail.example,,,,\n\
    With Account,0812-3344-5567,,AC-1,,,\n\
    With Address,,,,Jl. Mawar 1,,\n\
    With Birth,,,,,1987-11-21,\n";

#[test]
fn importing_a_file_again_changes_nothing_whatever_an_agent_has_changed() {
    let desk = Desk::new();
    assert_eq!(counts(&import(&desk, "list.csv", ROWS, &[])), (7, 0, 0));
    for customer in 1..=7 {
        let customer = format!("C-{customer}");
        let other = format!("Somebody Else {customer}");
        let amend = ["customer", "amend", &customer, "--name", &other, "--account", &other];
        desk.ok(&[amend.as_slice(), &["--note", "corrected"]].concat());
        desk.ok(&["customer", "amend", &customer, "--city", "Bandung"]);
    }
    desk.ok(&["customer", "amend", "C-3", "--remove", "phone=0812-3344-5566"]);
    assert_eq!(counts(&import(&desk, "list.csv", ROWS, &[])), (0, 7, 0));
    desk.stop();
    desk.start();
    assert_eq!(counts(&import(&desk, "list.csv", ROWS, &[])), (0, 7, 0), "after a restart");
    desk.stop();
    std::fs::remove_dir_all(desk.home().join("index")).expect("there is an index");
    desk.start();
    assert_eq!(counts(&import(&desk, "list.csv", ROWS, &[])), (0, 7, 0), "with a new index");
}

#[test]
fn equal_rows_of_one_file_are_one_customer_and_others_are_not() {
    let desk = Desk::new();
    let list = "name,note\nBudi,one\nBudi,one\nBudi,two\nBudi,\n";
    // Nothing but a name is any of those who have it.
    assert_eq!(counts(&import(&desk, "budi.csv", list, &[])), (2, 2, 0));
    desk.ok(&["customer", "amend", "C-1", "--note", "corrected"]);
    assert_eq!(counts(&import(&desk, "budi.csv", list, &[])), (0, 4, 0));
    let more = "name,note\nBudi,corrected\nBudi,three\n";
    assert_eq!(counts(&import(&desk, "more.csv", more, &[])), (1, 1, 0));
}

#[test]
fn whoever_was_taken_back_is_no_longer_known_to_an_import() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "0812-3344-5566"]);
    desk.ok(&["undo"]);
    let list = "name,phone\nNur Halimah,081233445566\n";
    assert_eq!(counts(&import(&desk, "list.csv", list, &[])), (1, 0, 0));
}

#[test]
fn a_row_with_the_number_of_somebody_else_is_named() {
    let desk = Desk::new();
    let first =
        "account,name,phone\nAC-1,Nur Halimah,0812-1\nAC-2,Budi Santoso,0812-2\nAC-3,,0812-3\n";
    let summary = import(&desk, "first.csv", first, &[]);
    assert_eq!(summary["other_name"], 0);
    desk.ok(&["customer", "amend", "C-2", "--name", "Budi Santosa"]);
    let second =
        "account,name,phone\nac-1,Siti Rahayu,0812-9\nAC-2,SANTOSO Budi,0812-2\nAC-3,New,\n";
    let summary = import(&desk, "second.csv", second, &[]);
    assert_eq!(counts(&summary), (0, 3, 0));
    let named = json!([{ "line": 2, "customer_id": "C-1", "name": "Nur Halimah" }]);
    assert_eq!((&summary["other_name"], &summary["other_names"]), (&json!(1), &named), "{summary}");
    let path = desk.file("second.csv");
    let said = desk.ok(&[Path::new("import"), Path::new("customers"), &path]);
    assert!(said.contains("line 2: C-1 Nur Halimah"), "{said}");
}

/// Imports a file that somebody else made, twice, and gives the records it became.
fn others(file: &str, rows: u64) -> Vec<Value> {
    let desk = Desk::new();
    let path = crate::tidy::top().join("tests/it/data").join(file);
    let args = ["import", "customers", path.to_str().expect("plain"), "--json"];
    let import = || serde_json::from_str::<Value>(&desk.ok(&args)).expect("JSON");
    assert_eq!(counts(&import()), (rows, 0, 0), "{file}");
    assert_eq!(counts(&import()), (0, rows, 0), "{file}, again");
    (1..=rows).map(|id| desk.json(&["customer", "show", &format!("C-{id}")]).remove(0)).collect()
}

/// What a record has under an attribute's name.
fn attribute<'a>(record: &'a Value, name: &str) -> &'a str {
    let all = record["attributes"].as_array().expect("a list");
    let found = all.iter().find(|attribute| attribute["name"] == name);
    found.and_then(|found| found["value"].as_str()).unwrap_or_else(|| panic!("{name}: {record}"))
}

#[test]
fn a_telephone_companys_list_has_accounts_and_no_names() {
    let all = others("telco.csv", 3);
    assert_eq!((&all[0]["account"], &all[0]["name"]), (&json!("7590-VHVEG"), &json!("")));
    assert_eq!(attribute(&all[1], "Contract"), "One year");
}

#[test]
fn an_outlook_export_is_understood() {
    let adam = &others("outlook.csv", 3)[0];
    assert_eq!((&adam["name"], &adam["note"]), (&json!("Adam Glacius"), &json!("Has 2 kids")));
    assert_eq!(adam["emails"].as_array().map(Vec::len), Some(3), "{adam}");
    assert_eq!(adam["phones"].as_array().map(Vec::len), Some(8), "{adam}");
    let mobile = json!({ "label": "mobile", "number": "+1 555 3227 8544", "line": "own" });
    assert_eq!(adam["phone_details"][0], mobile, "{adam}");
    assert_eq!(adam["address"], "999 Super Way, Super, CA, 94043");
    assert_eq!(attribute(adam, "Company"), "Acme Inc.");
}

#[test]
fn a_salesforce_export_in_utf_16_is_understood() {
    let all = others("salesforce-utf16.csv", 2);
    assert_eq!(
        (&all[1]["name"], &all[1]["account"]),
        (&json!("account Upsert #1"), &json!("ACCT_1"))
    );
    let oracle = json!([{ "system": "oracle", "id": "1-000001" }]);
    assert_eq!(all[1]["external_ids"], oracle, "{}", all[1]);
    assert_eq!(attribute(&all[0], "WEBSITE"), "http://www.accountUpsert0.com");
}

#[test]
fn a_card_from_google_is_understood() {
    let greg = &others("gmail.vcf", 1)[0];
    assert_eq!(
        (&greg["name"], &greg["birth_date"]),
        (&json!("Greg Dartmouth"), &json!("1960-09-10"))
    );
    assert_eq!(greg["phone_details"][0]["label"], "mobile", "{greg}");
    assert_eq!(greg["phone_details"][1]["label"], "GRAND_CENTRAL", "{greg}");
    assert_eq!(attribute(greg, "Related Spouse"), "MySpouse");
}

#[test]
fn people_who_share_an_address_are_told_apart_by_their_ids() {
    let all = others("splink.csv", 3);
    assert_eq!(
        (&all[1]["name"], &all[1]["birth_date"]),
        (&json!("Julia Taylor"), &json!("2015-07-31"))
    );
    assert_eq!(all[2]["external_ids"][0]["id"], "2", "{}", all[2]);
}
