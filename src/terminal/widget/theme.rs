//! The few styles sigap has. Never says anything by colour alone: marks and words come first,
//! colours repeat what they say.

use ratatui::style::{Color, Modifier, Style};

use super::ground::{Around, Colours, Ground};
use crate::home;

/// Red and grey that are readable (4.5 to 1) on black and on white alike: of the 256 hardly any
/// other is.
const ON_BOTH: Pair = Pair { alarm: 131, faint: 243 };
const ON_BLACK: Pair = Pair { alarm: 203, faint: 246 };
const ON_WHITE: Pair = Pair { alarm: 160, faint: 241 };

/// The two colours of the 256 that a background has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    alarm: u8,
    faint: u8,
}

/// Styles by what they are for. Whole rows are never reversed: on a thin line that costs forty
/// times the `>` marker. True colour terminals get the 256 colours too: a colour of those is at
/// most 11 bytes, one of the 16 million up to 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: Colours,
    ground: Ground,
    weight: Weight,
}

/// How much of bold, underline and reverse there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    None,
    Usual,
    High,
}

impl Theme {
    /// Neither colours nor bold letters.
    pub const fn plain() -> Theme {
        Theme { colours: Colours::None, ground: Ground::Unknown, weight: Weight::None }
    }

    /// Bold and underline, with so many colours, readable on a background.
    pub const fn with(colours: Colours, ground: Ground) -> Theme {
        Theme { colours, ground, weight: Weight::Usual }
    }

    /// Reverse, bold and underline, with so many colours.
    pub const fn high_contrast(colours: Colours) -> Theme {
        Theme { colours, ground: Ground::Unknown, weight: Weight::High }
    }

    /// The theme that is wanted, as far as the terminal has it.
    pub fn of_terminal(wanted: home::Theme, around: &Around) -> Theme {
        let (colours, _) = around.colours();
        if !around.has_attributes() {
            return Theme::plain();
        }
        match wanted {
            home::Theme::None => Theme::plain(),
            home::Theme::HighContrast => Theme::high_contrast(colours),
            home::Theme::Dark => Theme::with(colours, Ground::Dark),
            home::Theme::Light => Theme::with(colours, Ground::Light),
            home::Theme::Auto => Theme::with(colours, around.ground().0),
        }
    }

    fn pair(&self) -> Pair {
        match self.ground {
            Ground::Unknown => ON_BOTH,
            Ground::Dark => ON_BLACK,
            Ground::Light => ON_WHITE,
        }
    }

    fn marked(&self, usual: Modifier, high: Modifier) -> Style {
        match self.weight {
            Weight::None => Style::new(),
            Weight::Usual => Style::new().add_modifier(usual),
            Weight::High => Style::new().add_modifier(high),
        }
    }

    /// Ordinary text.
    pub const fn text(&self) -> Style {
        Style::new()
    }

    /// The title of a pane or dialog.
    pub fn title(&self) -> Style {
        self.marked(Modifier::BOLD, Modifier::BOLD.union(Modifier::REVERSED))
    }

