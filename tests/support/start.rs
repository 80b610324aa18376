//! How a compiled function refuses to start. Each function's own tests include this file: an integration test of its
//! package is what makes cargo build its binary.

use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

/// Starts `binary` without settings: it ends with a failure and one line of JSON that names all of `missing` and no
/// other variable, and never asks Lambda for an event.
pub(crate) fn refuses(binary: &str, missing: &[&str]) {
    let runtime_api = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = runtime_api.local_addr().unwrap();
    // The first connection ends at once, so that a function that starts after all ends too.
    let first = std::thread::spawn(move || runtime_api.accept().unwrap().1);
    let ended = Command::new(binary)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "test")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let ours = TcpStream::connect(address).and_then(|connection| connection.local_addr()).ok();
    assert_eq!(Some(first.join().unwrap()), ours, "the function asked for an event");

    assert!(!ended.status.success(), "{ended:?}");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    let output = String::from_utf8(ended.stdout).unwrap();
    let line = output.trim_end();
    assert!(line.starts_with('{') && line.ends_with('}') && !line.contains('\n'), "one line of JSON: {output}");
    let expected = missing.iter().map(|name| format!("{name} is not set")).collect::<Vec<_>>().join("; ");
    assert!(line.contains(&format!(": {expected}\"")), "{expected}\n{output}");
}
