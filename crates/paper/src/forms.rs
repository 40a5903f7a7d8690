//! What the forms of the law have in them: the same files by which they are drafted and checked, read for their labels
//! and lists alone. They are written once, where rooms are; nothing else of rooms is known here.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::Lang;

macro_rules! data {
    ($($name:literal),+ $(,)?) => {
        [$(include_str!(concat!("../../room/src/forms/data/", $name, ".json"))),+]
    };
}

const FILES: [&str; 13] = data![
    "processing-record",
    "impact-assessment",
    "legal-basis",
    "separate-consent-notice",
    "merger-transfer-notice",
    "sensitive-information-notice",
    "recipient-undertaking",
    "cross-border-check",
    "risk-register",
    "compliance-checklist",
    "training-record",
    "responsibilities",
    "rights-log",
];
const CHOICES: [&str; 2] = data!["choices", "checklist"];
/// The list that has a file of its own.
const CHECKLIST: &str = "checklist";

/// A text in both languages.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Both {
    zh: String,
    en: String,
}

impl Both {
    pub(crate) fn pick(&self, lang: Lang) -> &str {
        match lang {
            Lang::Chinese => &self.zh,
            Lang::English => &self.en,
        }
    }
}

/// A form.
#[derive(Debug, Deserialize)]
pub(crate) struct Schema {
    kind: String,
    pub(crate) title: Both,
    pub(crate) about: Both,
    pub(crate) law: Vec<String>,
    pub(crate) fields: Vec<Field>,
}

/// A field of one.
#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) is: Is,
    pub(crate) label: Both,
    #[serde(default)]
    pub(crate) law: Vec<String>,
    #[serde(default)]
    choices: Option<String>,
    #[serde(default)]
    pub(crate) fields: Vec<Self>,
}

/// What stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Is {
    Text,
    Texts,
    Number,
    YesNo,
    Date,
    Choice,
    Choices,
    Rows,
}

/// One of a list.
#[derive(Debug, Deserialize)]
struct Choice {
    code: String,
    #[serde(flatten)]
    said: Both,
}

struct All {
    schemas: Vec<Schema>,
    choices: BTreeMap<String, Vec<Choice>>,
}

fn all() -> &'static All {
    static ALL: OnceLock<All> = OnceLock::new();
    // a file that is none is found by the tests
    ALL.get_or_init(|| {
        let schemas = FILES.iter().map(|file| serde_json::from_str(file).ok());
        let [choices, checklist] = CHOICES;
        let mut choices: BTreeMap<_, _> = serde_json::from_str(choices).unwrap_or_default();
        let checklist = serde_json::from_str(checklist).unwrap_or_default();
        choices.insert(CHECKLIST.to_owned(), checklist);
        All {
            schemas: schemas.flatten().collect(),
            choices,
        }
    })
}

/// The form of this kind, if it is one.
pub(crate) fn schema(kind: &str) -> Option<&'static Schema> {
    all().schemas.iter().find(|schema| schema.kind == kind)
}

impl Field {
    /// What a code means here.
    pub(crate) fn choice(&self, code: &str, lang: Lang) -> Option<&'static str> {
        let list = all().choices.get(self.choices.as_ref()?)?;
        let found = list.iter().find(|one| one.code == code)?;
        Some(found.said.pick(lang))
    }
}

/// Articles, as people of that language cite them; a law that was named just before is not named again.
pub(crate) fn laws(all: &[String], lang: Lang) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut before = "";
    for cited in all {
        let article = cited.rfind(' ').map_or(0, |at| at + 1);
        let name = cited.get(..article).unwrap_or_default();
        let whole = law(cited, lang);
        let named = match lang {
            Lang::Chinese => whole.find('第').unwrap_or(0),
            Lang::English => name.len(),
        };
        match name == before {
            true => said.push(whole.get(named..).unwrap_or(&whole).to_owned()),
            false => said.push(whole),
        }
        before = name;
    }
    said.join(match lang {
        Lang::Chinese => "、",
        Lang::English => ", ",
    })
}

/// One article: `PIPL 51(4)`, `GDPR 30(1)(a)`.
fn law(cited: &str, lang: Lang) -> String {
    let names = [
        ("PIPL ", "个人信息保护法", true),
        ("GDPR ", "GDPR ", false),
        ("CAC 2024 Provisions ", "促进和规范数据跨境流动规定", false),
    ];
    let known = names.iter().find_map(|(name, chinese, items)| {
        let article = cited.strip_prefix(name)?;
        Some((*chinese, article, *items))
    });
    match (lang, known) {
        (Lang::Chinese, Some((name, article, items))) => {
            let article = article.replace(")-(", "-");
            let mut parts = article.split('(');
            let mut said = format!("{name}第{}条", parts.next().unwrap_or_default());
            for part in parts {
                let part = part.replace(')', "");
                let number = part.bytes().all(|b| b.is_ascii_digit());
                // what a number in brackets counts differs: items in the one, paragraphs in the other
                said += &match (number, items) {
                    (true, true) => format!("第{part}项"),
                    (true, false) => format!("第{part}款"),
                    (false, _) => format!("{part}项"),
                };
            }
            said
        }
        _ => cited.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_and_list_is_read() {
        assert_eq!(all().schemas.len(), FILES.len());
        assert!(all().choices.len() > 20);
        assert!(all().choices.values().all(|list| !list.is_empty()));
    }

    #[test]
    fn articles_are_cited_as_people_do() {
        let said = [
            ("PIPL 51", "个人信息保护法第51条"),
            ("PIPL 51(4)", "个人信息保护法第51条第4项"),
            ("GDPR 30(1)(a)", "GDPR 第30条第1款a项"),
            ("GDPR 30(1)(b)-(f)", "GDPR 第30条第1款b-f项"),
            ("CAC 2024 Provisions 7", "促进和规范数据跨境流动规定第7条"),
            ("Other 5", "Other 5"),
        ];
        for (cited, chinese) in said {
            assert_eq!(law(cited, Lang::Chinese), chinese);
            assert_eq!(law(cited, Lang::English), cited);
        }
        let all = ["PIPL 38", "PIPL 39", "GDPR 44", "CAC 2024 Provisions 7"].map(str::to_owned);
        assert_eq!(
            laws(&all, Lang::Chinese),
            "个人信息保护法第38条、第39条、GDPR 第44条、促进和规范数据跨境流动规定第7条"
        );
        assert_eq!(
            laws(&all, Lang::English),
            "PIPL 38, 39, GDPR 44, CAC 2024 Provisions 7"
        );
    }
}
