"""The procedures of docs/keys.md and docs/operate.md, step by step, with the operator's program and `sam deploy` of saved parameters."""

import json
import os
import shutil
import subprocess

CONFIG = """version = 0.1

[try.deploy.parameters]
stack_name = "{stack}"
region = "{region}"
capabilities = "CAPABILITY_IAM"
confirm_changeset = false
fail_on_empty_changeset = false
resolve_s3 = true
parameter_overrides = [
]
"""


NO_ZONE = {"DomainName": "login.example.org", "HostedZoneId": "Z00000000000000000000",
           "CertificateArn": "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-4000-8000-000000000000"}


class Operator:
    """Somebody with a folder, the operator's program and the rights of an administrator."""

    def __init__(self, emulator, template, admin, stack, region):
        self.emulator, self.template, self.admin, self.stack = emulator, template, admin, stack
        self.folder = emulator.scratch / "operator"
        self.folder.mkdir()
        self.config = self.folder / "samconfig.toml"
        self.config.write_text(CONFIG.format(stack=stack, region=region))

    def admins(self, *arguments):
        """What the program prints."""
        outputs = self.emulator.outputs()
        environment = self.emulator.environment | {"TABLE_NAME": outputs["TableName"], "AWS_ENDPOINT_URL": self.emulator.url,
                                                   "AWS_REGION": self.emulator.environment["AWS_DEFAULT_REGION"]}
        done = subprocess.run([self.admin, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"admin {arguments}: {done.stderr}")
        return done.stdout

    def saves(self, **parameters):
        self.admins("parameters", "try", *(f"{name}={value}" for name, value in parameters.items()))

    def deploys(self, config=None):
        """`sam deploy --config-env try`; gives what became of the stack."""
        command = ["sam", "deploy", "--template-file", str(self.template), "--config-file", str(config or self.config),
                   "--config-env", "try", "--no-progressbar"]
        done = subprocess.run(command, env=self.emulator.environment, cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.told = done.stdout + done.stderr
        stacks = self.emulator.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"]
        return stacks[0]["StackStatus"]

    def file(self, name, text):
        self.folder.joinpath(name).write_text(text)
        return name


def play(emulator, template, admin, service, parameters, stack, region, expect, until, say):
    operator = Operator(emulator, template, admin, stack, region)
    operator.saves(**parameters)
    operator.deploys()
    expect("No changes to deploy" in operator.told, f"the saved parameters are not those that the stack has: {operator.told}")

    def becomes(expected, otherwise, config=None):
        status = operator.deploys(config)
        expect(status == expected, f"{otherwise}: {status}\n{operator.told[-4_000:]}")

    def keys():
        return {key["kid"] for key in service.call("GET", "/.well-known/jwks.json")[1]["keys"]}

    def passes(token):
        return all(service.call("GET", path, token=token)[0] == 200 for path in ("/sessions", "/me"))

    def refused(token):
        """By the function at once, by the authorizer once it asks again."""
        if service.call("GET", "/sessions", token=token)[0] != 401:
            return False
        until(lambda: service.call("GET", "/me", token=token)[0] != 200, "the authorizer lets a token pass")
        return True

    # A rotation, up to the announcement.
    # Not by MakeNextSigningKey: the emulator sees no change in a resource whose condition begins to hold.
    new = emulator.client("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    now = operator.file("now.json", emulator.outputs()["SigningKeys"])
    own = json.loads(emulator.outputs()["SigningKeys"])[0]
    announced = operator.admins("keys", "announce", new, now)
    operator.saves(SigningKeys=announced.strip(), SigningKeyArns=f"{own['key']},{new}")
    becomes("UPDATE_COMPLETE", "not announced")
    expect(len(keys()) == 2, f"not both keys are published: {keys()}")
    before = shutil.copy(operator.config, operator.folder / "before.toml")
    token = service.sign_in("grace@example.org")["access_token"]
    expect(passes(token), "the first key signs on")
    say("the next signing key is announced")

    # An emergency.
    now = operator.file("now.json", emulator.outputs()["SigningKeys"])
    dropped = operator.admins("keys", "drop", own["kid"], "--emergency", now)
    # First one that fails on the way, for want of the zone: it is taken back, and the key with it.
    operator.saves(SigningKeys=dropped.strip(), SigningKeyArns=new, **NO_ZONE)
    becomes("UPDATE_ROLLBACK_COMPLETE", "a drop that fails is not rolled back")
    expect(len(keys()) == 2 and passes(token), "what the deployment before had is not back")
    shutil.copy(before, operator.config)
    operator.saves(SigningKeys=dropped.strip(), SigningKeyArns=new)
    becomes("UPDATE_COMPLETE", "the key is not dropped")
    expect(own["kid"] not in keys() and len(keys()) == 1, f"still published: {keys()}")
    expect(refused(token), "a token of the dropped key passes")
    expect(passes(service.sign_in("grace@example.org")["access_token"]), "nobody signs")
    say("an emergency drops the key, and its tokens with it")

    # Somebody deploys with the parameters from before.
    becomes("UPDATE_ROLLBACK_COMPLETE", "the dropped key came back", before)
    expect(f"brings back {own['key']}" in emulator.reasons("Keys"), emulator.reasons("Keys"))
    expect(own["kid"] not in keys(), "the dropped key is published")
    say("the parameters from before are refused")

    # Every session ends.
    tokens = service.sign_in("edsger@example.org")
    expect(passes(tokens["access_token"]), "no session")
    operator.admins("sessions", "end-everybody")
    expect(refused(tokens["access_token"]), "an access token outlives the end of everything")
    form = f"grant_type=refresh_token&refresh_token={tokens['refresh_token']}".encode()
    answer = service.call("POST", "/token", form, kind="application/x-www-form-urlencoded")
    expect(answer[0] == 400, f"a session outlives the end of everything: {answer}")
    say("every session is ended at once")

    # The master secret.
    for versions in ("1,2", "2,1", "2,1n"):
        operator.saves(MasterSecretVersions=versions)
        becomes("UPDATE_COMPLETE", f"MasterSecretVersions={versions}")
        service.sign_in(f"alan-{len(versions)}{versions[0]}@example.org")
        if versions == "2,1":
            before = shutil.copy(operator.config, operator.folder / "sealing.toml")
    becomes("UPDATE_ROLLBACK_COMPLETE", "the retired master secret came back", before)
    expect("brings back version 1" in emulator.reasons("Keys"), emulator.reasons("Keys"))
    say("the master secret is rotated, and its first version stays retired")
