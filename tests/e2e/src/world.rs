//! What a test runs in: server, proxy, driver, and folders that vanish with it.

use std::{future::poll_fn, pin::Pin, sync::Mutex, task::Poll, time::Duration};

use crate::{Done, Driver, Language, Person, Server, Storage, Tap};

/// A server that nobody has used, and a way for people to come.
pub struct World {
    name: String,
    /// The server under test.
    pub server: Server,
    /// What stands between it and everyone.
    pub tap: Tap,
    driver: Driver,
    token: Mutex<Option<String>>,
}

impl World {
    /// A fresh one; `name` is the test's, for pictures of what went wrong.
    pub async fn start(name: &str) -> Done<Self> {
        let server = Server::start().await?;
        let tap = Tap::start(server.address()).await?;
        let driver = Driver::start()?;
        Ok(Self {
            name: name.to_owned(),
            server,
            tap,
            driver,
            token: Mutex::default(),
        })
    }

    /// A person with a browser of their own.
    pub async fn person(&self, name: &str, language: Language) -> Done<Person> {
        self.person_with(name, language, Storage::Kept).await
    }

    /// The same, in a browser that may refuse to keep anything.
    pub async fn person_with(
        &self,
        name: &str,
        language: Language,
        storage: Storage,
    ) -> Done<Person> {
        let name = format!("{}-{name}", self.name);
        Person::start(&self.driver, &name, language, &self.tap.origin(), storage).await
    }

    /// The operator's token.
    pub fn token(&self) -> Done<String> {
        let mut known = self
            .token
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.is_none() {
            *known = Some(self.server.token()?);
        }
        Ok(known.clone().unwrap_or_default())
    }

    /// The page that the operator is sent to: it knows the token.
    pub fn first_page(&self) -> Done<String> {
        Ok(self.url(&format!("/#token={}", self.token()?)))
    }

    /// The path of a link or an invite on the proxy's origin.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.tap.origin())
    }
}

/// Asks again until it is so; the last answer is the reason if it never is.
pub(crate) async fn until<T, F>(within: Duration, mut ask: impl FnMut() -> F) -> Result<T, String>
where
    F: Future<Output = Result<T, String>>,
{
    let end = tokio::time::Instant::now() + within;
    loop {
        match ask().await {
            Ok(found) => return Ok(found),
            Err(reason) if tokio::time::Instant::now() > end => return Err(reason),
            Err(_) => tokio::time::sleep(Duration::from_millis(60)).await,
        }
    }
}

/// What several do at once: waits for all of them, and gives what each came to.
pub async fn together<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<Pin<Box<F>>> = all.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (one, answer) in all.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let Poll::Ready(found) = one.as_mut().poll(context)
            {
                *answer = Some(found);
            }
        }
        if answers.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    answers.into_iter().flatten().collect()
}
