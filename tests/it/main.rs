//! One test binary: the desk as its users meet it.
