//! Forms by their keys and pictures. Never a form of the desk: those are the screen's.

use super::super::picture::{picture, pressed, speech};
use super::*;
use crate::speech::Lang;

const AREA: Rect = Rect { x: 0, y: 0, width: 60, height: 12 };

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(one, two)| ((*one).to_owned(), (*two).to_owned())).collect()
}

fn form() -> Form {
    let topics = pairs(&[
        ("BI", "tagihan"),
        ("BA", "barang"),
        ("DE", "pengiriman"),
        ("TE", "gangguan teknis"),
    ]);
    let severities = pairs(&[
        ("minor", "ringan"),
        ("moderate", "sedang"),
        ("major", "berat"),
        ("critical", "gawat"),
    ]);
    Form::new(
        "Keluhan",
        vec![
            Field::code("topic", "Topik", topics, ""),
            Field::choice("severity", "Tingkat", severities, "moderate"),
            Field::line("subject", "Perihal", ""),
            Field::note("note", "Catatan", ""),
            Field::date("day", "Tanggal", ""),
            Field::line("time", "Jam", ""),
        ],
    )
}

fn type_into(form: &mut Form, keys: &str) {
    for press in pressed(keys) {
        match press.to_string().as_str() {
            "Tab" => form.act(Action::NextField),
            "Shift-Tab" => form.act(Action::PreviousField),
            "Ctrl-J" => form.act(Action::NewLine),
            _ => form.press(press, AREA),
        };
    }
}

#[test]
fn fields_are_filled_in_one_after_another() {
    let mut form = form();
    // The second letter of the code goes on by itself.
    type_into(&mut form, "'bib' Tab 'ditagih dua kali' Tab 'satu' Ctrl-j 'dua' Tab");
    type_into(&mut form, "'3/4/2026' Down '9.30'");
    assert_eq!(
        form.values(),
        pairs(&[
            ("topic", "BI"),
            ("severity", "major"),
            ("subject", "ditagih dua kali"),
            ("note", "satu\ndua"),
            ("day", "2026-04-03"),
            ("time", "9.30"),
        ])
    );
    type_into(&mut form, "Tab");
    assert_eq!(form.focused().name, "topic");
    type_into(&mut form, "Shift-Tab Up Up Up Up");
    assert_eq!(form.focused().name, "subject");
}

#[test]
fn a_draft_comes_back_as_it_was() {
    let mut one = form();
    type_into(&mut one, "'bi' Space Tab 'dua' Tab 'a' Ctrl-j 'b' Tab 'besok'");
    let mut other = form();
    other.fill(&one.values());
    other.fill(&pairs(&[("gone", "x")]));
    assert_eq!(other.values(), one.values());
    assert_eq!(other.value("day"), "besok");
}

#[test]
fn keys_mean_what_the_field_says() {
    for (name, keys, wanted) in [
        ("topic", "'zz'", "ZZ"),
        ("topic", "'zzb'", "B"),
        ("topic", "'b1'", "B"),
        ("topic", "'bi' Shift-Tab 'd'", "D"),
        ("severity", "Right", "major"),
        ("severity", "Left Left", "critical"),
        ("severity", "'g'", "critical"),
        ("severity", "'x'", "moderate"),
        ("severity", "End Space", "minor"),
        ("subject", "' Bu  Siti '", "Bu  Siti"),
    ] {
        let mut form = form();
        assert!(form.go_to(name));
        type_into(&mut form, keys);
        assert_eq!(form.value(name), wanted, "{name} {keys}");
    }
}

#[test]
fn what_cannot_be_read_is_shown_at_its_field() {
    let mut form = form();
    type_into(&mut form, "'zz' Tab Tab Tab Tab '31/2/2026'");
    assert!(!form.check(&speech(Lang::Id)));
    assert_eq!(form.focused().name, "topic");
    let drawn = picture(Lang::Id, (60, 14), |area, buf, look| form.draw(area, buf, look));
    assert!(drawn.contains("! Tidak ada kode 'ZZ'"), "{drawn}");
    assert!(drawn.contains("! '31/2/2026' bukan tanggal"), "{drawn}");
    // Typing takes the error away.
    type_into(&mut form, "Backspace");
    assert!(form.focused().error.is_none());
    form.fill(&pairs(&[("topic", ""), ("day", "")]));
    assert!(form.check(&speech(Lang::En)));
    assert!(form.blame("subject", "Perihal harus diisi.") && !form.blame("nothing", ""));
    assert_eq!(form.focused().name, "subject");
}

