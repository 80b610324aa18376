"""Measures the release binaries as Lambda would run them: size, zip, start, first and warm invocation, CPU, peak memory.

    cargo build --release
    python3 tests/measure/functions.py [FOLDER] [--strict]

Needs nothing but Python 3.11 and the `openssl` command. Each binary polls a Runtime API on the loopback interface;
DynamoDB, KMS and SES are a TLS server in a process of its own that answers at once. Functions open their first connection while
they start; that time is told apart. A function stays on one core, and what measures it on the others; medians count. Sizes over
their limit fail the run.
Times and memory fail it with `--strict` alone: a busy machine is no oracle for milliseconds.
"""

import argparse
import base64
import email
import email.policy
import io
import json
import os
import re
import secrets
import select
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zipfile
from pathlib import Path

FUNCTIONS = ["request", "verify", "verify kms", "token", "token kms", "sessions", "signin", "passkeys", "discovery",
             "authorizer", "authorizer off", "me", "feedback", "notify", "keys", "settings"]
# Their one invocation in a deployment answers CloudFormation.
NOT_INVOKED = {"keys", "settings"}
# They open a connection while they start.
WARM = {"request", "verify", "verify kms", "token", "token kms", "sessions", "signin", "passkeys", "authorizer"}
# Their first invocation calls a service of AWS.
CALLS_AWS = WARM | {"feedback"}
# Moving between cores costs a function what it has in their caches, and it would move whenever others want its core.
CORES = sorted(os.sched_getaffinity(0))
MEASURED_CORE = {CORES[-1]}
OTHER_CORES = set(CORES[:-1]) or MEASURED_CORE
STARTS = 20
WARM_INVOCATIONS = 200

MB = 1_000_000
# Of the binary and of its zip, in bytes.
LARGEST = {"authorizer": 4 * MB, "authorizer off": 4 * MB}
LARGEST_OF_OTHERS = 7 * MB
LARGEST_ZIP = {"me": 1 * MB, "passkeys": 4 * MB, "authorizer": 2 * MB, "authorizer off": 2 * MB}
LARGEST_ZIP_OF_OTHERS = 3 * MB
# From the start of the process to its first GET …/next, in seconds, without the time for its first connection.
LONGEST_START = {"passkeys": 0.008, "authorizer": 0.003, "authorizer off": 0.003}
LONGEST_START_OF_OTHERS = 0.006
# For the functions that call AWS.
LONGEST_FIRST_INVOCATION = 0.008
# Of a warm invocation, in seconds of a processor; the lower quartile.
MOST_CPU = {"verify": 0.001, "verify kms": 0.001, "signin": 0.002}
MOST_MEMORY = 12 * MB

ISSUER = "https://login.example.org"
AUDIENCE = "api"
EMAIL = "ada@example.org"
CLIENT = {"id": "demo", "redirect_uris": ["http://127.0.0.1/callback"]}


def main():
    parser = argparse.ArgumentParser(description="Measures the release binaries as Lambda would run them.")
    parser.add_argument("folder", nargs="?", default="target/release", type=Path, help="where the binaries are")
    parser.add_argument("--strict", action="store_true", help="fail on times and memory over their limits, too")
    arguments = parser.parse_args()
    binaries = {binary_of(name) for name in FUNCTIONS}
    if binaries != set(os.listdir(Path(__file__).resolve().parents[2] / "functions")):
        sys.exit("FUNCTIONS and the folder functions/ differ")
    missing = [name for name in sorted(binaries) if not os.access(arguments.folder / name, os.X_OK)]
    if missing:
        sys.exit(f"not in {arguments.folder}: {', '.join(missing)}; the top of {sys.argv[0]} says how to build them")

    os.sched_setaffinity(0, OTHER_CORES)
    with tempfile.TemporaryDirectory() as scratch, Aws(Path(scratch)) as aws:
        environment = environments(Path(scratch), aws)
        bench = Bench(arguments.folder, environment, aws, Path(scratch) / "log")
        results = {name: bench.measure(name) for name in FUNCTIONS}
        yardstick = statistics.median(start_of_true() for _ in range(STARTS))
    return report(results, yardstick, arguments.strict)


