use std::num::NonZeroU32;

use super::*;
use crate::codes::hotp::Digits;
use crate::codes::ledger::{AttemptId, ChallengeId, FailureBudget, Issue, Policy, SendBudget, issue};
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::{Channel, EmailAddress, Identifier};
use crate::revision::Revision;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const REGION: &str = "eu-central-1";
const OWN: BrowserId = BrowserId::from_random([1; 16]);
const OTHER: BrowserId = BrowserId::from_random([2; 16]);

fn keyring() -> Keyring {
    Keyring::parse(&format!("1:{}=", "A".repeat(43))).unwrap()
}

fn page(before: Option<TokenId>) -> LinkPage {
    let identifier = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    let challenge = ChallengeId::from_random([7; 16]);
    let link = Link { identifier, challenge, counter: 3, region: REGION.to_owned() };
    LinkPage { link, browser: OWN, before, shown_at: NOW, snapshot: None }
}

#[test]
fn a_form_counts_in_the_browser_and_beside_the_session_that_its_page_was_shown_for_and_for_ten_minutes() {
    let [first, second] = [1, 2].map(|secret| TokenId::from_random([secret; 12]));
    for before in [None, Some(first)] {
        let text = page(before).seal(&keyring(), [3; 12]).unwrap();
        let open = |browsers: &[BrowserId], current, region, later| {
            LinkPage::open(&text, browsers, current, &keyring(), region, NOW.plus(later)).map(|_| ())
        };
        assert_eq!(open(&[OWN], before, REGION, 0), Ok(()));
        assert_eq!(open(&[OTHER, OWN], before, REGION, LIFE - 1), Ok(()), "a neighbour's cookie does no harm");
        assert_eq!(open(&[OWN], before, REGION, LIFE), Err(LinkRefused::PageExpired));
        assert_eq!(open(&[OTHER], before, REGION, 0), Err(LinkRefused::OtherBrowser));
        assert_eq!(open(&[], before, REGION, 0), Err(LinkRefused::OtherBrowser));
        assert_eq!(open(&[OWN], Some(second), REGION, 0), Err(LinkRefused::OtherSession));
        assert_eq!(open(&[OWN], before, "eu-west-1", 0), Err(LinkRefused::OtherRegion));
    }
    let text = page(Some(first)).seal(&keyring(), [3; 12]).unwrap();
    let signed_out = LinkPage::open(&text, &[OWN], None, &keyring(), REGION, NOW);
    assert_eq!(signed_out.unwrap_err(), LinkRefused::OtherSession);
}

#[test]
fn what_was_not_sealed_here_as_a_page_is_none() {
    let keyring = keyring();
    let plaintext = postcard::to_allocvec(&page(None)).unwrap();
    let flow = keyring.seal(Purpose::Flow, keyring.current(), &plaintext, [3; 12]).unwrap();
    let link = page(None).link.seal(&keyring, [3; 12]).unwrap();
    let good = page(None).seal(&keyring, [3; 12]).unwrap();
    for text in ["", "x", &good[1..], &good[..good.len() - 1], &flow, &link, &"A".repeat(LONGEST + 1)] {
        let refused = LinkPage::open(text, &[OWN], None, &keyring, REGION, NOW).unwrap_err();
        assert_eq!(refused, LinkRefused::Forged, "{text}");
    }
}

#[test]
fn a_ledger_that_does_not_fit_stays_out_and_the_page_counts_all_the_same() {
    let mut ledger = Ledger::default();
    let sends = SendBudget { per_hour: NonZeroU32::new(200).unwrap(), per_day: NonZeroU32::new(200).unwrap() };
    let failures = FailureBudget { per_day: sends.per_day, per_month: sends.per_day, in_a_row: sends.per_day };
    let policy = Policy {
        digits: Digits::SIX,
        email_code_life: 600,
        sms_code_life: 300,
        guesses_per_code: NonZeroU32::MIN,
        resend_after: 30,
        email_sends: sends.clone(),
        sms_sends: sends,
        failures,
        links: true,
    };
    for number in 0..200 {
        let event = Issue {
            channel: Channel::Email,
            purpose: CodePurpose::SignIn,
            is_tagged: false,
            attempt: AttemptId::from_random([number; 8]),
            challenge: ChallengeId::from_random([number; 16]),
            resend: false,
            device: None,
        };
        (ledger, _) = issue(Some(&ledger), &event, &policy, NOW).unwrap();
        let snapshot = Some(Versioned { revision: Revision::from_random([number; 12]), state: ledger.clone() });
        let shown = LinkPage { snapshot, ..page(None) };
        let text = shown.seal(&keyring(), [3; 12]).unwrap();
        let opened = LinkPage::open(&text, &[OWN], None, &keyring(), REGION, NOW).unwrap();
        assert!(opened == shown || opened == page(None) && number > 60, "{number}");
    }
}
