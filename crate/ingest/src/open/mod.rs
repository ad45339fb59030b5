//! Input streams: compression and encoding told by the first bytes, never by
//! the name, and the position in the file kept for progress.

mod parquet;

use std::fs::File;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// A decoded stream and how far its file has been read.
pub(crate) struct Opened {
    /// Plain bytes, UTF-8 where the file was UTF-16.
    pub(crate) stream: Box<dyn Read + Send>,
    /// Bytes of the file itself read so far.
    pub(crate) position: Arc<AtomicU64>,
    /// The file's size, where it has one.
    pub(crate) size: Option<u64>,
    /// Whether stream positions are file positions, so that resuming can seek.
    pub(crate) plain: bool,
    /// What it is, where that is something even if no byte comes out of it.
    pub(crate) form: Option<&'static str>,
}

/// Opens a file; `start` is where to go on in a plain one.
pub(crate) fn file(path: &Path, start: u64) -> io::Result<Opened> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    let size = file.metadata()?.len();
    let mut first = [0; 6];
    let length = fill(&mut file, &mut first)?;
    if parquet::is_parquet(&first[..length]) {
        return table(file, size, start);
    }
    let plain = is_plain(&first[..length]);
    io::Seek::seek(&mut file, io::SeekFrom::Start(if plain { start } else { 0 }))?;
    let mut opened = stream(file, &first[..length])?;
    opened.size = Some(size);
    opened.plain = plain;
    if plain {
        opened.position.store(start, Ordering::Relaxed);
    } else {
        io::copy(&mut opened.stream.as_mut().take(start), &mut io::sink())?;
    }
    Ok(opened)
}

/// The files in a zip archive; `None` for what is none.
pub(crate) fn members(path: &Path) -> io::Result<Option<Vec<String>>> {
    let mut file = File::open(path)?;
    let mut first = [0; 4];
    let length = if file.metadata()?.is_file() { fill(&mut file, &mut first)? } else { 0 };
    if !is_zip(&first[..length]) {
        return Ok(None);
    }
    let archive = zip::ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
    let names = archive.file_names().map(|name| name.map(std::borrow::Cow::into_owned));
    let mut names: Vec<String> = names.collect::<Result<_, _>>().map_err(io::Error::other)?;
    names.retain(|name| !name.ends_with('/') && !name.starts_with("__MACOSX/"));
    if names.iter().any(|name| name == "[Content_Types].xml") {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it looks like an Office document: save it as CSV",
        ));
    }
    names.sort();
    Ok(Some(names))
}

/// Opens a file in a zip archive; skips `start` decoded bytes.
pub(crate) fn member(path: &Path, name: &str, start: u64) -> io::Result<Opened> {
    let archive = zip::ZipArchive::new(BufReader::new(File::open(path)?));
    let mut archive = archive.map_err(io::Error::other)?;
    let size = archive.by_name(name).map_err(io::Error::other)?.size();
    // The member borrows its archive, so that a thread of its own reads it.
    let (send, receive) = std::sync::mpsc::sync_channel::<io::Result<Vec<u8>>>(2);
    let name = name.to_owned();
    std::thread::spawn(move || {
        let mut member = match archive.by_name(&name) {
            Ok(member) => member,
            Err(error) => return drop(send.send(Err(io::Error::other(error)))),
        };
        loop {
            let mut part = Vec::new();
            match member.by_ref().take(1 << 18).read_to_end(&mut part) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => return drop(send.send(Err(error))),
            }
            if send.send(Ok(part)).is_err() {
                return;
            }
        }
    });
    let mut opened = reader(Parts { receive, part: io::Cursor::default() }, start)?;
    opened.size = Some(size);
    Ok(opened)
}

/// What another thread reads.
struct Parts {
    receive: std::sync::mpsc::Receiver<io::Result<Vec<u8>>>,
    part: io::Cursor<Vec<u8>>,
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.part.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.receive.recv() {
                Ok(part) => self.part = io::Cursor::new(part?),
                Err(_) => return Ok(0),
            }
        }
    }
}

