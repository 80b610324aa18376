//! `admin clients`: an operator registers clients and resources from a file, and makes their secrets.

use std::fs;
use std::process::Output;

use axum::extract::FromRequest;
use http::Request;
use platform::clients::Clients;
use platform::http::OAuthForm;
use platform::store::{Key, Store};
use shared::Timestamp;
use shared::identity::keyring::Keyring;
use tempfile::TempDir;
use tests::Service;

use super::MASTER_SECRET;

const API: &str = "https://api.example.org";
/// Long after whatever a command writes.
const NOW: Timestamp = Timestamp::from_unix(2_000_000_000);

/// A service, and files to apply to it.
struct Operated {
    service: Service,
    folder: TempDir,
}

impl Operated {
    async fn start() -> Self {
        let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
        Self { service, folder: tempfile::tempdir().unwrap() }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let arguments: Vec<&str> = [&["clients"], arguments].concat();
        super::admin_knowing(
            &self.service,
            &arguments,
            &[
                ("MASTER_SECRET", MASTER_SECRET),
                ("ISSUER", "https://login.example.org"),
                ("SIGNING_KEYS", SIGNING_KEYS),
            ],
        )
    }

    /// What a command that succeeds prints.
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that fails tells.
    fn told(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn apply(&self, file: &str, options: &[&str]) -> String {
        self.said(&[&["apply", &self.written(file)], options].concat())
    }

    fn written(&self, file: &str) -> String {
        let path = self.folder.path().join("clients.json");
        fs::write(&path, file).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn clients(&self) -> Clients {
        Clients::new(Store::new(self.service.database.client(), self.service.database.table().to_owned()), None)
    }

    /// Whether a secret is the client's, as an endpoint finds it that has not read it before.
    async fn counts(&self, id: &str, secret: &str) -> bool {
        let body = format!("client_id={id}&client_secret={secret}");
        let request = Request::post("/token").header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(axum::body::Body::from(body)).unwrap();
        let form = OAuthForm::from_request(request, &()).await.unwrap();
        let keyring = Keyring::parse(MASTER_SECRET).unwrap();
        Box::pin(self.clients().authenticate(&form, &keyring, NOW)).await.is_ok()
    }
}

/// A key in KMS that signs RS256: nobody asks it for anything.
const SIGNING_KEYS: &str = r#"[{"key":"arn:aws:kms:eu-central-1:123456789012:key/0","kid":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","alg":"RS256"}]"#;

const FILE: &str = r#"{
  "resources": [{ "id": "https://api.example.org", "name": "Orders", "scopes": ["orders:read"] }],
  "clients": [
    { "id": "web", "name": "Web shop", "type": "confidential", "redirect_uris": ["https://shop.example.org/cb"],
      "scopes": ["openid", "orders:read"], "resources": ["https://api.example.org"] },
    { "id": "app", "name": "App", "type": "public", "redirect_uris": ["com.example.app:/cb"], "scopes": ["openid"] }
  ]
}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_applied_and_the_next_one_says_what_it_changes() {
    let operated = Operated::start().await;
    let added = "resource https://api.example.org: added\nclient app: added\nclient web: added\n";
    assert_eq!(operated.apply(FILE, &["--dry-run"]), format!("{added}nothing was changed (--dry-run)\n"));
    assert_eq!(operated.said(&["show"]), "");
    let hint = "client web has no secret yet: `admin clients secret web` makes one\n";
    assert_eq!(operated.apply(FILE, &[]), format!("{added}{hint}"));
    let unchanged = added.replace("added", "unchanged");
    assert_eq!(operated.apply(FILE, &[]), unchanged);
    assert_eq!(
        operated.said(&["show"]),
        "resource https://api.example.org (Orders)\nclient app (App): public\nclient web (Web shop): confidential, without a secret\n"
    );
    let clients = operated.clients();
    let web = clients.find("web", NOW).await.unwrap().unwrap();
    assert_eq!(web.redirect("https://shop.example.org/cb").unwrap().as_str(), "https://shop.example.org/cb");
    assert_eq!(clients.resource(API, NOW).await.unwrap().unwrap().name.as_str(), "Orders");
    let shown: serde_json::Value = serde_json::from_str(&operated.said(&["show", "app"])).unwrap();
    assert_eq!(shown["redirect_uris"], serde_json::json!(["com.example.app:/cb"]));
    assert!(operated.told(&["show", "nobody"]).contains("no client and no resource is registered as nobody"));

    let other = FILE.replace("Web shop", "Shop").replace(r#", "resources": ["https://api.example.org"] }"#, " }");
    let other = other.replace(r#"["openid", "orders:read"]"#, r#"["openid"]"#);
    assert!(operated.apply(&other, &[]).contains("client web: changed in name, resources, scopes\n"));
    let fewer = r#"{"clients":[{"id":"app","name":"App","type":"public","redirect_uris":["com.example.app:/cb"],"scopes":["openid"]}]}"#;
    let stays = "not in the file, and stays (--prune removes it)";
    assert_eq!(
        operated.apply(fewer, &[]),
        format!("resource {API}: {stays}\nclient app: unchanged\nclient web: {stays}\n")
    );
    let removed = format!("resource {API}: removed\nclient app: unchanged\nclient web: removed\n");
    assert_eq!(operated.apply(fewer, &["--prune", "--dry-run"]), format!("{removed}nothing was changed (--dry-run)\n"));
    assert_eq!(operated.apply(fewer, &["--prune"]), removed);
    assert_eq!(operated.said(&["show"]), "client app (App): public\n");
    assert!(operated.clients().find("web", NOW).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_01_a_file_with_faults_is_refused_whole_and_each_of_them_is_told() {
    let operated = Operated::start().await;
    operated.apply(FILE, &[]);
    let before = operated.said(&["show", "app"]);
    let faulty = FILE
        .replace("com.example.app:/cb", "javascript:alert(1)")
        .replace(r#""name": "Orders""#, r#""name": "Orders", "algorithm": "EdDSA""#)
        .replace("Web shop", "");
    let told = operated.told(&["apply", &operated.written(&faulty), "--prune"]);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("admin: ") && lines[0].ends_with("is refused, and nothing was changed:"), "{told}");
    assert_eq!(lines.len(), 4, "{told}");
    assert!(
        lines[1].starts_with("line 2: /resources/0/algorithm must be one for which a key signs now (RS256)"),
        "{told}"
    );
    assert!(lines[2].starts_with("line 4: /clients/0/name "), "{told}");
    assert!(lines[3].starts_with("line 6: /clients/1/redirect_uris/0 "), "{told}");
    assert_eq!(operated.said(&["show", "app"]), before);
    assert!(operated.told(&["apply", "/nowhere.json"]).contains("/nowhere.json cannot be read"));
    let of_kept = r#"{"clients":[{"id":"b","name":"B","type":"public","redirect_uris":["https://b.example/"],
        "scopes":["orders:read"],"resources":["https://api.example.org"]}]}"#;
    assert!(
        operated.told(&["apply", &operated.written(of_kept), "--prune"]).contains("/clients/0/resources/0 must be")
    );
    assert!(operated.apply(of_kept, &[]).contains("client b: added"), "the resource stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_07_secrets_are_shown_once_and_two_of_them_count_while_a_client_moves_to_the_next() {
    let operated = Operated::start().await;
    operated.apply(FILE, &[]);
    let make = |options: &[&str]| operated.said(&[&["secret", "web"], options].concat()).trim_end().to_owned();
    let first = make(&[]);
    assert!(first.starts_with("otpcs_") && first.lines().count() == 1);
    let second = make(&[]);
    assert!(operated.counts("web", &first).await && operated.counts("web", &second).await);
    assert!(operated.told(&["secret", "web"]).contains("web has two secrets already"));
    // What is applied meanwhile takes none of them away.
    assert!(
        operated.apply(&FILE.replace(r#""scopes": ["openid"] }"#, r#""scopes": ["email"] }"#), &[]).contains("changed")
    );
    assert!(operated.apply(&FILE.replace("Web shop", "Shop"), &[]).contains("client web: changed in name\n"));
    operated.apply(FILE, &[]);
    assert!(operated.counts("web", &first).await && operated.counts("web", &second).await);
    assert_eq!(make(&["--retire-old"]), "");
    assert!(!operated.counts("web", &first).await && operated.counts("web", &second).await);
    assert!(operated.told(&["secret", "web", "--retire-old"]).contains("has no old secret"));
    let third = make(&["--replace"]);
    assert!(!operated.counts("web", &second).await && operated.counts("web", &third).await);
    assert!(!operated.counts("app", &third).await && !operated.counts("nobody", &third).await);
    assert!(operated.told(&["secret", "app"]).contains("app is public"));
    assert!(operated.told(&["secret", "nobody"]).contains("nobody is not registered"));
    let stored: Vec<Vec<u8>> =
        operated.service.items().await.iter().map(|item| item["state"].as_b().unwrap().as_ref().to_vec()).collect();
    let holds =
        |part: &str| stored.iter().any(|state| state.windows(part.len()).any(|window| window == part.as_bytes()));
    assert!(holds("Web shop") && !holds(&third[6..26]), "no secret stands in the table");
    let shown = operated.run(&["show", "web"]);
    let shown = format!("{shown:?}");
    assert!(!shown.contains(&third) && shown.contains("with a secret of"), "{shown}");
    let other = MASTER_SECRET.replace("1:A", "1:B");
    let output = super::admin_with(&operated.service, &["clients", "secret", "web"], &other);
    assert!(!output.status.success() && output.stdout.is_empty(), "its hash would be nobody's");
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_07_of_eight_secrets_that_are_made_at_once_two_count() {
    let operated = Operated::start().await;
    operated.apply(FILE, &[]);
    let made: Vec<Output> = std::thread::scope(|threads| {
        let running: Vec<_> = (0..8).map(|_| threads.spawn(|| operated.run(&["secret", "web"]))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut counting = 0;
    for output in &made {
        let secret = String::from_utf8(output.stdout.clone()).unwrap();
        assert_eq!(output.status.success(), !secret.is_empty(), "{:?}", output.stderr);
        counting += usize::from(output.status.success() && operated.counts("web", secret.trim_end()).await);
    }
    assert_eq!((counting, made.iter().filter(|output| output.status.success()).count()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_somebody_has_changed_meanwhile_is_not_removed() {
    let operated = Operated::start().await;
    operated.apply(FILE, &[]);
    let store = Store::new(operated.service.database.client(), operated.service.database.table().to_owned());
    let seen = store.clients().await.unwrap().remove(0);
    operated.apply(&FILE.replace(r#""name": "App""#, r#""name": "Other""#), &[]);
    let key = Key::client(&seen.state.id);
    assert!(!store.unregister(&key, seen.revision).await.unwrap());
    let now = store.clients().await.unwrap().remove(0);
    assert_eq!((now.state.id.as_str(), now.state.name.as_str()), ("app", "Other"));
    // Whoever asks again after a lost answer is told of success.
    assert!(store.unregister(&key, now.revision).await.unwrap() && store.unregister(&key, now.revision).await.unwrap());
    assert_eq!(store.clients().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_variables_that_a_laptop_writes_down_are_enough_for_the_command() {
    use platform::clock::Clock;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let options = local::Options {
        port: 0,
        data: Some(data.clone()),
        algorithm: admin::keys::KeyAlgorithm::EdDsa,
        settings: Vec::new(),
        clock: Clock::system(),
    };
    let local = local::Local::start(options.clone()).await.unwrap();
    let file = folder.path().join("clients.json");
    fs::write(&file, FILE.replace(r#""type":"#, r#""id_token_algorithm": "EdDSA", "type":"#)).unwrap();
    let (variables, binary) = (local::admin_environment(&data), super::binary());
    let (variables, binary, file) = (variables.display(), binary.display(), file.display());
    let command = format!(". {variables} && {binary} clients apply {file} && {binary} clients secret web");
    let output = std::process::Command::new("sh").args(["-c", &command]).env_clear().output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().contains("otpcs_"));
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(local::admin_environment(&data)).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    drop(local);
    let again = local::Local::start(options).await.unwrap();
    drop(again);
}
