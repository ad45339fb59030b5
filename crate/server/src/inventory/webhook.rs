//! One message to one address, signed so that who gets it can tell it is ours
//! and new.

use super::address::Filter;
use crate::config::Inventory;
use crate::roots;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha2::Sha256;
use std::time::Duration;
use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;

/// `v1=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a full stop
/// and the body, with the webhook's secret as key.
pub(crate) fn signature(secret: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(format!("{timestamp}.{body}").as_bytes());
    let bytes = mac.finalize().into_bytes();
    format!("v1={}", expatch::hexadecimal(&bytes))
}

/// Sends; whoever answers with success has it. Blocks for at most 15 seconds.
///
/// # Errors
/// Why it was not taken, in words that hold no secret.
pub(crate) fn send(
    (url, secret): (&str, &str),
    body: &str,
    number: i64,
    timestamp: i64,
    settings: &Inventory,
) -> Result<(), String> {
    let config = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(15)))
        // A redirect could lead inside, a proxy of the environment could too.
        .max_redirects(0)
        .proxy(None)
        .http_status_as_error(false)
        .tls_config(roots::web(settings.ca_file.as_deref())?)
        .user_agent(concat!("expatch/", env!("CARGO_PKG_VERSION")))
        .build();
    let filter = Filter { allow_internal: settings.allow_internal };
    let agent = Agent::with_parts(config, DefaultConnector::default(), filter);
    let answer = agent
        .post(url)
        .header("content-type", "application/json")
        .header("expatch-delivery", number.to_string())
        .header("expatch-timestamp", timestamp.to_string())
        .header("expatch-signature", signature(secret, timestamp, body))
        .send(body);
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("it answered {}", answer.status().as_u16())),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Inventory;
    use crate::config::Listen;
    use crate::roots;
    use crate::tls::Tls as Own;
    use lettre::Tokio1Executor;
    use tokio::io::AsyncReadExt;
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    /// A server of a company's own, which says how its handshakes end and answers with `said`.
    async fn inside(said: &'static str) -> (u16, std::path::PathBuf, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let listen = Listen {
            certificate_file: Some(certificate.clone()),
            key_file: Some(key),
            ..Listen::default()
        };
        let acceptor = Own::new(&listen).unwrap().unwrap().acceptor();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let _ = stream.write_all(said.as_bytes()).await;
                    let _ = stream.read(&mut [0; 4096]).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        (port, certificate, folder)
    }

    #[tokio::test]
    async fn a_webhook_inside_is_trusted_by_ones_own_certificate() {
        let answer = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        let (port, certificate, _folder) = inside(answer).await;
        for (ca_file, is_taken) in [(Some(certificate), true), (None, false)] {
            let settings = Inventory { allow_internal: true, ca_file, ..Inventory::default() };
            let url = format!("https://localhost:{port}/");
            let sent =
                tokio::task::spawn_blocking(move || send((&url, "s"), "{}", 1, 1, &settings));
            let sent = sent.await.unwrap();
            assert_eq!(sent.is_ok(), is_taken, "{sent:?}");
        }
    }

    #[tokio::test]
    async fn a_mail_server_inside_is_too() {
        let (port, certificate, _folder) = inside("554 no letters here\r\n").await;
        let server = format!("smtps://localhost:{port}");
        for (ca_file, is_heard) in [(Some(certificate), true), (None, false)] {
            let transport = roots::mail(&server, ca_file.as_deref()).unwrap();
            let transport = transport.timeout(Some(Duration::from_secs(10)));
            let why = transport.build::<Tokio1Executor>().test_connection().await.unwrap_err();
            // Only who trusts it comes as far as its refusal.
            assert_eq!(why.to_string().contains("no letters here"), is_heard, "{why}");
        }
    }

    /// `printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_x`
    #[test]
    fn the_signature_is_what_other_tools_compute() {
        assert_eq!(
            signature("whsec_x", 1_700_000_000, "{}"),
            "v1=be8cb8325f2202445260a855532f967e30ad2a9394ce28da66ee02880ddcb661"
        );
    }
}
