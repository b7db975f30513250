//! The program itself over a test's own database, as an operator starts it.

use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

/// The program with a clean environment.
pub(crate) fn demarche(arguments: &[&str]) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_demarche")));
    command.env_clear().args(arguments);
    for name in ["PATH", "PG_BIN"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command
}

/// The address of a database of the scratch cluster, as `DATABASE_URL` takes it.
pub(crate) fn url(database: &PgConnectOptions) -> String {
    let socket = database.get_socket().expect("a socket").display().to_string();
    let name = database.get_database().expect("a database by name");
    format!("postgres://{}@localhost/{name}?host={socket}&port={}", database.get_username(), database.get_port())
}

/// A running `demarche serve` that a failing test does not leave behind.
pub(crate) struct Program {
    child: Child,
    /// Where it is, without a slash at the end.
    pub(crate) url: String,
}

impl Program {
    /// Over this database, with settings of one's own, on a free port.
    pub(crate) fn serve(database: &PgConnectOptions, settings: &[(&str, &str)]) -> Program {
        let mut command = demarche(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("DATABASE_URL", url(database)).envs(settings.iter().copied());
        Program::start(command)
    }

    /// Starts it and waits for its address.
    pub(crate) fn start(mut command: Command) -> Program {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("its address");
        let url = line.trim().strip_prefix("Demarche is at ").unwrap_or_else(|| panic!("{line:?}"));
        Program { url: url.trim_end_matches('/').to_owned(), child }
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("told to stop");
        self.child.wait().expect("gone")
    }

    /// GET: the status and the body.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        self.get_with(path, &[])
    }

    /// GET with headers.
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = agent.get(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.call().expect("the service answers");
        (response.status().as_u16(), response.body_mut().read_to_string().expect("a whole answer"))
    }

    /// POST of JSON: the status and the body.
    pub(crate) fn post(&self, path: &str, body: &serde_json::Value) -> (u16, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.post(format!("{}{path}", self.url)).header("Content-Type", "application/json");
        let mut response = request.send(body.to_string()).expect("the service answers");
        (response.status().as_u16(), response.body_mut().read_to_string().expect("a whole answer"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        // Only in a test that failed, or that does not care how it ends.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
