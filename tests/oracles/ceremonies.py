"""An authenticator and a browser without a device, for passkeys.py: kinds of ceremonies, of which most get something wrong."""

import base64
import hashlib
import json

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

# Flags of authenticator data (WebAuthn Level 3 §6.1).
UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# What COSE calls algorithms: keys of these are made here.
ES256, ES384, RS256 = -7, -35, -257
# And of these they are only said to be.
EDDSA, ES512, PS256, RS1 = -8, -36, -37, -65535


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """A key, with what an authenticator remembers of it."""

    def __init__(self, source, algorithm=ES256, user=b""):
        self.algorithm = algorithm
        self.id = source.randbytes(32)
        self.user = user
        self.counter = 0
        self.flags = UP | UV
        if algorithm == RS256:
            self.key = rsa.generate_private_key(65537, 2048)
        else:
            curve, size = (ec.SECP384R1(), 47) if algorithm == ES384 else (ec.SECP256R1(), 31)
            self.key = ec.derive_private_key(int.from_bytes(source.randbytes(size)) + 1, curve)

    def cose(self):
        numbers = self.key.public_key().public_numbers()
        if self.algorithm == RS256:
            return {1: 3, 3: RS256, -1: numbers.n.to_bytes(256), -2: b"\x01\x00\x01"}
        curve, size = (2, 48) if self.algorithm == ES384 else (1, 32)
        return {1: 2, 3: self.algorithm, -1: curve, -2: numbers.x.to_bytes(size), -3: numbers.y.to_bytes(size)}

    def public_key(self):
        return cbor2.dumps(self.cose())

    def sign(self, data):
        if self.algorithm == RS256:
            return self.key.sign(data, padding.PKCS1v15(), SHA256())
        hashed = SHA384() if self.algorithm == ES384 else SHA256()
        return self.key.sign(data, ec.ECDSA(hashed, deterministic_signing=True))


class Said:
    """What a browser and an authenticator say, honest at first; a kind of ceremony changes it."""

    def __init__(self, source, kind, challenge, origin, rp_id, passkey):
        self.source = source
        self.passkey = passkey
        self.client = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        self.rp_id = rp_id
        self.flags = passkey.flags
        self.counter = passkey.counter
        # As they are made of it, and may be changed once more.
        self.client_data = self.data = self.signature = None
        self.behind = b""

    def written(self):
        if self.client_data is None:
            self.client_data = json.dumps(self.client, separators=(",", ":")).encode()
        return self.client_data

    def head(self, flags=0):
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags | flags]) + self.counter.to_bytes(4)


class Registration:
    """A kind of registration. `change` gets what is said before anything is made of it, `damage` what is made of it."""

    def __init__(self, name, valid, change=None, damage=None, algorithm=ES256):
        self.name, self.valid, self.change, self.damage, self.algorithm = name, valid, change, damage, algorithm

    def make(self, source, options, origin):
        user = base64.urlsafe_b64decode(options["user"]["id"] + "==")
        passkey = Passkey(source, self.algorithm, user)
        said = Said(source, "webauthn.create", options["challenge"], origin, options["rp"]["id"], passkey)
        said.attested, said.aaguid, said.cose, said.shown_id = AT, source.randbytes(16), passkey.cose(), None
        said.object = {"fmt": "none", "attStmt": {}}
        if self.change:
            self.change(said)
        passkey.flags, passkey.counter = said.flags, said.counter
        key = said.cose if isinstance(said.cose, bytes) else cbor2.dumps(said.cose)
        of_key = said.aaguid + len(passkey.id).to_bytes(2) + passkey.id + key if said.attested else b""
        said.data = said.head(said.attested) + of_key + said.behind
        if self.damage:
            self.damage(said)
        body = said.object if isinstance(said.object, bytes) else cbor2.dumps(said.object | {"authData": said.data})
        shown_id = b64url(said.shown_id or passkey.id)
        return passkey, {
            "id": shown_id, "rawId": shown_id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": b64url(said.written()), "attestationObject": b64url(body), "transports": ["internal"],
            },
        }


