"""moto plays KMS, Secrets Manager and SSM; boto3 makes the keys, PyJWT, joserfc and Authlib judge the tokens that our code signs with them,
and botocore the signatures (SigV4) of our calls, which moto does not check.

    python tests/oracles/aws.py target/debug/examples/signer target/debug/keys

Both programs are ours: an example around the signer, and the custom resource, which runs under a Runtime API of this
script and answers at a pre-signed URL of this script. moto has no Ed25519 and signs with disabled keys, too:
tests/secrets/signers.rs has a stub for both.
"""

import argparse
import datetime
import http.server
import json
import queue
import re
import subprocess
import sys
import threading

import botocore.auth
import joserfc.jwt
import jwt as pyjwt
from authlib.oidc.core import CodeIDToken
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import KeySet

from stand_in import REGION, client, environment_for, stand_in

TOKENS = 200
KEY_SPECS = {"RSA_2048": "RS256", "RSA_3072": "RS256", "ECC_NIST_P256": "ES256"}


def main():
    parser = argparse.ArgumentParser(description="Judges our use of KMS, Secrets Manager and SSM by moto and PyJWT.")
    parser.add_argument("signer", help="the compiled example `signer`")
    parser.add_argument("keys", help="the compiled function `keys`")
    arguments = parser.parse_args()
    with stand_in() as endpoint:
        Oracle(endpoint, arguments).run()


