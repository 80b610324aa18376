"""Signs in, so that schemathesis can call what is guarded: again each time a token has come to its end."""

import itertools
import json
import os
import re
import time
import urllib.request

import schemathesis

from tests.contract import paths  # noqa: F401 - its hook counts here as well

BASE_URL = os.environ["BASE_URL"]
ADDRESSES = itertools.count()


def post(path, body):
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(BASE_URL + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def code_for(address):
    """The code in the newest message to an address."""
    with urllib.request.urlopen(BASE_URL + "/dev/inbox.json", timeout=10) as answer:
        messages = json.load(answer)
    text = next(message["text"] for message in messages if message["to"] == address)
    return re.search(r"\b[0-9]{6,8}\b", text).group()


# The OAuth endpoints refuse whoever authenticates.
@schemathesis.auth().apply_to(path_regex=r"^/(me|sessions)")
class AccessToken:
    """A bearer token of a user of its own."""

    def get(self, case, context):
        address = f"contract-{time.time_ns()}-{next(ADDRESSES)}@example.org"
        challenge = post("/otp/request", {"email": address})["challenge"]
        return post("/otp/verify", {"challenge": challenge, "code": code_for(address)})["access_token"]

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
