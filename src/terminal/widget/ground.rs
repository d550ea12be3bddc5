//! What the environment says of a terminal's colours and background. Never asks the terminal
//! itself: many do not answer, and over a slow line the answer comes too late.

/// Terminals that have bold and underline and no colours.
const MONO: [&str; 8] = ["vt52", "vt100", "vt102", "vt220", "vt320", "vt420", "hp", "wyse"];

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// None, or the person does not want any.
    None,
    /// The eight of the first colour terminals.
    Eight,
    /// 256.
    Many,
}

/// What the letters stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Nobody says.
    Unknown,
    /// Light letters on black.
    Dark,
    /// Dark letters on white.
    Light,
}

/// The variables that speak of colours, empty where they are not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// `TERM`.
    pub term: String,
    /// `NO_COLOR`, which counts when it is not empty (see no-color.org).
    pub no_color: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `COLORFGBG`, of rxvt, Konsole and others: the numbers of letters and background.
    pub colorfgbg: String,
}

impl Around {
    /// Looks at the environment.
    pub fn read() -> Around {
        let var = |name: &str| std::env::var(name).unwrap_or_default();
        Around {
            term: var("TERM"),
            no_color: var("NO_COLOR"),
            colorterm: var("COLORTERM"),
            colorfgbg: var("COLORFGBG"),
        }
    }

    /// The name of the terminal without what follows a dash.
    fn base(&self) -> &str {
        self.term.split(['-', '+']).next().unwrap_or("")
    }

    /// Whether bold and underline are to be had.
    pub fn has_attributes(&self) -> bool {
        !matches!(self.base(), "" | "dumb" | "unknown")
    }

    /// How many colours, and the variable that says so.
    pub fn colours(&self) -> (Colours, &'static str) {
        // What a multiplexer hands on of the terminal around it says nothing of its own.
        let handed_on = matches!(self.base(), "screen" | "linux");
        let says = |words: &[&str]| words.iter().any(|word| self.term.contains(word));
        if !self.no_color.is_empty() {
            (Colours::None, "NO_COLOR")
        } else if !self.has_attributes() || MONO.contains(&self.base()) {
            (Colours::None, "TERM")
        } else if says(&["256color", "direct", "truecolor"]) {
            (Colours::Many, "TERM")
        } else if matches!(&*self.colorterm, "truecolor" | "24bit") && !handed_on {
            (Colours::Many, "COLORTERM")
        } else {
            (Colours::Eight, "TERM")
        }
    }

    /// The background, and the variable that says so.
    pub fn ground(&self) -> (Ground, &'static str) {
        let behind = self.colorfgbg.rsplit(';').next().and_then(|number| number.parse().ok());
        match behind {
            Some(0..=6u8 | 8) => (Ground::Dark, "COLORFGBG"),
            Some(7 | 9..=15) => (Ground::Light, "COLORFGBG"),
            // The console of the kernel is black.
            Some(16..) | None if self.base() == "linux" => (Ground::Dark, "TERM"),
            Some(16..) | None => (Ground::Unknown, "TERM"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_used_only_where_they_are_there_and_wanted() {
        for (term, no_color, colorterm, wanted) in [
            ("xterm-256color", "", "", (Colours::Many, "TERM")),
            ("xterm-direct", "", "truecolor", (Colours::Many, "TERM")),
            ("xterm", "", "", (Colours::Eight, "TERM")),
            ("xterm", "", "truecolor", (Colours::Many, "COLORTERM")),
            ("xterm", "", "gnome-terminal", (Colours::Eight, "TERM")),
            ("rxvt", "", "rxvt-xpm", (Colours::Eight, "TERM")),
            ("screen", "", "truecolor", (Colours::Eight, "TERM")),
            ("linux", "", "", (Colours::Eight, "TERM")),
            ("putty", "", "", (Colours::Eight, "TERM")),
            ("xterm-256color", "1", "truecolor", (Colours::None, "NO_COLOR")),
            ("vt100", "", "truecolor", (Colours::None, "TERM")),
            ("vt220-8bit", "", "", (Colours::None, "TERM")),
            ("dumb", "", "", (Colours::None, "TERM")),
            ("", "", "", (Colours::None, "TERM")),
        ] {
            let around = Around {
                term: term.to_owned(),
                no_color: no_color.to_owned(),
                colorterm: colorterm.to_owned(),
                colorfgbg: String::new(),
            };
            assert_eq!(around.colours(), wanted, "{around:?}");
            assert_eq!(around.has_attributes(), !matches!(term, "" | "dumb"), "{term}");
        }
    }

    #[test]
    fn the_background_is_what_the_terminal_says_and_else_nobody_guesses() {
        for (term, colorfgbg, wanted) in [
            ("xterm", "", (Ground::Unknown, "TERM")),
            ("rxvt", "15;0", (Ground::Dark, "COLORFGBG")),
            ("rxvt", "0;default;15", (Ground::Light, "COLORFGBG")),
            ("xterm", "0;7", (Ground::Light, "COLORFGBG")),
            ("xterm", "7;8", (Ground::Dark, "COLORFGBG")),
            ("xterm", "0;default", (Ground::Unknown, "TERM")),
            ("xterm", "0;99", (Ground::Unknown, "TERM")),
            ("linux", "", (Ground::Dark, "TERM")),
        ] {
            let around = Around {
                term: term.to_owned(),
                colorfgbg: colorfgbg.to_owned(),
                ..Around::default()
            };
            assert_eq!(around.ground(), wanted, "{around:?}");
        }
    }
}
