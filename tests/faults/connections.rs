//! What clients do after an answer that helps nobody: which connection is used again, and how often they ask again.

use std::io;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use platform::aws::{Aws, cause};
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use platform::store::RevocationTable;
use shared::tokens::session::SubjectKey;
use tests::service::{START, raise_file_limit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tracing_subscriber::fmt::MakeWriter;

const DONE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"Items\":[]}";
const DOWN: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\n{}";
const REFUSED: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 35\r\n\r\n{\"__type\":\"ResourceInUseException\"}";
const NO_HTTP: &str = "SSH-2.0-OpenSSH_9.9\r\n\r\n";
const CLOSED: &str = "";

/// A service that answers as it was told, the last way again and again.
struct Service {
    url: String,
    /// Over which connection each call came.
    calls: Arc<Mutex<Vec<usize>>>,
}

impl Service {
    async fn that(answers: &[&'static str]) -> Self {
        raise_file_limit();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (calls, answers) = (Arc::<Mutex<Vec<usize>>>::default(), answers.to_vec());
        let seen = Arc::clone(&calls);
        tokio::spawn(async move {
            let mut connections = 0;
            loop {
                let Ok((mut connection, _)) = listener.accept().await else { continue };
                connections += 1;
                let (number, seen, answers) = (connections, Arc::clone(&seen), answers.clone());
                tokio::spawn(async move {
                    while heard(&mut connection).await {
                        let earlier = {
                            let mut seen = seen.lock().unwrap();
                            seen.push(number);
                            seen.len() - 1
                        };
                        let answer = answers[earlier.min(answers.len() - 1)];
                        if answer.is_empty() || connection.write_all(answer.as_bytes()).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { url, calls }
    }

    fn client(&self) -> Aws {
        let variables = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", &self.url),
            // No call of these tests is late, however busy the machine.
            ("CALL_TIMEOUT_MILLISECONDS", "60000"),
        ];
        Aws::new(AwsSettings::read(&Environment::from_pairs(variables)).unwrap())
    }

    fn calls(&self) -> Vec<usize> {
        self.calls.lock().unwrap().clone()
    }
}

/// Reads one call; `false` where the client has gone.
async fn heard(connection: &mut TcpStream) -> bool {
    let (mut text, mut buffer) = (Vec::new(), [0; 4_096]);
    loop {
        match connection.read(&mut buffer).await {
            Ok(read) if read > 0 => text.extend_from_slice(&buffer[..read]),
            _ => return false,
        }
        let so_far = String::from_utf8_lossy(&text);
        let Some((head, body)) = so_far.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return true;
        }
    }
}

/// A client of each kind.
#[derive(Debug)]
enum Client {
    Sdk(aws_sdk_kms::Client),
    /// The authorizer's.
    Query(RevocationTable),
}

impl Client {
    fn both(aws: &Aws) -> [Self; 2] {
        [Self::Sdk(aws.kms()), Self::Query(RevocationTable::new(aws, "table".to_owned()))]
    }

    /// Makes a call; an error is what is logged of it.
    async fn call(&self) -> Result<(), String> {
        match self {
            Self::Sdk(kms) => kms.get_public_key().key_id("key").send().await.map(drop).map_err(|error| cause(&error)),
            Self::Query(table) => {
                let asked = table.revocations_of(SubjectKey::EVERYBODY, false, START).await;
                asked.map(drop).map_err(|error| error.to_string().replace("DynamoDB: ", ""))
            }
        }
    }
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn re_01_a_connection_that_told_of_an_outage_is_not_used_again_and_nobody_is_alarmed() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_max_level(tracing::Level::WARN).finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    for first in [0, 1] {
        let service = Service::that(&[DOWN, DONE]).await;
        let clients = Client::both(&service.client());
        for client in [&clients[first], &clients[0], &clients[1]] {
            assert_eq!(client.call().await, Ok(()));
        }
        assert_eq!(service.calls(), [1, 2, 2, 2], "{:?}", clients[first]);
    }
    tracing::error!("the end");
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.lines().count() == 1 && logged.contains("the end"), "{logged}");
}

#[tokio::test]
async fn re_01_a_connection_that_answered_a_refusal_is_used_again() {
    for first in [0, 1] {
        let service = Service::that(&[REFUSED, DONE]).await;
        let clients = Client::both(&service.client());
        assert_eq!(clients[first].call().await, Err("ResourceInUseException".to_owned()));
        assert_eq!(clients[1 - first].call().await, Ok(()));
        assert_eq!(service.calls(), [1, 1]);
    }
}

#[tokio::test]
async fn re_01_no_answer_is_asked_for_again_and_an_answer_that_is_none_is_not() {
    for (answer, attempts, failed) in
        [(CLOSED, 3, "the connection failed"), (NO_HTTP, 1, "the answer could not be read")]
    {
        let service = Service::that(&[answer]).await;
        for (client, before) in Client::both(&service.client()).iter().zip([0, attempts]) {
            assert_eq!(client.call().await, Err(failed.to_owned()));
            assert_eq!(service.calls().len(), before + attempts, "{client:?}");
        }
    }
}

#[tokio::test]
async fn re_01_while_a_service_is_down_second_attempts_come_to_an_end() {
    let answers = [&[DOWN; 60 + 50][..], &[DONE; 10], &[DOWN, DONE], &[DOWN, DONE], &[DOWN]].concat();
    for kind in [0, 1] {
        let service = Service::that(&answers).await;
        let client = &Client::both(&service.client())[kind];
        let all = join_all((0..60).map(|_| client.call())).await;
        assert!(all.iter().all(|outcome| *outcome == Err("HTTP 503".to_owned())), "{all:?}");
        let mut calls = 60 + 50;
        assert_eq!(service.calls().len(), calls, "{client:?}");
        // Successes give back a little, and as much as their second attempt took.
        for (attempts, success) in
            [[(1, true); 10].as_slice(), &[(2, true), (2, true), (2, false), (1, false)]].concat()
        {
            assert_eq!(client.call().await.is_ok(), success);
            calls += attempts;
            assert_eq!(service.calls().len(), calls, "{client:?}");
        }
    }
}
