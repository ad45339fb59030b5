//! Where lines go: a file or a stream, packed or not, that can be sealed at a
//! point from which a later run goes on.

use std::fs::File;
use std::io;
use std::io::Seek;
use std::io::Write;
use std::path::Path;

/// An output.
pub(crate) enum Sink {
    /// Standard output or any other stream.
    Stream(Box<dyn Write + Send>),
    /// A plain file.
    Plain(File),
    /// A gzip file; one member per sealed part.
    Gzip(Option<flate2::write::GzEncoder<File>>),
    /// A Zstandard file; one frame per sealed part.
    Zstd(Option<zstd::Encoder<'static, File>>),
}

impl Sink {
    /// A file, packed as its name ends, cut to `length` bytes.
    pub(crate) fn file(path: &Path, length: u64) -> io::Result<Self> {
        let mut file = File::options().create(true).truncate(false).write(true).open(path)?;
        // A pipe or a device has no length, no place and no disk.
        if !file.metadata()?.is_file() {
            return Ok(Self::Stream(Box::new(file)));
        }
        file.set_len(length)?;
        file.seek(io::SeekFrom::Start(length))?;
        Self::pack(file, path)
    }

    fn pack(file: File, path: &Path) -> io::Result<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        Ok(match extension.unwrap_or_default() {
            "gz" => Self::Gzip(Some(gzip(file))),
            "zst" | "zstd" => Self::Zstd(Some(zstd::Encoder::new(file, 3)?)),
            _ => Self::Plain(file),
        })
    }

    /// Ends the part: all of it on the disk. Says how long the file is now.
    pub(crate) fn seal(&mut self) -> io::Result<u64> {
        let file = match self {
            Self::Stream(stream) => {
                stream.flush()?;
                return Ok(0);
            }
            Self::Plain(file) => file.try_clone()?,
            Self::Gzip(encoder) => {
                let file = finished(encoder.take())?.finish()?;
                let copy = file.try_clone()?;
                *encoder = Some(gzip(file));
                copy
            }
            Self::Zstd(encoder) => {
                let file = finished(encoder.take())?.finish()?;
                let copy = file.try_clone()?;
                *encoder = Some(zstd::Encoder::new(file, 3)?);
                copy
            }
        };
        file.sync_data()?;
        let mut file = file;
        file.stream_position()
    }

    /// Ends the output.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        match &mut self {
            Self::Stream(stream) => stream.flush(),
            Self::Plain(file) => file.sync_data(),
            Self::Gzip(encoder) => finished(encoder.take())?.finish()?.sync_data(),
            Self::Zstd(encoder) => finished(encoder.take())?.finish()?.sync_data(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::Plain(file) => file.write(bytes),
            Self::Gzip(Some(encoder)) => encoder.write(bytes),
            Self::Zstd(Some(encoder)) => encoder.write(bytes),
            Self::Gzip(None) | Self::Zstd(None) => Err(ended()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::Plain(file) => file.flush(),
            _ => Ok(()),
        }
    }
}

fn gzip(file: File) -> flate2::write::GzEncoder<File> {
    flate2::write::GzEncoder::new(file, flate2::Compression::default())
}

fn finished<T>(encoder: Option<T>) -> io::Result<T> {
    encoder.ok_or_else(ended)
}

fn ended() -> io::Error {
    io::Error::other("the packed output was ended by an earlier fault")
}
