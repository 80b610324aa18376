//! The compiled function without settings: it needs none.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn without_settings_it_starts_and_asks_for_its_first_event() {
    let runtime_api = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = runtime_api.local_addr().unwrap();
    let (asked, question) = mpsc::channel();
    std::thread::spawn(move || {
        let (connection, _) = runtime_api.accept().unwrap();
        asked.send(BufReader::new(connection).lines().next().unwrap().unwrap())
    });
    let process = Command::new(env!("CARGO_BIN_EXE_me"))
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "me")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let _running = Running(process);
    let question = question.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(question, "GET /2018-06-01/runtime/invocation/next HTTP/1.1");
}
