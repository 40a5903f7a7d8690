//! A closing bible's zip as it goes out, byte for byte as the command line makes it.
//!
//! Unlike [`super::zip`]'s archives, entries lie one behind the other with nothing between them, so that nothing can
//! hide there: lengths are in front, and a document's checksum, which is known only after it, is put into the header
//! that went out before. Names are UTF-8, dates the format's first, and what does not fit into 32 bits is zip64.

const UTF8: u16 = 1 << 11;
const MAX32: u64 = 0xffff_ffff;
const MAX16: u64 = 0xffff;
/// 1 January 1980.
const DATE: u16 = 1 << 5 | 1;
/// Made on unix, where it is a file that its owner writes and everybody reads.
const UNIX: u16 = 3 << 8;
const MODE: u32 = 0o100_644 << 16;
/// What a reader has to know: version 1.0 of the format, or 4.5 for lengths of 64 bits.
const PLAIN: u16 = 10;
const WIDE: u16 = 45;
/// Where the checksum stands in a header.
const SUM: u64 = 14;

/// A zip that is being written. It makes the bytes around the contents; the caller writes them to one place, in order.
#[derive(Debug, Default)]
pub struct Stored {
    entries: Vec<Entry>,
    offset: u64,
}

#[derive(Debug)]
struct Entry {
    name: String,
    size: u64,
    sum: u32,
    at: u64,
    wide: bool,
}

impl Entry {
    fn version(&self) -> u16 {
        if self.wide { WIDE } else { PLAIN }
    }

    fn flags(&self) -> u16 {
        if self.name.is_ascii() { 0 } else { UTF8 }
    }

    fn size32(&self) -> u32 {
        if self.wide {
            u32::MAX
        } else {
            self.size as u32
        }
    }
}

impl Stored {
    /// The bytes before a file's content, of which the length is known.
    pub fn begin(&mut self, name: &str, size: u64) -> Vec<u8> {
        self.begin_as(name, size, size >= MAX32)
    }

    fn begin_as(&mut self, name: &str, size: u64, wide: bool) -> Vec<u8> {
        let entry = Entry {
            name: name.to_owned(),
            size,
            sum: 0,
            at: self.offset,
            wide,
        };
        let mut out = Vec::new();
        put32(&mut out, 0x0403_4b50);
        put16(&mut out, entry.version());
        put_middle(&mut out, &entry);
        put16(&mut out, if wide { 20 } else { 0 });
        out.extend_from_slice(entry.name.as_bytes());
        if wide {
            put_wide(&mut out, 16, &[size, size]);
        }
        self.offset += out.len() as u64 + size;
        self.entries.push(entry);
        out
    }

    /// What is to be written over the header of the file that began last, and where: its checksum.
    pub fn end(&mut self, sum: u32) -> Option<(u64, [u8; 4])> {
        let entry = self.entries.last_mut()?;
        entry.sum = sum;
        Some((entry.at + SUM, sum.to_le_bytes()))
    }

    /// The directory, with which it ends.
    pub fn finish(self) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in &self.entries {
            put_record(&mut out, entry);
        }
        let (count, size) = (self.entries.len() as u64, out.len() as u64);
        let far = count > MAX16 || self.offset.max(size) > MAX32;
        if far {
            let wide = self.entries.iter().any(|entry| entry.wide);
            let version = if wide { WIDE } else { PLAIN };
            put32(&mut out, 0x0606_4b50);
            put64(&mut out, 44);
            put16(&mut out, version);
            put16(&mut out, version);
            put32(&mut out, 0);
            put32(&mut out, 0);
            for number in [count, count, size, self.offset] {
                put64(&mut out, number);
            }
            put32(&mut out, 0x0706_4b50);
            put32(&mut out, 0);
            put64(&mut out, self.offset + size);
            put32(&mut out, 1);
        }
        put32(&mut out, 0x0605_4b50);
        put32(&mut out, 0);
        put16(&mut out, count.min(MAX16) as u16);
        put16(&mut out, count.min(MAX16) as u16);
        // the length that counts stands in the wide record then
        put32(&mut out, if far { u32::MAX } else { size as u32 });
        put32(&mut out, self.offset.min(MAX32) as u32);
        put16(&mut out, 0);
        out
    }
}

