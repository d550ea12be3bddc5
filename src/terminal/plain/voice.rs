//! What is told, as bytes: plain lines, and the line being typed below them. Never an escape
//! sequence, never a letter that the terminal cannot show.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::editor::Editor;
use super::talk::{Asks, Prompt};
use crate::terminal::letters::Letters;
use crate::terminal::widget::columns::{harmless, wrap};

/// How lines are typed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// At a terminal that goes back to the left edge: typed with our own editor.
    Editor,
    /// At a terminal that can do nothing: it edits the line itself.
    Cooked,
    /// By a program: nobody waits for a prompt.
    Pipe,
}

/// The output.
pub struct Voice<W: Write> {
    out: W,
    hands: Hands,
    letters: Letters,
    /// Columns of the terminal.
    pub columns: u16,
    /// The prompt that waits for a line.
    asked: Option<Prompt>,
    /// Lines that wait until nobody types.
    held: Vec<String>,
}

impl<W: Write> Voice<W> {
    /// Nothing was told yet.
    pub fn new(out: W, hands: Hands, letters: Letters, columns: u16) -> Voice<W> {
        Voice { out, hands, letters, columns, asked: None, held: Vec::new() }
    }

    /// Tells lines: above the one that is being typed where it can be drawn anew, else when it is
    /// done.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn tell(&mut self, lines: Vec<String>, editor: &mut Editor) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        match (self.hands, &self.asked) {
            (Hands::Cooked, Some(_)) => {
                self.held.extend(lines);
                Ok(())
            }
            (Hands::Editor, Some(_)) => {
                let erased = editor.erase();
                self.out.write_all(erased.as_bytes())?;
                self.write(&lines)?;
                self.show(editor)
            }
            (Hands::Editor | Hands::Cooked | Hands::Pipe, _) => self.write(&lines),
        }
    }

    fn write(&mut self, lines: &[String]) -> io::Result<()> {
        let end = if self.hands == Hands::Editor { "\r\n" } else { "\n" };
        let mut text = String::new();
        for line in lines {
            for part in self.broken(&self.letters.line(&harmless(line))) {
                text += part.trim_end();
                text += end;
            }
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// A line broken between words where a terminal would break it within them.
    fn broken(&self, line: &str) -> Vec<String> {
        let columns = usize::from(self.columns.saturating_sub(1)).max(1);
        if self.hands == Hands::Pipe || line.width() <= columns {
            return vec![line.to_owned()];
        }
        wrap(line, columns)
    }

    /// Asks for a line; the same question that stands there already is not asked again.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn ask(&mut self, prompt: Prompt, editor: &mut Editor) -> io::Result<()> {
        if self.asked.as_ref() == Some(&prompt) {
            return Ok(());
        }
        let text = self.letters.line(prompt_text(&prompt).trim_end());
        match self.hands {
            Hands::Editor => {
                let erased = editor.erase();
                self.out.write_all(erased.as_bytes())?;
                self.asked = Some(prompt);
                self.show(editor)
            }
            // It cannot be taken back: whoever types does so below the older one.
            Hands::Cooked if self.asked.is_some() => Ok(()),
            Hands::Cooked => {
                self.asked = Some(prompt);
                write!(self.out, "{text} ")?;
                self.out.flush()
            }
            Hands::Pipe if prompt.kind == Asks::Anything => Ok(()),
            Hands::Pipe => {
                self.asked = Some(prompt);
                self.write(&[text])
            }
        }
    }

    /// Shows the line that is being typed.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn show(&mut self, editor: &mut Editor) -> io::Result<()> {
        let Some(prompt) = self.asked.as_ref().filter(|_| self.hands == Hands::Editor) else {
            return Ok(());
        };
        let text = editor.show(&prompt_text(prompt), self.columns);
        self.out.write_all(self.letters.line(&text).as_bytes())?;
        self.out.flush()
    }

    /// A line was typed; what waited for that is told.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn answered(&mut self, line: &str, editor: &mut Editor) -> io::Result<()> {
        let asked = self.asked.take();
        match (self.hands, asked) {
            (Hands::Editor, Some(_)) => {
                drop(editor.erase());
                self.write(&[String::new()])?;
            }
            // It was typed before anything was asked, and nobody has seen it yet.
            (Hands::Editor, None) => self.write(&[format!("> {line}")])?,
            (Hands::Cooked | Hands::Pipe, _) => {}
        }
        let held = std::mem::take(&mut self.held);
        self.write(&held)
    }

    /// Tells whether the terminal edits the line itself.
    pub fn is_cooked(&self) -> bool {
        self.hands == Hands::Cooked
    }

    /// What was typed of the line is gone, and the cursor stands behind it.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn interrupted(&mut self) -> io::Result<()> {
        self.asked = None;
        self.out.write_all(b"\n")
    }

    /// Nobody types any more: the cursor goes below the line, and what waited is told.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn end(&mut self, editor: &mut Editor) -> io::Result<()> {
        if self.hands == Hands::Editor {
            let erased = editor.erase();
            self.out.write_all(erased.as_bytes())?;
        } else if self.hands == Hands::Cooked && self.asked.is_some() {
            self.out.write_all(b"\n")?;
        }
        self.asked = None;
        let held = std::mem::take(&mut self.held);
        self.write(&held)
    }

    /// The prompt is gone from sight: it is asked again.
    pub fn forget(&mut self, editor: &mut Editor) {
        drop(editor.erase());
        self.asked = None;
    }
}

fn prompt_text(prompt: &Prompt) -> String {
    format!("{} ", harmless(&prompt.text).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::keymap::{Key, KeyPress};

    /// What goes out when news come while a letter is typed and the line is then done.
    fn heard(hands: Hands, letters: Letters) -> String {
        let mut out = Vec::new();
        let mut voice = Voice::new(&mut out, hands, letters, 20);
        let mut editor = Editor::default();
        let tell = |voice: &mut Voice<&mut Vec<u8>>, editor: &mut Editor, text: &str| {
            voice.tell(vec![text.to_owned()], editor).expect("it is memory");
        };
        tell(&mut voice, &mut editor, "hello");
        let prompt = Prompt { text: "note: ".to_owned(), kind: Asks::Question };
        voice.ask(prompt.clone(), &mut editor).expect("it is memory");
        editor.press(KeyPress::plain(Key::Char('x')));
        voice.show(&mut editor).expect("it is memory");
        tell(&mut voice, &mut editor, "n\u{e9}ws \u{1b}[31m of a few more words");
        voice.ask(prompt, &mut editor).expect("it is memory");
        voice.answered("x", &mut editor).expect("it is memory");
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn news_never_come_into_the_middle_of_what_is_typed() {
        let editor = "hello\r\n\rnote: x\r       \rn\u{e9}ws  [31m of a few\r\nmore words\r\n\
                      \rnote: x\r\n";
        assert_eq!(heard(Hands::Editor, Letters::All), editor);
        let cooked = "hello\nnote: news  [31m of a few\nmore words\n";
        assert_eq!(heard(Hands::Cooked, Letters::Ascii), cooked);
        let pipe = "hello\nnote:\nnews  [31m of a few more words\n";
        assert_eq!(heard(Hands::Pipe, Letters::Ascii), pipe);
    }
}
