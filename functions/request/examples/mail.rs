//! What the functions send by SES, for the oracle: a short code in every language to `ada@example.org`, and a long one to a
//! mailbox whose local part needs quotation marks. The settings are those of the function that sends.

use pages::{Envelope, Locale, Tag};
use platform::aws::Aws;
use platform::sender::{Sender, Ses};
use platform::settings::{Environment, FromEnvironment};
use shared::codes::hotp::Code;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::{EmailAddress, Identifier};

/// Eight digits, and eighty bits in base32, and whom they go to.
const CODES: [(&str, &str); 2] = [("01234567", "ada@example.org"), ("7M3K9QXA0123WXYZ", "taro..yamada@docomo.ne.jp")];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = request::Settings::read(&Environment::of_process())?;
    let aws = Aws::new(config.table.aws.clone());
    let sender = Sender::aws(config.brand, Ses::new(aws.ses(), config.email), None);
    let mut challenge = [0; 16];
    for (code, recipient) in CODES {
        let (code, identifier) = (Code::parse(code)?, Identifier::Email(EmailAddress::parse(recipient)?));
        for locale in Locale::ALL {
            let tag = Tag::of(&challenge, 0);
            sender
                .send(Envelope {
                    identifier: &identifier,
                    code: &code,
                    purpose: CodePurpose::SignIn,
                    locale,
                    expires_in: 90,
                    tag,
                    link: Some("https://login.example.org/signin/link?link=AQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-y"),
                    asked_from: Some("203.0.113.0/24"),
                })
                .await?;
            challenge = challenge.map(|byte: u8| byte.wrapping_add(1));
        }
    }
    Ok(())
}
