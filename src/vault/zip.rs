//! A zip archive as it goes out: stored entries, one after another, nothing held back.
//!
//! Documents are mostly compressed already, so they are stored as they are. A checksum is
//! known only after its content, so it follows in a data descriptor; names are UTF-8 and say so;
//! what does not fit into 32 bits is zip64. The layout is PKWARE's APPNOTE 6.3.
//!
//! ```text
//! entry      local header, content, data descriptor
//! directory  one record for each entry, then the end record
//! ```
//!
//! [`Zip`] only makes the bytes around the contents and keeps count; the caller writes them
//! all to one place, in order.

const UTF8_AND_DESCRIPTOR: u16 = 1 << 11 | 1 << 3;
const MAX32: u64 = 0xffff_ffff;

/// An archive that is being written.
#[derive(Debug, Default)]
pub struct Zip {
    entries: Vec<Entry>,
    offset: u64,
}

#[derive(Debug)]
struct Entry {
    name: String,
    time: u16,
    date: u16,
    size: u64,
    sum: u32,
    at: u64,
}

impl Entry {
    fn big(&self) -> bool {
        self.size >= MAX32
    }
}

impl Zip {
    /// The bytes before a document's content. Its size is known, and its name was made safe.
    pub fn begin(&mut self, name: &str, size: u64, modified: u64) -> Vec<u8> {
        let (date, time) = dos_time(modified);
        let entry = Entry {
            name: name.to_owned(),
            time,
            date,
            size,
            sum: 0,
            at: self.offset,
        };
        let mut out = Vec::new();
        put32(&mut out, 0x0403_4b50);
        put16(&mut out, if entry.big() { 45 } else { 20 });
        put16(&mut out, UTF8_AND_DESCRIPTOR);
        put16(&mut out, 0);
        put16(&mut out, time);
        put16(&mut out, date);
        put32(&mut out, 0);
        let sizes = if entry.big() { u32::MAX } else { 0 };
        put32(&mut out, sizes);
        put32(&mut out, sizes);
        put16(&mut out, entry.name.len() as u16);
        put16(&mut out, if entry.big() { 20 } else { 0 });
        out.extend_from_slice(entry.name.as_bytes());
        if entry.big() {
            // says that the descriptor's sizes have 8 bytes each
            put16(&mut out, 1);
            put16(&mut out, 16);
            put64(&mut out, 0);
            put64(&mut out, 0);
        }
        self.offset += out.len() as u64 + size;
        self.entries.push(entry);
        out
    }

    /// The bytes after a document's content.
    pub fn end(&mut self, sum: u32) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(entry) = self.entries.last_mut() {
            entry.sum = sum;
            put32(&mut out, 0x0807_4b50);
            put32(&mut out, sum);
            for _ in 0..2 {
                if entry.big() {
                    put64(&mut out, entry.size)
                } else {
                    put32(&mut out, entry.size as u32)
                }
            }
        }
        self.offset += out.len() as u64;
        out
    }

    /// The directory, with which the archive ends.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in &self.entries {
            record(&mut out, entry);
        }
        let (count, size) = (self.entries.len() as u64, out.len() as u64);
        if count >= 0xffff || self.offset >= MAX32 || size >= MAX32 {
            let at = self.offset + size;
            put32(&mut out, 0x0606_4b50);
            put64(&mut out, 44);
            put16(&mut out, 45);
            put16(&mut out, 45);
            put32(&mut out, 0);
            put32(&mut out, 0);
            for number in [count, count, size, self.offset] {
                put64(&mut out, number);
            }
            put32(&mut out, 0x0706_4b50);
            put32(&mut out, 0);
            put64(&mut out, at);
            put32(&mut out, 1);
        }
        put32(&mut out, 0x0605_4b50);
        put32(&mut out, 0);
        put16(&mut out, count.min(0xffff) as u16);
        put16(&mut out, count.min(0xffff) as u16);
        put32(&mut out, size.min(MAX32) as u32);
        put32(&mut out, self.offset.min(MAX32) as u32);
        put16(&mut out, 0);
        out
    }
}