class Authentication:
    """A kind of authentication, by passkeys that were made as `by`. `change` comes before the signature, `damage` after it."""

    def __init__(self, name, valid, change=None, damage=None, by=None):
        self.name, self.valid, self.change, self.damage, self.by = name, valid, change, damage, by or HONEST

    def make(self, source, options, origin, passkey, other):
        said = Said(source, "webauthn.get", options["challenge"], origin, options["rpId"], passkey)
        said.other, said.user, said.signer, said.type = other, passkey.user, passkey, "public-key"
        if self.change:
            self.change(said)
        said.data = said.head() + said.behind
        said.signature = said.signer.sign(said.data + hashlib.sha256(said.written()).digest())
        if self.damage:
            self.damage(said)
        return {
            "id": b64url(passkey.id), "rawId": b64url(passkey.id), "type": said.type, "clientExtensionResults": {},
            "response": {
                "clientDataJSON": b64url(said.client_data), "authenticatorData": b64url(said.data),
                "signature": b64url(said.signature), "userHandle": b64url(said.user),
            },
        }


def setting(**values):
    """Says something else in place of what is honest."""
    def change(said):
        for name, value in values.items():
            setattr(said, name, value(said) if callable(value) else value)
    return change


def in_client(**values):
    """The same, in what the browser says of the page; `None` leaves it out."""
    def change(said):
        for name, value in values.items():
            said.client[name] = value(said) if callable(value) else value
            if value is None:
                del said.client[name]
    return change


def in_key(**values):
    """The same, in the key that a passkey is said to have."""
    def change(said):
        for name, value in values.items():
            label = {"kty": 1, "alg": 3, "crv": -1, "x": -2, "y": -3}[name]
            said.cose[label] = value(said) if callable(value) else value
    return change


def flipped(data, source, begin=0, end=None):
    """With one bit turned over somewhere between these bytes."""
    changed, at = bytearray(data), source.randrange(begin, end or len(data))
    changed[at] ^= 1 << source.randrange(8)
    return bytes(changed)


def other_origin(said):
    own = said.client["origin"]
    others = ["https://evil.example", own.replace("http:", "https:"), f"{own}/", f"{own}0", f"{own}.evil.example",
              own.replace("localhost", "localhost."), own.upper(), own.replace("//", "//sub."), "null", ""]
    return said.source.choice(others)


def of_another_page(said):
    return said.source.choice(["https://evil.example", "null", said.client["origin"]])


def as_raw_numbers(said):
    """The signature as JWS has it (RFC 7518 §3.4), not as COSE keys sign in WebAuthn (§6.5.5)."""
    said.signature = b"".join(number.to_bytes(32) for number in decode_dss_signature(said.signature))


def with_another_number(said):
    """One bit of one of its numbers, whose encoding is as good as before."""
    r, s = decode_dss_signature(said.signature)
    bit = 1 << said.source.randrange(255)
    said.signature = encode_dss_signature(*said.source.choice([(r ^ bit, s), (r, s ^ bit)]))


def as_its_twin(said):
    """(r, n - s) is a signature of ECDSA where (r, s) is one."""
    r, s = decode_dss_signature(said.signature)
    said.signature = encode_dss_signature(r, ORDER_OF_P256 - s)


def by_pss(said):
    data = said.data + hashlib.sha256(said.client_data).digest()
    said.signature = said.passkey.key.sign(data, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())


def by_sha_384(said):
    data = said.data + hashlib.sha256(said.client_data).digest()
    said.signature = said.passkey.key.sign(data, ec.ECDSA(SHA384(), deterministic_signing=True))


def after_the_signature(text):
    """Changes what the browser has said, once it is signed."""
    def damage(said):
        said.client_data = json.dumps(said.client | {"besides": text}).encode()
    return damage


def behind(said):
    return said.source.randbytes(said.source.randint(1, 9))


def with_id(length):
    def change(said):
        said.passkey.id = said.source.randbytes(length)
    return change


def malformed_cbor(said):
    whole = cbor2.dumps(said.object | {"authData": said.data})
    said.object = said.source.choice([
        b"", b"\xff", b"\xa3\x63", whole[:said.source.randrange(1, 30)], b"\x81" * 2_000,
        b"\x9b" + b"\xff" * 8, b"\xa0", b"\xf6", cbor2.dumps([said.data]), cbor2.dumps(b64url(whole)),
    ])


