//! Texts in a small part of Markdown: headings, paragraphs, lists, emphasis. What they write as HTML
//! is shown as it stands; links go nowhere and pictures are not fetched.

use leptos::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

/// How deep lists and emphasis may lie in each other.
const DEPTH: usize = 12;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Heading(bool, Vec<Node>),
    Paragraph(Vec<Node>),
    /// Numbered or not.
    List(bool, Vec<Node>),
    Item(Vec<Node>),
    Strong(Vec<Node>),
    Emphasis(Vec<Node>),
    /// Of a kind that is not shown in a way of its own.
    Plain(Vec<Node>),
    Text(String),
    Break,
}

/// Reads a text.
fn read(text: &str) -> Vec<Node> {
    // what is open, outermost first; the last one takes what comes
    let mut open: Vec<(Open, Vec<Node>)> = vec![(Open::Plain, Vec::new())];
    let mut too_deep = 0usize;
    for event in Parser::new(text) {
        match event {
            Event::Start(_) if open.len() > DEPTH => too_deep += 1,
            Event::End(_) if too_deep > 0 => too_deep -= 1,
            Event::Start(tag) => open.push((Open::of(&tag), Vec::new())),
            // the parser ends what it began, in order; the outermost is ours
            Event::End(_) if open.len() > 1 => {
                if let Some((kind, inside)) = open.pop() {
                    add(&mut open, kind.close(inside));
                }
            }
            Event::Text(said) | Event::Code(said) | Event::Html(said) | Event::InlineHtml(said) => {
                add(&mut open, Node::Text(said.into_string()));
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
    Item,
    Strong,
    Emphasis,
    Plain,
}

impl Open {
    fn of(tag: &Tag<'_>) -> Self {
        match tag {
            Tag::Heading { level, .. } => Self::Heading(*level == HeadingLevel::H1),
            Tag::Paragraph => Self::Paragraph,
            Tag::List(first) => Self::List(first.is_some()),
            Tag::Item => Self::Item,
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
            Self::Item => Node::Item(inside),
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
        Node::Item(inside) => view! { <li>{show(inside)}</li> }.into_any(),
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
        let items = ["one", "two"].map(|said| Node::Item(vec![text(said)]));
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

    #[test]
    fn what_leads_elsewhere_is_plain_text() {
        let all = format!(
            "{:?}",
            read("[a](javascript:x) ![b](http://c) <script>d</script>")
        );
        assert!(!all.contains("javascript") && !all.contains("http://c"));
        assert!(all.contains("<script>"), "shown as it stands: {all}");
    }

    #[test]
    fn what_is_too_deep_is_flat() {
        let deep = "> ".repeat(500) + "x";
        assert!(format!("{:?}", read(&deep)).contains('x'));
        let stars = "*a ".repeat(200);
        assert!(format!("{:?}", read(&stars)).len() < 100_000);
    }
}
