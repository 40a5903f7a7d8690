//! How a table of what each party is to see is read. The tables themselves stand in `expected`.
//!
//! A column is a folder or a document of the room, a row a party. `-` is nothing: neither name nor number nor gap;
//! `n` is seen by name; `r` is a text that is opened, and says what it is known to say. A party of which there is
//! something else to say has one word instead: `absent` is not there, `asked` sees a text to be agreed to and nothing
//! else, `ended` sees that its access or its link was ended and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use e2e::{
    Done,
    documents::{CONTRACT, CUSTOMERS, LETTER, SECRET_TEXT},
    fault,
    sight::Sight,
};

/// The room's folders.
pub(crate) const INDEX: &str = "索引";
pub(crate) const FIRST_STAGE: &str = "第一阶段";
pub(crate) const SECOND_STAGE: &str = "第二阶段";
pub(crate) const THIRD_STAGE: &str = "第三阶段";
pub(crate) const CLEAN: &str = "净化团队";

/// Texts in them, each with what it says.
pub(crate) const LIST: (&str, &str) = ("资料目录.txt", "一、公司概况；二、财务；三、合同。");
pub(crate) const DATES: (&str, &str) = ("日程安排.txt", "报价截止：十二月十八日十七时。");
pub(crate) const MORE: (&str, &str) = ("补充说明.txt", "应收账款截至十一月底的变动如下。");
pub(crate) const VALUE: (&str, &str) = ("估值底稿.txt", "按息税折旧摊销前利润的九倍计。");
pub(crate) const ADVICE: (&str, &str) = ("律师意见.txt", "控制权变更须在交割前取得同意。");
pub(crate) const PRICES: (&str, &str) = ("成本与价格.txt", "单件成本七百一十二元。");

/// A folder, or a document in one.
pub(crate) struct Column {
    head: &'static str,
    folder: &'static str,
    /// Empty for the folder itself.
    document: &'static str,
    /// What the document is known to say.
    says: &'static str,
}

const fn folder(head: &'static str, folder: &'static str) -> Column {
    Column {
        head,
        folder,
        document: "",
        says: "",
    }
}

const fn document(
    head: &'static str,
    folder: &'static str,
    (document, says): (&'static str, &'static str),
) -> Column {
    Column {
        head,
        folder,
        document,
        says,
    }
}

/// The columns of every table, by their heads.
const COLUMNS: [Column; 15] = [
    // the room's own folder, which is called like the room
    folder("room", ""),
    folder("index", INDEX),
    document("list", INDEX, LIST),
    document("dates", INDEX, DATES),
    folder("first", FIRST_STAGE),
    document("letter", FIRST_STAGE, (LETTER, SECRET_TEXT)),
    document("book", FIRST_STAGE, (CUSTOMERS, "")),
    document("more", FIRST_STAGE, MORE),
    folder("second", SECOND_STAGE),
    document("value", SECOND_STAGE, VALUE),
    document("draft", SECOND_STAGE, (CONTRACT, "")),
    folder("third", THIRD_STAGE),
    document("advice", THIRD_STAGE, ADVICE),
    folder("clean", CLEAN),
    document("prices", CLEAN, PRICES),
];

/// Who sees something of the room, in the order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Party {
    Owner,
    Manager,
    BidderA,
    CounselA,
    BidderB,
    CleanTeam,
    Coordinator,
    Auditor,
    Link1,
    Link2,
}

impl Party {
    pub(crate) const ALL: [Self; 10] = [
        Self::Owner,
        Self::Manager,
        Self::BidderA,
        Self::CounselA,
        Self::BidderB,
        Self::CleanTeam,
        Self::Coordinator,
        Self::Auditor,
        Self::Link1,
        Self::Link2,
    ];

    /// The head of its row, and its name in pictures.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::BidderA => "bidder-a",
            Self::CounselA => "counsel-a",
            Self::BidderB => "bidder-b",
            Self::CleanTeam => "clean-team",
            Self::Coordinator => "coordinator",
            Self::Auditor => "auditor",
            Self::Link1 => "link-1",
            Self::Link2 => "link-2",
        }
    }

    /// Whether its documents are a selection, which has no folders.
    pub(crate) fn has_no_folders(self) -> bool {
        self == Self::Link2
    }
}

