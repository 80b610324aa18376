"""PyJWT, Authlib and joserfc judge the tokens of a running local server, with the keys that it publishes.

    BASE_URL=http://localhost:8080 EXPECT_ALG=RS256 python tests/oracles/tokens.py

For HS256, whose key is never published, SECRET_FILE names the server's signing-key-hs256.json.
"""

import base64
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
import uuid
import warnings

try:
    import jwt as pyjwt
    from authlib.oauth2.rfc6750.errors import InvalidTokenError
    from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
    from joserfc import jwt as joserfc_jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet, import_key

    # Authlib warns of its older half, and joserfc of the name EdDSA, which RFC 9864 replaces by Ed25519.
    warnings.simplefilter("ignore")
    from authlib.jose import JsonWebToken
    from authlib.jose.errors import JoseError as AuthlibJoseError
except ImportError as missing:
    sys.exit(f"{missing.name} is missing: pip install -r tests/oracles/requirements.txt")

AUDIENCE = "local"
# RFC 9068 §2.2, and what our design adds to it.
CLAIMS = ["iss", "aud", "sub", "iat", "nbf", "exp", "jti", "sid", "client_id", "scope", "amr", "auth_time",
          "email", "email_verified"]


def main():
    for name in ("BASE_URL", "EXPECT_ALG"):
        if not os.environ.get(name):
            sys.exit(f"{name} is not set")
    service = Service(os.environ["BASE_URL"].rstrip("/"), os.environ["EXPECT_ALG"])
    checks = [(f"{library.__name__}: {name}", check)
              for library in (PyJwt, Authlib, Joserfc) for name, check in checks_of(library(service), service)]
    return run(checks + checks_of_service(service))


