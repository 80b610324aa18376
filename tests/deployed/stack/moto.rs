//! moto: SES, SNS, KMS and Secrets Manager, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use aws_sdk_kms::types::{KeySpec, KeyUsageType};
use platform::aws::Aws;
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use serde_json::{Value, json};
use tests::{Client, Email};

/// Where the stack is deployed.
pub(super) const REGION: &str = "eu-central-1";

/// A safety net: moto starts within seconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// Prints its address, and ends with its input.
const SERVER: &str = "\
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger('werkzeug').setLevel(logging.ERROR)
server = ThreadedMotoServer('127.0.0.1', 0, verbose=False)
server.start()
print('http://%s:%s' % server.get_host_and_port(), flush=True)
sys.stdin.read()
";

/// A running moto. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Moto {
    pub(super) url: String,
    process: Child,
    aws: Aws,
}

impl Moto {
    pub(super) fn start() -> Self {
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.venv/bin/python");
        assert!(python.exists(), "{} is missing: .ci/run makes it", python.display());
        let server = Command::new(python).args(["-c", SERVER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = server.unwrap();
        let output = process.stdout.take().unwrap();
        let (sender, first_line) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = BufReader::new(output).read_line(&mut line);
            sender.send(read.map(|_| line)).unwrap();
        });
        let url = first_line.recv_timeout(PATIENCE).expect("moto's address in time").unwrap().trim_end().to_owned();
        let environment = Environment::from_pairs([
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "deployer"),
            ("AWS_SECRET_ACCESS_KEY", "deployer"),
            ("AWS_ENDPOINT_URL", &url),
            ("CALL_TIMEOUT_MILLISECONDS", "60000"),
        ]);
        Self { aws: Aws::new(AwsSettings::read(&environment).unwrap()), url, process }
    }

    /// What the owner of the account does before a deployment: shows SES that the domain is theirs.
    pub(super) async fn verify_domain(&self, domain: &str) {
        self.aws.ses().verify_domain_identity().domain(domain).send().await.unwrap();
    }

    /// Id and ARN of a new key.
    pub(super) async fn create_key(&self, properties: &Value) -> (String, String) {
        let [spec, usage] = ["KeySpec", "KeyUsage"].map(|name| properties[name].as_str().unwrap());
        let call = self.aws.kms().create_key().key_spec(KeySpec::from(spec)).key_usage(KeyUsageType::from(usage));
        let made = call.send().await.unwrap().key_metadata.unwrap();
        (made.key_id, made.arn.unwrap())
    }

    /// The ARN of a new secret that is generated as its resource says.
    pub(super) async fn create_secret(&self, name: &str, properties: &Value) -> String {
        let secrets = self.aws.secrets_manager();
        let generate = &properties["GenerateSecretString"];
        assert_eq!(generate.as_object().unwrap().len(), 2, "{properties}");
        let generated = secrets
            .get_random_password()
            .password_length(generate["PasswordLength"].as_i64().unwrap())
            .exclude_punctuation(generate["ExcludePunctuation"].as_bool().unwrap());
        let generated = generated.send().await.unwrap().random_password.unwrap();
        secrets.create_secret().name(name).secret_string(generated).send().await.unwrap().arn.unwrap()
    }

    /// The emails that SES took for `address`.
    pub(super) async fn emails_to(&self, address: &str) -> Vec<Email> {
        let data = Client::new(self.url.clone()).get("/moto-api/data.json").await.json();
        let messages = data["ses"]["RawMessage"].as_array().cloned().unwrap_or_default();
        let theirs = |message: &&Value| message["destinations"][0] == json!(address);
        let read = |message: &Value| Email::of_bytes(message["raw_data"].as_str().unwrap().as_bytes());
        messages.iter().filter(theirs).map(read).collect()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
