//! Real documents, as a seller of a company would have them.
//!
//! PDF, pages and pictures come from Debian's Chinese documentation, the workbook and the
//! photograph are written here, and the large file is a stream of pseudo-random bytes. Each
//! carries markers (see [`crate::markers`]) where its format lets one in, so that plaintext
//! on the wrong side of the wire is found.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use jpeg_encoder::{ColorType, Encoder};
use rust_xlsxwriter::Workbook;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::{Done, fault, places};

/// In the cells of the workbook, in text files, in the large file.
pub const SECRET_TEXT: &str = "绝密条款：收购价人民币肆亿贰仟万元整，不得外泄";
/// The folder that is dropped.
pub const FOLDER: &str = "北辰精密—尽职调查资料";
/// A document's name that the server must never see.
pub const CONTRACT: &str = "股权转让主协议（签署稿）.pdf";
/// A workbook with Chinese text.
pub const CUSTOMERS: &str = "客户名单与应收账款.xlsx";
/// A photograph.
pub const PHOTO: &str = "苏州厂房航拍照片.jpg";
/// A text.
pub const LETTER: &str = "致买方的说明函.txt";
/// The large one.
pub const LARGE: &str = "数据中心备份映像.bin";
/// The folder with hundreds of files.
pub const ARCHIVE: &str = "历年卷宗归档";

/// An empty folder.
pub const EMPTY: &str = "待补充的资料";

/// In the name of each of those files.
pub const PAGE_NAME: &str = "往来函件归档件";

/// What Debian's packages brought, below [`places::debian`].
const PDFS: [&str; 2] = [
    "debian-reference-zh-cn/usr/share/debian-reference/debian-reference.zh-cn.pdf",
    "maint-guide-zh-cn/usr/share/doc/maint-guide-zh-cn/maint-guide.zh-cn.pdf",
];
const PAGES: &str = "gimp-help-zh-cn/usr/share/gimp/2.0/help/zh_CN";

/// A folder of documents and their digests by path below it.
#[derive(Debug)]
pub struct Documents {
    home: TempDir,
    digests: BTreeMap<String, String>,
}

impl Documents {
    /// The whole set: a few documents beside a nested folder of `pages` files.
    pub fn make(pages: usize) -> Done<Self> {
        let mut made = Self {
            home: tempfile::tempdir()?,
            digests: BTreeMap::new(),
        };
        let folder = made.folder();
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(CONTRACT), pdf()?)?;
        workbook(&folder.join(CUSTOMERS))?;
        photo(&folder.join(PHOTO), 1600, 1000)?;
        fs::write(folder.join(LETTER), letter())?;
        archive(&folder.join(ARCHIVE), pages)?;
        fs::create_dir(folder.join(EMPTY))?;
        made.digests = digests(&folder)?;
        Ok(made)
    }

    /// One folder of `count` small files.
    pub fn many(count: usize) -> Done<Self> {
        let mut made = Self {
            home: tempfile::tempdir()?,
            digests: BTreeMap::new(),
        };
        let folder = made.folder();
        fs::create_dir_all(&folder)?;
        for number in 0..count {
            let text = format!("第{number:04}号凭证\n{}", letter());
            fs::write(folder.join(format!("凭证-{number:04}.txt")), text)?;
        }
        made.digests = digests(&folder)?;
        Ok(made)
    }

    /// The folder to drop.
    pub fn folder(&self) -> PathBuf {
        self.home.path().join(FOLDER)
    }

    /// A file of it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a text beside the others; gives its path.
    pub fn text(&self, name: &str, says: &str) -> Done<PathBuf> {
        let path = self.file(name);
        fs::write(&path, says)?;
        Ok(path)
    }

    /// SHA-256 by path below the folder.
    pub fn digests(&self) -> &BTreeMap<String, String> {
        &self.digests
    }

    /// Writes a pseudo-random file beside the folder; gives its path and SHA-256.
    pub fn large(&self, name: &str, bytes: u64) -> Done<(PathBuf, String)> {
        let path = self.home.path().join(name);
        let digest = random_file(&path, bytes)?;
        Ok((path, digest))
    }
}

/// SHA-256 of a file, read in pieces.
pub fn digest(path: &Path) -> Done<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}

/// SHA-256 of every file below a folder, by its path there with `/`.
pub fn digests(folder: &Path) -> Done<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(here) = left.pop() {
        for entry in fs::read_dir(&here)? {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, digest(&path)?);
            }
        }
    }
    Ok(found)
}

