//! One test binary: the desk as its users meet it. Never a module of the program inside: what is
//! tested here goes through the built program, its socket, its files or its source text.

mod tidy;
