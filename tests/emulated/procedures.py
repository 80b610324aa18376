"""The procedures of docs/operate.md, docs/keys.md and docs/feedback.md, step by step, by the commands that stand there."""

import json
import shutil

from checks import expect, say, until
from commands import ROOT, Shell
from incidents import Incidents

PAGES = ("operate.md", "keys.md", "feedback.md")
# What the emulator does not know; docs/deploy.md says what shows it.
NOT_SHOWN = ("aws sesv2 delete-suppressed-destination", "aws sns get-sms-attributes", "aws sqs start-message-move-task")
# A deployment that fails late, for want of the zone.
NO_ZONE = {"DomainName": "login.example.org", "HostedZoneId": "Z00000000000000000000",
           "CertificateArn": "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-4000-8000-000000000000"}


def play(emulator, template, programs, service, parameters):
    """`programs` are the operator's and the AWS CLI; `parameters` those that the stack has."""
    folder = emulator.scratch / "operator"
    folder.mkdir()
    shutil.copy(template, folder / "template.yaml")
    shutil.copy(ROOT / "samconfig.toml", folder)
    with Shell(folder, emulator.environment, *programs, PAGES) as shell:
        operator = Operator(emulator, folder, shell, service)
        operator.begins(parameters)
        operator.announces_a_signing_key()
        operator.drops_a_leaked_signing_key()
        operator.brings_a_signing_key_back()
        incidents = Incidents(operator)
        incidents.a_report_that_failed_is_heeded()
        incidents.a_user_is_signed_out()
        incidents.everybody_is_signed_out()
        operator.retires_a_leaked_master_secret()
        operator.rotates_the_master_secret()
        incidents.the_table_is_restored()
        everything_was_run(shell)


def everything_was_run(shell):
    unplayed = shell.unplayed()
    forgotten = [str(command) for command in unplayed if not command.text.startswith(NOT_SHOWN)]
    expect(not forgotten, "nobody plays\n" + "\n".join(forgotten))
    for command in unplayed:
        say(f"not shown: {command}")
    say("every other command of these pages was run")


