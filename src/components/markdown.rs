//! Texts in a small part of Markdown: headings, paragraphs, lists, emphasis. All else is shown as it stands:
//! somebody signs what is written here, so there is nothing that is written and not shown. Links, pictures,
//! references, HTML, entities and what is said of code are no more than their characters.

use leptos::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag};

/// How deep lists and emphasis may lie in each other.
const DEPTH: usize = 12;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Heading(bool, Vec<Node>),
    Paragraph(Vec<Node>),
    /// Numbered or not.
    List(bool, Vec<Node>),
    /// With its own number, as it is written.
    Item(Option<u64>, Vec<Node>),
    Strong(Vec<Node>),
    Emphasis(Vec<Node>),
    /// Of a kind that is not shown in a way of its own.
    Plain(Vec<Node>),
    Text(String),
    Break,
}

/// Characters with which something begins that would not be shown: links, pictures and references, HTML and
/// entities.
const INERT: [char; 3] = ['[', '<', '&'];

/// Characters that stand for those while the text is parsed, and do not occur in it.
fn stand_ins(text: &str) -> [char; 3] {
    let mut free = ('\u{e000}'..='\u{f8ff}').filter(|c| !text.contains(*c));
    INERT.map(|inert| free.next().unwrap_or(inert))
}

/// Reads a text.
fn read(text: &str) -> Vec<Node> {
    let stand_ins = stand_ins(text);
    let pairs = || INERT.into_iter().zip(stand_ins);
    let inert: String = text
        .chars()
        .map(|c| pairs().find(|(of, _)| *of == c).map_or(c, |(_, to)| to))
        .collect();
    let back = |said: &str| {
        let back = |c| pairs().find(|(_, to)| *to == c).map_or(c, |(of, _)| of);
        Node::Text(said.chars().map(back).collect())
    };
    // what is open, outermost first; the last one takes what comes
    let mut open: Vec<(Open, Vec<Node>)> = vec![(Open::Plain, Vec::new())];
    let mut too_deep = 0usize;
    for (event, range) in Parser::new(&inert).into_offset_iter() {
        let source = inert.get(range).unwrap_or_default();
        match event {
            Event::Start(tag) if open.len() > DEPTH => {
                too_deep += 1;
                info(&tag)
                    .into_iter()
                    .for_each(|said| add(&mut open, back(said)));
            }
            Event::End(_) if too_deep > 0 => too_deep -= 1,
            Event::Start(tag) => {
                open.push((Open::of(&tag, source), Vec::new()));
                info(&tag)
                    .into_iter()
                    .for_each(|said| add(&mut open, back(said)));
            }
            // the parser ends what it began, in order; the outermost is ours
            Event::End(_) if open.len() > 1 => {
                if let Some((kind, inside)) = open.pop() {
                    add(&mut open, kind.close(inside));
                }
            }
            Event::Text(said) | Event::Code(said) | Event::Html(said) | Event::InlineHtml(said) => {
                add(&mut open, back(&said));
            }
            Event::SoftBreak => add(&mut open, Node::Text(" ".to_owned())),
            Event::HardBreak => add(&mut open, Node::Break),
            _ => {}
        }
    }
    // nothing is lost of a text that ends too early
    while open.len() > 1 {
        if let Some((kind, inside)) = open.pop() {
            add(&mut open, kind.close(inside));
        }
    }
    open.pop().map(|(_, nodes)| nodes).unwrap_or_default()
}

/// What is said of code behind its fence.
fn info<'t>(tag: &'t Tag<'_>) -> Option<&'t str> {
    match tag {
        Tag::CodeBlock(CodeBlockKind::Fenced(said)) => Some(said),
        _ => None,
    }
}

fn add(open: &mut [(Open, Vec<Node>)], node: Node) {
    if let Some((_, inside)) = open.last_mut() {
        inside.push(node);
    }
}

/// What was begun and not ended yet.
#[derive(Debug, Clone, Copy)]
enum Open {
    Heading(bool),
    Paragraph,
    List(bool),
    Item(Option<u64>),
    Strong,
    Emphasis,
    Plain,
}

impl Open {
    fn of(tag: &Tag<'_>, source: &str) -> Self {
        match tag {
            Tag::Heading { level, .. } => Self::Heading(*level == HeadingLevel::H1),
            Tag::Paragraph => Self::Paragraph,
            Tag::List(first) => Self::List(first.is_some()),
            Tag::Item => {
                let number = source.split(['.', ')']).next();
                Self::Item(number.and_then(|number| number.parse().ok()))
            }
            Tag::Strong => Self::Strong,
            Tag::Emphasis => Self::Emphasis,
            _ => Self::Plain,
        }
    }

    fn close(self, inside: Vec<Node>) -> Node {
        match self {
            Self::Heading(first) => Node::Heading(first, inside),
            Self::Paragraph => Node::Paragraph(inside),
            Self::List(numbered) => Node::List(numbered, inside),
            Self::Item(number) => Node::Item(number, inside),
            Self::Strong => Node::Strong(inside),
            Self::Emphasis => Node::Emphasis(inside),
            Self::Plain => Node::Plain(inside),
        }
    }
}

