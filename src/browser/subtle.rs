//! The engine over the browser's SubtleCrypto.
//!
//! `seal` plans a segment: key, IV, associated data. Here the browser's own AES-GCM runs over
//! buffers of JavaScript's heap, in hardware and off this thread, so content never enters
//! wasm memory. A segment's key serves 2^20 segments, so the imported key is kept until another
//! one comes. Several calls may be in flight at once; that is what makes it fast.

use core::cell::RefCell;

use js_sys::{ArrayBuffer, Object, Uint8Array};
use seal::floe::{HEAD, SegmentKey, SegmentPlan};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AesGcmParams, Crypto, CryptoKey, SubtleCrypto};

use super::js;
use super::trouble::Trouble;

/// Length of the tag behind a ciphertext.
pub const TAG: u32 = 16;

/// SubtleCrypto with the key that was imported last.
#[derive(Debug)]
pub struct Subtle {
    subtle: SubtleCrypto,
    last: RefCell<Option<(SegmentKey, CryptoKey)>>,
}

impl Subtle {
    /// The browser's engine; only secure contexts have one.
    pub fn new() -> Result<Self, Trouble> {
        let crypto: Crypto = js::global("crypto")
            .ok_or(Trouble::Unsupported)?
            .unchecked_into();
        // plain HTTP from another machine: `crypto` is there, `subtle` is not
        js::field(&crypto, "subtle").ok_or(Trouble::Unsupported)?;
        Ok(Self {
            subtle: crypto.subtle(),
            last: RefCell::new(None),
        })
    }

    /// Writes the whole segment, head, ciphertext and tag, into `out`, which has its length.
    pub async fn seal(
        &self,
        plan: &SegmentPlan,
        plain: &Object,
        out: &Uint8Array,
    ) -> Result<(), Trouble> {
        let key = self.import(&plan.key).await?;
        let sealed: ArrayBuffer = js::wait(self.subtle.encrypt_with_object_and_buffer_source(
            &params(plan),
            &key,
            plain,
        ))
        .await?;
        if sealed.byte_length() != plan.plain_len + TAG
            || out.length() != sealed.byte_length() + HEAD as u32
        {
            return Err(Trouble::Other);
        }
        out.set(&Uint8Array::from(plan.head.as_slice()), 0);
        out.set(&Uint8Array::new(&sealed), HEAD as u32);
        Ok(())
    }

    /// The plaintext of a whole segment, or nothing.
    pub async fn open(
        &self,
        plan: &SegmentPlan,
        sealed: &Uint8Array,
    ) -> Result<Uint8Array, Trouble> {
        let key = self.import(&plan.key).await?;
        let body = sealed.subarray(HEAD as u32, sealed.length());
        let plain: ArrayBuffer = js::wait(self.subtle.decrypt_with_object_and_buffer_source(
            &params(plan),
            &key,
            &body,
        ))
        .await?;
        if plain.byte_length() == plan.plain_len {
            Ok(Uint8Array::new(&plain))
        } else {
            Err(Trouble::Forged)
        }
    }

    /// SHA-256 of a buffer.
    pub async fn sha256(&self, bytes: &Uint8Array) -> Result<[u8; 32], Trouble> {
        let hash: ArrayBuffer = js::wait(
            self.subtle
                .digest_with_str_and_buffer_source("SHA-256", bytes),
        )
        .await?;
        let mut out = [0; 32];
        if hash.byte_length() != 32 {
            return Err(Trouble::Other);
        }
        Uint8Array::new(&hash).copy_to(&mut out);
        Ok(out)
    }

    /// The key as the browser holds it: it cannot be read back.
    pub(crate) async fn import(&self, key: &SegmentKey) -> Result<CryptoKey, Trouble> {
        if let Some((held, imported)) = &*self.last.borrow()
            && held.expose() == key.expose()
        {
            return Ok(imported.clone());
        }
        let raw = Uint8Array::from(key.expose().as_slice());
        let usages =
            js_sys::Array::of2(&JsValue::from_str("encrypt"), &JsValue::from_str("decrypt"));
        let imported: Result<CryptoKey, Trouble> = js::wait(
            self.subtle
                .import_key_with_str("raw", &raw, "AES-GCM", false, &usages),
        )
        .await;
        // the copy in JavaScript's heap is ours to wipe
        raw.fill(0, 0, raw.length());
        let imported = imported?;
        *self.last.borrow_mut() = Some((key.clone(), imported.clone()));
        Ok(imported)
    }
}

fn params(plan: &SegmentPlan) -> AesGcmParams {
    let params = AesGcmParams::new("AES-GCM", &Uint8Array::from(plan.iv.as_slice()));
    params.set_additional_data(&Uint8Array::from(plan.aad.as_slice()));
    params.set_tag_length(128);
    params
}
