"""Clients of OAuth sign somebody in at the emulated deployment: by the gateway, with its cookies, redirects and pages."""

import base64
import hashlib
import html
import http.client
import json
import os
import re
import secrets
import subprocess
import urllib.parse
from pathlib import Path

from checks import expect, say

# A client that is not ours, of those that judge the local server as well (`npm ci --prefix tests/oracles`).
ORACLE = Path(__file__).parent.parent / "oracles" / "deployed.mjs"

# `FIRST_CLIENT` of the deployment.
CLIENT = {"id": "demo", "redirect_uris": ["http://127.0.0.1/callback"], "scopes": ["openid", "email"],
          "origins": ["http://localhost:3000"]}
CALLBACK = "http://127.0.0.1:49152/callback"
MOST_PAGES = 12
FORM = "application/x-www-form-urlencoded"


def somebody_signs_in_and_out(service, address):
    """From the client's request to the end of the browser's session; gives the tokens."""
    browser, verifier, state = Browser(service), secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    target = "/authorize?" + urllib.parse.urlencode({
        "response_type": "code", "client_id": CLIENT["id"], "redirect_uri": CALLBACK, "scope": "openid", "state": state,
        "nonce": "n-0S6_WzA2Mj", "code_challenge": challenge, "code_challenge_method": "S256"})
    answer = browser.signs_in(target, address)
    expect(answer.get("state") == state and answer.get("iss") == service.emulator.outputs()["Issuer"], f"another answer: {answer}")
    grant = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": CALLBACK, "client_id": CLIENT["id"]}
    thief = browser.call("POST", "/token", grant)
    expect(thief.status == 400, f"a code without its verifier: {thief.status}")
    tokens = browser.call("POST", "/token", grant | {"code_verifier": verifier})
    expect(tokens.status == 200, f"/token: {tokens.status} {tokens.text}")
    tokens = json.loads(tokens.text)
    claims = json.loads(base64.urlsafe_b64decode(tokens["id_token"].split(".")[1] + "=="))
    expect(claims["aud"] == CLIENT["id"] and claims["nonce"] == "n-0S6_WzA2Mj", f"another ID token: {claims}")
    again = browser.call("POST", "/token", {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
                                            "client_id": CLIENT["id"]})
    expect(again.status == 200, f"no refresh: {again.status} {again.text}")

    # The emulator takes `/logout` for a path of its own, whatever the host: by the page of the account, then.
    page = browser.call("GET", "/signin/account")
    left = browser.call("POST", "/signin/account", {"confirmation": field(page.text, "confirmation"), "act": "end-all"})
    expect(left.status == 200 and "__Host-session" not in browser.cookies, f"not signed out: {left.status}")
    refresh_token = json.loads(again.text)["refresh_token"]
    ended = browser.call("POST", "/token", {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": CLIENT["id"]})
    expect(ended.status == 400, f"a grant outlives its browser session: {ended.status}")
    say("a client of OAuth signs somebody in, by cookies, redirects and pages, and out again")


def another_program_signs_somebody_in(service):
    """The same by `openid-client`, which knows nothing of us but the standard."""
    emulator = service.emulator
    told = {"BASE_URL": emulator.outputs()["Issuer"], "GATEWAY_URL": emulator.url, "GATEWAY_HOST": service.host,
            "MAILS_URL": f"{emulator.url}/_ministack/ses/messages", "CLIENT_ID": CLIENT["id"], "REDIRECT_URI": CALLBACK,
            "ORIGIN": CLIENT["origins"][0]}
    ran = subprocess.run(["node", "--test", str(ORACLE)], env=os.environ | told, capture_output=True, text=True, timeout=180)
    expect(ran.returncode == 0, f"openid-client:\n{ran.stdout[-8_000:]}{ran.stderr[-2_000:]}")
    say("openid-client signs somebody in, by a request of its own and by one that is pushed")


def field(page, name):
    """A hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    expect(found, f"no {name} in {page}")
    return html.unescape(found.group(1))


class Answer:
    """What came back."""

    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()


class Browser:
    """Somebody with a cookie jar, who follows redirects within the service."""

    def __init__(self, service):
        self.service, self.cookies = service, {}

    def call(self, method, target, form=None):
        headers = {"Host": self.service.host, "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            headers["Content-Type"], body = FORM, urllib.parse.urlencode(form)
        connection = http.client.HTTPConnection("127.0.0.1", self.service.emulator.port)
        connection.request(method, target, body, headers)
        answer = Answer(connection.getresponse())
        connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            expect(name.startswith("__Host-") and "Secure" in cookie, f"another cookie: {name}")
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer

    def signs_in(self, target, address):
        """Goes through the pages until the client has its answer."""
        for _ in range(MOST_PAGES):
            answer = self.call("GET", target)
            if answer.status == 200:
                expect("frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], "a page without its policy")
                answer = self.answers(answer.text, address)
            expect(answer.status == 303, f"{target.partition('?')[0]}: {answer.status} {answer.text}")
            target = answer.headers["Location"]
            if target.startswith(CALLBACK):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query))
        expect(False, "the pages never end")

    def answers(self, page, address):
        """Posts the form that a page has."""
        flow = {"flow": field(page, "flow")}
        if 'id="identifier"' in page:
            return self.call("POST", "/signin/code", flow | {"identifier": address})
        if 'id="code"' in page:
            code = {"challenge": field(page, "challenge"), "code": self.service.latest_code()}
            return self.call("POST", "/signin/check", flow | code)
        return self.call("POST", "/signin/consent", flow | {"confirmation": field(page, "confirmation"), "answer": "yes"})
