"""What tests/lambda_watch.sh expects: `jwks` prints a key set, `compare EVENT STATUS ANSWER ERRORS` judges an answer."""

import json
import sys
from pathlib import Path

# The public key of RFC 8037, appendix A.
KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    "alg": "EdDSA",
    "use": "sig",
}
ISSUER = "https://login.example.org"


def body_of(answer, status=200):
    assert answer["statusCode"] == status, answer
    return json.loads(answer["body"])


def me(answer):
    event = json.loads(Path("events/me.json").read_text())
    assert body_of(answer) == event["requestContext"]["authorizer"]["lambda"]


def no_token_needed(answer):
    assert answer["statusCode"] == 204, answer


def keys(answer):
    assert [key["kid"] for key in body_of(answer)["keys"]] == [KEY["kid"]]


def metadata(answer):
    assert body_of(answer)["issuer"] == ISSUER


def healthy(answer):
    assert body_of(answer) == {"status": "ok"}


def not_found(answer):
    assert body_of(answer, 404)["code"] == "not-found"


def denied(answer):
    assert answer["isAuthorized"] is False, answer


ANSWERS = {
    "me": me,
    "me-options": no_token_needed,
    "discovery-jwks": keys,
    "discovery-openid-configuration": metadata,
    "discovery-authorization-server": metadata,
    "discovery-health": healthy,
    "discovery-unknown-path": not_found,
    "authorizer-appsync": denied,
    "authorizer-appsync-event": denied,
}
# The error that gateways turn into 401.
UNAUTHORIZED = {"authorizer-http-2.0", "authorizer-rest-token"}


def compare(event, status, answer, errors):
    if event in UNAUTHORIZED:
        assert status != 0 and "Unauthorized" in answer + errors, f"{status}: {answer}{errors}"
    else:
        assert status == 0, f"{status}: {errors}"
        ANSWERS[event](json.loads(answer))
    print(f"ok    {event}")


def main():
    match sys.argv[1:]:
        case ["jwks"]:
            print(json.dumps({"keys": [KEY]}))
        case ["compare", event, status, answer, errors]:
            compare(event, int(status), Path(answer).read_text(), Path(errors).read_text())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
