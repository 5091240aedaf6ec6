//! A bucket in memory that answers as each of the clouds does, as far as a ledger asks: bytes with their tag and generation, and conditional puts. What it does
//! with a request is the test's to say.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What becomes of a request: of each that replaces a head, or of all for the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Answered,
    /// It takes effect, and nobody is told.
    CutAfter,
    ErrorAfter,
    CutBefore,
    ErrorBefore,
    Redirected,
    Endless,
}

/// What was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) line: String,
    /// A line each, the names in small letters.
    pub(super) headers: String,
}

type Choose = dyn Fn(usize) -> Fate + Send + Sync;

struct State {
    objects: HashMap<String, (Vec<u8>, u64)>,
    asked: Vec<Asked>,
    generation: u64,
    heads: usize,
}

/// A bucket, as long as the test runs.
pub(super) struct Bucket {
    address: String,
    state: Arc<Mutex<State>>,
}

impl Bucket {
    /// `choose` gets how many puts of a head came before.
    pub(super) fn start(choose: impl Fn(usize) -> Fate + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = State { objects: HashMap::new(), asked: Vec::new(), generation: 0, heads: 0 };
        let (state, choose) = (Arc::new(Mutex::new(state)), Arc::new(choose));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (state, choose) = (Arc::clone(&shared), Arc::clone(&choose));
                std::thread::spawn(move || serve(&stream.unwrap(), &state, &*choose));
            }
        });
        Self { address, state }
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().asked.clone()
    }

    /// How many heads were put.
    pub(super) fn heads(&self) -> usize {
        self.state.lock().unwrap().heads
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>, choose: &Choose) {
    let mut reader = BufReader::new(stream);
    while let Some((asked, body)) = read(&mut reader) {
        let mut state = state.lock().unwrap();
        let is_head = asked.line.starts_with("PUT ") && asked.line.contains("/head ");
        let fate = choose(state.heads);
        let fate =
            if is_head || matches!(fate, Fate::Redirected | Fate::Endless) { fate } else { Fate::Answered };
        state.heads += usize::from(is_head);
        state.asked.push(asked.clone());
        let answer = match fate {
            Fate::CutBefore => return,
            Fate::ErrorBefore => "HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\n\r\n".into(),
            Fate::Redirected => {
                "HTTP/1.1 307 Elsewhere\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".into()
            }
            Fate::Endless => {
                let headers = "last-modified: Sun, 22 Nov 2026 10:00:00 GMT\r\netag: \"x\"\r\n";
                format!("HTTP/1.1 200 OK\r\n{headers}content-length: 99999999999\r\n\r\nxxxx").into_bytes()
            }
            _ => answer(&mut state, &asked, body),
        };
        match fate {
            Fate::CutAfter => return,
            Fate::ErrorAfter => (&*stream).write_all(b"HTTP/1.1 502 x\r\ncontent-length: 0\r\n\r\n").unwrap(),
            _ => (&*stream).write_all(&answer).unwrap(),
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<(Asked, Vec<u8>)> {
    let (mut line, mut headers, mut length) = (String::new(), String::from("\n"), 0);
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        let name = name.to_lowercase();
        length = if name == "content-length" { value.parse().unwrap() } else { length };
        headers.push_str(&format!("{name}: {value}\n"));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    // Google's paths have their slashes encoded.
    let line = line.replace("%2F", "/").replace("%2D", "-");
    Some((Asked { line, headers }, body))
}

fn answer(state: &mut State, asked: &Asked, body: Vec<u8>) -> Vec<u8> {
    let (method, rest) = asked.line.split_once(' ').unwrap();
    let path = rest.split([' ', '?']).next().unwrap().to_owned();
    let given = |name: &str| {
        let value = asked.headers.split_once(&format!("\n{name}: "))?.1;
        value.split_once('\n').map(|(value, _)| value.to_owned())
    };
    let there = state.objects.get(&path).map(|(_, generation)| *generation);
    let tag = |generation: u64| format!("\"{generation}\"");
    if method == "GET" {
        return match state.objects.get(&path) {
            Some((bytes, generation)) => with(200, *generation, bytes),
            None => b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec(),
        };
    }
    let holds = match (given("if-match"), given("if-none-match"), given("x-goog-if-generation-match")) {
        (Some(wanted), None, None) => there.map(tag) == Some(wanted),
        (None, Some(any), None) => any == "*" && there.is_none(),
        (None, None, Some(wanted)) => there.unwrap_or(0).to_string() == wanted,
        _ => panic!("a put without a condition: {asked:?}"),
    };
    if !holds {
        return b"HTTP/1.1 412 Precondition Failed\r\ncontent-length: 0\r\n\r\n".to_vec();
    }
    state.generation += 1;
    state.objects.insert(path, (body, state.generation));
    with(201, state.generation, b"")
}

fn with(status: u16, generation: u64, body: &[u8]) -> Vec<u8> {
    let headers = format!(
        "HTTP/1.1 {status} OK\r\netag: \"{generation}\"\r\nx-goog-generation: {generation}\r\n\
         last-modified: Sun, 22 Nov 2026 10:00:00 GMT\r\ncontent-type: application/octet-stream\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [headers.as_bytes(), body].concat()
}
