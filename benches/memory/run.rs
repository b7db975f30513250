//! Large streams in and out of a service that runs as a program of its own, and how much memory it takes meanwhile.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

/// The most memory a program has had in RAM since [`forget`], in bytes (proc_pid_status(5), `VmHWM`).
pub(crate) fn peak(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the program runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse().expect("a number");
    kilobytes * 1024
}

/// Begins to look for the peak anew (proc_pid_clear_refs(5)).
pub(crate) fn forget(pid: u32) {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").expect("our own program");
}

/// Sends lines as `mode=partial` until so many bytes went out, while the answer is read. The bytes, and the last line
/// of the answer.
pub(crate) fn send(to: SocketAddr, bytes: u64, mut line: impl FnMut() -> String + Send) -> (u64, String) {
    let mut out = TcpStream::connect(to).expect("a connection");
    out.set_read_timeout(Some(Duration::from_secs(300))).expect("a limit");
    let answer = BufReader::new(out.try_clone().expect("its other half"));
    let head = format!(
        "POST /api/v1/articles?mode=partial HTTP/1.1\r\nHost: {to}\r\nContent-Type: application/x-ndjson\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    );
    out.write_all(head.as_bytes()).expect("sent");
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let told = answer.lines().map_while(Result::ok);
            told.filter(|line| line.starts_with('{')).last().unwrap_or_default()
        });
        let mut sent = 0;
        while sent < bytes {
            let line = line() + "\n";
            // A service that gives up says why in its last line, which is asked for below.
            if write!(out, "{:x}\r\n{line}\r\n", line.len()).is_err() {
                break;
            }
            sent += line.len() as u64;
        }
        // Where it gave up this can't be sent either.
        let _ = out.write_all(b"0\r\n\r\n");
        (sent, reader.join().expect("the reader does not panic"))
    })
}

/// Reads a whole answer and counts its bytes and lines.
pub(crate) fn fetch(from: SocketAddr, path: &str) -> io::Result<(u64, u64)> {
    let mut stream = TcpStream::connect(from)?;
    stream.set_read_timeout(Some(Duration::from_secs(300)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {from}\r\nConnection: close\r\n\r\n")?;
    let (mut bytes, mut lines, mut part) = (0, 0, vec![0; 1 << 16]);
    loop {
        let read = stream.read(&mut part)?;
        if read == 0 {
            return Ok((bytes, lines));
        }
        bytes += read as u64;
        lines += part[..read].iter().filter(|b| **b == b'\n').count() as u64;
    }
}

/// Makes many events of those that are there, as rows: `until` in all.
pub(crate) const MULTIPLY: &str = "insert into events
        (kind, status, act, earliest, latest, headline, first_reported_at, updated_at, seq, doc, search)
    select kind, status, act, earliest, latest, headline, first_reported_at, updated_at, seq, doc, search
    from events cross join generate_series(1, $1 / (select count(*) from events)) where live";
