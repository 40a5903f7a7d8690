//! A store that changes its answers, and a wire that remembers everything.

use core::cell::RefCell;
use core::ops::Range;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use blobs::http::{Request, Response, Transport, Unreachable};
use blobs::wire::{
    Append, Appended, Code, Consistency, Copies, CopiesGiven, Digest, Erase, Erased, Gone, Grants,
    GrantsOf, Import, Inclusion, Lease, Leased, Leaves, LeavesOf, LinkState, Log, Name, Notify,
    NotifyState, Opens, OpensSeen, Outcome, Parts, Path, Read, Reading, Released, Restore,
    ServerInfo, Stamps, StampsOf, Stored, Tell, Urls, UrlsGiven, Visit, Visitors, VisitorsSeen,
};
use blobs::{Api, ApiError, Bytes, Signer};
use server::local::Local;

type Hook<T> = RefCell<Option<Box<dyn FnMut(&mut T)>>>;
type Reader = Box<dyn FnMut(&Read) -> Reading>;
type Gatekeeper = Box<dyn FnMut(&str) -> Result<(), ApiError>>;
type Refuses = Box<dyn Fn(&ledger::Entry) -> Option<Code>>;
type Said = Vec<(Request, Option<Response>)>;

/// What is done to answers before they arrive.
#[derive(Default)]
pub struct Hooks {
    pub server: Hook<ServerInfo>,
    pub read: Hook<Reading>,
    pub released: Hook<Released>,
    pub link: Hook<LinkState>,
    pub appended: Hook<Appended>,
    pub urls: Hook<UrlsGiven>,
    pub got: Hook<Bytes>,
    pub home: Hook<Option<Bytes>>,
    pub visitors: Hook<VisitorsSeen>,
    pub log: Hook<Log>,
    /// With the number of the first.
    pub leaves: Hook<(u64, LeavesOf)>,
    pub path: Hook<Path>,
    pub stamps: Hook<StampsOf>,
    pub copied: Hook<CopiesGiven>,
    /// On its way to the gate.
    pub import: Hook<Import>,
    pub erased: Hook<Erased>,
    /// Answers that do not ask the gate at all.
    pub read_instead: RefCell<Option<Reader>>,
    pub released_instead: RefCell<Option<Released>>,
    pub granted_instead: RefCell<Option<Released>>,
    pub visit_instead: RefCell<Option<Stored>>,
    /// So many entries more are stored; after them this one is heard of no more, in the middle of a request too.
    pub left: core::cell::Cell<Option<usize>>,
    /// Entries that this gate refuses, whatever they say.
    pub refuses: RefCell<Option<Refuses>>,
    /// Said before a request goes out; an error is what the client gets instead.
    pub before: RefCell<Option<Gatekeeper>>,
    /// Said after a request was carried out; an error is what the client gets although it was.
    pub after: RefCell<Option<Gatekeeper>>,
}

impl Hooks {
    pub fn on_read(&self, change: impl FnMut(&mut Reading) + 'static) {
        *self.read.borrow_mut() = Some(Box::new(change));
    }

    pub fn on_released(&self, change: impl FnMut(&mut Released) + 'static) {
        *self.released.borrow_mut() = Some(Box::new(change));
    }

    pub fn on_got(&self, change: impl FnMut(&mut Bytes) + 'static) {
        *self.got.borrow_mut() = Some(Box::new(change));
    }

    pub fn on_link(&self, change: impl FnMut(&mut LinkState) + 'static) {
        *self.link.borrow_mut() = Some(Box::new(change));
    }

    pub fn clear(&self) {
        self.server.take();
        self.read_instead.take();
        self.released_instead.take();
        self.granted_instead.take();
        self.visit_instead.take();
        self.read.take();
        self.released.take();
        self.link.take();
        self.appended.take();
        self.urls.take();
        self.got.take();
        self.home.take();
        self.visitors.take();
        self.log.take();
        self.leaves.take();
        self.path.take();
        self.copied.take();
        self.import.take();
        self.erased.take();
        self.refuses.take();
        self.before.take();
        self.after.take();
        self.left.take();
    }

    fn ask(&self, what: &str) -> Result<(), ApiError> {
        self.before
            .borrow_mut()
            .as_mut()
            .map_or(Ok(()), |before| before(what))
    }

