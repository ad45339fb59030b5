//! Certificates for servers that nobody should trust: made anew at each start.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::EcGroup;
use openssl::ec::EcKey;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::pkey::Private;
use openssl::rsa::Rsa;
use openssl::ssl::SslContext;
use openssl::ssl::SslMethod;
use openssl::ssl::SslVersion;
use openssl::x509::X509;
use openssl::x509::X509NameBuilder;
use openssl::x509::extension::SubjectAlternativeName;

/// The settings of today's servers and of very old ones.
pub(crate) struct Identity {
    pub(crate) modern: SslContext,
    pub(crate) old: SslContext,
    key: PKey<Private>,
}

impl Identity {
    pub(crate) fn new() -> Result<Self, ErrorStack> {
        let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let key = PKey::from_ec_key(EcKey::generate(&curve)?)?;
        let modern = context(&key, None, "farm.example")?;
        let rsa = PKey::from_rsa(Rsa::generate(2048)?)?;
        let old = context(&rsa, Some(SslVersion::TLS1), "farm.example")?;
        Ok(Self { modern, old, key })
    }

    /// With a certificate for an organisation's own domain.
    pub(crate) fn of(&self, domain: &str) -> Result<SslContext, ErrorStack> {
        context(&self.key, None, domain)
    }
}

fn context(
    key: &PKey<Private>,
    newest: Option<SslVersion>,
    domain: &str,
) -> Result<SslContext, ErrorStack> {
    let mut context = SslContext::builder(SslMethod::tls_server())?;
    let certificate = certificate(key, domain)?;
    context.set_certificate(&certificate)?;
    context.set_private_key(key)?;
    if newest.is_some() {
        context.set_max_proto_version(newest)?;
        context.set_min_proto_version(newest)?;
        // What Windows 2008 spoke: no forward secrecy, SHA-1, CBC.
        context.set_cipher_list("AES128-SHA:@SECLEVEL=0")?;
    }
    Ok(context.build())
}

fn certificate(key: &PKey<Private>, domain: &str) -> Result<X509, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COMMONNAME, &format!("mail.{domain}"))?;
    let name = name.build();
    let mut certificate = X509::builder()?;
    certificate.set_version(2)?;
    certificate.set_serial_number(&*BigNum::from_u32(1)?.to_asn1_integer()?)?;
    certificate.set_subject_name(&name)?;
    certificate.set_issuer_name(&name)?;
    certificate.set_pubkey(key)?;
    certificate.set_not_before(&*Asn1Time::days_from_now(0)?)?;
    certificate.set_not_after(&*Asn1Time::days_from_now(2)?)?;
    let names = SubjectAlternativeName::new()
        .dns(&format!("mail.{domain}"))
        .dns(&format!("autodiscover.{domain}"))
        .build(&certificate.x509v3_context(None, None))?;
    certificate.append_extension(names)?;
    certificate.sign(key, MessageDigest::sha256())?;
    Ok(certificate.build())
}
