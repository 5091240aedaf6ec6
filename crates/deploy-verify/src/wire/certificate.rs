//! When a certificate ends. rustls reads certificates and tells no dates; asked whether this one holds at the end of the year 9999, it says
//! when it ended.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

/// 9999-12-31T23:59:59Z, which RFC 5280 (section 4.1.2.5) keeps for certificates without an end.
const NEVER: u64 = 253_402_300_799;

/// The second since 1970 at which it ends; nothing if that cannot be told.
pub(super) fn ends(der: &[u8], host: &str, roots: &Arc<RootCertStore>) -> Option<u64> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), provider).build().ok()?;
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).ok()?;
    let late = UnixTime::since_unix_epoch(Duration::from_secs(NEVER));
    match verifier.verify_server_cert(&CertificateDer::from(der), &[], &name, &[], late) {
        Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Some(not_after.as_secs())
        }
        Ok(_) => Some(NEVER),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_told_whoever_issued_it() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut asked = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        asked.not_after = rcgen::date_time_ymd(2027, 3, 4);
        let certificate = asked.self_signed(&key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let mut strangers = RootCertStore::empty();
        strangers.add(other.cert.der().clone()).unwrap();
        for roots in [roots, strangers] {
            // 2027-03-04T00:00:00Z.
            assert_eq!(ends(certificate.der(), "localhost", &Arc::new(roots)), Some(1_804_118_400));
        }
        assert_eq!(ends(b"none", "localhost", &Arc::new(RootCertStore::empty())), None);
    }
}
