"""A browser without JavaScript, as far as our pages need one, that signs in through a running local server; as pages.mjs."""

import html.parser
import re
from urllib.parse import urljoin, urlsplit

import requests

# More redirects in a row than any sign-in has.
MOST_REDIRECTS = 12


class Forms(html.parser.HTMLParser):
    """The forms of a page: `action` → the fields that a browser sends."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.fields = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.fields = self.found.setdefault(attributes["action"], {})
        elif tag == "input" and self.fields is not None and "name" in attributes:
            self.fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None


class Browser:
    """One person's browser. It goes to one origin alone: where it is sent elsewhere, it stands still and says where."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.cookies = {}
        # The page that it shows.
        self.html = None

    def go(self, url, form=None):
        """Goes on where it is sent: `(url, forms)`, the latter `None` elsewhere."""
        for _ in range(MOST_REDIRECTS):
            if "{0.scheme}://{0.netloc}".format(urlsplit(url)) != self.base_url:
                return url, None
            answer = self.send("POST" if form else "GET", url, data=form)
            if not answer.is_redirect:
                self.html = answer.text
                return url, Forms(answer.text).found
            url, form = urljoin(url, answer.headers["Location"]), None
        raise AssertionError(f"sent from page to page: {url}")

    def send(self, method, url, **body):
        """One call, of which nothing follows by itself."""
        # By hand: the cookies are for https, and browsers send them to localhost without.
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = requests.request(method, url, headers={"Cookie": cookie}, allow_redirects=False, timeout=30, **body)
        self.cookies.update(answer.cookies.get_dict())
        return answer

    def call(self, path, **body):
        """What a script of the page sends, and a form that it posts."""
        return self.send("POST", f"{self.base_url}{path}", **body)

    def code_to(self, address):
        """The newest code that was sent to the address."""
        messages = requests.get(f"{self.base_url}/dev/inbox.json", timeout=30).json()
        text = next(message["text"] for message in messages if message["to"] == address)
        return re.search(r"\b[0-9]{6,8}\b", text).group()

    def sign_in(self, url, address):
        """Answers page after page, as whoever owns the address, until the browser is back at the client: where."""
        url, forms = self.prove(*self.go(url), address)
        if forms is not None and "/signin/consent" in forms:
            url, forms = self.submit(url, forms, "/signin/consent", {"answer": "yes"})
        if forms is not None:
            raise AssertionError(f"still at {url}")
        return url

    def prove(self, url, forms, address):
        """Answers the pages that ask for a code, if one does, as whoever owns the address: what comes then."""
        for action, filled in (("/signin/code", lambda: {"identifier": address}),
                               ("/signin/check", lambda: {"code": self.code_to(address)})):
            if forms is not None and action in forms:
                url, forms = self.submit(url, forms, action, filled())
        return url, forms

    def submit(self, url, forms, action, filled):
        """Submits the page's form that goes to `action`, filled in."""
        return self.go(urljoin(url, action), forms[action] | filled)