def binary_of(function):
    """One binary may stand there twice, with other settings after a blank."""
    return function.split()[0]


def report(results, yardstick, strict):
    """Prints the table; the exit code says whether a limit that counts is missed."""
    print("| function | size, MB (limit) | zip -9, MB (limit) | start, ms: median (limit) | min to max | first connection, ms"
          " | first invocation, ms: median (limit) | min to max | its CPU, ms | warm, ms | its CPU, ms (limit)"
          " | peak memory, MB (limit) |")
    print("|---" * 12 + "|")
    too_large, too_much = [], []

    def limited(value, limit, unit, digits, missed):
        if value is None:
            return ""
        text = f"{value / unit:.{digits}f}"
        if limit is None:
            return text
        if value > limit:
            missed.append(name)
        return f"{text} ({limit / unit:g}){' **over**' if value > limit else ''}"

    for name, result in results.items():
        start, connection, first, first_cpu, warm = (
            statistics.median(result[key]) if result[key] else None
            for key in ("starts", "connections", "first", "first_cpu", "warm"))
        # What interferes only ever adds.
        warm_cpu = statistics.quantiles(result["warm_cpu"])[0] if result["warm_cpu"] else None
        if name in WARM and not connection:
            sys.exit(f"{name} opened no connection while it started")
        first_limit = LONGEST_FIRST_INVOCATION if name in CALLS_AWS else None
        print("|", " | ".join([
            name,
            limited(result["size"], LARGEST.get(name, LARGEST_OF_OTHERS), MB, 2, too_large),
            limited(result["zip"], LARGEST_ZIP.get(name, LARGEST_ZIP_OF_OTHERS), MB, 2, too_large),
            limited(start, LONGEST_START.get(name, LONGEST_START_OF_OTHERS), 1e-3, 2, too_much),
            spread(result["starts"]),
            f"{connection * 1e3:.2f}" if connection else "",
            limited(first, first_limit, 1e-3, 2, too_much),
            spread(result["first"]),
            limited(first_cpu, None, 1e-3, 2, too_much),
            limited(warm, None, 1e-3, 3, too_much),
            limited(warm_cpu, MOST_CPU.get(name), 1e-3, 3, too_much),
            limited(result["memory"], MOST_MEMORY, MB, 1, too_much),
        ]), "|")
    print(f"\nMB = 1,000,000 bytes; median of {STARTS} fresh processes, warm of {WARM_INVOCATIONS} invocations."
          f" Starting /bin/true here takes {yardstick * 1e3:.2f} ms, load {os.getloadavg()[0]:.1f}."
          "\nA start opens one TLS connection, two with a master secret, which its time does not count. The first invocation of verify opens another (two"
          " writes at once), that of request two (DynamoDB twice at once, then SES), and one more where KMS signs.")
    if too_large:
        print(f"larger than allowed: {', '.join(too_large)}")
    if too_much:
        print(f"more time or memory than allowed{'' if strict else ', which counts with --strict only'}:"
              f" {', '.join(dict.fromkeys(too_much))}")
    return 1 if too_large or (strict and too_much) else 0


def spread(values):
    return f"{min(values) * 1e3:.2f} to {max(values) * 1e3:.2f}" if values else ""


# ---- What the functions are told ----

