//! TLS by rustls, for a server without a proxy in front. The certificate is
//! taken anew when its file is replaced, as the tools that renew it do.

use crate::config::Listen;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::RwLock;
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// The certificate in use.
pub(crate) struct Tls {
    acceptor: RwLock<TlsAcceptor>,
}

impl Tls {
    /// Reads certificate and key, where they are configured.
    ///
    /// # Errors
    /// One without the other, files that cannot be read or do not belong
    /// together.
    pub(crate) fn new(listen: &Listen) -> io::Result<Option<Self>> {
        match (&listen.certificate_file, &listen.key_file) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                let acceptor = acceptor(certificate, key).map_err(io::Error::other)?;
                Ok(Some(Self { acceptor: RwLock::new(acceptor) }))
            }
            _ => Err(io::Error::other(
                "listen.certificate_file and listen.key_file go together: set both or neither",
            )),
        }
    }

    /// What new connections are accepted with.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Reads the files again; what cannot be used changes nothing.
    pub(crate) fn renew(&self, listen: &Listen) {
        let (Some(certificate), Some(key)) = (&listen.certificate_file, &listen.key_file) else {
            return;
        };
        match acceptor(certificate, key) {
            Ok(fresh) => {
                *self.acceptor.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
                tracing::info!(path = %certificate.display(), "took a new certificate");
            }
            Err(error) => tracing::error!(error, "cannot use it; the certificate in use stays"),
        }
    }
}

/// When certificate and key were last written.
pub(crate) fn stamp(listen: &Listen) -> [Option<SystemTime>; 2] {
    [&listen.certificate_file, &listen.key_file].map(|path| {
        let metadata = std::fs::metadata(path.as_ref()?).ok()?;
        metadata.modified().ok()
    })
}

fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, String> {
    let at = |path: &Path, error: String| format!("{}: {error}", path.display());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| at(certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(at(certificate, "holds no certificate in PEM form".to_owned()));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| at(key, error.to_string()))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| at(certificate, error.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
