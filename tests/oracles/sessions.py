"""Authlib continues and ends sessions of a running local server as any app would, and judges its metadata.

    BASE_URL=http://localhost:8080 EXPECT_ALG=RS256 python tests/oracles/sessions.py
"""

import os
import sys
import uuid

# The local server speaks plain HTTP.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

try:
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.requests_client import OAuth2Session
    from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
    from authlib.oidc.discovery import OpenIDProviderMetadata
except ImportError as missing:
    sys.exit(f"{missing.name} is missing: pip install -r tests/oracles/requirements.txt")

from tokens import Service, expect, run

CLIENT = "first-party"


def main():
    for name in ("BASE_URL", "EXPECT_ALG"):
        if not os.environ.get(name):
            sys.exit(f"{name} is not set")
    return run(checks(Service(os.environ["BASE_URL"].rstrip("/"), os.environ["EXPECT_ALG"])))


def checks(service):
    token_endpoint = service.metadata["token_endpoint"]
    revocation_endpoint = service.metadata["revocation_endpoint"]

    def session(**options):
        # A new address each time: nobody gets more than five codes an hour.
        answer = service.sign_in(f"oracle-{uuid.uuid4()}@example.org")
        # Public: the client names itself in the body.
        return OAuth2Session(CLIENT, token_endpoint_auth_method="none", revocation_endpoint_auth_method="none",
                             token=answer, **options), answer

    def refused(work, error):
        try:
            work()
        except OAuthError as refusal:
            expect(refusal.error == error, refusal)
        else:
            raise AssertionError(f"not refused as {error}")

    def refreshes():
        client, answer = session()
        refreshed = dict(client.refresh_token(token_endpoint))
        expect(refreshed["refresh_token"] != answer["refresh_token"], "a successor")
        expect(refreshed["token_type"] == "Bearer" and refreshed["scope"] == "api", refreshed["scope"])
        again = client.refresh_token(token_endpoint, refresh_token=answer["refresh_token"])
        expect(again["refresh_token"] == refreshed["refresh_token"], "the very same successor")
        # Calls with what it holds now.
        client.token = refreshed
        me = client.get(f"{service.base_url}/me").json()
        expect(me["sub"].startswith("email:oracle-"), me)
        [entry] = client.get(f"{service.base_url}/sessions").json()["sessions"]
        expect(entry["current"] and me["sid"].endswith(f".{entry['id']}"), entry)

    def refreshes_by_itself_when_the_token_has_expired():
        kept = []
        client, answer = session(token_endpoint=token_endpoint,
                                 update_token=lambda token, refresh_token: kept.append((dict(token), refresh_token)))
        client.token = answer | {"expires_at": 1}
        expect(client.get(f"{service.base_url}/me").status_code == 200, "the new token counts")
        [(token, before)] = kept
        expect(before == answer["refresh_token"] and token["refresh_token"] != before, "rotated once")

    def is_told_what_is_wrong():
        client, answer = session()
        refused(lambda: client.refresh_token(token_endpoint, scope="admin"), "invalid_scope")
        refused(lambda: client.refresh_token(token_endpoint, refresh_token="unknown"), "invalid_grant")
        refused(lambda: client.fetch_token(token_endpoint, grant_type="client_credentials"), "unsupported_grant_type")
        for other in (OAuth2Session("another", token_endpoint_auth_method="none"),
                      OAuth2Session(CLIENT, "secret", token_endpoint_auth_method="client_secret_post"),
                      OAuth2Session(CLIENT, "secret", token_endpoint_auth_method="client_secret_basic")):
            refused(lambda: other.refresh_token(token_endpoint, refresh_token=answer["refresh_token"]), "invalid_client")
        client.refresh_token(token_endpoint)

    def is_logged_out_when_an_old_token_comes_back():
        client, answer = session()
        client.refresh_token(token_endpoint)
        current = client.refresh_token(token_endpoint)["refresh_token"]
        for token in (answer["refresh_token"], current):
            refused(lambda: client.refresh_token(token_endpoint, refresh_token=token), "invalid_grant")

    def revokes():
        client, answer = session()
        for token, hint in (("unknown", None), (answer["access_token"], "access_token"),
                            (answer["refresh_token"], "refresh_token"), (answer["refresh_token"], None)):
            revoked = client.revoke_token(revocation_endpoint, token=token, token_type_hint=hint)
            expect(revoked.status_code == 200 and revoked.content == b"", revoked)
        refused(lambda: client.refresh_token(token_endpoint, refresh_token=answer["refresh_token"]), "invalid_grant")

    def metadata_is_valid():
        AuthorizationServerMetadata(service.metadata).validate()

    def provider_metadata_is_valid():
        OpenIDProviderMetadata(service.metadata).validate()

    return [(f"Authlib: {check.__name__.replace('_', ' ')}", check) for check in (
        refreshes, refreshes_by_itself_when_the_token_has_expired, is_told_what_is_wrong,
        is_logged_out_when_an_old_token_comes_back, revokes, metadata_is_valid, provider_metadata_is_valid)]


if __name__ == "__main__":
    sys.exit(main())
