//! TLS for reading what stands there, not for trusting it: any version that
//! the library still speaks, any cipher, any certificate.
//!
//! This is why it is OpenSSL and not rustls: servers that nobody has updated
//! for ten years are the ones to find, and they speak TLS 1.0 with RSA key
//! exchange.

use crate::observation::Outcome;
use crate::observation::TlsFacts;
use crate::target::Host;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::ssl::Ssl;
use openssl::ssl::SslContext;
use openssl::ssl::SslMethod;
use openssl::ssl::SslOptions;
use openssl::ssl::SslRef;
use openssl::ssl::SslVerifyMode;
use openssl::ssl::SslVersion;
use openssl::x509::X509NameRef;
use std::pin::Pin;
use tokio::net::TcpStream;
use tokio_openssl::SslStream;

/// The most names that are kept of a certificate.
const MOST_NAMES: usize = 20;

/// The settings of all connections of a scan.
pub(crate) fn context() -> Result<SslContext, openssl::error::ErrorStack> {
    let mut context = SslContext::builder(SslMethod::tls_client())?;
    context.set_verify(SslVerifyMode::NONE);
    context.set_min_proto_version(Some(SslVersion::TLS1))?;
    // Level 0 allows short keys, SHA-1 signatures and TLS 1.0.
    context.set_cipher_list("ALL:COMPLEMENTOFALL:!aNULL:!eNULL:@SECLEVEL=0")?;
    context.set_options(SslOptions::ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    // Old servers close without saying so; what they said before counts.
    context.set_options(SslOptions::from_bits_retain(ignore_unexpected_eof()));
    Ok(context.build())
}

/// The settings of look-ups, whose answers are trusted: valid certificates and
/// today's TLS only.
pub(crate) fn trusting_context() -> Result<SslContext, openssl::error::ErrorStack> {
    let mut context = SslContext::builder(SslMethod::tls_client())?;
    context.set_verify(SslVerifyMode::PEER);
    context.set_default_verify_paths()?;
    context.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    Ok(context.build())
}

/// `SSL_OP_IGNORE_UNEXPECTED_EOF` of OpenSSL 3, for which the binding has no
/// name; older libraries ignore the bit.
const fn ignore_unexpected_eof() -> u64 {
    1 << 7
}

/// Speaks TLS over a connection.
pub(crate) async fn connect(
    context: &SslContext,
    host: &Host,
    stream: TcpStream,
) -> Result<(SslStream<TcpStream>, TlsFacts), Outcome> {
    let mut ssl = Ssl::new(context).map_err(|_| Outcome::TlsFailed)?;
    if let Some(name) = host.name() {
        ssl.set_hostname(name).map_err(|_| Outcome::TlsFailed)?;
        // Matters only where the certificate is verified.
        ssl.param_mut().set_host(name).map_err(|_| Outcome::TlsFailed)?;
    }
    let mut stream = SslStream::new(ssl, stream).map_err(|_| Outcome::TlsFailed)?;
    match Pin::new(&mut stream).connect().await {
        Ok(()) => {
            let facts = facts(stream.ssl());
            Ok((stream, facts))
        }
        Err(error) => Err(outcome(&error)),
    }
}

fn outcome(error: &openssl::ssl::Error) -> Outcome {
    let Some(stack) = error.ssl_error() else { return Outcome::HungUp };
    let is_too_old = |reason: &str| {
        ["unsupported protocol", "no protocols available", "handshake failure", "protocol version"]
            .iter()
            .any(|words| reason.contains(words))
    };
    let mut reasons = stack.errors().iter().filter_map(openssl::error::Error::reason);
    if reasons.any(is_too_old) { Outcome::TlsTooOld } else { Outcome::TlsFailed }
}

fn facts(ssl: &SslRef) -> TlsFacts {
    let version = ssl.version_str().to_owned();
    let cipher = ssl.current_cipher().map(|cipher| cipher.name().to_owned()).unwrap_or_default();
    let mut facts = TlsFacts { version, cipher, ..TlsFacts::default() };
    let Some(certificate) = ssl.peer_certificate() else { return facts };
    facts.subject = common_name(certificate.subject_name());
    facts.issuer = common_name(certificate.issuer_name());
    facts.not_after = certificate.not_after().to_string();
    if let Ok(digest) = certificate.digest(MessageDigest::sha256()) {
        facts.fingerprint = expatch::hexadecimal(&digest);
    }
    if let Some(names) = certificate.subject_alt_names() {
        let names = names.iter().filter_map(|name| name.dnsname().map(printable));
        facts.names = names.take(MOST_NAMES).collect();
    }
    facts
}

fn common_name(name: &X509NameRef) -> String {
    let mut entries = name.entries_by_nid(Nid::COMMONNAME);
    let text = entries.next().and_then(|entry| entry.data().to_string().ok());
    text.as_deref().map(printable).unwrap_or_default()
}

/// A stranger's text, made safe for one line of ours.
fn printable(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).take(200).collect()
}