    fn refused(&self, batch: &Append) -> Option<(usize, Code)> {
        let refuses = self.refuses.borrow();
        let refuses = refuses.as_ref()?;
        let code = |item: &blobs::wire::Item| {
            let signature = ledger::Signature(item.sig.0);
            let signed = ledger::Signed::assemble(item.entry.clone(), signature);
            refuses(signed.verify().ok()?.entry())
        };
        let mut all = batch.items.iter().enumerate();
        all.find_map(|(at, item)| Some((at, code(item)?)))
    }

    fn answered(&self, what: &str) -> Result<(), ApiError> {
        self.after
            .borrow_mut()
            .as_mut()
            .map_or(Ok(()), |after| after(what))
    }
}

/// A store in between.
pub struct Evil<A> {
    inner: A,
    hooks: Rc<Hooks>,
}

impl<A> Evil<A> {
    pub fn new(inner: A, hooks: Rc<Hooks>) -> Self {
        Self { inner, hooks }
    }
}

fn change<T>(hook: &Hook<T>, answer: &mut T) {
    if let Some(change) = hook.borrow_mut().as_mut() {
        change(answer);
    }
}

impl<A: Api> Api for Evil<A> {
    async fn server(&self) -> Result<ServerInfo, ApiError> {
        self.hooks.ask("server")?;
        let mut answer = self.inner.server().await?;
        change(&self.hooks.server, &mut answer);
        Ok(answer)
    }

    async fn make_room(
        &self,
        by: &dyn Signer,
        token: &str,
        batch: &Append,
    ) -> Result<Appended, ApiError> {
        self.hooks.ask("make_room")?;
        self.inner.make_room(by, token, batch).await
    }

    async fn append(
        &self,
        by: &dyn Signer,
        room: &Digest,
        batch: &Append,
    ) -> Result<Appended, ApiError> {
        self.hooks.ask("append")?;
        if let Some(left) = self.hooks.left.get() {
            let sent = left.min(batch.items.len());
            self.hooks.left.set(Some(left - sent));
            if sent < batch.items.len() {
                let items = batch.items[..sent].to_vec();
                let grants = batch.grants.clone();
                if sent > 0 {
                    let part = Append { items, grants };
                    self.inner.append(by, room, &part).await?;
                }
                return Err(ApiError::Unreachable("gone".to_owned()));
            }
        }
        let mut answer = match self.hooks.refused(batch) {
            None => self.inner.append(by, room, batch).await?,
            Some((at, code)) => {
                let mut some = batch.clone();
                some.items.truncate(at);
                let mut answer = Appended::default();
                if at > 0 {
                    answer = self.inner.append(by, room, &some).await?;
                }
                let refused = Outcome::Refused(code, String::new());
                answer.outcomes.push(refused);
                answer
            }
        };
        self.hooks.answered("append")?;
        change(&self.hooks.appended, &mut answer);
        Ok(answer)
    }

    async fn read(&self, by: &dyn Signer, room: &Digest, read: &Read) -> Result<Reading, ApiError> {
        self.hooks.ask("read")?;
        if let Some(instead) = self.hooks.read_instead.borrow_mut().as_mut() {
            return Ok(instead(read));
        }
        let mut answer = self.inner.read(by, room, read).await?;
        change(&self.hooks.read, &mut answer);
        Ok(answer)
    }

    async fn release(&self, by: &dyn Signer, room: &Digest) -> Result<Released, ApiError> {
        self.hooks.ask("release")?;
        if let Some(instead) = self.hooks.released_instead.borrow().as_ref() {
            return Ok(instead.clone());
        }
        let mut answer = self.inner.release(by, room).await?;
        change(&self.hooks.released, &mut answer);
        Ok(answer)
    }

    async fn lease(
        &self,
        by: &dyn Signer,
        room: &Digest,
        lease: &Lease,
    ) -> Result<Leased, ApiError> {
        self.hooks.ask("lease")?;
        self.inner.lease(by, room, lease).await
    }

    async fn parts(
        &self,
        by: &dyn Signer,
        room: &Digest,
        parts: &Parts,
    ) -> Result<Vec<Digest>, ApiError> {
        self.hooks.ask("parts")?;
        self.inner.parts(by, room, parts).await
    }

    async fn urls(
        &self,
        by: &dyn Signer,
        room: &Digest,
        urls: &Urls,
    ) -> Result<UrlsGiven, ApiError> {
        self.hooks.ask("urls")?;
        let mut answer = self.inner.urls(by, room, urls).await?;
        change(&self.hooks.urls, &mut answer);
        Ok(answer)
    }