def environments(scratch, aws):
    """The environment of each function: what template.yaml sets, and what Lambda does."""
    key = scratch / "key.pem"
    openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key)
    modulus = bytes.fromhex(openssl("rsa", "-in", key, "-noout", "-modulus").strip().removeprefix("Modulus="))
    # OpenSSL's exponent is 65537.
    jwks = json.dumps({"keys": [{"kty": "RSA", "n": base64url(modulus), "e": "AQAB"}]})
    state = {
        "TABLE_NAME": "otp",
        "NOTICES_QUEUE": "https://sqs.eu-central-1.amazonaws.com/123456789012/notices",
        "MASTER_SECRET": "1:arn:aws:secretsmanager:eu-central-1:123456789012:secret:master-AbCdEf",
    } | aws.environment
    token = {"ISSUER": ISSUER, "AUDIENCE": AUDIENCE}
    in_kms = [{"key": "arn:aws:kms:eu-central-1:123456789012:key/0", "kid": "A" * 43, "alg": "RS256"}]
    kms = {"SIGNING_KEYS": json.dumps(in_kms)}
    own = {
        "request": state | {"SERVICE_NAME": "Example", "SERVICE_HOST": "login.example.org",
                            "EMAIL_FROM": "sign-in@example.org", "ISSUER": ISSUER},
        "verify": state | token | {"SIGNING_KEYS": key.read_text(), "SERVICE_NAME": "Example"},
        "token": state | token | {"SIGNING_KEYS": key.read_text()},
        "verify kms": state | token | kms | {"SERVICE_NAME": "Example"},
        "token kms": state | token | kms,
        "sessions": state | token | {"JWKS": jwks, "SERVICE_NAME": "Example"},
        "signin": state | {"ISSUER": ISSUER, "JWKS": jwks, "SERVICE_NAME": "Example", "FIRST_CLIENT": json.dumps(CLIENT)},
        "passkeys": state | {"ISSUER": ISSUER, "SERVICE_NAME": "Example"},
        "discovery": {"ISSUER": ISSUER, "JWKS": jwks},
        "authorizer": token | {"JWKS": jwks, "TABLE_NAME": "otp"} | aws.environment,
        "authorizer off": token | {"JWKS": jwks, "REVOCATION": "off"},
        "me": {},
        "feedback": state,
        "notify": state | {"SERVICE_NAME": "Example", "SERVICE_HOST": "login.example.org", "EMAIL_FROM": "sign-in@example.org"},
        "keys": {"TABLE_NAME": "otp"},
        "settings": {},
    }
    return {name: {
        "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_SESSION_TOKEN": "example", "AWS_LAMBDA_FUNCTION_NAME": name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_LOG_GROUP_NAME": name,
        "AWS_LAMBDA_LOG_STREAM_NAME": name,
    } | variables for name, variables in own.items()}


def proxy_event(method, path, body=None, context=None, query="", cookies=()):
    """An HTTP API's event, payload 2.0. A body that is text is a form, any other JSON."""
    event = {
        "version": "2.0", "routeKey": f"ANY {path}", "rawPath": path, "rawQueryString": query, "cookies": list(cookies),
        "headers": {"accept": "*/*", "content-type": "application/json", "host": "login.example.org",
                    "user-agent": "measure", "x-forwarded-for": "192.0.2.1", "x-forwarded-port": "443",
                    "x-forwarded-proto": "https"},
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "login.example.org", "domainPrefix": "login",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                     "userAgent": "measure"},
            "requestId": "id", "routeKey": f"ANY {path}", "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000", "timeEpoch": 1773342238000,
        },
        "isBase64Encoded": False,
    }
    if isinstance(body, str):
        event["headers"]["content-type"] = "application/x-www-form-urlencoded"
        event["body"] = body
    elif body is not None:
        event["body"] = json.dumps(body)
    if context is not None:
        event["requestContext"]["authorizer"] = {"lambda": context}
    return event


def authorizer_event(token):
    event = proxy_event("GET", "/me")
    event["headers"]["authorization"] = f"Bearer {token}"
    route = "arn:aws:execute-api:eu-central-1:123456789012:api/$default/GET/me"
    return event | {"type": "REQUEST", "routeArn": route, "identitySource": [f"Bearer {token}", event["routeKey"]]}


# ---- Measuring ----

