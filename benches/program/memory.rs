//! How much memory a run of the program takes at most, as the system counts it.

use std::{
    path::Path,
    process::{Child, Stdio},
    time::Duration,
};

use fs_err as fs;

use super::folder::command;

/// How often the system is asked. What is added between the last time and the end of the program is not seen.
const INTERVAL: Duration = Duration::from_millis(1);

/// Runs the program, which must go well, and tells the most that it took, in megabytes (10^6 bytes).
pub fn peak(arguments: &[&str], folder: &Path) -> String {
    let mut child = command(arguments, folder).stdout(Stdio::null()).spawn().expect("the program starts");
    let mut kilobytes = None;
    let status = loop {
        if let Some(status) = child.try_wait().expect("the program is ours") {
            break status;
        }
        kilobytes = most_so_far(&child).or(kilobytes);
        std::thread::sleep(INTERVAL);
    };
    assert!(status.success(), "{arguments:?}");
    megabytes(kilobytes)
}

/// The most that this program took so far.
pub fn most() -> String {
    megabytes(of_process("self"))
}

fn megabytes(kilobytes: Option<u64>) -> String {
    kilobytes.map_or_else(|| "not known here".to_owned(), |kilobytes| format!("{} MB", kilobytes * 1024 / 1_000_000))
}

fn most_so_far(child: &Child) -> Option<u64> {
    of_process(&child.id().to_string())
}

/// What Linux says; no other system tells it in a file.
fn of_process(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
