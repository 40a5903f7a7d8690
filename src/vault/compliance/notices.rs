//! Notices to many. A table comes in as a picked file, letters go out as bytes; nothing of either is asked of a store,
//! put into the room, or kept.

use std::collections::BTreeMap;

use js_sys::Array;
use room::{Limit, MailMerge, MergeError, Template, notices};
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

use super::super::messages::compliance::{
    ComplianceReply, NoticeKind, NoticeLook, NoticeTemplate, NoticeWish, NoticeWrong, NoticesReply,
    NoticesRequest,
};
use super::super::messages::{Failure, Reply};
use super::{buffer, kept, told};

/// Bytes of a table that are merged here: what takes longer than a moment is for the command line.
const LONGEST: u64 = 16 << 20;
/// Letters that are shown.
const SHOWN: usize = 3;
/// Rows that are told because something is missing.
const TOLD: usize = 100;
/// Bytes of a piece that is handed over.
const PIECE: usize = 1 << 20;

/// Answers one request.
pub(super) async fn answer(
    request: NoticesRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    let (reply, beside) = match request {
        NoticesRequest::Templates => (NoticesReply::Templates(templates()), Array::new()),
        NoticesRequest::Places { subject, text } => {
            (NoticesReply::Places(places(&subject, &text)), Array::new())
        }
        NoticesRequest::Look(wish) => {
            let table = table(&files.get(0)).await?;
            let looked = table.and_then(|table| look(&table, wish));
            (said(looked.map(NoticesReply::Looked)), Array::new())
        }
        NoticesRequest::Merge { wish, columns } => {
            let (beside, table) = (Array::new(), table(&files.get(0)).await?);
            let made = table.and_then(|table| merge(&table, wish, columns, &beside));
            (said(made.map(NoticesReply::Merged)), beside)
        }
    };
    Ok((told(ComplianceReply::Notices(reply)), beside))
}

fn said(outcome: Result<NoticesReply, MergeError>) -> NoticesReply {
    outcome.unwrap_or_else(|error| NoticesReply::Wrong(wrong(error)))
}

fn templates() -> Vec<NoticeTemplate> {
    let all = notices().iter().map(|one| NoticeTemplate {
        kind: match one.notice {
            room::NoticeKind::Transfer => NoticeKind::Transfer,
            room::NoticeKind::Change => NoticeKind::Change,
            room::NoticeKind::Breach => NoticeKind::Breach,
        },
        chinese: one.language == "zh-CN",
        law: one.law.clone(),
        subject: one.subject.clone(),
        text: one.text.clone(),
    });
    all.collect()
}

/// The places of a template; none if its braces name nothing.
fn places(subject: &str, text: &str) -> Option<Vec<String>> {
    let (subject, text) = (Template::parse(subject).ok()?, Template::parse(text).ok()?);
    let mut all = text.places();
    all.extend(subject.places());
    Some(all.into_iter().map(str::to_owned).collect())
}

async fn table(file: &JsValue) -> Result<Result<Zeroizing<Vec<u8>>, MergeError>, Failure> {
    match kept::picked(file, LONGEST).await {
        Ok(bytes) => Ok(Ok(Zeroizing::new(bytes))),
        Err(Failure::TooLarge) => Ok(Err(Limit::Bytes.into())),
        Err(other) => Err(other),
    }
}

fn of_wish(table: &[u8], wish: NoticeWish) -> Result<MailMerge<'_>, MergeError> {
    let said: BTreeMap<String, String> = wish.said.into_iter().collect();
    let subject = Template::parse(&wish.subject)?;
    MailMerge::new(table, subject, Template::parse(&wish.text)?, said)
}

fn look(table: &[u8], wish: NoticeWish) -> Result<NoticeLook, MergeError> {
    let merge = of_wish(table, wish)?;
    let mut letters = Vec::new();
    let looked = merge.each(&mut |one| {
        letters.push((number(one.row), one.subject.to_owned(), one.text.to_owned()));
        letters.len() < SHOWN
    });
    match looked {
        // enough of them
        Ok(_) | Err(MergeError::Stopped) => {}
        Err(other) => return Err(other),
    }
    let skipped = merge.skipped();
    let lacks = skipped.rows.iter().zip(&skipped.lacks).take(TOLD);
    Ok(NoticeLook {
        columns: merge.columns().to_vec(),
        rows: number(merge.rows()),
        skipped: number(skipped.count),
        lacks: lacks
            .map(|(row, what)| (number(*row), what.clone()))
            .collect(),
        letters,
    })
}

/// Makes all of them, and hands them over in pieces.
fn merge(
    table: &[u8],
    wish: NoticeWish,
    columns: Option<(String, String)>,
    out: &Array,
) -> Result<u32, MergeError> {
    let merge = of_wish(table, wish)?;
    let mut piece = Zeroizing::new(String::with_capacity(PIECE + (1 << 16)));
    if let Some((subject, text)) = &columns {
        piece.push_str(&merge.table_head(subject, text));
    }
    let hand_over = |piece: &mut String| {
        out.push(&buffer(piece.as_bytes()));
        piece.clear();
    };
    let made = merge.each(&mut |one| {
        if columns.is_some() {
            merge.table_row(one, &mut piece);
        } else {
            // a form feed begins a page wherever it is printed
            for part in [one.subject, "\n\n", one.text, "\u{c}"] {
                piece.push_str(part);
            }
        }
        if piece.len() >= PIECE {
            hand_over(&mut piece);
        }
        true
    })?;
    hand_over(&mut piece);
    Ok(number(made))
}

fn wrong(error: MergeError) -> NoticeWrong {
    match error {
        MergeError::Template | MergeError::Stopped => NoticeWrong::Template,
        MergeError::Limit(_) => NoticeWrong::TooLarge,
        MergeError::NotUtf8 => NoticeWrong::NotUtf8,
        MergeError::Empty => NoticeWrong::Empty,
        MergeError::Twice(name) => NoticeWrong::Twice(name),
        MergeError::Missing(names) => NoticeWrong::Missing(names),
        MergeError::Row(row) => NoticeWrong::Row(number(row)),
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
