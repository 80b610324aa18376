"""Authlib signs users in at a running local server, as a web app does; joserfc judges the ID tokens.

    tests/oracles/with_server.sh RS256 tests/oracles/with_clients.sh tests/oracles/clients.json python tests/oracles/openid.py
"""

import base64
import hashlib
import os
import secrets
import sys
import time
import uuid
from urllib.parse import parse_qsl, urlsplit

# The local server speaks plain HTTP.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

try:
    import requests
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.requests_client import OAuth2Session
    from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
    from authlib.oidc.discovery import OpenIDProviderMetadata
    from joserfc import jwt
    from joserfc.jwk import KeySet
except ImportError as missing:
    sys.exit(f"{missing.name} is missing: pip install -r tests/oracles/requirements.txt")

from pages import Browser
from tokens import expect, run

CALLBACKS = {name: f"https://{name}.example.org/callback" for name in ("shop", "dashboard", "legacy")}


def main():
    for name in ("BASE_URL", "SECRET_SHOP", "SECRET_LEGACY"):
        if not os.environ.get(name):
            sys.exit(f"{name} is not set: run with_server.sh and with_clients.sh before")
    return run(checks(os.environ["BASE_URL"].rstrip("/")))


def checks(base_url):
    metadata = requests.get(f"{base_url}/.well-known/openid-configuration", timeout=30).json()

    def app(name, authentication, scope):
        secret = os.environ.get(f"SECRET_{name.upper()}")
        return OAuth2Session(name, secret, redirect_uri=CALLBACKS[name], scope=scope, code_challenge_method="S256",
                             token_endpoint_auth_method=authentication, revocation_endpoint_auth_method=authentication)

    def session(name, authentication, scope="openid email"):
        """Signs somebody in: the client with its tokens, the nonce, and the address."""
        client, address = app(name, authentication, scope), f"oracle-{uuid.uuid4()}@example.org"
        nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        url, state = client.create_authorization_url(metadata["authorization_endpoint"], nonce=nonce,
                                                     code_verifier=verifier)
        back = Browser(base_url).sign_in(url, address)
        client.fetch_token(metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier)
        return client, nonce, address

    def id_token(token, name):
        keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=30).json())
        judged = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
        registry = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": base_url}, aud={"essential": True, "value": name}, sub={"essential": True},
            exp={"essential": True}, iat={"essential": True}, auth_time={"essential": True},
        )
        registry.validate(judged.claims)
        expect(judged.header["alg"] == "RS256" and judged.header.get("typ", "JWT") == "JWT", judged.header)
        return judged.claims

    def judges_id_tokens():
        for name, authentication in (("dashboard", "none"), ("shop", "client_secret_basic"), ("shop", "client_secret_post")):
            client, nonce, _ = session(name, authentication)
            claims = id_token(client.token, name)
            half = hashlib.sha256(client.token["access_token"].encode()).digest()[:16]
            expect(claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode(), claims)
            expect((claims["nonce"], claims["acr"], claims["amr"]) == (nonce, "otp", ["otp", "email"]), claims)
            expect(0 <= time.time() - claims["auth_time"] < 60 and claims["exp"] > claims["iat"], claims)
            expect("email" not in claims, "contact claims stand in /userinfo")
            uuid.UUID(claims["sub"])

    def asks_who_it_is():
        client, _, address = session("shop", "client_secret_basic")
        person = client.get(metadata["userinfo_endpoint"]).json()
        expect(person["sub"] == id_token(client.token, "shop")["sub"], person)
        expect((person["email"], person["email_verified"]) == (address, True), person)

    def finds_the_address_in_the_id_token_of_a_client_that_is_registered_so():
        client, _, address = session("legacy", "client_secret_post")
        claims = id_token(client.token, "legacy")
        expect((claims["email"], claims["email_verified"]) == (address, True), claims)

    def refreshes_and_revokes():
        client, _, _ = session("shop", "client_secret_basic", "openid offline_access")
        before = dict(client.token)
        after = dict(client.refresh_token(metadata["token_endpoint"]))
        expect(after["refresh_token"] != before["refresh_token"], "a successor")
        answer = client.get(metadata["userinfo_endpoint"])
        expect(answer.json()["sub"] == id_token(before, "shop")["sub"], answer.text)
        revoked = client.revoke_token(metadata["revocation_endpoint"], after["refresh_token"])
        expect(revoked.status_code == 200, revoked.status_code)
        try:
            client.refresh_token(metadata["token_endpoint"], refresh_token=after["refresh_token"])
        except OAuthError as refusal:
            expect(refusal.error == "invalid_grant", refusal)
        else:
            raise AssertionError("the session goes on")

    def is_told_that_the_user_is_not_signed_in():
        client = app("dashboard", "none", "openid")
        url, state = client.create_authorization_url(metadata["authorization_endpoint"], prompt="none", nonce="n",
                                                     code_verifier=secrets.token_urlsafe(48))
        answer = dict(parse_qsl(urlsplit(Browser(base_url).sign_in(url, "nobody@example.org")).query))
        expect((answer["error"], answer["state"], answer["iss"]) == ("login_required", state, base_url), answer)

    def judges_the_metadata():
        for kind in (OpenIDProviderMetadata, AuthorizationServerMetadata):
            # Each of its rules but that URLs are https, which no laptop has.
            document = {name: value.replace("http://localhost", "https://localhost") if isinstance(value, str) else value
                        for name, value in metadata.items()}
            kind(document).validate()

    return [(check.__name__.replace("_", " "), check) for check in (
        judges_id_tokens, asks_who_it_is, finds_the_address_in_the_id_token_of_a_client_that_is_registered_so,
        refreshes_and_revokes, is_told_that_the_user_is_not_signed_in, judges_the_metadata)]


if __name__ == "__main__":
    sys.exit(main())