/// Opens a Parquet file as lines of JSON.
fn table(file: File, size: u64, start: u64) -> io::Result<Opened> {
    let position = Arc::new(AtomicU64::new(0));
    let mut stream = parquet::Lines::open(file, size, Arc::clone(&position))?;
    io::copy(&mut stream.by_ref().take(start), &mut io::sink())?;
    let form = Some("a Parquet table without any row");
    Ok(Opened { stream: Box::new(stream), position, size: Some(size), plain: false, form })
}

/// Opens any other stream, such as standard input; skips `start` decoded bytes.
pub(crate) fn reader(mut input: impl Read + Send + 'static, start: u64) -> io::Result<Opened> {
    let mut first = [0; 6];
    let length = fill(&mut input, &mut first)?;
    if is_zip(&first[..length]) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a zip archive is read from its end, which a stream does not have yet: give it as a file",
        ));
    }
    if parquet::is_parquet(&first[..length]) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "Parquet is read from its end, which a stream does not have yet: give it as a file",
        ));
    }
    let input = io::Cursor::new(first[..length].to_vec()).chain(input);
    let mut opened = stream(input, &first[..length])?;
    io::copy(&mut opened.stream.as_mut().take(start), &mut io::sink())?;
    Ok(opened)
}

fn is_plain(first: &[u8]) -> bool {
    !(is_gzip(first) || is_zstd(first) || is_xz(first) || is_bzip2(first) || is_utf16(first))
        && unmarked(first).is_none()
}

fn is_zip(first: &[u8]) -> bool {
    first.starts_with(b"PK\x03\x04")
}

fn is_xz(first: &[u8]) -> bool {
    first.starts_with(b"\xfd7zXZ\0")
}

fn is_bzip2(first: &[u8]) -> bool {
    // The fourth is the size of its blocks.
    first.starts_with(b"BZh") && first.get(3).is_some_and(u8::is_ascii_digit)
}

fn is_gzip(first: &[u8]) -> bool {
    first.starts_with(&[0x1f, 0x8b])
}

fn is_zstd(first: &[u8]) -> bool {
    first.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

fn is_utf16(first: &[u8]) -> bool {
    first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff])
}

/// UTF-16 without its mark: every second byte of the first letters is zero.
fn unmarked(first: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    match *first {
        [a, 0, b, 0, c, 0] if a > 0 && b > 0 && c > 0 => Some(encoding_rs::UTF_16LE),
        [0, a, 0, b, 0, c] if a > 0 && b > 0 && c > 0 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

fn stream(input: impl Read + Send + 'static, first: &[u8]) -> io::Result<Opened> {
    let position = Arc::new(AtomicU64::new(0));
    let input = Counting { input, position: Arc::clone(&position) };
    let stream: Box<dyn Read + Send> = if is_gzip(first) {
        // Scanners append to one file, which gives several members.
        unpacked(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, input)))
    } else if is_zstd(first) {
        let mut decoder = zstd::Decoder::new(input)?;
        // 32 MiB, four times what level 19 writes: a hostile frame must not ask
        // for gigabytes.
        decoder.window_log_max(25)?;
        unpacked(decoder)
    } else if is_xz(first) {
        unpacked(lzma_rust2::XzReader::new(BufReader::with_capacity(1 << 16, input), true))
    } else if is_bzip2(first) {
        unpacked(bzip2::bufread::MultiBzDecoder::new(BufReader::with_capacity(1 << 16, input)))
    } else if let Some(encoding) = unmarked(first) {
        let builder =
            encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(input);
        Box::new(builder)
    } else if is_utf16(first) {
        Box::new(encoding_rs_io::DecodeReaderBytes::new(input))
    } else {
        Box::new(input)
    };
    Ok(Opened { stream, position, size: None, plain: false, form: None })
}

/// What comes out of a compressed file may be UTF-16 too; without a mark the
/// bytes pass unchanged.
fn unpacked(stream: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(encoding_rs_io::DecodeReaderBytesBuilder::new().bom_sniffing(true).build(stream))
}

fn fill(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match input.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Counts the bytes that pass.
struct Counting<R> {
    input: R,
    position: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
