//! The few styles sigap has. Never says anything by colour alone: marks and words come first,
//! colours repeat what they say.

use ratatui::style::{Color, Modifier, Style};

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

/// Styles by what they are for. Whole rows are never reversed: on a thin line that costs forty
/// times the `>` marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: Colours,
    attributes: Attributes,
}

/// Whether bold and underline are to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attributes {
    With,
    Without,
}

impl Theme {
    /// Neither colours nor bold letters.
    pub const fn plain() -> Theme {
        Theme { colours: Colours::None, attributes: Attributes::Without }
    }

    /// Bold and underline, with so many colours.
    pub const fn with(colours: Colours) -> Theme {
        Theme { colours, attributes: Attributes::With }
    }

    /// The theme for a terminal, from the values of `TERM` and `NO_COLOR` (which counts when it is
    /// not empty, see no-color.org).
    pub fn of_terminal(term: &str, no_color: Option<&str>) -> Theme {
        let mono = ["vt52", "vt100", "vt102", "vt220", "vt320", "vt420", "hp", "wyse", "sun"];
        let base = term.split(['-', '+']).next().unwrap_or("");
        if term.is_empty() || base == "dumb" || base == "unknown" {
            return Theme::plain();
        }
        if no_color.is_some_and(|value| !value.is_empty()) || mono.contains(&base) {
            return Theme::with(Colours::None);
        }
        let many = ["256color", "direct", "truecolor"].iter().any(|word| term.contains(word));
        Theme::with(if many { Colours::Many } else { Colours::Eight })
    }

    /// How many colours there are.
    pub const fn colours(&self) -> Colours {
        self.colours
    }

    fn styled(&self, modifier: Modifier, eight: Color, many: Color) -> Style {
        let style = match self.attributes {
            Attributes::With => Style::new().add_modifier(modifier),
            Attributes::Without => Style::new(),
        };
        match self.colours {
            Colours::None => style,
            Colours::Eight => style.fg(eight),
            Colours::Many => style.fg(many),
        }
    }

    /// Ordinary text.
    pub const fn text(&self) -> Style {
        Style::new()
    }

    /// The title of a pane or dialog.
    pub fn title(&self) -> Style {
        self.styled(Modifier::BOLD, Color::Reset, Color::Reset)
    }

    /// What has a `!` before it: late, wrong, urgent.
    pub fn alarm(&self) -> Style {
        self.styled(Modifier::BOLD, Color::Red, Color::Indexed(160))
    }

    /// The letters that matched what was typed.
    pub fn matched(&self) -> Style {
        self.styled(Modifier::UNDERLINED, Color::Reset, Color::Reset)
    }

    /// A key in hints and help.
    pub fn key(&self) -> Style {
        self.styled(Modifier::BOLD, Color::Reset, Color::Reset)
    }

    /// Labels of fields, and what is only there for reference.
    pub fn faint(&self) -> Style {
        // Dim is unreadable on many thin clients, so that only 256 colours say it.
        match self.colours {
            Colours::Many => Style::new().fg(Color::Indexed(244)),
            Colours::None | Colours::Eight => Style::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_used_only_where_they_are_there_and_wanted() {
        for (term, no_color, wanted) in [
            ("xterm-256color", None, Theme::with(Colours::Many)),
            ("screen", None, Theme::with(Colours::Eight)),
            ("linux", None, Theme::with(Colours::Eight)),
            ("xterm-256color", Some("1"), Theme::with(Colours::None)),
            ("xterm-256color", Some(""), Theme::with(Colours::Many)),
            ("vt100", None, Theme::with(Colours::None)),
            ("vt220-8bit", None, Theme::with(Colours::None)),
            ("dumb", None, Theme::plain()),
            ("", None, Theme::plain()),
        ] {
            assert_eq!(Theme::of_terminal(term, no_color), wanted, "{term} {no_color:?}");
        }
        assert_eq!(Theme::plain().alarm(), Style::new());
        assert_eq!(Theme::with(Colours::None).alarm().fg, None);
        assert_eq!(Theme::with(Colours::Eight).alarm().fg, Some(Color::Red));
    }
}
