//! Icons: outlines on a 24 by 24 grid, drawn in the colour of the text beside them.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    Close,
    Lock,
    Folder,
    FolderAdd,
    File,
    FileAdd,
    Picture,
    Sheet,
    Text,
    Download,
    Upload,
    Trash,
    Link,
    Person,
    Search,
    Left,
    Right,
    Copy,
    Print,
    Pause,
    Play,
    Retry,
    Sun,
    Moon,
    Check,
    Warning,
    Clock,
    Eye,
    Bell,
    Plus,
    Minus,
    More,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
            Self::Folder => "M3 7a2 2 0 012-2h4l2 2h8a2 2 0 012 2v8a2 2 0 01-2 2H5a2 2 0 01-2-2z",
            Self::FolderAdd => {
                "M3 7a2 2 0 012-2h4l2 2h8a2 2 0 012 2v8a2 2 0 01-2 2H5a2 2 0 01-2-2zM12 10.5v5M9.5 13h5"
            }
            Self::File => "M7 3h7l4 4v14H7zM14 3v4h4",
            Self::FileAdd => "M7 3h7l4 4v14H7zM14 3v4h4M12.5 11v6M9.5 14h6",
            Self::Picture => "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
            Self::Sheet => "M5 4h14v16H5zM5 9h14M5 14h14M11 9v11",
            Self::Text => "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 15h5M10 18h3",
            Self::Download => "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14",
            Self::Upload => "M12 16V5M7.5 9L12 4.5 16.5 9M5 20h14",
            Self::Trash => "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
            Self::Link => {
                "M10 14a4 4 0 005.7 0l3-3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0 00-5.7 0l-3 3a4 4 0 005.7 5.7l1-1"
            }
            Self::Person => "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c.5-4 3.8-6 8-6s7.5 2 8 6",
            Self::Search => "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l4.5 4.5",
            Self::Left => "M14.5 6L8.5 12l6 6",
            Self::Right => "M9.5 6l6 6-6 6",
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Self::Pause => "M9 5v14M15 5v14",
            Self::Play => "M8 5l11 7-11 7z",
            Self::Retry => "M19 12a7 7 0 11-2-5M19 4v4h-4",
            Self::Sun => {
                "M12 16a4 4 0 100-8 4 4 0 000 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19"
            }
            Self::Moon => "M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.5z",
            Self::Check => "M5 12.5l4.5 4.5L19 7",
            Self::Warning => "M12 4l9 16H3zM12 10v4M12 17h.01",
            Self::Clock => "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.5 2",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 100-6 3 3 0 000 6z"
            }
            Self::Bell => "M6 16.5V11a6 6 0 0112 0v5.5l1.5 1.5h-15zM10 20.5h4",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Minus => "M5 12h14",
            Self::More => "M5.5 12h.01M12 12h.01M18.5 12h.01",
        }
    }
}

/// An icon; the text beside it, or the button's label, says what it means.
#[component]
pub(crate) fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=glyph.path()></path>
        </svg>
    }
}
