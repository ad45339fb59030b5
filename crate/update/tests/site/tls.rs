//! The same publisher over TLS.

use crate::site::Site;
use crate::site::answer;
use rustls::ServerConfig;
use rustls::ServerConnection;
use rustls::StreamOwned;
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;

/// One that speaks TLS, and what vouches for it (PEM).
pub(crate) fn secure() -> (Site, String) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let site = Site::with("https", move |stream, pages| {
        let Ok(connection) = ServerConnection::new(config.clone()) else { return };
        answer(StreamOwned::new(connection, stream), pages);
    });
    (site, made.cert.pem())
}
