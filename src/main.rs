//! The program. Everything is in the library, so that tests reach it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    demarche::cli::main()
}
