//! By which certificates the other end of a message is trusted: the public ones, and
//! one's own beside them, for what a company runs inside.

use axum::http::Uri;
use lettre::AsyncSmtpTransport;
use lettre::Tokio1Executor;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::client;
use lettre::transport::smtp::client::Tls;
use lettre::transport::smtp::client::TlsParameters;
use std::path::Path;
use std::sync::Arc;
use ureq::tls::Certificate;
use ureq::tls::RootCerts;
use ureq::tls::TlsConfig;

/// How webhooks are reached.
///
/// # Errors
/// A file that cannot be read or holds no certificate.
pub(crate) fn web(ca_file: Option<&Path>) -> Result<TlsConfig, String> {
    let Some(file) = ca_file else { return Ok(TlsConfig::default()) };
    let own = Certificate::from_pem(&read(file)?).map_err(|error| failed(file, &error))?;
    let public = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let public = public.map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned());
    let roots: Vec<_> = public.chain([own.to_owned()]).collect();
    Ok(TlsConfig::builder().root_certs(RootCerts::Specific(Arc::new(roots))).build())
}

/// How the mail server is reached.
///
/// # Errors
/// An address that names no mail server, a file that cannot be read or holds no
/// certificate.
pub(crate) fn mail(
    server: &str,
    ca_file: Option<&Path>,
) -> Result<AsyncSmtpTransportBuilder, String> {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
        .map_err(|error| format!("mail.server: {error}; expected smtps://HOST or smtp://HOST"))?;
    let Some(file) = ca_file else { return Ok(transport) };
    // What the address asks for stands; only whom to trust is added.
    let address: Uri = server.parse().map_err(|error| format!("mail.server: {error}"))?;
    let wanted = |how: &str| address.query().is_some_and(|query| query.contains(how));
    let kind = match address.scheme_str() {
        Some("smtps") => Tls::Wrapper,
        _ if wanted("tls=required") => Tls::Required,
        _ if wanted("tls=opportunistic") => Tls::Opportunistic,
        _ => return Ok(transport),
    };
    let own = client::Certificate::from_pem(&read(file)?).map_err(|error| failed(file, &error))?;
    let host = address.host().unwrap_or_default().to_owned();
    let parameters = TlsParameters::builder(host).add_root_certificate(own).build_rustls();
    let parameters = parameters.map_err(|error| failed(file, &error))?;
    Ok(transport.tls(kind(parameters)))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| failed(file, &error))
}

fn failed(file: &Path, error: &dyn std::fmt::Display) -> String {
    format!("inventory.ca_file: {}: {error}", file.display())
}