    /// What has a `!` before it: late, wrong, urgent.
    pub fn alarm(&self) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        match (self.weight, self.colours) {
            (Weight::None, _) => Style::new(),
            // The bright eight came with more than eight; on black they are bright on any ground.
            (Weight::High, Colours::Many) => bold.fg(Color::LightYellow).bg(Color::Black),
            (Weight::High, Colours::None | Colours::Eight) => bold.add_modifier(Modifier::REVERSED),
            (Weight::Usual, Colours::None) => bold,
            (Weight::Usual, Colours::Eight) => bold.fg(match self.ground {
                // The red of the eight can hardly be read on black.
                Ground::Dark => Color::Yellow,
                Ground::Light | Ground::Unknown => Color::Red,
            }),
            (Weight::Usual, Colours::Many) => bold.fg(Color::Indexed(self.pair().alarm)),
        }
    }

    /// The letters that matched what was typed.
    pub fn matched(&self) -> Style {
        self.marked(Modifier::UNDERLINED, Modifier::BOLD.union(Modifier::UNDERLINED))
    }

    /// Labels of fields, and what is only there for reference.
    pub fn faint(&self) -> Style {
        // Dim is unreadable on many thin clients, so that only 256 colours say it.
        match (self.weight, self.colours) {
            (Weight::Usual, Colours::Many) => Style::new().fg(Color::Indexed(self.pair().faint)),
            (Weight::None | Weight::Usual | Weight::High, _) => Style::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the standard palette of 256 shows for a colour, in red, green and blue.
    fn shown(colour: Color) -> Option<[u8; 3]> {
        let index = match colour {
            Color::Indexed(index) => index,
            Color::Black => 0,
            Color::Red => 1,
            Color::Yellow => 3,
            Color::LightYellow => 11,
            _ => return None,
        };
        // xterm's sixteen, those that are used.
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        match index {
            0 => Some([0, 0, 0]),
            1 => Some([205, 0, 0]),
            3 => Some([205, 205, 0]),
            11 => Some([255, 255, 0]),
            232.. => Some([8 + 10 * (index - 232); 3]),
            16..=231 => {
                let step = index - 16;
                Some([level(step / 36), level(step / 6 % 6), level(step % 6)])
            }
            _ => None,
        }
    }

    /// The contrast of two colours as the accessibility guidelines compute it.
    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let light = |[red, green, blue]: [u8; 3]| {
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        let (one, other) = (light(one), light(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn styles(theme: Theme) -> [Style; 5] {
        [theme.text(), theme.title(), theme.alarm(), theme.matched(), theme.faint()]
    }

    #[test]
    fn every_colour_is_readable_on_the_background_it_is_for() {
        let (black, white) = ([0; 3], [255; 3]);
        let mut seen = 0;
        for (theme, grounds) in [
            (Theme::with(Colours::Many, Ground::Dark), &[black][..]),
            (Theme::with(Colours::Many, Ground::Light), &[white]),
            (Theme::with(Colours::Many, Ground::Unknown), &[black, white]),
            (Theme::with(Colours::Eight, Ground::Dark), &[black]),
            (Theme::with(Colours::Eight, Ground::Light), &[white]),
            (Theme::high_contrast(Colours::Many), &[black, white]),
        ] {
            for style in styles(theme) {
                let Some(colour) = style.fg else { continue };
                let letters = shown(colour).expect("one of the palette");
                let own = style.bg.map(|ground| [shown(ground).expect("one of the palette")]);
                for ground in own.as_ref().map_or(grounds, |own| &own[..]) {
                    let contrast = contrast(letters, *ground);
                    assert!(contrast >= 4.5, "{theme:?}: {colour:?} on {ground:?}: {contrast:.2}");
                    seen += 1;
                }
            }
        }
        assert!(seen >= 10, "{seen} colours");
    }

    #[test]
    fn a_theme_is_no_more_than_the_terminal_has() {
        let around = |term: &str, no_color: &str| Around {
            term: term.to_owned(),
            no_color: no_color.to_owned(),
            ..Around::default()
        };
        let (many, vt100) = (around("xterm-256color", ""), around("vt100", ""));
        for (wanted, around, theme) in [
            (home::Theme::Auto, &many, Theme::with(Colours::Many, Ground::Unknown)),
            (home::Theme::Dark, &many, Theme::with(Colours::Many, Ground::Dark)),
            (home::Theme::Light, &many, Theme::with(Colours::Many, Ground::Light)),
            (home::Theme::HighContrast, &many, Theme::high_contrast(Colours::Many)),
            (home::Theme::None, &many, Theme::plain()),
            (home::Theme::Light, &vt100, Theme::with(Colours::None, Ground::Light)),
            (home::Theme::HighContrast, &vt100, Theme::high_contrast(Colours::None)),
            (home::Theme::HighContrast, &around("dumb", ""), Theme::plain()),
        ] {
            assert_eq!(Theme::of_terminal(wanted, around), theme, "{wanted:?} {around:?}");
        }
        assert_eq!(styles(Theme::plain()), [Style::new(); 5]);
        for wanted in home::Theme::ALL {
            let theme = Theme::of_terminal(*wanted, &around("xterm-256color", "1"));
            let coloured =
                styles(theme).iter().any(|style| style.fg.is_some() || style.bg.is_some());
            assert!(!coloured, "{wanted:?} with NO_COLOR");
        }
    }
}
