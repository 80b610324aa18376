"""pyotp is somebody's authenticator app at a running local server: zbar reads the picture that the page shows, as a phone's
camera does, and pyotp's codes set the app up and sign in.

    tests/oracles/with_server.sh RS256 python tests/oracles/app.py
"""

import os
import re
import subprocess
import sys
import tempfile
import uuid

try:
    import pyotp
    import requests
except ImportError as missing:
    sys.exit(f"{missing.name} is missing: pip install -r tests/oracles/requirements.txt")

from pages import Browser
from tokens import expect, run

RASTERISER = "/usr/bin/rsvg-convert"
READER = "/usr/bin/zbarimg"
# Pixels of the picture's sides: as the page shows it (15rem), and as a denser screen does.
SIDES = (240, 640)
# Seconds until another code is sent.
PAUSE = 61
STEP = 30


def main():
    for path, package in ((RASTERISER, "librsvg2-bin"), (READER, "zbar-tools")):
        if not os.access(path, os.X_OK):
            sys.exit(f"{path} is missing: apt-get install {package}")
    if not os.environ.get("BASE_URL"):
        sys.exit("BASE_URL is not set: run with_server.sh before")
    return run(checks(os.environ["BASE_URL"].rstrip("/")))


def checks(base_url):
    owner = Owner(base_url)

    def the_picture_is_read_and_says_what_the_page_says():
        owner.begins_to_set_an_app_up()
        picture = re.search(r"<svg class=\"qr\".*?</svg>", owner.browser.html, re.DOTALL).group()
        secret = re.search(r"<code class=\"secret\"[^>]*>([A-Z2-7]+)</code>", owner.browser.html).group(1)
        read = {side: read_picture(picture, side) for side in SIDES}
        uri = read[SIDES[0]]
        expect(all(text == uri for text in read.values()), read)
        owner.app = pyotp.parse_uri(uri)
        service = re.search(r"<title>[^<]* · ([^<]*)</title>", owner.browser.html).group(1)
        said = (type(owner.app), owner.app.secret, owner.app.name, owner.app.issuer, owner.app.digits, owner.app.interval)
        expect(said == (pyotp.TOTP, secret, owner.address, service, 6, STEP), said)

    def a_code_of_another_app_does_not_set_it_up():
        wrong = next(code for code in (f"{number:06}" for number in range(9))
                     if not owner.app.verify(code, for_time=owner.now(), valid_window=2))
        owner.enters("/signin/account/change", {"code": wrong})
        expect("role=\"alert\"" in owner.browser.html and "class=\"qr\"" not in owner.browser.html, owner.browser.html)

    def its_code_sets_it_up_and_recovery_codes_come_with_it():
        owner.enters("/signin/account/change", {"code": owner.app.at(owner.now())})
        owner.used = owner.app.timecode(owner.now())
        codes = re.findall(r"<code class=\"secret\"[^>]*>([0-9A-Z-]{29})</code>", owner.browser.html)
        expect(len(set(codes)) == 10, owner.browser.html)

    def a_second_step_is_demanded_by_its_code():
        owner.passes(PAUSE)
        owner.begins("demand-step")
        owner.proves()
        owner.shows_a_code()
        expect("/signin/account/change" in owner.forms, owner.browser.html)
        owner.enters("/signin/account/change", {})
        expect(owner.url.endswith("/signin/account"), owner.url)

    def a_code_alone_does_not_sign_in_and_pyotp_does():
        owner.passes(PAUSE)
        owner.browser = Browser(base_url)
        owner.goes("/signin/account")
        owner.proves()
        expect("/signin/step" in owner.forms and "/signin/account" not in owner.forms, owner.browser.html)
        owner.enters("/signin/step", {"code": owner.app.at(owner.now() - 3 * STEP)})
        expect("/signin/step" in owner.forms and "role=\"alert\"" in owner.browser.html, "three steps ago")
        owner.shows_a_code()
        expect("/signin/account" in owner.forms, owner.browser.html)

    return [(check.__name__.replace("_", " "), check) for check in (
        the_picture_is_read_and_says_what_the_page_says, a_code_of_another_app_does_not_set_it_up,
        its_code_sets_it_up_and_recovery_codes_come_with_it, a_second_step_is_demanded_by_its_code,
        a_code_alone_does_not_sign_in_and_pyotp_does)]


class Owner:
    """Somebody with a browser and an authenticator app."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.browser = Browser(base_url)
        self.address = f"oracle+{uuid.uuid4()}@example.org"
        self.url = self.forms = self.app = self.used = None

    def now(self):
        """The service's time."""
        return requests.get(f"{self.base_url}/dev/clock", timeout=30).json()["now"]

    def passes(self, seconds):
        requests.post(f"{self.base_url}/dev/clock", json={"seconds": seconds}, timeout=30).raise_for_status()

    def goes(self, path):
        self.url, self.forms = self.browser.go(f"{self.base_url}{path}")

    def enters(self, action, filled):
        self.url, self.forms = self.browser.submit(self.url, self.forms, action, filled)

    def proves(self):
        self.url, self.forms = self.browser.prove(self.url, self.forms, self.address)

    def begins(self, change):
        self.goes("/signin/account")
        self.enters("/signin/account", {"act": "change", "id": change})

    def begins_to_set_an_app_up(self):
        self.goes("/signin/account")
        self.proves()
        self.passes(PAUSE)
        self.begins("set-app")
        self.proves()
        expect("class=\"qr\"" in self.browser.html, self.browser.html)

    def shows_a_code(self):
        """One of a step whose code was not used yet."""
        if self.app.timecode(self.now()) <= self.used:
            self.passes(STEP)
        now = self.now()
        self.used = self.app.timecode(now)
        self.enters("/signin/step", {"code": self.app.at(now)})


def read_picture(picture, side):
    """What zbar reads in an SVG that is so many pixels wide."""
    with tempfile.TemporaryDirectory() as folder:
        svg, png = os.path.join(folder, "picture.svg"), os.path.join(folder, "picture.png")
        with open(svg, "w") as file:
            # Within a page it needs no name of its format.
            file.write(picture.replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1))
        subprocess.run([RASTERISER, "--width", str(side), "--height", str(side), "--output", png, svg], check=True)
        command = [READER, "--quiet", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", png]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return answer.stdout.removesuffix("\n")


if __name__ == "__main__":
    sys.exit(main())
