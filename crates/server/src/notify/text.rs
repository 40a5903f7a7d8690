//! The fixed texts, in both languages. No word in them comes from a room or from a person.

use blobs::wire::NotifyLanguage;

use super::Letter;

/// Subject and text.
pub(super) fn of(language: NotifyLanguage, letter: &Letter, link: &str) -> (&'static str, String) {
    let chinese = language == NotifyLanguage::Chinese;
    match letter {
        Letter::News { code, stop, .. } => {
            let subject = match (chinese, code.is_urgent()) {
                (true, false) => "缄室有新消息",
                (true, true) => "缄室有事请尽快查看",
                (false, false) => "Something new in Sealroom",
                (false, true) => "Something in Sealroom to look at soon",
            };
            let text = if chinese {
                format!(
                    "您的一个资料室里有新内容。请打开缄室查看。\n\n{link}\n\n不再接收这类消息：\n{stop}\n"
                )
            } else {
                format!(
                    "There is something new in one of your rooms. Open Sealroom to see it.\n\n{link}\n\n\
                     To get no more of these messages:\n{stop}\n"
                )
            };
            (subject, text)
        }
        Letter::Trial { stop, .. } if chinese => (
            "缄室试发消息",
            format!(
                "这是您在缄室中请求试发的消息，没有新内容。以后的消息也只写明有新内容，不写是什么。\n\n{link}\n\n不再接收这类消息：\n{stop}\n"
            ),
        ),
        Letter::Trial { stop, .. } => (
            "A trial message of Sealroom",
            format!(
                "This is the trial message that you asked for in Sealroom; nothing is new. Later messages say that something is new, and not what.\n\n\
                 {link}\n\nTo get no more of these messages:\n{stop}\n"
            ),
        ),
        Letter::Code { code, .. } if chinese => (
            "缄室验证码",
            format!(
                "有人请缄室向此地址发送消息。如果是您本人，请在缄室中输入此验证码：\n\n{code}\n\n如果不是，无需理会。\n\n{link}\n"
            ),
        ),
        Letter::Code { code, .. } => (
            "Your code for Sealroom",
            format!(
                "Somebody asked Sealroom to write to this address. If that was you, type this code there:\n\n{code}\n\n\
                 If not, there is nothing to do.\n\n{link}\n"
            ),
        ),
    }
}

/// The page behind the link of a message: asked by a person before it is done, for programs that look at links open them.
pub(crate) fn page(done: bool) -> &'static str {
    if done {
        "<!doctype html><meta charset=utf-8><title>Sealroom</title>\
         <p>不再向此地址发送消息。<p>No more messages are sent to this address."
    } else {
        "<!doctype html><meta charset=utf-8><title>Sealroom</title>\
         <form method=post><p>不再接收缄室的消息？<p>No more messages of Sealroom?\
         <p><button>不再接收 / No more</button></form>"
    }
}