#[test]
fn the_form_is_drawn_with_its_focus_and_choices() {
    let mut form = form();
    let drawn = picture(Lang::Id, (60, 12), |area, buf, look| form.draw(area, buf, look));
    assert_eq!(
        drawn,
        "Keluhan                                             1 dari 6\n\
         > Topik    _\n\
         \x20          BI tagihan  BA barang  DE pengiriman\n\
         \x20          TE gangguan teknis\n\
         \x20 Tingkat   ringan [sedang] berat  gawat\n\
         \x20 Perihal\n\
         \x20 Catatan\n\
         \x20 Tanggal\n\
         \x20 Jam"
    );
    type_into(&mut form, "'bi' Tab Tab 'ditagih' Tab 'satu dua' Tab '3/4/2026'");
    let drawn = picture(Lang::En, (60, 12), |area, buf, look| form.draw(area, buf, look));
    assert_eq!(
        drawn,
        "Keluhan                                               5 of 6\n\
         \x20 Topik    BI  tagihan\n\
         \x20 Tingkat   ringan [sedang] berat  gawat\n\
         \x20 Perihal  ditagih\n\
         \x20 Catatan  satu dua\n\
         > Tanggal  3/4/2026_ 03 Apr 2026\n\
         \x20 Jam"
    );
}

#[test]
fn on_a_small_screen_labels_stand_above_and_the_focus_stays_in_sight() {
    let mut form = form();
    for at in 0..form.fields().len() {
        let drawn = picture(Lang::Id, (24, 6), |area, buf, look| form.draw(area, buf, look));
        let label = format!("> {}", form.focused().label);
        assert!(drawn.contains(&label), "field {at}:\n{drawn}");
        type_into(&mut form, "Tab");
    }
    type_into(&mut form, "Tab Tab Tab 'satu dua tiga empat lima enam tujuh delapan sembilan'");
    for width in 0..60 {
        for height in 0..16 {
            for _ in 0..form.fields().len() {
                picture(Lang::Id, (width, height), |area, buf, look| form.draw(area, buf, look));
                type_into(&mut form, "Tab");
            }
        }
    }
}

#[test]
fn a_note_takes_the_lines_the_others_leave() {
    let mut form = form();
    form.go_to("note");
    for _ in 0..12 {
        type_into(&mut form, "'baris' Ctrl-j");
    }
    let drawn = picture(Lang::Id, (40, 12), |area, buf, look| form.draw(area, buf, look));
    let lines: Vec<&str> = drawn.lines().collect();
    assert_eq!(lines.iter().filter(|line| line.contains("baris")).count(), 5, "{drawn}");
    assert_eq!(lines[11], "  Jam");
    assert_eq!(form.note_size(Rect::new(0, 0, 40, 12)), (29, 6));
}

proptest::proptest! {
    /// Whatever is typed, the form is drawn with its cursor inside, and a draft brings it back.
    #[test]
    fn any_keys_leave_a_form_that_can_be_drawn(
        keys in proptest::collection::vec(
            "'[ a-zA-Z0-9éñ東/:.]{1,9}'|Tab|Shift-Tab|Up|Down|Left|Right|Home|End|PgUp|PgDn|Delete\
             |Backspace|Ctrl-[abdefkuwyzj]|Ctrl-Left|Ctrl-Right|Ctrl-Home|Ctrl-End|F5|Enter",
            0..40,
        ),
        width in 0..90u16,
        height in 0..26u16,
    ) {
        let mut form = form();
        type_into(&mut form, &keys.join(" "));
        picture(Lang::Id, (width, height), |area, buf, look| form.draw(area, buf, look));
        let mut other = self::form();
        other.fill(&form.values());
        proptest::prop_assert_eq!(other.values(), form.values());
    }
}