    async fn link_state(
        &self,
        by: &dyn Signer,
        room: &Digest,
        link: &Name,
    ) -> Result<LinkState, ApiError> {
        self.hooks.ask("link_state")?;
        let mut answer = self.inner.link_state(by, room, link).await?;
        change(&self.hooks.link, &mut answer);
        Ok(answer)
    }

    async fn visit(
        &self,
        by: &dyn Signer,
        room: &Digest,
        visit: &Visit,
    ) -> Result<Stored, ApiError> {
        self.hooks.ask("visit")?;
        if let Some(instead) = self.hooks.visit_instead.borrow().as_ref() {
            return Ok(instead.clone());
        }
        self.inner.visit(by, room, visit).await
    }

    async fn visitors(
        &self,
        by: &dyn Signer,
        room: &Digest,
        visitors: &Visitors,
    ) -> Result<VisitorsSeen, ApiError> {
        self.hooks.ask("visitors")?;
        let mut answer = self.inner.visitors(by, room, visitors).await?;
        change(&self.hooks.visitors, &mut answer);
        Ok(answer)
    }

    async fn grants(
        &self,
        by: &dyn Signer,
        room: &Digest,
        grants: &Grants,
    ) -> Result<GrantsOf, ApiError> {
        self.hooks.ask("grants")?;
        if let Some(instead) = self.hooks.granted_instead.borrow().as_ref() {
            let members = grants.members.iter().map(|_| instead.clone());
            return Ok(GrantsOf {
                members: members.collect(),
            });
        }
        self.inner.grants(by, room, grants).await
    }

    async fn notify(
        &self,
        by: &dyn Signer,
        room: &Digest,
        notify: &Notify,
    ) -> Result<NotifyState, ApiError> {
        self.hooks.ask("notify")?;
        self.inner.notify(by, room, notify).await
    }

    async fn tell(&self, by: &dyn Signer, room: &Digest, tell: &Tell) -> Result<(), ApiError> {
        self.hooks.ask("tell")?;
        self.inner.tell(by, room, tell).await
    }

    async fn log(&self, by: &dyn Signer, room: &Digest) -> Result<Log, ApiError> {
        self.hooks.ask("log")?;
        let mut answer = self.inner.log(by, room).await?;
        change(&self.hooks.log, &mut answer);
        Ok(answer)
    }

    async fn leaves(
        &self,
        by: &dyn Signer,
        room: &Digest,
        leaves: &Leaves,
    ) -> Result<LeavesOf, ApiError> {
        self.hooks.ask("leaves")?;
        let answer = self.inner.leaves(by, room, leaves).await?;
        let mut answer = (leaves.from, answer);
        change(&self.hooks.leaves, &mut answer);
        Ok(answer.1)
    }

    async fn inclusion(
        &self,
        by: &dyn Signer,
        room: &Digest,
        inclusion: &Inclusion,
    ) -> Result<Path, ApiError> {
        self.hooks.ask("inclusion")?;
        let mut answer = self.inner.inclusion(by, room, inclusion).await?;
        change(&self.hooks.path, &mut answer);
        Ok(answer)
    }

    async fn consistency(
        &self,
        by: &dyn Signer,
        room: &Digest,
        consistency: &Consistency,
    ) -> Result<Path, ApiError> {
        self.hooks.ask("consistency")?;
        let mut answer = self.inner.consistency(by, room, consistency).await?;
        change(&self.hooks.path, &mut answer);
        Ok(answer)
    }

    async fn stamps(
        &self,
        by: &dyn Signer,
        room: &Digest,
        stamps: &Stamps,
    ) -> Result<StampsOf, ApiError> {
        self.hooks.ask("stamps")?;
        let mut answer = self.inner.stamps(by, room, stamps).await?;
        change(&self.hooks.stamps, &mut answer);
        Ok(answer)
    }

    async fn copies(
        &self,
        by: &dyn Signer,
        room: &Digest,
        copies: &Copies,
    ) -> Result<CopiesGiven, ApiError> {
        self.hooks.ask("copies")?;
        let mut answer = self.inner.copies(by, room, copies).await?;
        change(&self.hooks.copied, &mut answer);
        Ok(answer)
    }

