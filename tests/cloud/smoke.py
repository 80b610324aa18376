#!/usr/bin/env python3
"""Calls a deployed service as a client would, and says what is not as docs/openapi.yaml has it.

    API_URL=https://….amazonaws.com python3 tests/cloud/smoke.py you@example.org

It needs a deployment in an AWS account, and somebody who reads the code in the mailbox: it asks for it. It sends three messages
to that address, so run it once an hour at most, and a few to addresses of SES's mailbox simulator, and ends the session that it began. Against
`cargo run -p local` it reads the code from the inbox by itself. Python's standard library is all that it uses.
"""

import argparse
import base64
import json
import os
import re
import statistics
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 35
"""API Gateway waits for a function for 30 s."""

FUNCTION_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
}


class Answer:
    """An answer, whatever its status."""

    def __init__(self, status, headers, body, milliseconds):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self.milliseconds = milliseconds

    def json(self):
        return json.loads(self.body)

    def __str__(self):
        return f"{self.status} {self.body[:300].decode(errors='replace')}"


class Service:
    """The service at one URL."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        scheme = urllib.parse.urlsplit(self.url).scheme
        if scheme not in ("http", "https"):
            sys.exit(f"API_URL: {url!r} is no http or https URL")
        self.is_local = urllib.parse.urlsplit(self.url).hostname in ("127.0.0.1", "localhost")

    def call(self, method, path, *, body=None, form=None, token=None, headers=None):
        sent = dict(headers or {})
        data = None
        if body is not None:
            data, sent["content-type"] = json.dumps(body).encode(), "application/json"
        if form is not None:
            data, sent["content-type"] = urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                status, headers, text = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            status, headers, text = answer.code, answer.headers, answer.read()
        except OSError as fault:
            sys.exit(f"{method} {request.full_url}: {fault}")
        return Answer(status, headers, text, 1000 * (time.monotonic() - begun))

    def code(self, address):
        """The code that came last: from the inbox of a laptop, or typed in by whoever has the mailbox."""
        if not self.is_local:
            return input(f"The code that came to {address}: ").strip()
        for message in self.call("GET", "/dev/inbox.json").json():
            if message["to"] == address:
                return re.search(r"^\d{6,8}$", message["text"], re.MULTILINE).group()
        raise LookupError(f"no message to {address} in the inbox")


class Checks:
    """What was checked."""

    def __init__(self):
        self.failed = 0

    def that(self, holds, what, seen=""):
        print(f"{'ok    ' if holds else 'FAILED'} {what}" + ("" if holds else f": {seen}"), flush=True)
        self.failed += not holds
        return holds


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def discovery(service, checks):
    """The public documents, and the headers of every answer of a function."""
    health = service.call("GET", "/healthz")
    checks.that(health.status == 200, "GET /healthz answers 200", health)
    for name, value in FUNCTION_HEADERS.items():
        checks.that(health.headers.get(name) == value, f"{name}: {value}", health.headers.get(name))
    documents = [service.call("GET", f"/.well-known/{name}") for name in ("openid-configuration", "oauth-authorization-server")]
    checks.that(all(document.status == 200 for document in documents), "both metadata documents answer 200", documents[0])
    checks.that(documents[0].body == documents[1].body, "and are the same")
    metadata = documents[0].json()
    keys = service.call("GET", urllib.parse.urlsplit(metadata["jwks_uri"]).path)
    checks.that(metadata["jwks_uri"].startswith(metadata["issuer"]), "the keys are the issuer's", metadata["jwks_uri"])
    checks.that(keys.headers.get("cache-control") == "public, max-age=300", "keys may be cached for 5 min", keys.headers)
    jwks = keys.json()["keys"]
    private = {"d", "p", "q", "dp", "dq", "qi", "k"}
    checks.that(bool(jwks) and not any(private & key.keys() for key in jwks), "keys are there, and public halves alone")
    unknown = service.call("GET", "/no-such-path")
    checks.that(unknown.status == 404 and unknown.json().get("code") == "not-found", "an unknown path is 404 not-found", unknown)
    return metadata["issuer"], {key["kid"] for key in jwks}


def guarded_without_token(service, checks):
    forged = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJlbWFpbDphZGFAZXhhbXBsZS5vcmcifQ."
    for method, path in (("GET", "/me"), ("DELETE", "/me"), ("GET", "/sessions"), ("DELETE", "/sessions"), ("DELETE", "/sessions/x")):
        for token in (None, forged):
            answer = service.call(method, path, token=token)
            checks.that(answer.status == 401, f"{method} {path} with {'a forged' if token else 'no'} token is 401", answer)


def preflight(service, checks, origin):
    """A page of a stranger may not call. One of ours may, where an origin is given."""
    asked = {"access-control-request-method": "DELETE", "access-control-request-headers": "authorization"}
    answer = service.call("OPTIONS", "/sessions", headers={"origin": "https://stranger.example", **asked})
    checks.that("access-control-allow-origin" not in answer.headers, "a stranger's page may not call", answer.headers)
    # A gateway with a `CorsConfiguration` would drop what functions say.
    answer = service.call("GET", "/.well-known/jwks.json", headers={"origin": "https://stranger.example"})
    checks.that(answer.headers.get("access-control-allow-origin") == "*", "but read the keys", answer.headers)
    if origin:
        answer = service.call("OPTIONS", "/sessions", headers={"origin": origin, **asked})
        allowed = {name.strip() for name in answer.headers.get("access-control-allow-methods", "").split(",")}
        checks.that(answer.status < 300, f"the preflight of {origin} needs no token", answer)
        checks.that(answer.headers.get("access-control-allow-origin") == origin, f"{origin} may call", answer.headers)
        checks.that("DELETE" in allowed, "and may delete", answer.headers)


def sign_in(service, checks, address, issuer, kids):
    requested = service.call("POST", "/otp/request", body={"email": address})
    if not checks.that(requested.status == 202, "a code is asked for", requested):
        return None
    challenge = requested.json()["challenge"]
    again = service.call("POST", "/otp/request", body={"email": address, "challenge": challenge})
    problem = again.json()
    checks.that(again.status == 429 and problem["code"] == "resend-too-soon", "asking again at once is 429", again)
    checks.that(again.headers.get("content-type") == "application/problem+json", "a problem (RFC 9457)", again.headers)
    checks.that(1 <= int(again.headers.get("retry-after", "0")) <= 60, "with Retry-After", again.headers)

    code = service.code(address)
    # Another last character: long codes have letters.
    wrong = code[:-1] + ("1" if code[-1] == "0" else "0")
    refused = service.call("POST", "/otp/verify", body={"challenge": challenge, "code": wrong})
    checks.that(refused.status == 401 and refused.json()["code"] == "code-refused", "a wrong code is 401", refused)
    verified = service.call("POST", "/otp/verify", body={"challenge": challenge, "code": code})
    if not checks.that(verified.status == 200, "the right code signs in", verified):
        return None
    used = service.call("POST", "/otp/verify", body={"challenge": challenge, "code": code})
    checks.that(used.body == refused.body, "a used code is answered as a wrong one", used)
    tokens = verified.json()
    header = json.loads(base64.urlsafe_b64decode(tokens["access_token"].split(".")[0] + "=="))
    claims = claims_of(tokens["access_token"])
    checks.that(header["kid"] in kids and header["typ"] == "at+jwt", "the token names a published key", header)
    checks.that(claims["iss"] == issuer, "and the issuer", claims["iss"])
    return tokens


def session(service, checks, tokens):
    """From the first guarded call to the end of the session: gives its last access token."""
    me = service.call("GET", "/me", token=tokens["access_token"])
    checks.that(me.status == 200 and "otp" in me.json()["amr"], "GET /me tells who calls", me)
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refreshed = service.call("POST", "/token", form=refresh)
    if not checks.that(refreshed.status == 200, "the session goes on", refreshed):
        return None
    newer = refreshed.json()
    checks.that(newer["refresh_token"] != tokens["refresh_token"], "with another refresh token")
    listed = service.call("GET", "/sessions", token=newer["access_token"])
    current = [entry for entry in listed.json().get("sessions", []) if entry["current"]] if listed.status == 200 else []
    checks.that(len(current) == 1, "GET /sessions shows this session", listed)
    # Known to be good now, so that whatever remembers answers has something to remember.
    checks.that(service.call("GET", "/me", token=newer["access_token"]).status == 200, "the new token counts")
    revoked = service.call("POST", "/revoke", form={"token": newer["refresh_token"]})
    checks.that(revoked.status == 200, "POST /revoke ends it", revoked)
    dead = service.call("POST", "/token", form={**refresh, "refresh_token": newer["refresh_token"]})
    checks.that(dead.status == 400 and dead.json()["error"] == "invalid_grant", "no refresh works from now on", dead)
    return newer["access_token"]


def revoked_token(service, checks, token, seconds):
    """Asks until the token is refused: the staleness of the template, and a second for DynamoDB and the network."""
    begun = time.monotonic()
    while True:
        asked = time.monotonic() - begun
        answer = service.call("GET", "/me", token=token)
        if answer.status != 200 or asked > seconds + 1:
            break
        time.sleep(0.2)
    checks.that(answer.status == 401, f"its access token is refused within {seconds} s (after {asked:.1f} s)", answer)


def timing(service, address, rounds):
    """Prints how long a request takes for an address that is known and for one that is not, in turn. It judges nothing:
    networks decide more than the service does. SES takes messages to its simulator in its sandbox, too."""
    known, unknown = [], []
    for round_number in range(rounds):
        fresh = f"success+{time.time_ns()}{round_number}@simulator.amazonses.com"
        known.append(service.call("POST", "/otp/request", body={"email": address}))
        unknown.append(service.call("POST", "/otp/request", body={"email": fresh}))
    for name, answers in (("known", known), ("unknown", unknown)):
        statuses = sorted({answer.status for answer in answers})
        print(f"      request, {name}: median {statistics.median(a.milliseconds for a in answers):.0f} ms, statuses {statuses}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="an email address whose mailbox you read")
    parser.add_argument("--origin", help="one of AllowedOrigins, to try the preflight of a page of yours")
    parser.add_argument("--staleness", type=float, default=5, help="seconds that a revoked token may pass (default: 5)")
    parser.add_argument("--timing-rounds", type=int, default=2, help="requests for a known and an unknown address each (default: 2)")
    arguments = parser.parse_args()
    url = os.environ.get("API_URL")
    if not url:
        parser.error("API_URL is not set: the output ApiUrl of the stack")
    service, checks = Service(url), Checks()
    issuer, kids = discovery(service, checks)
    guarded_without_token(service, checks)
    preflight(service, checks, arguments.origin)
    tokens = sign_in(service, checks, arguments.address, issuer, kids)
    if tokens:
        token = session(service, checks, tokens)
        if token:
            revoked_token(service, checks, token, arguments.staleness)
    timing(service, arguments.address, arguments.timing_rounds)
    print(f"{checks.failed} failed" if checks.failed else "everything holds")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
