//! What this device keeps: a small map from names to bytes, in IndexedDB.
//!
//! Everything that comes here is sealed already, and names are not secret. Where the browser
//! refuses storage (some private windows), a map in memory takes its place and
//! [`Store::is_durable`] says so, so that the page can warn; nothing else changes.
//!
//! Several tabs share the map. A name is written whole, in one transaction.

use core::cell::RefCell;
use std::collections::BTreeMap;

use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Transaction, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

use super::trouble::Trouble;

const TABLE: &str = "sealed";

/// The map.
#[derive(Debug)]
pub struct Store(Kind);

#[derive(Debug)]
enum Kind {
    Durable(Database),
    Memory(RefCell<BTreeMap<String, Vec<u8>>>),
}

impl Store {
    /// The device's store of this name, or one in memory if the browser refuses.
    pub async fn open(name: &str) -> Self {
        let table = ObjectStoreBuilder::new(TABLE);
        let database = DatabaseBuilder::new(name)
            .version(1)
            .add_object_store(table)
            .build()
            .await;
        match database {
            Ok(database) => Self(Kind::Durable(database)),
            Err(_) => Self(Kind::Memory(RefCell::default())),
        }
    }

    /// Whether it survives the tab.
    pub fn is_durable(&self) -> bool {
        matches!(self.0, Kind::Durable(_))
    }

    /// What is under a name.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let database = match &self.0 {
            Kind::Durable(database) => database,
            Kind::Memory(map) => return Ok(map.borrow().get(name).cloned()),
        };
        let transaction = database.transaction(&[TABLE], TransactionMode::ReadOnly)?;
        let value = transaction
            .object_store(TABLE)?
            .get(JsValue::from_str(name))?
            .await?;
        Ok(value
            .and_then(|value| value.dyn_into::<Uint8Array>().ok())
            .map(|bytes| bytes.to_vec()))
    }

    /// Puts bytes under a name, in place of what was there; on disk when it returns.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let database = match &self.0 {
            Kind::Durable(database) => database,
            Kind::Memory(map) => {
                map.borrow_mut().insert(name.to_owned(), bytes.to_vec());
                return Ok(());
            }
        };
        let transaction = database.transaction(&[TABLE], TransactionMode::ReadWrite)?;
        let value = Uint8Array::from(bytes);
        let _asked = transaction
            .object_store(TABLE)?
            .put(&value, Some(&JsValue::from_str(name)))?;
        committed(transaction).await
    }

    /// Removes a name.
    pub async fn remove(&self, name: &str) -> Result<(), Trouble> {
        let database = match &self.0 {
            Kind::Durable(database) => database,
            Kind::Memory(map) => {
                map.borrow_mut().remove(name);
                return Ok(());
            }
        };
        let transaction = database.transaction(&[TABLE], TransactionMode::ReadWrite)?;
        let _asked = transaction
            .object_store(TABLE)?
            .delete(JsValue::from_str(name))?;
        committed(transaction).await
    }

    /// All names that begin so, in order.
    pub async fn names(&self, prefix: &str) -> Result<Vec<String>, Trouble> {
        let names: Vec<String> = match &self.0 {
            Kind::Memory(map) => map.borrow().keys().cloned().collect(),
            Kind::Durable(database) => {
                let transaction = database.transaction(&[TABLE], TransactionMode::ReadOnly)?;
                let keys = transaction
                    .object_store(TABLE)?
                    .get_all_keys(None, None)?
                    .await?;
                keys.iter().filter_map(JsValue::as_string).collect()
            }
        };
        Ok(names
            .into_iter()
            .filter(|name| name.starts_with(prefix))
            .collect())
    }
}

/// Waits until the transaction is on disk. It is not asked to commit, nor is its request waited for:
/// it commits by itself, and by the time that an answer was heard it may have done so.
async fn committed(transaction: Transaction) -> Result<(), Trouble> {
    // an aborted transaction is a full disk; IndexedDB has no other common reason
    if transaction.await?.is_committed() {
        Ok(())
    } else {
        Err(Trouble::Full)
    }
}

impl From<idb::Error> for Trouble {
    fn from(error: idb::Error) -> Self {
        match error {
            idb::Error::DomException(exception) => JsValue::from(exception).into(),
            _ => Self::Refused,
        }
    }
}
