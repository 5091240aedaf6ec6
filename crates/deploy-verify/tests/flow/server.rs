//! A server that does what a script says, one thread a connection.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A stream that is answered on.
pub(crate) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A running server; its threads end with the test's process.
pub(crate) struct Server {
    pub(crate) port: u16,
    asked: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request by its number, from 0.
    pub(crate) fn plain(answer: impl Fn(usize, &mut dyn Stream) + Send + Sync + 'static) -> Self {
        Self::raw(move |number, stream, heads| {
            let mut stream = stream;
            heads.lock().unwrap().push(head(&mut stream));
            answer(number, &mut stream);
        })
    }

    /// Hands over whole connections.
    pub(crate) fn raw(serve: impl Fn(usize, TcpStream, &Mutex<Vec<String>>) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, heads) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (serve, counter, seen) = (Arc::new(serve), Arc::clone(&asked), Arc::clone(&heads));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let (serve, seen) = (Arc::clone(&serve), Arc::clone(&seen));
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                std::thread::spawn(move || serve(number, stream, &seen));
            }
        });
        Self { port, asked, heads }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// How many connections there were.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The heads of all requests.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// The head of a request.
pub(crate) fn head(stream: &mut dyn Read) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        bytes.push(byte[0]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A whole answer.
pub(crate) fn say(stream: &mut dyn Stream, status: u16, headers: &str, body: &str) {
    let head =
        format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    let _ = stream.flush();
}
