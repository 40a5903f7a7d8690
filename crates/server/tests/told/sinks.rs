//! A mail server and an operator's system, small enough to be read: they take what comes and keep it.
#![allow(unreachable_pub, dead_code, clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Came {
    pub to: Vec<String>,
    pub data: String,
}

impl Came {
    pub fn head(&self) -> &str {
        self.data.split("\r\n\r\n").next().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let unfolded = self.head().replace("\r\n ", " ");
        let mut lines = unfolded.lines().map(str::to_owned);
        let begin = format!("{name}: ");
        lines.find_map(|line| line.strip_prefix(&begin).map(str::to_owned))
    }

    /// The text, whichever way it was sent.
    pub fn text(&self) -> String {
        let (_, body) = self.data.split_once("\r\n\r\n").unwrap();
        match self.header("Content-Transfer-Encoding").as_deref() {
            Some("base64") => {
                let plain = STANDARD.decode(body.replace("\r\n", "")).unwrap();
                String::from_utf8(plain).unwrap()
            }
            Some("quoted-printable") => unquoted(&body.replace("=\r\n", "")),
            _ => body.to_owned(),
        }
    }

    /// The digits of a code.
    pub fn code(&self) -> String {
        let text = self.text();
        let mut lines = text.lines().map(str::trim);
        let code = |line: &&str| line.len() == 8 && line.bytes().all(|c| c.is_ascii_digit());
        lines.find(code).unwrap().to_owned()
    }

    /// The link by which there are no more.
    pub fn stop(&self) -> String {
        let header = self.header("List-Unsubscribe").unwrap();
        header
            .trim_matches(['<', '>'])
            .replace("> <", "")
            .replace(' ', "")
    }
}

fn unquoted(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|_| *first == b'=');
        let byte =
            hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                rest = &behind[2..];
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(out).unwrap()
}

/// A mail server.
#[derive(Clone)]
pub struct MailSink {
    pub address: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
    refuses: Arc<Mutex<u32>>,
}

impl MailSink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            address: listener.local_addr().unwrap(),
            came: Arc::default(),
            refuses: Arc::default(),
        };
        let serving = sink.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let serving = serving.clone();
                tokio::spawn(async move { drop(serving.talk(stream).await) });
            }
        });
        sink
    }

    /// So many mails more are refused.
    pub fn refuse(&self, mails: u32) {
        *self.refuses.lock().unwrap() = mails;
    }

    /// What came since this was asked last.
    pub fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.came.lock().unwrap())
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read);
        let mut to = Vec::new();
        write.write_all(b"220 sink\r\n").await?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let word = line.trim_end().to_owned();
            let answer = match word
                .split([' ', ':'])
                .next()
                .unwrap()
                .to_ascii_uppercase()
                .as_str()
            {
                "RCPT" => {
                    to.push(word);
                    "250 ok\r\n"
                }
                "DATA" => {
                    write.write_all(b"354 go\r\n").await?;
                    let mut data = String::new();
                    while !data.ends_with("\r\n.\r\n") {
                        if lines.read_line(&mut data).await? == 0 {
                            return Ok(());
                        }
                    }
                    let refused = {
                        let mut left = self.refuses.lock().unwrap();
                        let refused = *left > 0;
                        *left = left.saturating_sub(1);
                        refused
                    };
                    if refused {
                        "451 later\r\n"
                    } else {
                        let data = data.trim_end_matches(".\r\n").to_owned();
                        let to = std::mem::take(&mut to);
                        self.came.lock().unwrap().push(Came { to, data });
                        "250 ok\r\n"
                    }
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 ok\r\n",
            };
            write.write_all(answer.as_bytes()).await?;
        }
    }
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub head: String,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// An operator's system, which answers as it is told.
#[derive(Clone)]
pub struct HookSink {
    pub address: SocketAddr,
    came: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<Vec<String>>>,
}

impl HookSink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            address: listener.local_addr().unwrap(),
            came: Arc::default(),
            answers: Arc::default(),
        };
        let serving = sink.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let serving = serving.clone();
                tokio::spawn(async move { drop(serving.talk(stream).await) });
            }
        });
        sink
    }

    /// The next answers: a status line with the headers behind it. Afterwards all is well.
    pub fn answer(&self, answers: &[&str]) {
        *self.answers.lock().unwrap() = answers.iter().rev().map(|one| (*one).to_owned()).collect();
    }

    pub fn came(&self) -> Vec<Asked> {
        std::mem::take(&mut self.came.lock().unwrap())
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let mut asked = Asked {
            head,
            body: String::new(),
        };
        let length = asked
            .header("content-length")
            .map_or(0, |one| one.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        asked.body = String::from_utf8(body).unwrap();
        self.came.lock().unwrap().push(asked);
        let answer = self.answers.lock().unwrap().pop();
        let answer = answer.unwrap_or_else(|| "200 OK".to_owned());
        let said = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(said.as_bytes()).await
    }
}