/// Unpacks an archive that a person saved.
pub fn unpack(archive: &Path, into: &Path) -> Done {
    zip::ZipArchive::new(File::open(archive)?)?.extract(into)?;
    Ok(())
}

fn pdf() -> Done<Vec<u8>> {
    match PDFS
        .iter()
        .find_map(|path| fs::read(places::debian().join(path)).ok())
    {
        Some(bytes) => Ok(bytes),
        None => fault(format!(
            "no Chinese PDF at {}: `cargo xtask test` installs it",
            PDFS.join(", ")
        )),
    }
}

fn workbook(path: &Path) -> Done {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("客户名单")?;
    for (column, title) in (0_u16..).zip(["客户名称", "联系人", "应收余额（元）", "备注"])
    {
        sheet.write(0, column, title)?;
    }
    for row in 1..400_u32 {
        sheet.write(row, 0, format!("华东第{row}医疗器械有限公司"))?;
        sheet.write(row, 1, ["张伟", "李娜", "王芳", "刘洋"][row as usize % 4])?;
        sheet.write(row, 2, f64::from(row) * 1357.5)?;
        sheet.write(row, 3, SECRET_TEXT)?;
    }
    book.save(path)?;
    Ok(())
}

/// A sky, a roof and the grain of a sensor.
fn photo(path: &Path, width: u16, height: u16) -> Done {
    let mut noise = Noise(0x5ea1);
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            let grain = (noise.next() % 24) as u32;
            let roof = y > 500 + x / 8 && x / 40 % 7 != 0;
            let colour = if roof {
                [120, 74, 60]
            } else {
                [90 + y / 12, 130 + y / 14, 190]
            };
            pixels.extend(colour.map(|part| (part + grain).min(255) as u8));
        }
    }
    Encoder::new_file(path, 88)?.encode(&pixels, width, height, ColorType::Rgb)?;
    Ok(())
}

fn letter() -> String {
    format!("尊敬的买方：\n\n{SECRET_TEXT}。\n\n附件见资料室各文件夹，如有疑问请书面提出。\n")
}

/// Debian's Chinese pages and pictures under Chinese names, five folders wide and two deep.
fn archive(folder: &Path, count: usize) -> Done {
    let sources = sources()?;
    for number in 0..count {
        let below = folder.join(format!(
            "{}年度/第{}册",
            2019 + number % 5,
            number / 5 % 6 + 1
        ));
        fs::create_dir_all(&below)?;
        let source = &sources[number % sources.len()];
        let kind = source
            .extension()
            .map_or("html".into(), |kind| kind.to_string_lossy());
        fs::copy(
            source,
            below.join(format!("卷宗{number:03}_{PAGE_NAME}.{kind}")),
        )?;
    }
    Ok(())
}

fn sources() -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![places::debian().join(PAGES)];
    while let Some(here) = left.pop() {
        let Ok(entries) = fs::read_dir(&here) else {
            return fault(format!(
                "no Chinese pages at {PAGES}: `cargo xtask test` installs them"
            ));
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|kind| {
                ["html", "png", "jpg"]
                    .map(Into::into)
                    .contains(&kind.to_os_string())
            }) {
                found.push(path);
            }
        }
    }
    found.sort();
    // a spread over the whole help, pages and pictures
    let step = (found.len() / 300).max(1);
    Ok(found.into_iter().step_by(step).collect())
}

/// Pseudo-random bytes with the secret text in each 16 MiB, so that a copy of any stretch is found.
fn random_file(path: &Path, bytes: u64) -> Done<String> {
    const BLOCK: usize = 8 << 20;
    let mut noise = Noise(bytes | 1);
    let mut block = vec![0; BLOCK];
    for eight in block.chunks_exact_mut(8) {
        eight.copy_from_slice(&noise.next().to_le_bytes());
    }
    let mut file = BufWriter::new(File::create(path)?);
    let mut hasher = Sha256::new();
    let mut left = bytes;
    while left > 0 {
        // one block is made; each copy of it differs in every 4 KiB
        for page in block.chunks_exact_mut(4096) {
            page[..8].copy_from_slice(&noise.next().to_le_bytes());
        }
        if (left / BLOCK as u64).is_multiple_of(2) {
            block[64..64 + SECRET_TEXT.len()].copy_from_slice(SECRET_TEXT.as_bytes());
        }
        let now = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
        hasher.update(&block[..now]);
        file.write_all(&block[..now])?;
        left -= now as u64;
    }
    file.flush()?;
    Ok(hex(&hasher.finalize()))
}

/// xorshift64*: quick, and the same on every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
