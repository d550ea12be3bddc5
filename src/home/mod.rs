//! Which desk: its folder, its socket, its configuration. Never opens a connection or the store.

pub mod clock;
pub mod config;
pub mod last;
pub mod place;
pub mod serving;
pub mod settings;
pub mod shut;

pub use clock::Clock;
pub use config::{Config, ConfigError, SystemConfig, Theme};
pub use last::LastView;
pub use place::{Place, PlaceError};
pub use serving::Serving;
pub use settings::{Retention, Settings};