class Operator:
    """Somebody with a shell, the operator's program and the rights of an administrator."""

    def __init__(self, emulator, folder, shell, service):
        self.emulator, self.folder, self.shell, self.service = emulator, folder, shell, service
        self.config = folder / "samconfig.toml"

    def keys(self, heading, *parts, **given):
        return self.shell.plays("keys.md", heading, *parts, **given)

    def operates(self, heading, *parts, **given):
        return self.shell.plays("operate.md", heading, *parts, **given)

    def saves(self, **parameters):
        values = " ".join(f"{name}='{value}'" for name, value in parameters.items())
        self.shell.runs(f'cargo run -p admin -- parameters "$environment" {values}')

    def keeps(self, name):
        """A copy of the parameters that are saved now."""
        return shutil.copy(self.config, self.folder / name)

    def is_refused(self, config, why):
        """A deployment of parameters that were kept, which the stack's own function refuses."""
        earlier = self.emulator.reasons("Keys").count(why)
        failed, *told = self.shell.tries(f'sam deploy --config-env "$environment" --config-file "{config}"')
        status, reasons = self.emulator.status(), self.emulator.reasons("Keys")
        expect(failed and status == "UPDATE_ROLLBACK_COMPLETE", f"not refused: {status} {told}")
        expect(reasons.count(why) > earlier, f"refused, and not because it {why}: {reasons}")

    def published(self):
        return {key["kid"] for key in self.service.call("GET", "/.well-known/jwks.json")[1]["keys"]}

    def passes(self, session):
        token = session["access_token"]
        return all(self.service.call("GET", path, token=token)[0] == 200 for path in ("/sessions", "/me"))

    def is_over(self, session):
        """By the function at once, by the authorizer once it asks again."""
        get = lambda path: self.service.call("GET", path, token=session["access_token"])[0]
        if get("/sessions") != 401:
            return False
        until(lambda: get("/me") != 200, "the authorizer lets a token pass")
        return True

    def goes_on(self, session):
        """Whether the refresh token gets another one."""
        form = f"grant_type=refresh_token&refresh_token={session['refresh_token']}".encode()
        status, answer = self.service.call("POST", "/token", form, kind="application/x-www-form-urlencoded")
        expect(status in (200, 400), f"/token: {status} {answer}")
        session.update(answer)
        return status == 200

    def begins(self, parameters):
        self.operates("Operating")
        self.saves(**parameters)
        told = self.shell.tries('sam deploy --config-env "$environment"')
        expect("No changes to deploy" in f"{told}", f"the saved parameters are not those that the stack has: {told}")
        self.operates("As an operator", "export", "eval")
        self.operates("Alarms", "get-account")

    def announces_a_signing_key(self):
        """Up to the three hours of patience, and what comes after them, which has nothing to drop yet."""
        self.own, self.of_id_tokens = json.loads(self.emulator.outputs()["SigningKeys"])
        self.keys("Rotation", "environment=", "output()", "arns()", "# 1.")
        expect(self.shell.runs('echo "$new"').strip() in {key["Arn"] for key in self.emulator.keys()}, "no next key")
        self.keys("Rotation", "#    Later")
        self.keys("Rotation", "# 2.", "# 3.")
        # The first time, the deployment fails on the way, and the key is taken back.
        unannounced = self.keeps("unannounced.toml")
        self.saves(**NO_ZONE)
        self.keys("Rotation", "# 4.", fails=True)
        expect(self.published() == {self.own["kid"], self.of_id_tokens["kid"]}, "an announcement that failed is not taken back")
        shutil.copy(unannounced, self.config)
        self.keys("Rotation", "# 4.")
        expect(len(self.published()) == 3, f"not every key is published: {self.published()}")
        expect("announced, signs from" in self.keys("Rotation", "# 5."), "nothing is announced")
        self.keys("Rotation", "# 6.")
        expect(len(self.published()) == 3, "a key is dropped that signs, or will")
        say("the next signing key is announced, also after an announcement that failed")

    def drops_a_leaked_signing_key(self):
        session, code = self.service.sign_in("grace@example.org"), self.service.code_for("hedy@example.org")
        expect(self.passes(session), "the first key does not sign on")
        before = self.keeps("before.toml")
        self.keys("Emergency", "leaked=", "disable-key", leaked=self.own["key"])
        expect(self.service.call("POST", "/otp/verify", json.dumps(code).encode())[0] == 503, "a disabled key signs")
        self.keys("Emergency", "output SigningKeys", "--emergency now.json")
        # First one that fails on the way: it is taken back, and the disabled key with it.
        self.saves(**NO_ZONE)
        self.keys("Emergency", "SigningKeys=", "sam deploy", fails=True)
        expect(self.emulator.status() == "UPDATE_ROLLBACK_COMPLETE", f"not rolled back: {self.emulator.status()}")
        expect(len(self.published()) == 3 and self.passes(session), "what the deployment before had is not back")
        shutil.copy(before, self.config)
        self.keys("Emergency", "SigningKeys=", "sam deploy")
        expect(self.own["kid"] not in self.published() and len(self.published()) == 2, f"still published: {self.published()}")
        expect(self.is_over(session), "a token of the dropped key passes")
        expect(self.passes(self.service.sign_in("grace@example.org")), "nobody signs")
        say("an emergency drops the key, and its tokens with it")
        self.is_refused(before, f"brings back {self.own['key']}")
        expect(self.own["kid"] not in self.published(), "the dropped key is published")
        say("the parameters from before are refused")

    def brings_a_signing_key_back(self):
        """The way out, for what replaces the only key of its algorithm."""
        session = self.service.sign_in("grace@example.org")
        keys = json.loads(self.emulator.outputs()["SigningKeys"])
        [leaked] = [key for key in keys if key["kid"] != self.of_id_tokens["kid"]]
        self.shell.runs(f"new='{self.own['key']}' && aws kms enable-key --key-id \"$new\"")
        self.keys("Emergency", "leaked=", "output SigningKeys", "--with", leaked=leaked["key"])
        self.keys("Emergency", "returning=", "$returning", returning=self.own["key"])
        self.keys("Emergency", "SigningKeys=", "sam deploy")
        expect(self.published() == {self.own["kid"], self.of_id_tokens["kid"]}, f"not back: {self.published()}")
        expect(self.is_over(session), "a token of the only key, which was dropped, passes")
        self.keys("Emergency", '"RETURNING":null')
        say("what RETURNING names comes back, in the place of an only key")

    def retires_a_leaked_master_secret(self):
        # What no list names, a deployment leaves as it is.
        self.saves(MasterSecretVersions="1")
        before = self.keeps("first.toml")
        session = self.service.sign_in("alan@example.org")
        self.operates("Rotation", "deploy()", "MasterSecretVersions=2,1n")
        expect(not self.goes_on(session), "a session of the leaked master secret goes on")
        expect(self.goes_on(self.service.sign_in("alonzo@example.org")), "nobody signs in")
        ended = self.shell.runs("cargo run -p admin -- sessions end alan@example.org")
        expect(": 1 ended" in ended, f"the names do not stay: {ended}")
        self.is_refused(before, "brings back version 1")
        say("a leaked master secret is retired in one deployment")

    def rotates_the_master_secret(self):
        """The first version comes back for it: there is no way to a stack that never had a second one."""
        self.keys("Emergency", "returning=", "$returning", returning="1")
        self.operates("Rotation", "MasterSecretVersions=1,2 ")
        self.keys("Emergency", '"RETURNING":null')
        idle, kept = self.service.sign_in("alan@example.org"), self.service.sign_in("kurt@example.org")
        self.operates("Rotation", "MasterSecretVersions=2,1 ")
        sealing = self.keeps("sealing.toml")
        expect(self.goes_on(kept), "a rotation ends a session")
        self.operates("Rotation", "MasterSecretVersions=2,1n")
        expect(self.goes_on(kept), "the second version does not seal")
        expect(not self.goes_on(idle), "the first version opens what it sealed")
        self.is_refused(sealing, "brings back version 1")
        say("the master secret is rotated, and its first version stays retired")