fn record(out: &mut Vec<u8>, entry: &Entry) {
    let far = entry.at >= MAX32;
    let mut extra = Vec::new();
    if entry.big() || far {
        put16(&mut extra, 1);
        put16(
            &mut extra,
            if entry.big() { 16 } else { 0 } + if far { 8 } else { 0 },
        );
        if entry.big() {
            put64(&mut extra, entry.size);
            put64(&mut extra, entry.size);
        }
        if far {
            put64(&mut extra, entry.at);
        }
    }
    put32(out, 0x0201_4b50);
    put16(out, 45);
    put16(out, if extra.is_empty() { 20 } else { 45 });
    put16(out, UTF8_AND_DESCRIPTOR);
    put16(out, 0);
    put16(out, entry.time);
    put16(out, entry.date);
    put32(out, entry.sum);
    put32(out, entry.size.min(MAX32) as u32);
    put32(out, entry.size.min(MAX32) as u32);
    put16(out, entry.name.len() as u16);
    put16(out, extra.len() as u16);
    // comment, disk, internal and external attributes: none
    put16(out, 0);
    put16(out, 0);
    put16(out, 0);
    put32(out, 0);
    put32(out, entry.at.min(MAX32) as u32);
    out.extend_from_slice(entry.name.as_bytes());
    out.extend_from_slice(&extra);
}

/// Date and time as DOS had them: from 1980 to 2107, in steps of two seconds, here in UTC.
fn dos_time(millis: u64) -> (u16, u16) {
    let seconds = millis / 1000;
    // days since 0000-03-01, counted in eras of 400 years (Howard Hinnant's civil_from_days)
    let days = seconds / 86400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    if year < 1980 {
        return (1 << 5 | 1, 0);
    }
    let second = seconds % 86400;
    let date = (year.min(2107) - 1980) << 9 | month << 5 | day;
    let time = (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2);
    (date as u16, time as u16)
}

fn put16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut zip, mut out) = (Zip::default(), Vec::new());
        for (name, content) in files {
            out.extend(zip.begin(name, content.len() as u64, 1_790_000_000_000));
            out.extend_from_slice(content);
            out.extend(zip.end(crc32fast::hash(content)));
        }
        out.extend(zip.finish());
        out
    }

    #[test]
    fn another_program_reads_it() {
        let files: [(&str, &[u8]); 3] = [
            ("合同/附件 一.pdf", b"one"),
            ("empty", b""),
            ("b.txt", &[7; 70_000]),
        ];
        let bytes = archive(&files);
        let mut read = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), 3);
        for (n, (name, content)) in files.iter().enumerate() {
            let mut file = read.by_index(n).unwrap();
            assert_eq!(file.name().unwrap(), *name);
            let time = file.last_modified().unwrap();
            assert_eq!(
                (time.year(), time.month(), time.day(), time.hour()),
                (2026, 9, 21, 14)
            );
            let mut out = Vec::new();
            // fails if the checksum is wrong
            file.read_to_end(&mut out).unwrap();
            assert_eq!(&out, content);
        }
    }

    #[test]
    fn more_entries_than_16_bits_count() {
        let names: Vec<String> = (0..70_000).map(|n| n.to_string()).collect();
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (name.as_str(), &b"x"[..]))
            .collect();
        assert_eq!(
            zip::ZipArchive::new(std::io::Cursor::new(archive(&files)))
                .unwrap()
                .len(),
            70_000
        );
    }

    #[test]
    fn sizes_beyond_32_bits_take_eight_bytes() {
        let mut zip = Zip::default();
        let before = zip.begin("a", 5 << 30, 0);
        assert_eq!(&before[18..26], [0xff; 8]);
        assert_eq!(zip.end(1).len(), 24);
        let at = zip.offset;
        zip.begin("b", 1, 0);
        zip.end(2);
        let directory = zip.finish();
        assert!(
            directory
                .windows(8)
                .any(|bytes| bytes == (5_u64 << 30).to_le_bytes())
        );
        assert!(directory.windows(8).any(|bytes| bytes == at.to_le_bytes()));
    }

    #[test]
    fn dates_before_dos_are_its_first() {
        assert_eq!(dos_time(0), (33, 0));
        // 2000-02-29T23:59:59Z
        assert_eq!(
            dos_time(951_868_799_000),
            (20 << 9 | 2 << 5 | 29, 23 << 11 | 59 << 5 | 29)
        );
    }
}