class Bench:
    """Measures one function after the other; later ones need what earlier ones answered."""

    def __init__(self, folder, environment, aws, log):
        self.folder, self.environment, self.aws, self.log = folder, environment, aws, log
        self.challenge = self.code = self.token = self.refresh_token = self.page = None

    def measure(self, name):
        binary = self.folder / binary_of(name)
        if name == "signin":
            self.page = self.first_page(binary)
        invoked = name not in NOT_INVOKED
        event = json.dumps(self.event(name)).encode() if invoked else None
        # Untimed: brings the binary into the page cache, and what it answers to the next function.
        with Process(binary, self.environment[name], self.log) as process:
            process.started()
            if invoked:
                self.keep(name, self.invoke(process, event)[1])
        starts, connections, first, first_cpu, warm, warm_cpu = [], [], [], [], [], []
        for index in range(STARTS):
            with Process(binary, self.environment[name], self.log) as process:
                elapsed, connection = process.started(), self.aws.connecting_since(process.spawned)
                starts.append(elapsed - connection)
                connections.append(connection)
                if invoked:
                    before = process.cpu()
                    first.append(self.invoke(process, event)[0])
                    first_cpu.append(process.cpu() - before)
                if invoked and index == STARTS - 1:
                    for _ in range(WARM_INVOCATIONS):
                        before = process.cpu()
                        warm.append(self.invoke(process, event)[0])
                        warm_cpu.append(process.cpu() - before)
                memory = process.peak_memory()
        return {"size": binary.stat().st_size, "zip": zipped(binary), "starts": starts, "connections": connections,
                "first": first, "first_cpu": first_cpu, "warm": warm, "warm_cpu": warm_cpu, "memory": memory}

    def first_page(self, binary):
        """The call for the page that a client's request leads to."""
        query = urllib.parse.urlencode({
            "response_type": "code", "client_id": CLIENT["id"], "redirect_uri": CLIENT["redirect_uris"][0], "scope": "openid",
            "code_challenge": "A" * 43, "code_challenge_method": "S256"})
        event = proxy_event("GET", "/authorize", query=query)
        with Process(binary, self.environment["signin"], self.log) as process:
            process.started()
            answer = json.loads(process.invoke(json.dumps(event).encode())[1])
            path, _, flow = answer["headers"].get("location", "").partition("?")
            if path != "/signin":
                process.fail(str(answer))
        cookies = [cookie.partition(";")[0] for cookie in answer["cookies"]]
        return proxy_event("GET", path, query=flow, cookies=cookies)

    def invoke(self, process, event):
        """Seconds and answer. A failure ends the run, since it would be the time of something else."""
        elapsed, body = process.invoke(event)
        answer = json.loads(body)
        if process.name == "authorizer":
            good = answer.get("isAuthorized") is True
        elif process.name == "feedback":
            good = answer is None
        elif process.name == "notify":
            good = answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
        else:
            good = answer.get("statusCode") == (202 if process.name == "request" else 200)
        if not good:
            process.fail(body.decode())
        return elapsed, answer

    def event(self, name):
        match name:
            case "request":
                return proxy_event("POST", "/otp/request", {"email": EMAIL})
            case "verify" | "verify kms":
                return proxy_event("POST", "/otp/verify", {"challenge": self.challenge, "code": self.code})
            case "token" | "token kms":
                form = {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
                return proxy_event("POST", "/token", urllib.parse.urlencode(form))
            case "sessions":
                event = proxy_event("GET", "/sessions")
                event["headers"]["authorization"] = f"Bearer {self.token}"
                return event
            case "signin":
                return self.page
            case "passkeys":
                # What the page asks for that `signin` has just answered.
                [flow] = urllib.parse.parse_qs(self.page["rawQueryString"])["flow"]
                return proxy_event("POST", "/signin/passkey/options", {"flow": flow}, cookies=self.page["cookies"])
            case "discovery":
                return proxy_event("GET", "/.well-known/jwks.json")
            case "authorizer" | "authorizer off":
                return authorizer_event(self.token)
            case "me":
                return proxy_event("GET", "/me", context={"sub": f"email:{EMAIL}", "scope": "api"})
            case "feedback":
                return json.loads(Path(__file__).parents[2].joinpath("events/feedback-bounce.json").read_text())
            case "notify":
                # One that was not sealed here: it is opened in vain, and comes again.
                return {"Records": [{"messageId": "1", "body": "A" * 400}]}

    def keep(self, name, answer):
        """Remembers what the next function needs."""
        if name == "request":
            # This email's code, since every further request sends another one.
            self.challenge, self.code = json.loads(answer["body"])["challenge"], self.aws.latest_code()
        if name == "verify":
            tokens = json.loads(answer["body"])
            self.token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]


