//! The customers of a company for sale: persons who do not exist, as a workbook and as a printed register.
//!
//! Their resident numbers have right check characters (GB 11643), and dates of birth before 1900: nobody alive has one.

use std::{fs, path::Path};

use paper::{Block, Cell, Column, Fonts, Lang, Paper, Table};
use rust_xlsxwriter::Workbook;

use crate::{Done, places};

const HEADS: [&str; 5] = ["姓名", "身份证号", "手机", "住址", "备注"];
const FAMILY: [&str; 10] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "欧阳", "司马",
];
const GIVEN: [&str; 10] = [
    "伟", "娜", "芳", "洋", "静怡", "子轩", "建国", "秀英", "浩然", "雨桐",
];
const REGIONS: [&str; 5] = ["110105", "310115", "440305", "330106", "510107"];

/// A customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Family name first; several have the same.
    pub name: String,
    /// Its own.
    pub resident: String,
    /// Its own.
    pub mobile: String,
    address: String,
}

/// So many, each with a resident number and a telephone of its own.
pub fn customers(count: usize) -> Vec<Customer> {
    (0..count).map(customer).collect()
}

fn customer(n: usize) -> Customer {
    let born = format!("{}{:02}{:02}", 1880 + n % 20, 1 + n % 12, 1 + n % 28);
    Customer {
        name: format!("{}{}", FAMILY[n % 10], GIVEN[n / 10 % 10]),
        resident: checked(&format!("{}{born}{:03}", REGIONS[n % 5], n / 20 % 1000)),
        mobile: format!("138{n:08}"),
        address: format!("某省某市测试路{n}号"),
    }
}

/// With the check character of ISO 7064 MOD 11-2.
fn checked(first: &str) -> String {
    let digit = |sum: u32, byte: u8| (sum + u32::from(byte - b'0')) * 2 % 11;
    match (12 - first.bytes().fold(0, digit)) % 11 {
        10 => format!("{first}X"),
        check => format!("{first}{check}"),
    }
}

impl Customer {
    fn cells(&self) -> [&str; 5] {
        let (name, resident) = (self.name.as_str(), self.resident.as_str());
        [name, resident, &self.mobile, &self.address, "老客户"]
    }
}

/// Writes them into a workbook.
pub fn workbook(path: &Path, all: &[Customer]) -> Done {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("客户")?;
    for (column, head) in (0..).zip(HEADS) {
        sheet.write(0, column, head)?;
    }
    for (row, one) in (1..).zip(all) {
        for (column, cell) in (0..).zip(one.cells()) {
            sheet.write(row, column, cell)?;
        }
    }
    book.save(path)?;
    Ok(())
}

/// Prints them as a register, some hundred pages of PDF.
pub fn register(path: &Path, title: &str, all: &[Customer]) -> Done {
    let column = |title: &str| Column {
        title: title.to_owned(),
        ..Column::default()
    };
    let row = |one: &Customer| one.cells().map(Cell::text).to_vec();
    let paper = Paper {
        lang: Lang::Chinese,
        title: title.to_owned(),
        blocks: vec![Block::Table(Table {
            columns: HEADS.map(column).to_vec(),
            rows: all.iter().map(row).collect(),
        })],
        ..Paper::default()
    };
    let fonts = Fonts::read(vec![fs::read(places::font())?])?;
    fs::write(path, paper.print(&fonts)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nobody_is_there_twice() {
        let all = customers(10_000);
        let residents: BTreeSet<&str> = all.iter().map(|one| one.resident.as_str()).collect();
        let mobiles: BTreeSet<&str> = all.iter().map(|one| one.mobile.as_str()).collect();
        assert_eq!((residents.len(), mobiles.len()), (10_000, 10_000));
        // an example of the standard
        assert_eq!(checked("11010519491231002"), "11010519491231002X");
    }
}
