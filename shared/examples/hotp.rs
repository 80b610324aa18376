//! Prints HOTP codes for the oracle: reads lines `hexkey counter digits`, answers each with one code.
//! The first line that is not exactly that ends the run.

use std::io::{self, BufRead, Write};

use shared::codes::hotp::{Digits, Key, hotp};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut output = io::stdout().lock();
    for (index, line) in io::stdin().lock().lines().enumerate() {
        let code = code(&line?).map_err(|fault| format!("line {}: {fault}", index + 1))?;
        writeln!(output, "{code}")?;
    }
    Ok(())
}

fn code(line: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut words = line.split(' ');
    let (Some(key), Some(counter), Some(digits), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("expected `hexkey counter digits`, with single blanks".into());
    };
    let key = Key::new(&bytes(key).ok_or("the key is not in hexadecimal")?)?;
    let counter = number(counter).ok_or("the counter is no whole number below 2^64")?;
    let digits = number(digits).and_then(|count| u8::try_from(count).ok()).ok_or("the digits are no small number")?;
    Ok(hotp(&key, counter, Digits::try_from(digits)?).expose())
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    hexadecimal.as_bytes().chunks(2).map(pair).collect()
}

/// Digits alone: the standard library would also take a sign.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}
