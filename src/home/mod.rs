//! Which desk: its folder, its socket, its configuration. Never opens a connection.
