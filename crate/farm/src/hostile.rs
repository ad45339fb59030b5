//! The ways of hostile and broken servers, once a connection stands.

use crate::site::Hostile;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io;
use std::io::Write;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::time::sleep;

/// How long a tarpit holds whoever waits.
const TARPIT_TIME: Duration = Duration::from_mins(2);

static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..1024 {
        bomb.write_all(&[b' '; 64 * 1024]).expect("memory takes every byte");
    }
    bomb.finish().expect("memory takes every byte")
});

/// Answers one request in its way.
pub(crate) async fn answer(way: Hostile, stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    match way {
        Hostile::GzipBomb => {
            let head = format!(
                "HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/10.0\r\nContent-Encoding: gzip\r\n\
                 Content-Length: {}\r\n\r\n",
                BOMB.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&BOMB).await
        }
        Hostile::HeaderFlood => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            for number in 0..100_000 {
                stream.write_all(format!("X-Flood-{number}: 15.2.1118.7\r\n").as_bytes()).await?;
            }
            Ok(())
        }
        Hostile::LongHeader => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ").await?;
            for _ in 0..1024 {
                stream.write_all(&[b'a'; 16 * 1024]).await?;
            }
            Ok(())
        }
        Hostile::Drip => {
            for byte in b"HTTP/1.1 200 OK\r\nX-OWA-Version: 15.2.1118.7\r\n\r\n" {
                stream.write_all(&[*byte]).await?;
                stream.flush().await?;
                sleep(Duration::from_secs(1)).await;
            }
            Ok(())
        }
        Hostile::Garbage => stream.write_all(b"220 mail ESMTP\r\n500 what?\r\n").await,
        Hostile::RedirectLoop => redirect(stream, "/owa/auth/logon.aspx?again=1").await,
        Hostile::RedirectAway => redirect(stream, "https://198.51.100.1/owa/auth/logon.aspx").await,
        Hostile::ShortBody => {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nshort";
            stream.write_all(head.as_bytes()).await
        }
        Hostile::Tarpit | Hostile::TlsFault | Hostile::HangUp => {
            sleep(TARPIT_TIME).await;
            Ok(())
        }
    }
}

async fn redirect(stream: &mut (impl AsyncWrite + Unpin), to: &str) -> io::Result<()> {
    // Two places that point at each other, so that no answer repeats the last.
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(head.as_bytes()).await
}

/// A body that goes on for as long as anybody reads.
pub(crate) async fn endless(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    loop {
        stream.write_all(b"1000\r\n").await?;
        stream.write_all(&[b'.'; 0x1000]).await?;
        stream.write_all(b"\r\n").await?;
    }
}
