"""Makes passkeys and signs in by them at a running local server, honestly and not, and has py_webauthn judge each ceremony by
the same expectations. Keeps the ceremonies for passkeys.mjs, which has SimpleWebAuthn judge them.

    tests/oracles/with_server.sh ES256 python tests/oracles/passkeys.py RECORD [--seed N] [--cases N]

Seeded is what is wrong, and where; challenges, accounts and keys of RSA are fresh ones.
"""

import argparse
import json
import os
import random
import sys
import uuid
from collections import Counter
from urllib.parse import parse_qs, urlsplit

try:
    import requests
    from webauthn import verify_authentication_response, verify_registration_response
    from webauthn.helpers import base64url_to_bytes
except ImportError as missing:
    sys.exit(f"{missing.name} is missing: pip install -r tests/oracles/requirements.txt")

from ceremonies import AUTHENTICATIONS, REGISTRATIONS, b64url
from pages import Browser

# Seconds until another code is sent.
PAUSE = 61
# Ceremonies that one agreed change sees, at most: it lasts ten minutes.
MOST_OF_A_CHANGE = 40
FEWEST_CASES = 200
FRAMES = "it looks at no frames"
KEYS = "it looks at a key when it is first signed with"
IDS = "it leaves ids to its caller"
BEHIND = "it has nothing stand there"
BACKUP = "it remembers nothing of a passkey, which its caller may compare"
# Where py_webauthn judges otherwise than we do, knowingly, and why. Each must go on to differ, or its line goes.
KNOWN = {
    "registration: a frame": FRAMES,
    "registration: a frame, and the page above it": FRAMES,
    "registration: a page above no frame": FRAMES,
    "authentication: a frame": FRAMES,
    "authentication: a frame, and the page above it": FRAMES,
    "authentication: a page above no frame": FRAMES,
    "registration: client data in UTF-16": "Python's JSON has more encodings than one",
    "authentication: client data in UTF-16": "Python's JSON has more encodings than one",
    "registration: a coordinate that is too short": KEYS,
    "registration: a point that is not on the curve": KEYS,
    "registration: a curve of another algorithm": KEYS,
    "registration: a type of another key": KEYS,
    "registration: an id that is too long": IDS,
    "registration: another id than it is called by": IDS,
    "registration: bytes behind authenticator data": BEHIND,
    "authentication: bytes behind authenticator data": BEHIND,
    "registration: no attestation, and a statement of it": "it has such a statement be empty",
    "authentication: honest, of ES384": "it offers ES384 and checks no signature of it",
    "authentication: a counter that went back": "it has counters go on, where we tell the owner and lock nobody out",
    "authentication: eligible for backup all of a sudden": BACKUP,
    "authentication: eligible for backup no more": BACKUP,
    "authentication: another person": "it leaves it to its caller whom a passkey names",
}


def main():
    parser = argparse.ArgumentParser(description="Has py_webauthn judge the ceremonies that we judge.")
    parser.add_argument("record", help="where the ceremonies are kept")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--cases", type=int, default=FEWEST_CASES, help=f"of each kind of ceremony; at least {FEWEST_CASES}")
    arguments = parser.parse_args()
    if arguments.cases < FEWEST_CASES:
        parser.error(f"--cases must be at least {FEWEST_CASES}")
    if not os.environ.get("BASE_URL"):
        sys.exit("BASE_URL is not set: run with_server.sh before")
    service = Service(os.environ["BASE_URL"].rstrip("/"), random.Random(arguments.seed))
    record = [service.registration(kind) for kind in repeated(REGISTRATIONS, arguments.cases)]
    record += [service.authentication(kind) for kind in repeated(AUTHENTICATIONS, arguments.cases)]
    with open(arguments.record, "w") as file:
        json.dump(record, file)
    print(f"seed {arguments.seed}, {len(record)} ceremonies kept")
    return report(record, "py_webauthn", KNOWN, verdict_of_py_webauthn)


def repeated(kinds, count):
    """Every kind as often as every other, but for one time at most."""
    return [kinds[index % len(kinds)] for index in range(count)]


def report(record, name, known, verdict):
    failed, differing = 0, Counter()
    for case in record:
        kind, (theirs, reason) = f"{case['ceremony']}: {case['kind']}", verdict(case)
        faults = []
        if case["ours"] != case["expected"]:
            faults.append(f"we have {said(case['ours'])} it: {case['answer']}")
        if (theirs != case["ours"]) != (kind in known):
            faults.append(f"{name} has {said(theirs)} it, and we have {said(case['ours'])} it: {reason or case['answer']}")
        if kind in known:
            differing[kind] += 1
        if faults:
            failed += 1
            print(f"FAILED {kind}: {'; '.join(faults)}")
    for kind, count in sorted(differing.items()):
        print(f"{count} × {kind}: {known[kind]}")
    for kind in sorted(set(known) - set(differing)):
        failed += 1
        print(f"FAILED {kind}: there is no such ceremony")
    for ceremony in ("registration", "authentication"):
        of = [case for case in record if case["ceremony"] == ceremony]
        taken = sum(case["ours"] for case in of)
        print(f"{len(of)} {ceremony}s: {taken} taken, {len(of) - taken} refused")
    print(f"{name}: {len(record) - failed} passed, {failed} failed")
    return 1 if failed else 0


