//! Finds a customer as the agent types. Never reads the disk.