def run(checks):
    """Runs named checks and prints what became of each; the exit code says whether all hold."""
    failed = 0
    for name, check in checks:
        try:
            check()
        except Exception as error:
            failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}")
        else:
            print(f"ok {name}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


class Service:
    """The server, one token of it, and what it says about its keys."""

    def __init__(self, base_url, algorithm):
        self.base_url = base_url
        self.algorithm = algorithm
        self.metadata = self.call("/.well-known/openid-configuration")
        self.issuer = self.metadata["issuer"]
        self.jwks = self.call(self.metadata["jwks_uri"].removeprefix(base_url))
        self.email = f"oracle-{uuid.uuid4()}@example.org"
        self.token = self.sign_in()["access_token"]
        self.key = self.verification_key()

    def call(self, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"} | (headers or {})
        request = urllib.request.Request(self.base_url + path, data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def sign_in(self, email=None):
        """The whole answer."""
        email = email or self.email
        challenge = self.call("/otp/request", {"email": email})["challenge"]
        message = next(message for message in self.call("/dev/inbox.json") if message["to"] == email)
        code = re.search(r"\b[0-9]{6,8}\b", message["text"]).group()
        return self.call("/otp/verify", {"challenge": challenge, "code": code})

    def verification_key(self):
        """The JWK that checks: the one published, or the shared secret."""
        if self.algorithm != "HS256":
            [key] = [key for key in self.jwks["keys"] if key["alg"] == self.algorithm]
            return key
        expect([key["alg"] for key in self.jwks["keys"]] == ["RS256"], "no secret key in the published set")
        if not os.environ.get("SECRET_FILE"):
            sys.exit("SECRET_FILE is not set")
        with open(os.environ["SECRET_FILE"], encoding="utf-8") as file:
            return json.load(file) | {"alg": "HS256", "use": "sig"}


class PyJwt:
    refusal = pyjwt.InvalidTokenError

    def __init__(self, service):
        self.service = service

    def verify(self, token, audience, issuer):
        service = self.service
        if service.algorithm == "HS256":
            key = pyjwt.PyJWK(service.key)
        else:
            key = pyjwt.PyJWKClient(service.metadata["jwks_uri"]).get_signing_key_from_jwt(token)
        return pyjwt.decode(token, key, algorithms=[service.algorithm], audience=audience, issuer=issuer,
                            options={"require": CLAIMS})


class Authlib:
    """Its validator for RFC 9068, which asks for `typ` and the claims of an access token by itself."""

    refusal = (InvalidTokenError, AuthlibJoseError)

    def __init__(self, service):
        self.service = service

    def verify(self, token, audience, issuer):
        if self.service.algorithm == "EdDSA":
            return self.verify_eddsa(token, audience, issuer)
        validator = JWTBearerTokenValidator(issuer, audience)
        validator.get_jwks = lambda: KeySet([import_key(self.service.key)])
        claims = validator.authenticate_token(token)
        validator.validate_token(claims, ["api"], None)
        return dict(claims)

    def verify_eddsa(self, token, audience, issuer):
        """The validator knows no EdDSA and cannot be told; the library's general half does."""
        bound = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": audience}}
        claims = JsonWebToken(["EdDSA"]).decode(token, {"keys": [self.service.key]}, claims_options=bound)
        claims.validate()
        return dict(claims)


class Joserfc:
    refusal = JoseError

    def __init__(self, service):
        self.service = service

    def verify(self, token, audience, issuer):
        keys = KeySet([import_key(self.service.key)])
        decoded = joserfc_jwt.decode(token, keys, algorithms=[self.service.algorithm])
        required = {name: {"essential": True} for name in CLAIMS}
        bound = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": audience}}
        joserfc_jwt.JWTClaimsRegistry(**(required | bound)).validate(decoded.claims)
        return decoded.claims


def checks_of(library, service):
    """The token is accepted as it is; the library is no oracle unless it refuses the rest."""

    def accepted():
        claims = library.verify(service.token, AUDIENCE, service.issuer)
        missing = [name for name in CLAIMS if name not in claims]
        expect(not missing, f"claims are missing: {missing}")
        expect(claims["sub"] == f"email:{service.email}", claims["sub"])
        expect(claims["email"] == service.email and claims["email_verified"] is True, "the address is verified")
        expect(claims["amr"] == ["otp", "email"], claims["amr"])
        expect(claims["exp"] > claims["iat"], "a token lives")

    def refused(token, audience=AUDIENCE, issuer=service.issuer):
        def check():
            try:
                library.verify(token, audience, issuer)
            except library.refusal:
                return
            raise AssertionError("the library accepts it")
        return check

    return [
        ("accepts the token", accepted),
        ("refuses another audience", refused(service.token, audience="elsewhere")),
        ("refuses another issuer", refused(service.token, issuer="https://elsewhere.example")),
        ("refuses a changed payload", refused(changed(service.token, 1))),
        ("refuses a changed signature", refused(changed(service.token, 2))),
    ]


def checks_of_service(service):
    header = pyjwt.get_unverified_header(service.token)
    published = service.jwks["keys"]

    def header_is_ours():
        expect(sorted(header) == ["alg", "kid", "typ"], header)
        expect(header["alg"] == service.algorithm, header["alg"])
        expect(header["typ"] == "at+jwt", header["typ"])

    def key_is_named_by_its_thumbprint():
        thumbprint = import_key(service.key).thumbprint()
        expect(header["kid"] == thumbprint, f"{header['kid']} is not {thumbprint}")
        expect(all(key["kid"] == import_key(key).thumbprint() for key in published), "the published names are the same")
        expect(len({key["kid"] for key in published}) == len(published), "no name twice")

    def only_public_parts_are_published():
        allowed = {"kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"}
        surplus = {name for key in published for name in key} - allowed
        expect(not surplus, f"published: {surplus}")
        expect({key["alg"] for key in published} == {service.algorithm, "RS256"} - {"HS256"}, "one key each")
        expect(all(key["use"] == "sig" for key in published), "use")
        supported = service.metadata["id_token_signing_alg_values_supported"]
        expect(sorted(key["alg"] for key in published) == supported and "RS256" in supported, supported)

    def metadata_names_issuer_and_keys():
        expect(service.issuer == service.base_url, service.issuer)
        expect(service.call("/.well-known/oauth-authorization-server") == service.metadata, "both documents agree")

    def guarded_call_is_answered():
        principal = service.call("/me", headers={"authorization": f"Bearer {service.token}"})
        expect(principal["sub"] == f"email:{service.email}", principal)

    def guarded_call_is_refused():
        try:
            service.call("/me", headers={"authorization": f"Bearer {changed(service.token, 2)}"})
        except urllib.error.HTTPError as error:
            expect(error.code == 401, error.code)
        else:
            raise AssertionError("the service accepts it")

    def times_are_now():
        claims = json.loads(decoded(service.token, 1))
        expect(abs(claims["iat"] - time.time()) < 60 and claims["iat"] == claims["nbf"], claims)

    return [(f"service: {check.__name__.replace('_', ' ')}", check) for check in (
        header_is_ours, key_is_named_by_its_thumbprint, only_public_parts_are_published,
        metadata_names_issuer_and_keys, guarded_call_is_answered, guarded_call_is_refused, times_are_now)]


def decoded(token, part):
    text = token.split(".")[part]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def changed(token, part):
    """The token with one byte of one part changed: in the payload inside a string, so that it stays JSON."""
    parts = token.split(".")
    content = bytearray(decoded(token, part))
    place = content.index(b'"jti":"') + 8 if part == 1 else len(content) // 2
    content[place] = ord("A") if part == 1 and content[place] != ord("A") else content[place] ^ 1
    parts[part] = base64.urlsafe_b64encode(content).decode().rstrip("=")
    return ".".join(parts)


def expect(condition, why):
    if not condition:
        raise AssertionError(why)


if __name__ == "__main__":
    sys.exit(main())
