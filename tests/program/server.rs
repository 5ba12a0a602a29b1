//! Upstream on this machine: real sockets, real HTTP, answers by script, and everything it was asked.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, ErrorKind, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::process::sha256;

/// What the server does once it was asked.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Sends it all.
    Whole,
    /// In chunks of so many bytes.
    Chunked(usize),
    /// Promises it all, sends so many bytes, and hangs up.
    CutAfter(usize),
    /// Sends so many bytes, then says nothing until the other side gives up.
    StallAfter(usize),
    /// Breaks the line after so many bytes: the other side's writes and reads fail.
    ResetAfter(usize),
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    pub manner: Manner,
    /// Whether the body has an `ETag`, and `304` answers to it.
    pub has_etag: bool,
}

impl Reply {
    /// A body of 200 that can be asked for only if it has changed.
    pub fn of(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self { status: 200, headers, body: body.into(), manner: Manner::Whole, has_etag: true }
    }

    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/json", body)
    }

    /// An error in upstream's form.
    pub fn error(status: u16, message: &str) -> Self {
        let body = format!(r#"{{"error":{{"code":{status},"message":"{message}"}}}}"#);
        Self { status, has_etag: false, ..Self::json(body) }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    pub fn by(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    pub fn without_etag(self) -> Self {
        Self { has_etag: false, ..self }
    }
}

/// What was asked.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub status: u16,
    pub arrived: Instant,
}

impl Seen {
    pub fn is_conditional(&self) -> bool {
        self.headers.contains_key("if-none-match") || self.headers.contains_key("if-modified-since")
    }
}

/// Answers whatever begins with a prefix, given the rest of path and query.
type Route = Box<dyn Fn(&str) -> Option<Reply> + Send>;

#[derive(Default)]
struct State {
    replies: BTreeMap<String, Vec<Reply>>,
    routes: BTreeMap<String, Route>,
    seen: Vec<Seen>,
    /// Requests that were being answered at one time, at most.
    most_at_once: usize,
    at_once: usize,
}

/// A server on a port of its own. What is not in its script is 404.
#[derive(Clone)]
pub struct Server {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::<Mutex<State>>::default();
        let server = Self { url, state: Arc::clone(&state) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&state);
                thread::spawn(move || serve(&stream, &state));
            }
        });
        server
    }

    /// From now on, `path` (with its query) is answered by `replies` in turn, the last one again and again.
    pub fn script(&self, path: &str, replies: impl IntoIterator<Item = Reply>) -> &Self {
        self.locked(|state| state.replies.insert(path.to_owned(), replies.into_iter().collect()));
        self
    }

    pub fn serve(&self, path: &str, reply: Reply) -> &Self {
        self.script(path, [reply])
    }

    /// From now on, `path` is not scripted.
    pub fn forget(&self, path: &str) -> &Self {
        self.locked(|state| state.replies.remove(path));
        self
    }

    /// From now on, every path that begins with `prefix` and is not scripted is answered by `route`.
    pub fn route(&self, prefix: &str, route: impl Fn(&str) -> Option<Reply> + Send + 'static) -> &Self {
        self.locked(|state| state.routes.insert(prefix.to_owned(), Box::new(route)));
        self
    }

    /// What was asked since it was asked this the last time.
    pub fn take_seen(&self) -> Vec<Seen> {
        self.locked(|state| std::mem::take(&mut state.seen))
    }

    /// How many requests were answered side by side, at most.
    pub fn most_at_once(&self) -> usize {
        self.locked(|state| state.most_at_once)
    }

    fn locked<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn locked<T>(state: &Mutex<State>, work: impl FnOnce(&mut State) -> T) -> T {
    work(&mut state.lock().unwrap_or_else(PoisonError::into_inner))
}

/// When it is.
#[expect(clippy::disallowed_methods, reason = "what is measured is when requests arrive")]
pub fn now() -> Instant {
    Instant::now()
}

/// Answers until the other side has enough.
fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some((path, headers)) = request(&mut reader) {
        let arrived = now();
        let reply = locked(state, |state| {
            state.at_once += 1;
            state.most_at_once = state.most_at_once.max(state.at_once);
            reply(state, &path, &headers)
        });
        let seen = Seen { path, headers, status: reply.status, arrived };
        locked(state, |state| {
            state.seen.push(seen);
            state.at_once -= 1;
        });
        if answer(stream, &reply).is_none() {
            return;
        }
    }
}

/// Path and headers of the next request on the line.
fn request(reader: &mut BufReader<&TcpStream>) -> Option<(String, BTreeMap<String, String>)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => drop(headers.insert(name.to_ascii_lowercase(), value.trim().to_owned())),
            None => return Some((path, headers)),
        }
    }
}

fn reply(state: &mut State, path: &str, headers: &BTreeMap<String, String>) -> Reply {
    let reply = match state.replies.get_mut(path) {
        Some(replies) if replies.len() > 1 => replies.remove(0),
        Some(replies) => replies[0].clone(),
        None => routed(state, path).unwrap_or_else(|| Reply::error(404, "Not Found")),
    };
    if !reply.has_etag {
        return reply;
    }
    let etag = format!("\"{}\"", sha256(&reply.body));
    if headers.get("if-none-match") == Some(&etag) {
        return Reply { status: 304, body: Vec::new(), manner: Manner::Whole, headers: Vec::new(), has_etag: false };
    }
    reply.with("etag", etag)
}

fn routed(state: &State, path: &str) -> Option<Reply> {
    let routes = state.routes.iter().rev();
    routes.into_iter().find_map(|(prefix, route)| route(path.strip_prefix(prefix.as_str())?))
}

/// `None` where the line is of no further use.
fn answer(mut stream: &TcpStream, reply: &Reply) -> Option<()> {
    let mut head = format!("HTTP/1.1 {} Script\r\n", reply.status);
    for (name, value) in &reply.headers {
        head = format!("{head}{name}: {value}\r\n");
    }
    if let Manner::Chunked(size) = reply.manner {
        stream.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes()).ok()?;
        for chunk in reply.body.chunks(size) {
            stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).ok()?;
            stream.write_all(chunk).ok()?;
            stream.write_all(b"\r\n").ok()?;
        }
        return stream.write_all(b"0\r\n\r\n").ok();
    }
    stream.write_all(format!("{head}content-length: {}\r\n\r\n", reply.body.len()).as_bytes()).ok()?;
    let sent = match reply.manner {
        Manner::CutAfter(sent) | Manner::StallAfter(sent) | Manner::ResetAfter(sent) => sent,
        _ => reply.body.len(),
    };
    stream.write_all(reply.body.get(..sent)?).ok()?;
    stream.flush().ok()?;
    match reply.manner {
        Manner::StallAfter(_) => stall(stream),
        Manner::ResetAfter(_) => reset(stream),
        Manner::CutAfter(_) => None,
        _ => Some(()),
    }
}

/// Waits until the other side hangs up.
fn stall(stream: &TcpStream) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut byte = [0];
    loop {
        match std::io::Read::read(&mut &*stream, &mut byte) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            _ => return None,
        }
    }
}

/// A line that lingers for no time is reset when it is closed.
fn reset(stream: &TcpStream) -> Option<()> {
    // What was sent is to arrive before.
    thread::sleep(Duration::from_millis(50));
    socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO)).ok()?;
    None
}