/// Shows a text. Its headings stand below those of the page.
#[component]
pub(crate) fn Markdown(text: String) -> impl IntoView {
    view! { <div class="markdown" dir="auto">{show(read(&text))}</div> }
}

fn show(nodes: Vec<Node>) -> AnyView {
    nodes.into_iter().map(one).collect_view().into_any()
}

fn one(node: Node) -> AnyView {
    match node {
        Node::Heading(true, inside) => view! { <h3>{show(inside)}</h3> }.into_any(),
        Node::Heading(false, inside) => view! { <h4>{show(inside)}</h4> }.into_any(),
        Node::Paragraph(inside) => view! { <p>{show(inside)}</p> }.into_any(),
        Node::List(true, items) => view! { <ol>{show(items)}</ol> }.into_any(),
        Node::List(false, items) => view! { <ul>{show(items)}</ul> }.into_any(),
        Node::Item(number, inside) => view! { <li value=number>{show(inside)}</li> }.into_any(),
        Node::Strong(inside) => view! { <strong>{show(inside)}</strong> }.into_any(),
        Node::Emphasis(inside) => view! { <em>{show(inside)}</em> }.into_any(),
        Node::Plain(inside) => show(inside),
        Node::Text(said) => said.into_any(),
        Node::Break => view! { <br /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, read};

    fn text(said: &str) -> Node {
        Node::Text(said.to_owned())
    }

    #[test]
    fn headings_paragraphs_lists_and_emphasis_are_read() {
        let read = read("# 协议\n\nKeep *it* **safe**.\n\n1. one\n2. two");
        let items = [(1, "one"), (2, "two")];
        let items = items.map(|(n, said)| Node::Item(Some(n), vec![text(said)]));
        assert_eq!(
            read,
            [
                Node::Heading(true, vec![text("协议")]),
                Node::Paragraph(vec![
                    text("Keep "),
                    Node::Emphasis(vec![text("it")]),
                    text(" "),
                    Node::Strong(vec![text("safe")]),
                    text("."),
                ]),
                Node::List(true, items.to_vec()),
            ]
        );
    }

    /// Every word that is shown, as one text.
    fn words(nodes: &[Node]) -> String {
        let one = |node: &Node| match node {
            Node::Text(said) => said.clone(),
            Node::Break => "\n".to_owned(),
            Node::Item(number, inside) => {
                let number = number.map(|number| number.to_string());
                number.unwrap_or_default() + " " + &words(inside)
            }
            Node::Heading(_, inside) | Node::List(_, inside) => words(inside),
            Node::Paragraph(inside) | Node::Strong(inside) => words(inside),
            Node::Emphasis(inside) | Node::Plain(inside) => words(inside),
        };
        nodes.iter().map(one).collect::<Vec<String>>().join("\u{1}")
    }

    #[test]
    fn nothing_is_written_that_is_not_shown() {
        let source = "[see annex](x \"owes1\") ![pic](y \"owes2\") [one][ref] <!-- owes3 --> <b title=\"owes4\">\n\n\
            [1]: <> \"owes5\"\n[1]: <> \"owes6\"\n\n[ref]: http://owes7.example 'owes8'\n\n\
            ```owes9 a=owes10\ncode\n```\n\n~~~ owes11\ncode\n~~~\n\n<div>\nowes12\n</div>\n\n\
            7. seven\n9. nine\n\n<http://owes13.example> \\[owes14]: x\n\n> [2]: <> \"owes15\"\n\n- [ ] owes16\n";
        let shown = words(&read(source));
        for n in 1..=16 {
            let word = format!("owes{n}");
            assert!(shown.contains(&word), "{word}: {shown}");
        }
        // a list counts as it is written
        assert!(
            shown.contains("7 seven") && shown.contains("9 nine"),
            "{shown}"
        );
        // nor does an entity turn into something that cannot be seen
        let turned = words(&read("does &#x202e;not&#8203; &lrm;owe"));
        assert!(!turned.contains(seal_hidden), "{turned:?}");
    }

    fn seal_hidden(c: char) -> bool {
        c != '\u{1}'
            && (c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'))
    }

    #[test]
    fn what_leads_elsewhere_is_text_as_it_stands() {
        let source = "[a](javascript:x) ![b](http://c) <script>d</script> &amp; \u{e000}";
        assert_eq!(words(&read(source)).replace('\u{1}', ""), source);
    }

    #[test]
    fn what_is_too_deep_is_flat() {
        let deep = "> ".repeat(500) + "x";
        assert!(format!("{:?}", read(&deep)).contains('x'));
        let stars = "*a ".repeat(200);
        assert!(format!("{:?}", read(&stars)).len() < 100_000);
    }
}