/// What header and record say in the same words: from the flags to the length of the name.
fn put_middle(out: &mut Vec<u8>, entry: &Entry) {
    put16(out, entry.flags());
    put16(out, 0);
    put16(out, 0);
    put16(out, DATE);
    put32(out, entry.sum);
    put32(out, entry.size32());
    put32(out, entry.size32());
    put16(out, entry.name.len() as u16);
}

fn put_record(out: &mut Vec<u8>, entry: &Entry) {
    let far = entry.at >= MAX32;
    let mut numbers = Vec::new();
    if entry.wide {
        numbers.extend([entry.size, entry.size]);
    }
    numbers.extend(far.then_some(entry.at));
    put32(out, 0x0201_4b50);
    put16(out, UNIX | entry.version());
    put16(out, entry.version());
    put_middle(out, entry);
    let extra = numbers.len() as u16 * 8;
    put16(out, if extra == 0 { 0 } else { extra + 4 });
    put16(out, 0);
    put16(out, 0);
    put16(out, 0);
    put32(out, MODE);
    put32(out, if far { u32::MAX } else { entry.at as u32 });
    out.extend_from_slice(entry.name.as_bytes());
    if extra != 0 {
        put_wide(out, extra, &numbers);
    }
}

/// The field of zip64.
fn put_wide(out: &mut Vec<u8>, len: u16, numbers: &[u64]) {
    put16(out, 1);
    put16(out, len);
    numbers.iter().for_each(|number| put64(out, *number));
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
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    type Files<'a> = [(&'a str, &'a [u8], bool)];

    fn ours(files: &Files<'_>) -> Vec<u8> {
        let (mut zip, mut out) = (Stored::default(), Vec::new());
        for (name, content, wide) in files {
            out.extend(zip.begin_as(name, content.len() as u64, *wide));
            out.extend_from_slice(content);
            let (at, sum) = zip.end(crc32fast::hash(content)).unwrap();
            out[at as usize..at as usize + 4].copy_from_slice(&sum);
        }
        out.extend(zip.finish());
        out
    }

    /// As `crates/cli/src/binder.rs` writes them.
    fn theirs(files: &Files<'_>) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content, wide) in files {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Stored)
                .last_modified_time(zip::DateTime::default())
                .unix_permissions(0o644)
                .large_file(*wide);
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn it_is_what_the_command_line_writes() {
        let files: [(&str, &[u8], bool); 4] = [
            ("files/1 客户/1.1 名单.xlsx", &[7; 70_000], false),
            ("index.html", b"<!doctype html>", false),
            ("empty", b"", false),
            ("manifest.json", b"{}", false),
        ];
        assert_eq!(ours(&files), theirs(&files));
        // of lengths that take 64 bits
        let wide = files.map(|(name, content, _)| (name, content, true));
        assert_eq!(ours(&wide), theirs(&wide));
        assert_eq!(ours(&[]), theirs(&[]));
    }

    #[test]
    fn more_files_than_16_bits_count_are_as_the_command_line_writes_them() {
        let names: Vec<String> = (0..65_540).map(|n| n.to_string()).collect();
        let files: Vec<(&str, &[u8], bool)> = names
            .iter()
            .map(|name| (name.as_str(), &b"x"[..], false))
            .collect();
        for files in [&files[..], &files[..65_535], &files[..65_534]] {
            let (ours, theirs) = (ours(files), theirs(files));
            // megabytes: only their ends are worth reading
            let end = |zip: &[u8]| zip[zip.len().saturating_sub(98)..].to_vec();
            assert_eq!(end(&ours), end(&theirs), "{} files", files.len());
            assert!(ours == theirs, "{} files", files.len());
        }
    }
}
