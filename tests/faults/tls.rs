//! Who is taken for AWS: nobody but a host that an authority of the configuration vouches for by its name.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use platform::aws::{Aws, cause};
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use platform::store::RevocationTable;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::SupportedKxGroup;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{NamedGroup, ProtocolVersion, ServerConfig, ServerConnection, SupportedProtocolVersion};
use shared::tokens::session::SubjectKey;
use tests::service::{PATIENCE, START};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"Items\":[]}";

/// What was agreed on with a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Agreed {
    version: Option<ProtocolVersion>,
    group: Option<NamedGroup>,
}

/// An authority, and what it vouches for.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn server(&self, name: &str, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let chain: Vec<CertificateDer<'_>> = vec![certificate.der().clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        config.with_no_client_auth().with_single_cert(chain, key).unwrap()
    }
}

/// Answers every call with no items; gives its URL, and what it agrees on with those who go on after its certificate.
async fn serve(config: ServerConfig) -> (String, Arc<Mutex<Vec<Agreed>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (acceptor, agreed) = (TlsAcceptor::from(Arc::new(config)), Arc::default());
    let seen: Arc<Mutex<Vec<Agreed>>> = Arc::clone(&agreed);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
            tokio::spawn(async move {
                let Ok(mut connection) = acceptor.accept(connection).await else { return };
                seen.lock().unwrap().push(agreed_on(connection.get_ref().1));
                // A call is smaller than the buffer.
                while connection.read(&mut [0; 16_384]).await.is_ok_and(|read| read > 0) {
                    connection.write_all(ANSWER).await.unwrap();
                }
            });
        }
    });
    (url, agreed)
}

fn agreed_on(connection: &ServerConnection) -> Agreed {
    let group = connection.negotiated_key_exchange_group().map(SupportedKxGroup::name);
    Agreed { version: connection.protocol_version(), group }
}

/// Calls the server by an SDK and by the authorizer's query; `None`: by Amazon's authorities.
async fn call(url: &str, trusted: Option<&Authority>) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("ca.pem");
    let mut variables = vec![
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", url),
        // A handshake that is late would be made again.
        PATIENCE,
    ];
    if let Some(Authority(authority)) = trusted {
        std::fs::write(&bundle, authority.pem()).unwrap();
        variables.push(("AWS_CA_BUNDLE", bundle.to_str().unwrap()));
    }
    let aws = Aws::new(AwsSettings::read(&Environment::from_pairs(variables)).unwrap());
    let by_sdk = aws.kms().get_public_key().key_id("key").send().await.map(drop).map_err(|error| cause(&error));
    let table = RevocationTable::new(&aws, "table".to_owned());
    let by_query = table.revocations_of(SubjectKey::EVERYBODY, false, START).await.map(drop);
    let by_query = by_query.map_err(|error| error.to_string().replace("DynamoDB: ", ""));
    assert_eq!(by_sdk, by_query);
    by_sdk
}

#[tokio::test]
async fn an_authority_that_is_trusted_vouches_for_its_host_and_one_connection_carries_all_calls() {
    let authority = Authority::new();
    for (offered, version, group) in [
        (rustls::ALL_VERSIONS, ProtocolVersion::TLSv1_3, NamedGroup::X25519MLKEM768),
        (&[&rustls::version::TLS12], ProtocolVersion::TLSv1_2, NamedGroup::X25519),
    ] {
        let (url, agreed) = serve(authority.server("localhost", offered)).await;
        assert_eq!(call(&url, Some(&authority)).await, Ok(()));
        assert_eq!(*agreed.lock().unwrap(), [Agreed { version: Some(version), group: Some(group) }]);
    }
}

/// Takes connections of HTTP/2 and never answers over them; gives its URL, and how many there were.
async fn be_dead(authority: &Authority) -> (String, Arc<AtomicUsize>) {
    let mut config = authority.server("localhost", rustls::ALL_VERSIONS);
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (acceptor, connections) = (TlsAcceptor::from(Arc::new(config)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
            tokio::spawn(async move {
                let mut connection = acceptor.accept(connection).await.unwrap();
                assert_eq!(connection.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
                seen.fetch_add(1, Ordering::SeqCst);
                while connection.read(&mut [0; 16_384]).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    (url, connections)
}

#[tokio::test]
async fn re_03_a_connection_that_is_dead_takes_one_attempt_and_not_all_of_them() {
    let authority = Authority::new();
    let ((by_sdk, of_sdk), (by_query, of_query)) = tokio::join!(be_dead(&authority), be_dead(&authority));
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("ca.pem");
    std::fs::write(&bundle, authority.0.pem()).unwrap();
    let aws = |url: &str| {
        let variables = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", url),
            ("AWS_CA_BUNDLE", bundle.to_str().unwrap()),
            ("CALL_TIMEOUT_MILLISECONDS", "1000"),
        ];
        Aws::new(AwsSettings::read(&Environment::from_pairs(variables)).unwrap())
    };
    let table = RevocationTable::new(&aws(&by_query), "table".to_owned());
    let (kms, revocations) = tokio::join!(
        aws(&by_sdk).kms().get_public_key().key_id("key").send(),
        table.revocations_of(SubjectKey::EVERYBODY, false, START)
    );
    assert!(kms.is_err() && revocations.is_err());
    assert_eq!((of_sdk.load(Ordering::SeqCst), of_query.load(Ordering::SeqCst)), (3, 3));
}

#[tokio::test]
async fn nobody_is_taken_for_aws_by_another_authority_or_under_another_name() {
    let (authority, another) = (Authority::new(), Authority::new());
    let (url, agreed) = serve(authority.server("localhost", rustls::ALL_VERSIONS)).await;
    for trusted in [None, Some(&another)] {
        assert_eq!(call(&url, trusted).await, Err("the connection failed".to_owned()));
    }
    let (elsewhere, agreed_elsewhere) = serve(authority.server("kms.example.org", rustls::ALL_VERSIONS)).await;
    assert_eq!(call(&elsewhere, Some(&authority)).await, Err("the connection failed".to_owned()));
    assert!(agreed.lock().unwrap().is_empty() && agreed_elsewhere.lock().unwrap().is_empty());
}