def zipped(binary):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(binary, "bootstrap")
    return len(buffer.getvalue())


def start_of_true():
    before = time.perf_counter()
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
    return time.perf_counter() - before


class Process:
    """One sandbox: a function and the Runtime API that it polls."""

    PATIENCE = 10_000

    def __init__(self, binary, environment, log):
        self.name, self.log = binary.name, log
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.poll = select.poll()
        self.poll.register(self.listener, select.POLLIN)
        self.connections = {}
        self.count = 0
        runtime = f"127.0.0.1:{self.listener.getsockname()[1]}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [(os.POSIX_SPAWN_OPEN, 1, log, flags, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
        variables = environment | {"AWS_LAMBDA_RUNTIME_API": runtime}
        # Inherited, so that it never runs elsewhere.
        os.sched_setaffinity(0, MEASURED_CORE)
        self.spawned = time.perf_counter()
        self.pid = os.posix_spawn(binary, [binary.name], variables, file_actions=actions)
        os.sched_setaffinity(0, OTHER_CORES)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        for connection in self.connections.values():
            connection.close()
        self.listener.close()

    def started(self):
        """Waits for the first GET …/next; answers the seconds that it took."""
        path, _ = self.receive()
        elapsed = time.perf_counter() - self.spawned
        if not path.endswith("/invocation/next"):
            self.fail(path)
        return elapsed

    def invoke(self, event):
        """Hands over an event; answers the seconds until the response, and the response."""
        self.count += 1
        deadline = int(time.time() * 1000) + 10_000
        head = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                f"Lambda-Runtime-Aws-Request-Id: {self.count:032x}\r\nLambda-Runtime-Deadline-Ms: {deadline}\r\n"
                "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-central-1:123456789012:function:measured\r\n"
                f"Content-Length: {len(event)}\r\n\r\n").encode()
        before = time.perf_counter()
        self.waiting.sendall(head + event)
        path, body = self.receive()
        elapsed = time.perf_counter() - before
        if not path.endswith("/response"):
            self.fail(f"{path} {body.decode(errors='replace')}")
        self.waiting.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        path, _ = self.receive()
        if not path.endswith("/invocation/next"):
            self.fail(path)
        return elapsed, body

    def receive(self):
        """The path and body of the next request, whichever connection it comes by."""
        while True:
            for descriptor, _ in self.poll.poll(self.PATIENCE) or self.fail("silence"):
                if descriptor == self.listener.fileno():
                    connection, _ = self.listener.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.connections[connection.fileno()] = connection
                    self.poll.register(connection, select.POLLIN)
                    continue
                connection = self.connections[descriptor]
                request = read_request(connection.recv)
                if request is None:
                    self.poll.unregister(descriptor)
                    self.connections.pop(descriptor).close()
                    continue
                self.waiting = connection
                return request[0], request[2]

    def cpu(self):
        """The seconds that its threads have run so far; the kernel counts nanoseconds here, and ticks elsewhere."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def peak_memory(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE).group(1)) * 1024

    def fail(self, what):
        sys.exit(f"{self.name}: {what}\n{self.log.read_text()[-2_000:]}")


def read_request(receive):
    """Path, head and body of one HTTP/1.1 request; None where the other side has closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = receive(65_536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        while not body.endswith(b"0\r\n\r\n"):
            body += receive(65_536)
        body = b"".join(body.split(b"\r\n")[1::2])
    else:
        found = re.search(rb"\r\ncontent-length: *(\d+)", lowered)
        length = int(found.group(1)) if found else 0
        while len(body) < length:
            body += receive(65_536)
    return head.split(b" ", 2)[1].decode(), head, body


# ---- DynamoDB, KMS and SES ----

class Aws:
    """The services over TLS, in a process of their own. Every write succeeds, no read finds anything but sessions and accounts, whatever is
    signed gets the same signature; of an email the code is kept."""

    # Of a write; of a read: there is no such item.
    DONE = (b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n"
            b"x-amzn-RequestId: id\r\n\r\n{}")
    NO_ITEMS = b'{"Count":0,"Items":[],"ScannedCount":0}'
    QUERY = (b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n"
             b"x-amzn-RequestId: id\r\n\r\n%s" % (len(NO_ITEMS), NO_ITEMS))
    UNEXPECTED = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
    SENT = (b'<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>'
            b"<MessageId>id</MessageId></SendRawEmailResult><ResponseMetadata><RequestId>id</RequestId>"
            b"</ResponseMetadata></SendRawEmailResponse>")
    SEND_EMAIL = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s" % (len(SENT), SENT)

    SIGNED = json.dumps({"Signature": base64.b64encode(bytes(256)).decode()}).encode()
    SIGN = (b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: %d\r\n\r\n%s"
            % (len(SIGNED), SIGNED))

    def __init__(self, scratch):
        self.begun = {}
        master = base64.b64encode(secrets.token_bytes(32)).decode()
        secret = json.dumps({"Name": "master", "SecretString": master}).encode()
        self.secret = (b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: %d\r\n\r\n%s"
                       % (len(secret), secret))
        self.codes, self.connections = scratch / "code", scratch / "connections"
        self.certify(scratch)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(scratch / "server.pem", scratch / "server.key")
        dynamodb, kms, secret, ses = (socket.create_server(("127.0.0.1", 0)) for _ in range(4))
        endpoint = "https://localhost:{}"
        self.environment = {
            # Every call comes from one address.
            "ADDRESS_SENDS": "10000",
            "ADDRESS_VERIFICATIONS": "10000",
            "ADDRESS_TOKEN_CALLS": "10000",
            "SESSION_CALLS": "10000",
            "AWS_CA_BUNDLE": str(scratch / "ca.pem"),
            "AWS_ENDPOINT_URL_DYNAMODB": endpoint.format(dynamodb.getsockname()[1]),
            "AWS_ENDPOINT_URL_KMS": endpoint.format(kms.getsockname()[1]),
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": endpoint.format(secret.getsockname()[1]),
            "AWS_ENDPOINT_URL_SES": endpoint.format(ses.getsockname()[1]),
        }
        lives, self.life = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.life)
            for service in ((dynamodb, self.call_dynamodb), (kms, self.sign), (secret, self.give_secret),
                            (ses, self.send_email)):
                threading.Thread(target=self.serve, args=(context, *service), daemon=True).start()
            # Returns when the other end is closed, by whatever end of the measuring process.
            os.read(lives, 1)
            os._exit(0)
        os.close(lives)
        for listener in (dynamodb, kms, secret, ses):
            listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.life)
        os.waitpid(self.pid, 0)

    @staticmethod
    def certify(scratch):
        """A certificate authority and a certificate for localhost; on P-256, which costs this side the least."""
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *curve, "-keyout", scratch / "ca.key", "-out", scratch / "ca.pem", "-days", "2",
                "-subj", "/CN=measure")
        openssl("req", "-new", *curve, "-keyout", scratch / "server.key", "-out", scratch / "server.csr",
                "-subj", "/CN=localhost")
        (scratch / "extensions").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        openssl("x509", "-req", "-in", scratch / "server.csr", "-CA", scratch / "ca.pem", "-CAkey", scratch / "ca.key",
                "-CAcreateserial", "-out", scratch / "server.pem", "-days", "2", "-extfile", scratch / "extensions")

    def serve(self, context, listener, answer):
        def talk(plain, accepted):
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                with context.wrap_socket(plain, server_side=True, suppress_ragged_eofs=True) as connection:
                    while request := read_request(connection.recv):
                        response = answer(request)
                        if accepted:
                            # Before the response leaves, so that it stands there when the function goes on.
                            with self.connections.open("a") as file:
                                file.write(f"{accepted} {time.perf_counter()}\n")
                            accepted = None
                        connection.sendall(response)
            except OSError:
                # The function was killed; the next one has a connection of its own.
                pass

        while True:
            plain = listener.accept()[0]
            threading.Thread(target=talk, args=(plain, time.perf_counter()), daemon=True).start()

    def call_dynamodb(self, request):
        called = next((call for call in (b"PutItem", b"UpdateItem", b"BatchGetItem", b"GetItem", b"Query", b"TransactWriteItems")
                       if b"DynamoDB_20120810." + call in request[1]), None)
        if called == b"Query":
            return self.QUERY
        if called is None:
            return self.UNEXPECTED
        said = json.loads(request[2])
        if called == b"TransactWriteItems":
            # A first sign-in makes an account.
            self.begun.update((self.name(step["Put"]["Item"]), step["Put"]["Item"]) for step in said["TransactItems"])
            return self.DONE
        if called == b"BatchGetItem":
            found = {table: [self.begun[name] for name in map(self.name, asked["Keys"]) if name in self.begun]
                     for table, asked in said["RequestItems"].items()}
            return self.answer({"Responses": found, "UnprocessedKeys": {}})
        name = self.name(said.get("Key") or said["Item"])
        if called == b"PutItem" and "attribute_not_exists" in said["ConditionExpression"]:
            # Sessions stay as they were begun, so that the same refresh token is the current one each time.
            self.begun[name] = said["Item"]
        if called == b"GetItem" and name in self.begun and (name[1].startswith("session#") or name[0].startswith("identity#")):
            return self.answer({"Item": self.begun[name]})
        return self.DONE

    @staticmethod
    def name(item):
        return item["pk"]["S"], item["sk"]["S"]

    def answer(self, value):
        body = json.dumps(value).encode()
        return self.DONE.replace(b"Content-Length: 2", b"Content-Length: %d" % len(body))[:-2] + body

    def sign(self, request):
        return self.SIGN if b"TrentService.Sign" in request[1] else self.UNEXPECTED

    def give_secret(self, request):
        return self.secret if b"secretsmanager.GetSecretValue" in request[1] else self.UNEXPECTED

    def send_email(self, request):
        raw = base64.b64decode(urllib.parse.parse_qs(request[2].decode())["RawMessage.Data"][0])
        message = email.message_from_bytes(raw, policy=email.policy.default)
        text = message.get_body(["plain"]).get_content()
        self.codes.write_text(re.search(r"\b\d{6,8}\b", text).group())
        return self.SEND_EMAIL

    def connecting_since(self, moment):
        """The seconds from each connection after `moment` to the first answer on it; both processes read one clock."""
        lines = self.connections.read_text().splitlines() if self.connections.exists() else []
        spans = [tuple(map(float, line.split())) for line in lines]
        return sum(answered - accepted for accepted, answered in spans if accepted > moment)

    def latest_code(self):
        return self.codes.read_text()


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def openssl(*arguments):
    answer = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit(f"openssl {arguments[0]} failed: {answer.stderr.strip()}")
    return answer.stdout


if __name__ == "__main__":
    sys.exit(main())