class Oracle:
    def __init__(self, endpoint, arguments):
        self.endpoint, self.signer, self.function = endpoint, arguments.signer, arguments.keys
        self.environment = environment_for(endpoint)
        self.kms, self.secrets, self.ssm = (client(service, endpoint) for service in ("kms", "secretsmanager", "ssm"))

    def run(self):
        sources = self.make_keys()
        for kind, (arn, public, algorithm) in sources.items():
            self.judge(kind, arn, public, algorithm)
        self.judge_the_schedule(sources)
        self.judge_id_tokens(sources)
        self.judge_failures(sources)
        self.judge_the_signatures_of_calls(sources)
        self.judge_the_function(sources)

    def make_keys(self):
        """Every kind of source: its ARN, its public key as boto3 or cryptography tells it, its algorithm."""
        sources = {}
        for spec, algorithm in KEY_SPECS.items():
            made = self.kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
            der = self.kms.get_public_key(KeyId=made)["PublicKey"]
            sources[f"KMS {spec}"] = (made, serialization.load_der_public_key(der), algorithm)
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        arn = self.secrets.create_secret(Name="otp/signing", SecretString=pem(private))["ARN"]
        sources["Secrets Manager"] = (arn, private.public_key(), "RS256")
        private = ec.generate_private_key(ec.SECP256R1())
        self.ssm.put_parameter(Name="/otp/signing", Value=pem(private), Type="SecureString")
        arn = self.ssm.get_parameter(Name="/otp/signing")["Parameter"]["ARN"]
        sources["SSM"] = (arn, private.public_key(), "ES256")
        return sources

    def judge(self, kind, arn, public, algorithm):
        entry, jwks = self.name(arn)
        expect(entry[0]["alg"] == algorithm, f"{kind}: {entry}")
        [jwk] = pyjwt.PyJWKSet.from_dict(jwks).keys
        expect(spki(jwk.key) == spki(public), f"{kind}: the JWK set has another key")
        tokens = self.sign(json.dumps(entry), TOKENS)
        expect(len(set(tokens)) == TOKENS, f"{kind}: {len(tokens)} tokens")
        for number, token in enumerate(tokens):
            header = pyjwt.get_unverified_header(token)
            expect(header == {"typ": "at+jwt", "alg": algorithm, "kid": entry[0]["kid"]}, f"{kind}: {header}")
            claims = pyjwt.decode(token, public, algorithms=[algorithm], audience="api",
                                  issuer="https://login.example.org")
            expect(claims["jti"] == f"jti-{number}", f"{kind}: {claims}")
        print(f"{kind}: {len(tokens)} {algorithm} tokens pass PyJWT with the key that AWS tells")

    def judge_the_schedule(self, sources):
        """A key of a list signs in its turn and not before."""
        first, second = (sources[kind][0] for kind in ("KMS RSA_2048", "KMS ECC_NIST_P256"))
        for active, algorithm in ((1, "ES256"), (4_000_000_000, "RS256")):
            turns = [{"key": first}, {"key": second, "announced": 0, "active": active + 7_200}]
            entries, jwks = self.name(json.dumps(turns))
            expect(len(jwks["keys"]) == 2, "both keys are published")
            [token] = self.sign(json.dumps(entries), 1)
            expect(pyjwt.get_unverified_header(token)["alg"] == algorithm, f"active {active}")
        print("schedule: each key signs in its turn")

    def judge_id_tokens(self, sources):
        """Of two algorithms each has its key, and clients find everything in an ID token that they check (OP-02)."""
        turns = [{"key": sources[kind][0]} | {"alg": sources[kind][2]} for kind in ("KMS ECC_NIST_P256", "KMS RSA_2048")]
        entries, jwks = self.name(json.dumps(turns))
        expect(len({key["kid"] for key in jwks["keys"]}) == 2, "a name of its own for each key")
        [access_token] = self.sign(json.dumps(entries), 1)
        expect(pyjwt.get_unverified_header(access_token)["alg"] == "ES256", "RS256 unasked")
        for entry in entries:
            outcome = self.call("id-token", json.dumps(entries), entry["alg"])
            expect(outcome.returncode == 0, outcome.stderr)
            access_token, id_token = outcome.stdout.splitlines()
            token = joserfc.jwt.decode(id_token, KeySet.import_key_set(jwks), algorithms=[entry["alg"]])
            expect(token.header == {"typ": "JWT", "alg": entry["alg"], "kid": entry["kid"]}, token.header)
            key = pyjwt.PyJWKSet.from_dict(jwks)[entry["kid"]]
            claims = pyjwt.decode(id_token, key, algorithms=[entry["alg"]], audience="web",
                                  issuer="https://login.example.org")
            expect(claims == token.claims, claims)
            options = {"iss": {"value": "https://login.example.org", "essential": True},
                       "aud": {"value": "web", "essential": True}}
            parameters = {"client_id": "web", "nonce": "nonce", "access_token": access_token, "max_age": 60}
            CodeIDToken(claims, token.header, options, parameters).validate()
            for wrong in ({"nonce": "another"}, {"access_token": id_token}, {"client_id": "another"}):
                try:
                    CodeIDToken(claims, token.header, options, parameters | wrong).validate()
                except Exception as refused:
                    expect("claim" in str(refused).lower(), refused)
                else:
                    raise AssertionError(f"{wrong} passes: the oracle judges nothing")
        outcome = self.call("id-token", json.dumps(entries), "EdDSA")
        expect(outcome.returncode != 0 and outcome.stdout == "", "an algorithm without a key")
        print("ID tokens: RS256 and ES256 pass PyJWT, joserfc and Authlib, each by the key of its algorithm")

    def judge_failures(self, sources):
        arn = sources["KMS RSA_2048"][0]
        unknown = arn[:-12] + "000000000000"
        self.refused("name", unknown, "cannot be read: KMS: NotFoundException")
        entry = {"key": unknown, "kid": "A" * 43, "alg": "RS256"}
        self.refused("sign", json.dumps([entry]), "NotFoundException")
        secret = sources["Secrets Manager"][0]
        self.refused("name", secret.replace("otp/", "none/"), "Secrets Manager: ResourceNotFoundException")
        self.refused("name", sources["SSM"][0].replace("/signing", "/none"), "SSM: ParameterNotFound")
        self.refused("sign", json.dumps([{"key": secret, "kid": "A" * 43, "alg": "RS256"}]), "is another key than")
        other = self.kms.create_key(KeySpec="ECC_NIST_P384", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
        self.refused("name", other, "is no key for RS256, ES256 or EdDSA")
        # A key of ECDSA, asked for RSA.
        wrong = {"key": sources["KMS ECC_NIST_P256"][0], "kid": "A" * 43, "alg": "RS256"}
        self.refused("sign", json.dumps([wrong]), "Exception")
        print("failures: named by their causes")

    def judge_the_signatures_of_calls(self, sources):
        """botocore signs the very calls that we made, for the same second: the headers must be the same."""
        for token in ("", "session+token/of=the&test"):
            for kind, service in (("KMS RSA_2048", "kms"), ("Secrets Manager", "secretsmanager"), ("SSM", "ssm")):
                calls = []
                with Listener(calls) as url:
                    environment = self.environment | {"AWS_ENDPOINT_URL": url, "AWS_SESSION_TOKEN": token,
                                                      "SIGNING_KEYS": sources[kind][0]}
                    subprocess.run([self.signer, "name"], env=environment, capture_output=True, timeout=60)
                expect(len(calls) == 3, f"{service}: a server that fails is asked three times, not {len(calls)}")
                for headers, body in calls:
                    ours = {name.lower(): value for name, value in headers.items()}
                    signed = re.search("SignedHeaders=([^,]+)", ours["authorization"])[1].split(";")
                    expect({"content-type", "host", "x-amz-date", "x-amz-target"} <= set(signed), signed)
                    # botocore adds these itself.
                    added = ("host", "x-amz-date", "x-amz-security-token")
                    request = AWSRequest("POST", f"{url}/", data=body, headers={
                        name: ours[name] for name in signed if name not in added})
                    credentials = Credentials("test", "test", token or None)
                    SigV4At(ours["x-amz-date"], credentials, service, REGION).add_auth(request)
                    for name, value in request.headers.items():
                        expect(ours[name.lower()] == value, f"{service}: {name}: {ours[name.lower()]} is not {value}")
        print("calls: botocore signs them as we do, with and without a session token")

    def judge_the_function(self, sources):
        """Create, a failing Update, and Delete, as CloudFormation would have them."""
        keys = [sources[kind][0] for kind in sources]
        turns = [{"key": key, "announced": 1, "active": 10_000 * number} for number, key in enumerate(keys, 1)]
        events = [("Create", json.dumps(turns[:3])), ("Update", keys[0]), ("Update", keys[0][:-12] + "000000000000"),
                  ("Delete", "")]
        # What deployments have dropped stands there.
        client("dynamodb", self.endpoint).create_table(
            TableName="otp", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])
        environment = self.environment | {"TABLE_NAME": "otp"}
        first, second, third, fourth = under_a_runtime_api(self.function, environment, events)
        expect(first["Status"] == "SUCCESS" and len(json.loads(first["Data"]["Jwks"])["keys"]) == 3, first)
        named = json.loads(first["Data"]["SigningKeys"])
        expect([entry["alg"] for entry in named] == list(KEY_SPECS.values()), named)
        [token] = self.sign(first["Data"]["SigningKeys"], 1)
        keys = pyjwt.PyJWKSet.from_dict(json.loads(first["Data"]["Jwks"]))
        key = keys[pyjwt.get_unverified_header(token)["kid"]]
        pyjwt.decode(token, key, algorithms=[key.algorithm_name], audience="api")
        expect(second["Status"] == "SUCCESS" and len(json.loads(second["Data"]["SigningKeys"])) == 1, second)
        expect(third["Status"] == "FAILED" and "NotFoundException" in third["Reason"] and "Data" not in third, third)
        expect(fourth["Status"] == "SUCCESS", fourth)
        ids = {answer["PhysicalResourceId"] for answer in (first, second, third, fourth)}
        expect(len(ids) == 1, ids)
        print("custom resource: creates, updates, fails and deletes with an answer each time")

    def name(self, keys):
        outcome = self.call("name", keys)
        expect(outcome.returncode == 0, outcome.stderr)
        entries, jwks = map(json.loads, outcome.stdout.splitlines())
        return entries, jwks

    def sign(self, keys, count):
        outcome = self.call("sign", keys, str(count))
        expect(outcome.returncode == 0, outcome.stderr)
        return outcome.stdout.splitlines()

    def refused(self, command, keys, cause):
        outcome = self.call(command, keys, *(["1"] if command == "sign" else []))
        expect(outcome.returncode != 0 and outcome.stdout == "", f"{command}: {outcome.stdout}")
        expect(cause in outcome.stderr, f"{cause} in {outcome.stderr}")
        expect("BEGIN" not in outcome.stderr, "a secret is shown")

    def call(self, command, keys, *arguments):
        environment = self.environment | {"SIGNING_KEYS": keys}
        return subprocess.run([self.signer, command, *arguments], env=environment, capture_output=True, text=True,
                              timeout=120)


