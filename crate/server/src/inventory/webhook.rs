//! One message to one address, signed so that who gets it can tell it is ours
//! and new.

use super::address::Filter;
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
    allow_internal: bool,
) -> Result<(), String> {
    let config = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(15)))
        // A redirect could lead inside, a proxy of the environment could too.
        .max_redirects(0)
        .proxy(None)
        .http_status_as_error(false)
        .user_agent(concat!("expatch/", env!("CARGO_PKG_VERSION")))
        .build();
    let filter = Filter { allow_internal };
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
    /// `printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_x`
    #[test]
    fn the_signature_is_what_other_tools_compute() {
        assert_eq!(
            super::signature("whsec_x", 1_700_000_000, "{}"),
            "v1=be8cb8325f2202445260a855532f967e30ad2a9394ce28da66ee02880ddcb661"
        );
    }
}
