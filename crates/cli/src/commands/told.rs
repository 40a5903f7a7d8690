//! Being told outside the app.

use room::{NotifyChannel, NotifyLanguage, NotifyState};
use serde_json::json;

use super::Context;
use crate::error::Error;

/// Where, in which language; or the code that came; or nowhere.
#[derive(Debug, clap::Args)]
pub(crate) struct Told {
    /// Title or id
    room: String,
    /// By e-mail, to this address
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["name", "code", "stop"])]
    mail: Option<String>,
    /// By the operator's own system, which knows this name
    #[arg(long, conflicts_with_all = ["code", "stop"])]
    name: Option<String>,
    /// In Chinese
    #[arg(long)]
    chinese: bool,
    /// The code that came
    #[arg(long, conflicts_with = "stop")]
    code: Option<String>,
    /// Have one message sent there, to see that it comes
    #[arg(long, conflicts_with_all = ["mail", "name", "code", "stop"])]
    test: bool,
    /// No more
    #[arg(long)]
    stop: bool,
}

pub(super) async fn run(context: &Context, asked: &Told) -> Result<(), Error> {
    let (_, open) = context.enter(&asked.room).await?;
    let language = match asked.chinese {
        true => NotifyLanguage::Chinese,
        false => NotifyLanguage::English,
    };
    let (mail, name) = (NotifyChannel::Mail, NotifyChannel::Hook);
    let now = match (&asked.mail, &asked.name, &asked.code) {
        (Some(to), ..) => open.tell_me(mail, to, language).await?,
        (_, Some(to), _) => open.tell_me(name, to, language).await?,
        (_, _, Some(code)) => open.confirm_told(code).await?,
        _ if asked.test => open.try_told().await?,
        _ if asked.stop => open.tell_me_no_more().await?,
        _ => open.told().await?,
    };
    context.out.result(&value(&now), &[line(&now).to_owned()])
}

fn value(now: &NotifyState) -> serde_json::Value {
    let way = |channel: &NotifyChannel| match channel {
        NotifyChannel::Mail => "mail",
        NotifyChannel::Hook => "name",
    };
    let offers: Vec<&str> = now.offers.iter().map(way).collect();
    let told = now
        .told
        .map(|told| json!({ "by": way(&told.channel), "confirmed": told.confirmed }));
    json!({ "offers": offers, "told": told })
}

fn line(now: &NotifyState) -> &'static str {
    match now.told {
        None => "you are told nothing outside the app",
        Some(told) if told.confirmed => "you are told that something is new, and not what",
        Some(_) => "a code was sent there: sealroom notify ROOM --code CODE",
    }
}
