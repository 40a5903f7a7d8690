//! Trustees: what the page asks of the vault about shares of identities.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::room::Room;
use super::vault::Vault;
use crate::browser::page::content;
use crate::browser::page::files::Picked;
use crate::i18n::lang_now;
use crate::vault::messages::{
    Failure, MemberRef, Reply, Request, ToldShare, TrusteesReply, TrusteesRequest,
};

/// Splits the identity among these members of a room; a sealed share for each, in their order.
pub(crate) fn give(
    room: Room,
    need: u8,
    members: Vec<MemberRef>,
) -> impl Future<Output = Result<Array, Failure>> {
    let (vault, room) = (room.app().vault, room.id());
    async move {
        let request = TrusteesRequest::Give {
            room,
            need,
            members,
        };
        match vault
            .ask_with(Request::Trustees(request), Array::new())
            .await?
        {
            (Reply::Trustees(TrusteesReply::Given), shares) => Ok(shares),
            _ => Err(Failure::Internal),
        }
    }
}

/// Saves a sealed share as a file.
pub(crate) fn save_share(bytes: &JsValue, member: &str, name: &str) -> bool {
    let begin: String = member.chars().take(8).collect();
    let file = format!("{}-{begin}.share", lang_now().share_file(name));
    content::save_bytes(bytes, "application/octet-stream", &file)
}

/// Opens a share that was handed over.
pub(crate) async fn tell(vault: Vault, picked: Picked) -> Result<ToldShare, Failure> {
    let request = Request::Trustees(TrusteesRequest::Tell);
    match vault.ask_with(request, picked.handles).await? {
        (Reply::Trustees(TrusteesReply::Told(share)), _) => Ok(share),
        _ => Err(Failure::Internal),
    }
}

/// Whether these shares give this identity back.
pub(crate) async fn rehearse(vault: Vault, words: String) -> Result<(), Failure> {
    let request = TrusteesRequest::Rehearse { words };
    vault.ask(Request::Trustees(request)).await.map(drop)
}
