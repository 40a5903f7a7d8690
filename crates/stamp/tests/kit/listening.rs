//! The authority at a URL: a listener on this machine.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::Tsa;

/// How it answers.
#[derive(Debug, Clone)]
pub enum Manner {
    /// As it should.
    Good,
    /// With this status, and nothing else.
    Status(u16),
    /// With these bytes, whatever was asked.
    Bytes(Vec<u8>),
    /// As it should, after so long.
    Slow(Duration),
}

/// An authority that listens until the test ends.
pub struct Listening {
    pub url: String,
    pub tsa: Arc<Tsa>,
    shared: Arc<Shared>,
}

struct Shared {
    manner: Mutex<Manner>,
    /// What came, with the headers, and what was answered.
    came: Mutex<Vec<(Vec<u8>, Vec<u8>)>>,
}

impl Listening {
    pub fn start(tsa: Tsa) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/tsa", listener.local_addr().unwrap());
        let tsa = Arc::new(tsa);
        let shared = Arc::new(Shared {
            manner: Mutex::new(Manner::Good),
            came: Mutex::default(),
        });
        thread::spawn({
            let (tsa, shared) = (Arc::clone(&tsa), Arc::clone(&shared));
            move || {
                for stream in listener.incoming() {
                    // who hangs up has not asked
                    drop(answer(stream.unwrap(), &tsa, &shared));
                }
            }
        });
        Self { url, tsa, shared }
    }

    pub fn set(&self, manner: Manner) {
        *self.shared.manner.lock().unwrap() = manner;
    }

    /// What came since the last time, and what was answered.
    pub fn came(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        core::mem::take(&mut *self.shared.came.lock().unwrap())
    }
}

fn answer(mut stream: TcpStream, tsa: &Tsa, shared: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
        if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = said.trim().parse().unwrap();
        }
    }
    let mut query = vec![0; length];
    reader.read_exact(&mut query)?;
    let manner = shared.manner.lock().unwrap().clone();
    let (status, body) = match manner {
        Manner::Good => (200, tsa.reply(&query)),
        Manner::Status(status) => (status, Vec::new()),
        Manner::Bytes(bytes) => (200, bytes),
        Manner::Slow(time) => {
            thread::sleep(time);
            (200, tsa.reply(&query))
        }
    };
    let came = [head.as_bytes(), &query].concat();
    shared.came.lock().unwrap().push((came, body.clone()));
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-type: application/timestamp-reply\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}
