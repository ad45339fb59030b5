//! The server speaks TLS itself, and takes a renewed certificate.

use expatch_server::Config;
use expatch_server::State;
use rcgen::CertifiedKey;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::ServerName;

/// A new certificate for `localhost` in `folder`.
fn issue(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    cert.der().clone()
}

fn config(folder: &Path) -> Config {
    let mut config = Config::default();
    "off".clone_into(&mut config.inventory.database);
    config.listen.address.set_port(0);
    config.listen.certificate_file = Some(folder.join("cert.pem"));
    config.listen.key_file = Some(folder.join("key.pem"));
    config.database.check_seconds = 1;
    config
}

/// A connection of a client that trusts one certificate only and speaks these
/// protocols.
async fn connect(
    port: u16,
    trusted: &CertificateDer<'static>,
    protocols: &[&[u8]],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(client)).connect(name, stream).await
}

/// Asks for health.
async fn ask(port: u16, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut stream = connect(port, trusted, &[]).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let first = issue(folder.path());
    let config = config(folder.path());
    let (told, address) = tokio::sync::oneshot::channel();
    tokio::spawn(expatch_server::serve(config, |address| told.send(address).unwrap()));
    let port = address.await.unwrap().port();
    let answer = ask(port, &first).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    // Who speaks no TLS gets no answer and harms nobody.
    let mut plain = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/"));
    // A damaged file changes nothing, a good one does.
    std::fs::write(folder.path().join("cert.pem"), "nonsense").unwrap();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(ask(port, &first).await.is_ok());
    let second = issue(folder.path());
    for _ in 0..100 {
        if ask(port, &second).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the new certificate was not taken");
}

#[tokio::test]
async fn the_protocol_is_agreed_in_the_handshake() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = issue(folder.path());
    let (told, address) = tokio::sync::oneshot::channel();
    let served =
        expatch_server::serve(config(folder.path()), |address| told.send(address).unwrap());
    tokio::spawn(served);
    let port = address.await.unwrap().port();
    let old = connect(port, &trusted, &[b"http/1.1"]).await.unwrap();
    assert_eq!(old.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    let stream = connect(port, &trusted, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = hyper::Request::get("https://localhost/healthz").body(()).unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    assert_eq!(response.await.unwrap().status(), 200);
    // What is neither is refused in the handshake.
    assert!(connect(port, &trusted, &[b"smtp"]).await.is_err());
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let said = |config: Config| State::new(config).err().unwrap().to_string();
    assert!(said(config(folder.path())).contains("cert.pem"));
    issue(folder.path());
    let mut half = config(folder.path());
    half.listen.key_file = None;
    assert!(said(half).contains("set both or neither"));
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    issue(&other);
    let mut mixed = config(folder.path());
    mixed.listen.key_file = Some(other.join("key.pem"));
    assert!(said(mixed).contains("cert.pem"));
    std::fs::write(folder.path().join("cert.pem"), "").unwrap();
    assert!(said(config(folder.path())).contains("no certificate"));
}