def malformed_json(said):
    honest = json.dumps(said.client)
    said.client_data = said.source.choice([
        b"", b"{", b"null", b"[]", b"5", honest[:-1].encode(), (honest + "}").encode(), honest.replace(":", "=").encode(),
        honest.replace('"', "'").encode(),
    ])


def in_utf_16(said):
    said.client_data = json.dumps(said.client).encode("utf-16")


# What is wrong, whichever ceremony it is in.
LIES = [
    ("the user was not verified", {"change": lambda said: setting(flags=said.flags & ~UV)(said)}),
    ("the user was not present", {"change": lambda said: setting(flags=said.flags & ~UP)(said)}),
    ("neither", {"change": lambda said: setting(flags=said.flags & ~(UP | UV))(said)}),
    ("backed up and not eligible", {"change": lambda said: setting(flags=said.flags | BS)(said)}),
    ("another relying party", {"change": setting(
        rp_id=lambda said: said.source.choice(["evil.example", "example.org", "host", ""]))}),
    ("another origin", {"change": in_client(origin=other_origin)}),
    ("no origin", {"change": in_client(origin=None)}),
    ("a frame", {"change": in_client(crossOrigin=True)}),
    ("a frame, and the page above it", {"change": in_client(crossOrigin=True, topOrigin=of_another_page)}),
    ("a page above no frame", {"change": in_client(topOrigin=of_another_page)}),
    ("another challenge", {"change": in_client(challenge=lambda said: b64url(said.source.randbytes(32)))}),
    ("a part of the challenge", {"change": in_client(challenge=lambda said: said.client["challenge"][:-4])}),
    ("no challenge", {"change": in_client(challenge=None)}),
    ("an empty challenge", {"change": in_client(challenge="")}),
    ("no type", {"change": in_client(type=None)}),
    ("another type", {"change": in_client(type=lambda said: said.source.choice(
        ["webauthn.create" if said.client["type"] == "webauthn.get" else "webauthn.get", "payment.get", "", "WEBAUTHN.GET"]))}),
    ("client data that is no JSON", {"change": malformed_json}),
    ("client data in UTF-16", {"change": in_utf_16}),
]

HONEST = Registration("honest", True)
HONEST_ES384 = Registration("honest, of ES384", True, algorithm=ES384)
HONEST_RS256 = Registration("honest, of RS256", True, algorithm=RS256)
BACKED_UP = Registration("backed up", True, setting(flags=UP | UV | BE | BS))
COUNTING = Registration("with a counter", True, setting(counter=lambda said: said.source.randint(1_000, 2**31 - 1)))
LONGEST_ID = Registration("the longest id", True, with_id(1_023))

REGISTRATIONS = [
    HONEST, HONEST_ES384, HONEST_RS256, BACKED_UP, COUNTING, LONGEST_ID,
    Registration("eligible for backup", True, setting(flags=UP | UV | BE)),
    Registration("an id of 16 bytes", True, with_id(16)),
    Registration("no name of a model", True, setting(aaguid=bytes(16))),
    Registration("more members of client data", True, in_client(
        other_keys_can_be_added_here="do not compare clientDataJSON against a template")),
    Registration("nothing of frames", True, in_client(crossOrigin=None)),
    # Nobody reads what stands there, and nothing is kept of it.
    Registration("bytes behind authenticator data", True, setting(behind=behind)),
    Registration("no attestation, and a statement of it", True, setting(
        object=lambda said: {"fmt": "none", "attStmt": {"alg": ES256}})),
    *(Registration(name, False, **lie) for name, lie in LIES),
    Registration("an algorithm that is not offered", False, in_key(
        alg=lambda said: said.source.choice([EDDSA, ES512, PS256, RS1, 0, 7]))),
    Registration("a curve of another algorithm", False, in_key(crv=lambda said: said.source.choice([3, 6]))),
    Registration("a type of another key", False, in_key(kty=lambda said: said.source.choice([1, 3]))),
    Registration("a coordinate that is too short", False, in_key(
        x=lambda said: said.source.randbytes(said.source.randint(1, 31)))),
    Registration("a point that is not on the curve", False, in_key(y=lambda said: flipped(said.cose[-3], said.source))),
    Registration("no key", False, setting(cose=b"")),
    Registration("a key that is no CBOR", False, setting(cose=lambda said: b"\xa5" + said.source.randbytes(3))),
    Registration("no attested data", False, setting(attested=0)),
    Registration("an id that is too long", False, with_id(1_024)),
    Registration("another id than it is called by", False, setting(shown_id=lambda said: said.source.randbytes(32))),
    Registration("authenticator data that ends early", False,
                 damage=lambda said: setting(data=said.data[:said.source.randrange(55 + len(said.passkey.id))])(said)),
    Registration("a key that ends early", False,
                 damage=lambda said: setting(data=said.data[:-said.source.randint(10, 31)])(said)),
    Registration("a key that ends a few bytes early", False,
                 damage=lambda said: setting(data=said.data[:-said.source.randint(1, 8)])(said)),
    Registration("extensions that are not there", False, setting(flags=UP | UV | ED)),
    Registration("no format", False, damage=lambda said: said.object.pop("fmt")),
    Registration("an unknown format", False, setting(object=lambda said: {"fmt": "made-up", "attStmt": {}})),
    Registration("an attestation that signs nothing", False, setting(
        object=lambda said: {"fmt": "packed", "attStmt": {"alg": ES256, "sig": said.passkey.sign(b"something else")}})),
    Registration("an attestation object that is no CBOR", False, damage=malformed_cbor),
]

