//! A world on real sockets: one listener for all of 127/8, each address its
//! own site.

use crate::hostile;
use crate::identity::Identity;
use crate::reply::reply;
use crate::site::Hostile;
use crate::site::Kind;
use crate::site::Site;
use crate::site::Style;
use crate::world::World;
use expatch_probe::target::Scheme;
use openssl::ssl::Ssl;
use std::io;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

/// The longest request head that is read.
const LONGEST_REQUEST: usize = 8192;

/// Binds the port of a world; port 0 takes a free one, which the returned
/// world then has.
///
/// # Errors
/// When the port is taken.
pub async fn bind(world: World) -> io::Result<(TcpListener, World)> {
    // Every address of 127/8 is local, but a socket can be bound to one or to
    // all; `serve` turns away whoever does not come from and to loopback.
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, world.port())).await?;
    let (scheme, port) = (world.scheme(), listener.local_addr()?.port());
    Ok((listener, world.on(scheme, port)))
}

/// Answers for a world until the task is dropped.
///
/// # Errors
/// When no certificate can be made or the listener breaks.
pub async fn serve(listener: TcpListener, world: Arc<World>) -> io::Result<()> {
    let identity = Arc::new(Identity::new().map_err(io::Error::other)?);
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of file descriptors: let others finish first.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        };
        let local = stream.local_addr()?.ip();
        if !peer.ip().is_loopback() || !local.is_loopback() {
            continue;
        }
        let (world, identity) = (Arc::clone(&world), Arc::clone(&identity));
        tokio::spawn(async move {
            // A client may leave whenever it likes.
            let _ = connection(stream, local, &world, &identity).await;
        });
    }
}

async fn connection(
    mut stream: TcpStream,
    local: IpAddr,
    world: &World,
    identity: &Identity,
) -> io::Result<()> {
    let Some(site) = world.site_at(local) else { return Ok(()) };
    stream.set_nodelay(true)?;
    match site.kind {
        Kind::Silent | Kind::Hostile(Hostile::HangUp) => return Ok(()),
        Kind::Hostile(way @ Hostile::Tarpit) => return hostile::answer(way, &mut stream).await,
        Kind::Hostile(Hostile::TlsFault) => {
            return stream.write_all(b"\x15\x03\x01\x00\x02\x02\x28 no TLS here").await;
        }
        _ => {}
    }
    if world.scheme() == Scheme::Http {
        return converse(stream, &site).await;
    }
    let own = crate::names::organisation(&site);
    let own = own.map(|own| identity.of(&own.domain)).transpose().map_err(io::Error::other)?;
    let context = match (site.kind, &own) {
        (Kind::Exchange(_, Style::OldTls), _) => &identity.old,
        (_, Some(own)) => own,
        _ => &identity.modern,
    };
    let ssl = Ssl::new(context).map_err(io::Error::other)?;
    let mut stream = SslStream::new(ssl, stream).map_err(io::Error::other)?;
    Pin::new(&mut stream).accept().await.map_err(io::Error::other)?;
    converse(stream, &site).await
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, site: &Site) -> io::Result<()> {
    let mut request = Vec::new();
    loop {
        let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            let mut chunk = [0; 2048];
            let read = stream.read(&mut chunk).await?;
            if read == 0 || request.len() > LONGEST_REQUEST {
                return Ok(());
            }
            request.extend_from_slice(&chunk[..read]);
            continue;
        };
        let head = String::from_utf8_lossy(&request[..end]).into_owned();
        request.drain(..end + 4);
        let path = head.split(' ').nth(1).unwrap_or("/");
        if let Kind::Hostile(way) = site.kind {
            return hostile::answer(way, &mut stream).await;
        }
        let Some(reply) = reply(site, path) else { return Ok(()) };
        if matches!(site.kind, Kind::Exchange(_, Style::Endless)) {
            let head = String::from_utf8_lossy(&reply.bytes()).into_owned();
            let head = head.split("Content-Length").next().unwrap_or_default().to_owned();
            let head = head + "Transfer-Encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            return hostile::endless(&mut stream).await;
        }
        stream.write_all(&reply.bytes()).await?;
        stream.flush().await?;
        if head.to_ascii_lowercase().contains("\nconnection: close") {
            return Ok(());
        }
    }
}