class SigV4At(botocore.auth.SigV4Auth):
    """botocore's signer at a moment of our choice."""

    def __init__(self, date, *arguments):
        super().__init__(*arguments)
        self.date = date

    def add_auth(self, request):
        moment = datetime.datetime.strptime(self.date, "%Y%m%dT%H%M%SZ")
        original = botocore.auth.get_current_datetime
        botocore.auth.get_current_datetime = lambda *_, **__: moment
        try:
            super().add_auth(request)
        finally:
            botocore.auth.get_current_datetime = original


class Listener:
    """A server that keeps calls, and fails them all."""

    def __init__(self, calls):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                calls.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(500)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_):
        self.server.shutdown()


def under_a_runtime_api(program, environment, events):
    """Has `program` carry out events, one after the other; what it puts to the URL of each."""
    answers, ended = queue.Queue(), threading.Event()
    waiting = iter(events)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def reply(self, status, body=b"", headers=()):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            event = next(waiting, None)
            if event is None:
                ended.set()
                # The function would wait for an event for good; it is ended instead.
                threading.Event().wait(60)
                return
            kind, keys = event
            body = {"RequestType": kind, "ResponseURL": f"{url}/answer?X-Amz-Signature=secret", "StackId": "stack",
                    "RequestId": "request", "LogicalResourceId": "Keys", "ResourceProperties": {"SigningKeys": keys}}
            self.reply(200, json.dumps(body).encode(), [("Lambda-Runtime-Aws-Request-Id", "id"),
                       ("Lambda-Runtime-Deadline-Ms", "99999999999999"), ("Content-Type", "application/json"),
                       ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:x:1:function:keys")])

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.reply(202)

        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            expect("Content-Type" not in self.headers and len(body) <= 4_096, "not what S3 would take")
            answers.put(json.loads(body))
            self.reply(200)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lambda_says = {"AWS_LAMBDA_RUNTIME_API": url.removeprefix("http://"), "AWS_LAMBDA_FUNCTION_NAME": "keys",
                   "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256"}
    with subprocess.Popen([program], env=environment | lambda_says, stdout=subprocess.PIPE, text=True) as process:
        finished = ended.wait(60)
        process.kill()
        log = process.communicate()[0]
    server.shutdown()
    expect(finished, f"{program} did not carry out every event:\n{log}")
    expect("X-Amz-Signature" not in log, "the URL is in the log")
    return [answers.get_nowait() for _ in events]


def pem(private):
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                 serialization.NoEncryption()).decode()


def spki(public):
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def expect(condition, what):
    if not condition:
        sys.exit(f"oracle: {what}")


if __name__ == "__main__":
    main()