def said(taken):
    return "taken" if taken else "refused"


def verdict_of_py_webauthn(case):
    """Whether it takes the ceremony, and why not. Whatever it raises, it does not."""
    expected = {
        "credential": case["response"], "expected_challenge": base64url_to_bytes(case["challenge"]),
        "expected_rp_id": case["rp_id"], "expected_origin": case["origin"], "require_user_verification": True,
    }
    try:
        if case["ceremony"] == "registration":
            verify_registration_response(**expected, supported_pub_key_algs=case["algorithms"])
        else:
            verify_authentication_response(**expected, credential_public_key=base64url_to_bytes(case["public_key"]),
                                           credential_current_sign_count=case["counter"])
    except Exception as refusal:
        return False, f"{type(refusal).__name__}: {refusal}"
    return True, ""


class Service:
    """The server, and who is known there."""

    def __init__(self, base_url, source):
        self.base_url = base_url
        self.source = source
        self.change = None
        # Passkeys that sign in, by how they were made.
        self.owned = {}

    def registration(self, kind):
        browser, flow = self.agreed_change()
        options = self.options(browser, "/signin/account/passkeys/options", flow)
        public = options["publicKey"]
        _, response = kind.make(self.source, public, self.base_url)
        taken, answer = self.show(browser, "/signin/account/passkeys", flow, options, response)
        if taken:
            # With it the change is made.
            self.change = None
        return {
            "ceremony": "registration", "kind": kind.name, "expected": kind.valid, "ours": taken, "answer": answer,
            "challenge": public["challenge"], "origin": self.base_url, "rp_id": public["rp"]["id"], "response": response,
            "algorithms": [offered["alg"] for offered in public["pubKeyCredParams"]],
        }

    def authentication(self, kind):
        passkey, other = self.passkey(kind.by), self.passkey(kind.by, another=True)
        browser, flow = self.sign_in_page()
        options = self.options(browser, "/signin/passkey/options", flow)
        public = options["publicKey"]
        response = kind.make(self.source, public, self.base_url, passkey, other)
        taken, answer = self.show(browser, "/signin/passkey", flow, options, response)
        return {
            "ceremony": "authentication", "kind": kind.name, "expected": kind.valid, "ours": taken, "answer": answer,
            "challenge": public["challenge"], "origin": self.base_url, "rp_id": public["rpId"], "response": response,
            "public_key": b64url(passkey.public_key()), "counter": passkey.counter,
        }

    def passkey(self, by, another=False):
        """Somebody's passkey that was made so; another one is somebody else's."""
        if (by, another) not in self.owned:
            self.change = None
            browser, flow = self.agreed_change()
            options = self.options(browser, "/signin/account/passkeys/options", flow)
            passkey, response = by.make(self.source, options["publicKey"], self.base_url)
            taken, answer = self.show(browser, "/signin/account/passkeys", flow, options, response)
            if not taken:
                raise AssertionError(f"{by.name}: {answer}")
            self.change, self.owned[(by, another)] = None, passkey
        return self.owned[(by, another)]

    def agreed_change(self):
        """A browser and a flow whose owner has agreed to one passkey more: that of somebody who has none."""
        if self.change is None or self.change[2] == MOST_OF_A_CHANGE:
            browser, address = Browser(self.base_url), f"oracle-{uuid.uuid4()}@example.org"
            url, forms = browser.prove(*browser.go(f"{self.base_url}/signin/account"), address)
            requests.post(f"{self.base_url}/dev/clock", json={"seconds": PAUSE}, timeout=30).raise_for_status()
            url, forms = browser.submit(url, forms, "/signin/account", {"act": "change", "id": "add-passkey"})
            url, forms = browser.prove(url, forms, address)
            self.change = (browser, forms["/signin/account/passkeys"]["flow"], 0)
        browser, flow, used = self.change
        self.change = (browser, flow, used + 1)
        return browser, flow

    def sign_in_page(self):
        browser = Browser(self.base_url)
        url, _ = browser.go(f"{self.base_url}/signin/account")
        return browser, parse_qs(urlsplit(url).query)["flow"][0]

    def options(self, browser, path, flow):
        answer = browser.call(path, json={"flow": flow})
        answer.raise_for_status()
        return answer.json()

    def show(self, browser, path, flow, options, response):
        """Whether a passkey is taken, and what was answered."""
        form = {"flow": flow, "ceremony": options["ceremony"], "credential": json.dumps(response)}
        answer = browser.call(path, data=form)
        location = answer.headers.get("Location", "")
        # A first passkey comes with recovery codes, on a page of their own.
        taken = answer.status_code == 200 or location.startswith("/signin/continue")
        if not taken and "&fault=wrong-passkey" not in location and answer.status_code != 400:
            raise AssertionError(f"neither taken nor refused: {answer.status_code} {location} {answer.text}")
        return taken, f"{answer.status_code} {location.partition('&fault=')[2] or answer.text[:200]}"


if __name__ == "__main__":
    sys.exit(main())
