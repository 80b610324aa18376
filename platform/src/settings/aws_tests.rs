use super::*;

#[test]
fn a_bundle_is_trusted_as_a_whole_or_not_at_all() {
    assert_eq!(authorities(AMAZON_ROOTS).unwrap().len(), 5);
    let none = Err("has no certificate".to_owned());
    let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for pem in [&b""[..], b"<html></html>", b"-----BEGIN", key, &[0x30, 0x82, 0xff]] {
        assert_eq!(authorities(pem).map(|trusted| trusted.len()), none, "{pem:?}");
    }
    for other in ["TRUSTED CERTIFICATE", "X509 CRL", "PRIVATE KEY"] {
        let other = format!("-----BEGIN {other}-----\nAAAA\n-----END {other}-----\n");
        let rule = authorities(&[AMAZON_ROOTS, other.as_bytes()].concat()).unwrap_err();
        assert_eq!(rule, "has a part that is no certificate");
    }
    for broken in ["AAAA", "=", "MIIB"] {
        let broken = format!("-----BEGIN CERTIFICATE-----\n{broken}\n-----END CERTIFICATE-----\n");
        let bundle = [AMAZON_ROOTS, broken.as_bytes()].concat();
        let rule = authorities(&bundle).unwrap_err();
        assert_eq!(rule, "has a certificate that cannot be read, number 6");
    }
}
