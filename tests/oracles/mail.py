"""moto plays SES, and Python's email package reads the messages that our code sends: headers, alphabets, both bodies.

    python tests/oracles/mail.py target/debug/examples/mail [folder]

The program is ours, an example around the sender. The HTML bodies are kept in the folder, if one is named, to be looked at.
"""

import argparse
import email
import email.policy
import pathlib
import re
import subprocess
import sys

from moto.ses.models import ses_backends

from stand_in import REGION, client, environment_for, stand_in

ACCOUNT = "123456789012"
NAME = "São Paulo Saúde, \"R&D\""
# The latter mailbox exists, and SMTP takes it in quotation marks alone (RFC 5321 §4.1.2).
CODES = [("01234567", "ada@example.org"), ("7M3K-9QXA-0123-WXYZ", '"taro..yamada"@docomo.ne.jp')]
# In the order of our enum. An Arabic sentence isolates the number (Unicode TR 9).
LIFETIMES = {
    "en": "90 seconds", "de": "90 Sekunden", "fr": "90 secondes", "es": "90 segundos", "pt-BR": "90 segundos",
    "it": "90 secondi", "nl": "90 seconden", "pl": "90 sekund", "tr": "90 saniye", "ja": "90 秒", "zh-Hans": "90 秒",
    "ar": "\u206890\u2069",
}


def main():
    parser = argparse.ArgumentParser(description="Judges our emails by moto and Python's email package.")
    parser.add_argument("mail", help="the compiled example `mail`")
    parser.add_argument("folder", help="where to keep the HTML bodies", nargs="?", type=pathlib.Path)
    arguments = parser.parse_args()
    with stand_in() as endpoint:
        judge(sent(endpoint, arguments.mail), arguments.folder)


def sent(endpoint, program):
    """The messages that SES took, as it got them."""
    client("ses", endpoint).verify_domain_identity(Domain="example.org")
    settings = {
        "TABLE_NAME": "none", "MASTER_SECRET": "1:" + "A" * 64,
        "SERVICE_NAME": NAME, "SERVICE_HOST": "login.example.org", "ISSUER": "https://login.example.org",
        "EMAIL_FROM": "sign-in@example.org",
    }
    outcome = subprocess.run([program], env=environment_for(endpoint) | settings, capture_output=True, text=True, timeout=60)
    expect(outcome.returncode == 0, outcome.stderr)
    return ses_backends[ACCOUNT][REGION].sent_messages


def judge(messages, folder):
    expect(len(messages) == len(CODES) * len(LIFETIMES), f"{len(messages)} messages")
    subjects = set()
    for number, taken in enumerate(messages):
        (code, to), language = CODES[number // len(LIFETIMES)], list(LIFETIMES)[number % len(LIFETIMES)]
        expect(taken.source == "sign-in@example.org" and set(taken.destinations) == {to}, vars(taken))
        expect(taken.raw_data.isascii() and max(map(len, taken.raw_data.splitlines())) <= 78, "a line is too long")
        message = email.message_from_string(taken.raw_data, policy=email.policy.default)
        expect(not message.defects and not any(header.defects for header in message.values()), f"{message.defects}")
        [sender], [recipient] = message["From"].addresses, message["To"].addresses
        expect((sender.display_name, sender.addr_spec) == (NAME, "sign-in@example.org"), f"{message['From']}")
        # Python reads the quotation marks, and keeps them to itself.
        expect(recipient.addr_spec == to.replace('"', "") and raw_header(taken.raw_data, "To") == f"<{to}>",
               f"{recipient.addr_spec} in {raw_header(taken.raw_data, 'To')}")
        expect(message["Auto-Submitted"] == "auto-generated", "an absence note would answer")
        expect("Date" not in message and "Message-ID" not in message, "these are SES's to give")
        subject = str(message["Subject"])
        expect(NAME in subject and code not in subject, subject)
        subjects.add(subject)
        bodies = {kind: message.get_body([kind]) for kind in ("plain", "html")}
        for kind, body in bodies.items():
            expect(body.get_content_charset() == "utf-8" and not body.defects, f"{kind}: {body.defects}")
            text = body.get_content()
            link = "https://login.example.org/signin/link?link="
            for told in (code, LIFETIMES[language], "login.example.org", named(subject), link, "203.0.113.0/24"):
                expect(told in text, f"{kind}: no {told} in {text}")
        direction = "rtl" if language == "ar" else "ltr"
        expect(f'<html lang="{language}" dir="{direction}">' in bodies["html"].get_content(), language)
        for alone in (code, r"https://login\.example\.org/signin/link\?link=[\w-]+"):
            expect(re.search(rf"^{alone}\r?$", bodies["plain"].get_content(), re.MULTILINE), f"{alone} stands alone")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{language}-{len(code)}.html").write_text(bodies["html"].get_content(), encoding="utf-8")
    expect(len(subjects) == len(messages), "no two subjects are the same")
    print(f"SES: {len(messages)} messages read by Python's email package as they were meant")


def named(subject):
    """The two words that a subject has in brackets."""
    found = re.search(r"[(（]\u2068?([A-Za-z]+ [A-Za-z]+)\u2069?[)）]", subject)
    expect(found, subject)
    return found.group(1)


def raw_header(written, name):
    """A header as it stands in the message."""
    return email.message_from_string(written, policy=email.policy.compat32)[name]


def expect(condition, what):
    if not condition:
        sys.exit(f"oracle: {what}")


if __name__ == "__main__":
    main()