AUTHENTICATIONS = [
    Authentication("honest", True), Authentication("honest, of ES384", True, by=HONEST_ES384),
    Authentication("honest, of RS256", True, by=HONEST_RS256), Authentication("backed up", True, by=BACKED_UP),
    Authentication("no more backed up", True, setting(flags=UP | UV | BE), by=BACKED_UP),
    Authentication("the longest id", True, by=LONGEST_ID),
    Authentication("a counter that went on", True, by=COUNTING,
                   change=setting(counter=lambda said: 2**31 + said.source.randrange(2**31))),
    Authentication("more members of client data", True, in_client(besides={"a": [1, None]})),
    Authentication("nothing of frames", True, in_client(crossOrigin=None)),
    Authentication("the other signature of the same", True, damage=as_its_twin),
    # Nobody reads them, and the passkey has signed them.
    Authentication("bytes behind authenticator data", True, setting(behind=behind)),
    # By a rule of ours: its owner is told, and not locked out.
    Authentication("a counter that went back", True, by=COUNTING,
                   change=setting(counter=lambda said: said.source.randrange(1_000))),
    *(Authentication(name, False, **lie) for name, lie in LIES),
    Authentication("eligible for backup all of a sudden", False, setting(flags=UP | UV | BE)),
    Authentication("eligible for backup no more", False, setting(flags=UP | UV), by=BACKED_UP),
    Authentication("one bit of the signature", False, damage=with_another_number),
    Authentication("one bit of a signature of RSA", False, by=HONEST_RS256,
                   damage=lambda said: setting(signature=flipped(said.signature, said.source))(said)),
    Authentication("one bit of the counter", False,
                   damage=lambda said: setting(data=flipped(said.data, said.source, 33, 37))(said)),
    Authentication("another key", False, setting(signer=lambda said: said.other)),
    Authentication("another key, of RSA", False, setting(signer=lambda said: said.other), by=HONEST_RS256),
    Authentication("client data that was changed", False, damage=after_the_signature("more")),
    Authentication("another person", False, setting(user=lambda said: said.other.user)),
    Authentication("another type of credential", False, setting(
        type=lambda said: said.source.choice(["password", "", "publickey"]))),
    Authentication("no signature", False, damage=setting(signature=b"")),
    Authentication("a signature that ends early", False,
                   damage=lambda said: setting(signature=said.signature[:said.source.randrange(1, 70)])(said)),
    Authentication("bytes behind the signature", False,
                   damage=lambda said: setting(signature=said.signature + said.source.randbytes(3))(said)),
    Authentication("the signature as two numbers", False, damage=as_raw_numbers),
    Authentication("a signature over another hash", False, damage=by_sha_384),
    Authentication("a signature by another scheme of RSA", False, damage=by_pss, by=HONEST_RS256),
    Authentication("authenticator data that ends early", False,
                   damage=lambda said: setting(data=said.data[:said.source.randrange(1, 37)])(said)),
    Authentication("extensions that are not there", False, setting(flags=UP | UV | ED)),
]