/// A document that is opened.
pub(crate) struct Reads {
    pub(crate) folder: &'static str,
    pub(crate) document: &'static str,
    pub(crate) says: &'static str,
}

/// A row of a table.
pub(crate) struct Row {
    /// What the party sees; nobody is there if there is none.
    pub(crate) sees: Option<Sight>,
    /// What it opens.
    pub(crate) reads: Vec<Reads>,
    /// What is seen by name, in no order.
    pub(crate) names: Vec<&'static str>,
}

/// Every party's row.
pub(crate) type Table = BTreeMap<Party, Row>;

/// Reads a table: one row a party, one mark a column.
pub(crate) fn parse(table: &str) -> Done<Table> {
    let mut lines = table.lines().filter(|line| !line.trim().is_empty());
    let split = |line: &str| {
        let words = line.split_whitespace().filter(|word| *word != "|");
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let heads = split(lines.next().unwrap_or_default());
    if !heads.iter().eq(COLUMNS.iter().map(|column| column.head)) {
        return fault(format!("these are not the columns: {heads:?}"));
    }
    let mut rows = Table::new();
    for line in lines {
        let words = split(line);
        let (head, marks) = words
            .split_first()
            .map_or(("", &[][..]), |(head, marks)| (head, marks));
        let Some(party) = Party::ALL.into_iter().find(|party| party.head() == head) else {
            return fault(format!("{head} is nobody"));
        };
        rows.insert(party, row(party, marks)?);
    }
    match Party::ALL.iter().find(|party| !rows.contains_key(party)) {
        Some(party) => fault(format!("there is no row for {}", party.head())),
        None => Ok(rows),
    }
}

fn row(party: Party, marks: &[String]) -> Done<Row> {
    let nothing = |sees| Row {
        sees,
        reads: Vec::new(),
        names: Vec::new(),
    };
    match marks {
        [word] if word == "absent" => return Ok(nothing(None)),
        [word] if word == "asked" => return Ok(nothing(Some(Sight::Asked))),
        [word] if word == "ended" => return Ok(nothing(Some(Sight::Over("Ended".to_owned())))),
        marks if marks.len() == COLUMNS.len() => (),
        marks => return fault(format!("{}: {} marks", party.head(), marks.len())),
    }
    let mut row = nothing(None);
    let mut seen = BTreeSet::new();
    for (column, mark) in COLUMNS.iter().zip(marks) {
        match mark.as_str() {
            "-" => continue,
            "n" => (),
            "r" if !column.says.is_empty() => row.reads.push(Reads {
                folder: column.folder,
                document: column.document,
                says: column.says,
            }),
            mark => return fault(format!("{}: {mark} in {}", party.head(), column.head)),
        }
        let path = match (column.folder, column.document) {
            (_, document) if party.has_no_folders() && !document.is_empty() => document.to_owned(),
            ("", _) => "/".to_owned(),
            (folder, document) => format!("{folder}/{document}"),
        };
        seen.insert(path);
        row.names.push(match column.document {
            "" => column.folder,
            document => document,
        });
    }
    row.sees = Some(Sight::Room(seen));
    Ok(row)
}

/// The names of all that can be hidden.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let names = COLUMNS.iter().map(|column| match column.document {
        "" => column.folder,
        document => document,
    });
    names.filter(|name| !name.is_empty())
}

#[test]
fn every_table_has_a_row_for_everybody() -> Done {
    use crate::expected::*;
    let all = [
        INDEX_GIVEN,
        FIRST,
        ASKED,
        SECOND,
        ASKED_AGAIN,
        CLEAN_TEAM,
        LINKS,
        REVOKED,
        THIRD,
        LINK_ENDED,
    ];
    for table in all {
        parse(table)?;
    }
    Ok(())
}