    async fn erase(
        &self,
        by: &dyn Signer,
        room: &Digest,
        erase: &Erase,
    ) -> Result<Erased, ApiError> {
        self.hooks.ask("erase")?;
        let mut answer = self.inner.erase(by, room, erase).await?;
        change(&self.hooks.erased, &mut answer);
        Ok(answer)
    }

    async fn gone(
        &self,
        by: &dyn Signer,
        room: &Digest,
        gone: &Gone,
    ) -> Result<UrlsGiven, ApiError> {
        self.hooks.ask("gone")?;
        self.inner.gone(by, room, gone).await
    }

    async fn opens(
        &self,
        by: &dyn Signer,
        room: &Digest,
        opens: &Opens,
    ) -> Result<OpensSeen, ApiError> {
        self.hooks.ask("opens")?;
        self.inner.opens(by, room, opens).await
    }

    async fn import(
        &self,
        by: &dyn Signer,
        token: &str,
        room: &Digest,
        import: &Import,
    ) -> Result<Leased, ApiError> {
        self.hooks.ask("import")?;
        let mut import = import.clone();
        change(&self.hooks.import, &mut import);
        self.inner.import(by, token, room, &import).await
    }

    async fn restore(
        &self,
        by: &dyn Signer,
        token: &str,
        room: &Digest,
        restore: &Restore,
    ) -> Result<Stored, ApiError> {
        self.hooks.ask("restore")?;
        let stored = self.inner.restore(by, token, room, restore).await?;
        self.hooks.answered("restore")?;
        Ok(stored)
    }

    async fn put_home(
        &self,
        by: &dyn Signer,
        key: &Digest,
        n: u64,
        object: Bytes,
    ) -> Result<(), ApiError> {
        self.hooks.ask("put_home")?;
        self.inner.put_home(by, key, n, object).await?;
        self.hooks.answered("put_home")
    }

    async fn home(&self, by: &dyn Signer, key: &Digest) -> Result<Option<Bytes>, ApiError> {
        self.hooks.ask("home")?;
        let mut answer = self.inner.home(by, key).await?;
        change(&self.hooks.home, &mut answer);
        Ok(answer)
    }

    async fn put(&self, url: &str, bytes: Bytes) -> Result<(), ApiError> {
        self.hooks.ask("put")?;
        self.inner.put(url, bytes).await?;
        self.hooks.answered("put")
    }

    async fn get(&self, url: &str, range: Option<Range<u64>>) -> Result<Bytes, ApiError> {
        self.hooks.ask("get")?;
        let mut answer = self.inner.get(url, range).await?;
        change(&self.hooks.got, &mut answer);
        Ok(answer)
    }
}

/// A wire that remembers requests and answers.
#[derive(Clone)]
pub struct Recorder {
    local: Local,
    pub said: Arc<Mutex<Said>>,
    /// Each request reaches the gate once more, and its second answer comes back.
    pub twice: Arc<AtomicBool>,
}

impl Recorder {
    pub fn new(local: Local) -> Self {
        Self {
            local,
            said: Arc::default(),
            twice: Arc::default(),
        }
    }

    /// Every byte that clients sent.
    pub fn sent(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (request, _) in self.said.lock().unwrap().iter() {
            out.extend_from_slice(request.url.as_bytes());
            out.push(b'\n');
            for (name, value) in &request.headers {
                out.extend_from_slice(format!("{name}: {value}\n").as_bytes());
            }
            out.extend_from_slice(&request.body);
        }
        out
    }

    /// Every byte that the gate answered, since the recorder was last forgotten.
    pub fn served(&self) -> Vec<u8> {
        let said = self.said.lock().unwrap();
        said.iter()
            .filter_map(|(_, answer)| answer.as_ref())
            .flat_map(|answer| answer.body.to_vec())
            .collect()
    }

    pub fn forget(&self) {
        self.said.lock().unwrap().clear();
    }
}

impl Transport for Recorder {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        if self.twice.load(Ordering::Relaxed) {
            // the first answer is lost on its way
            let _ = self.local.send(request.clone()).await;
        }
        let answer = self.local.send(request.clone()).await;
        self.said
            .lock()
            .unwrap()
            .push((request, answer.as_ref().ok().cloned()));
        answer
    }

    fn now(&self) -> u64 {
        self.local.now()
    }

    async fn pause(&self, n: u32) {
        self.local.pause(n).await;
    }
}
