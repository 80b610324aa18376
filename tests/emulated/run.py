"""Deploys the template to an emulator of AWS by `sam deploy`, signs in there, changes the stack, fails to, and deletes it:

    python tests/emulated/run.py BUILD EMULATOR [ADMIN AWS]

BUILD is what `sam build` made, or a release's folder, for this machine's processor; EMULATOR is ministack's program. The functions run as they
were built. Needs Node 20 and `npm ci --prefix tests/oracles`. With ADMIN, the operator's program, and AWS, the AWS CLI, every command of
docs/operate.md, docs/keys.md and docs/feedback.md is run as well. What the emulator cannot show stands in docs/deploy.md.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from samcli.yamlhelper import yaml_dump, yaml_parse

import oauth
import procedures
from checks import expect, say, until

REGION = "eu-central-1"
# As `samconfig.toml` calls it.
STACK = "otp-authorizer"
SENDER = "sign-in@example.org"
REQUIRED = {"EmailFrom": SENDER}
# Of the stack's first deployment alone: they end with it, so that the emulator can delete everything.
FOR_A_TRY = {"Architecture": "x86_64", "DeletionProtection": "false"}
# All calls come from one address here, and some people sign in again and again. In the order in which `admin` writes them.
CHANGED = {"Settings": '{"ACCESS_TOKEN_SECONDS":600,"ADDRESS_SENDS":1000,"EMAIL_SENDS_PER_DAY":200,"EMAIL_SENDS_PER_HOUR":20,'
                       f'"FIRST_CLIENT":{json.dumps(oauth.CLIENT, separators=(",", ":"), sort_keys=True)}}}'}
# A key that nobody has made: the stack's own function says so, and the deployment fails.
NO_KEY = f'[{{"key":"arn:aws:kms:{REGION}:000000000000:key/00000000-0000-4000-8000-000000000000"}}]'
NO_KEYS = {"SigningKeys": NO_KEY, "SigningKeyArns": json.loads(NO_KEY)[0]["key"]}
TRIES = 3


def main():
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    build, program = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).absolute()
    operators = [Path(path).absolute() for path in sys.argv[3:]]
    with tempfile.TemporaryDirectory() as scratch, Emulator(program, Path(scratch)) as emulator:
        template = Path(scratch) / "template.yaml"
        template.write_text(yaml_dump(prepared(yaml_parse((build / "template.yaml").read_text()), build)))
        play(emulator, template, operators)


def play(emulator, template, operators):
    emulator.client("ses").verify_domain_identity(Domain=SENDER.partition("@")[2])

    failed = emulator.deploy(template, "failed", REQUIRED | FOR_A_TRY | NO_KEYS)
    expect(failed == "ROLLBACK_COMPLETE", f"a first deployment whose key is none: {failed}")
    expect(emulator.secrets() == [] and emulator.keys() == [], "it left what costs")
    say("a first deployment that fails leaves no secret and no key")

    expect(emulator.deploy(template, STACK, REQUIRED | FOR_A_TRY) == "CREATE_COMPLETE", "not created")
    expect(emulator.environment_of("VerifyFunction")["MASTER_SECRET"].startswith("1:arn:"), "a secret in the open")
    service = Service(emulator)
    tokens = service.sign_in("annie@example.org")
    expect(service.call("GET", "/me", token=tokens["access_token"])[0] == 200, "a token that does not pass")
    expect(service.call("GET", "/me")[0] == 401, "a call without a token passes")
    expect(len(service.call("GET", "/.well-known/jwks.json")[1]["keys"]) == 2, "not one key of each algorithm")
    say("the stack is made, and somebody signs in there")

    changed = emulator.deploy(template, STACK, REQUIRED | FOR_A_TRY | CHANGED)
    expect(changed == "UPDATE_COMPLETE", f"not changed: {changed}")
    refreshed = service.refresh(tokens["refresh_token"])
    expect(refreshed["expires_in"] == 600, f"another parameter changes nothing: {refreshed}")
    say("a changed stack goes on with its sessions")
    oauth.somebody_signs_in_and_out(service, "ida@example.org")
    oauth.another_program_signs_somebody_in(service)

    functions = emulator.environment_of("VerifyFunction")
    wrong = {"Settings": '{"CODE_DIGITS":9,"COLOUR":"red","SMS_PRICES":"US:0.1"}'}
    failed = emulator.deploy(template, STACK, REQUIRED | FOR_A_TRY | wrong)
    expect(failed == "UPDATE_ROLLBACK_COMPLETE", f"settings with faults: {failed}")
    reasons = emulator.reasons("ValidSettings")
    for fault in ("CODE_DIGITS must be a whole number from 6 to 8", "COLOUR is no setting", "SMS_PRICES needs SmsCountries"):
        expect(fault in reasons, f"{fault!r} is not told: {reasons}")
    expect(emulator.environment_of("VerifyFunction") == functions, "a function was replaced all the same")
    say("settings with faults are refused, each named, before any function is replaced")

    failed = emulator.deploy(template, STACK, REQUIRED | FOR_A_TRY | NO_KEYS | {"Settings": '{"ACCESS_TOKEN_SECONDS":300}'})
    expect(failed == "UPDATE_ROLLBACK_COMPLETE", f"a key that is none: {failed}")
    refreshed = service.refresh(refreshed["refresh_token"])
    expect(refreshed["expires_in"] == 600, "not rolled back")
    service.sign_in("bob@example.org")
    say("a change that fails is rolled back, and sessions go on")

    if operators:
        procedures.play(emulator, template, operators, service, REQUIRED | FOR_A_TRY | CHANGED)

    emulator.delete(STACK)
    expect(emulator.secrets() != [] and emulator.keys() != [], "the secret and the key go with the stack")
    say("the stack is deleted, its secret and its key stay")


def prepared(template, build):
    """The template as the emulator can read it; what is taken out is told."""
    resources = template["Resources"]
    for name, resource in list(resources.items()):
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in properties:
            say(f"not shown: the alarm {name}, of more than one metric")
            del resources[name]
        if resource["Type"] == "AWS::SecretsManager::ResourcePolicy":
            say(f"not shown: {name}")
            del resources[name]
        if resource["Type"] == "AWS::SecretsManager::Secret":
            # It knows no `ExcludePunctuation`.
            punctuation = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
            properties["GenerateSecretString"]["ExcludeCharacters"] = punctuation
        if resource["Type"] == "AWS::Serverless::Function":
            properties["CodeUri"] = str(build / properties["CodeUri"])
    dropped = [alarm for alarm in re.findall(r"\bAlarms\b", json.dumps(template["Resources"], default=str))]
    # It sees no change where nothing but a condition begins to hold: so something that changes with it.
    resources["NextSigningKey"]["Properties"]["Tags"] = [{"Key": "made", "Value": {"Ref": "MakeSigningKeys"}}]
    secrets = {name for name, resource in resources.items() if resource["Type"] == "AWS::SecretsManager::Secret"}
    for function in resources.values():
        preference = function.get("Properties", {}).get("DeploymentPreference") or {}
        if dropped and "Alarms" in preference:
            preference["Alarms"] = [alarm for alarm in preference["Alarms"] if alarm.get("Ref") in resources]
    return named_by_arn(template, secrets)


def named_by_arn(node, secrets):
    """`Ref` of a secret is its ARN; the emulator gives its name."""
    if isinstance(node, list):
        return [named_by_arn(part, secrets) for part in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Ref"} and node["Ref"] in secrets:
        return {"Fn::GetAtt": [node["Ref"], "Id"]}
    if set(node) == {"Fn::Sub"} and isinstance(node["Fn::Sub"], str):
        return {"Fn::Sub": re.sub(r"\$\{(\w+)\}", lambda found: f"${{{found[1]}.Id}}" if found[1] in secrets else found[0],
                                  node["Fn::Sub"])}
    return {name: named_by_arn(part, secrets) for name, part in node.items()}


class Emulator:
    """A running ministack, which ends with it."""

    def __init__(self, program, scratch):
        self.program, self.scratch, self.log = program, scratch, scratch / "emulator.log"
        self.environment = os.environ | {
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true", "SAM_CLI_TELEMETRY": "0",
        }

    def __enter__(self):
        # A port that was free a moment ago may be another's by now: it ends then.
        for _ in range(TRIES):
            self.start()
            try:
                until(lambda: self.process.poll() is not None or reachable(f"{self.url}/_ministack/ready"),
                      "the emulator does not start")
            except BaseException:
                self.stop()
                raise
            if self.process.poll() is None:
                self.environment["AWS_ENDPOINT_URL"] = self.url
                os.environ.update(self.environment)
                return self
        sys.exit(f"the emulator ends:\n{self.log.read_text()[-8_000:]}")

    def __exit__(self, kind, *_):
        self.stop()
        if kind:
            print(self.log.read_text()[-8_000:], file=sys.stderr)

    def start(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # Functions find its services by the first, which they inherit.
        own = {"AWS_ENDPOINT_URL": self.url, "GATEWAY_PORT": str(self.port), "MINISTACK_REGION": REGION,
               "IOT_MTLS_ENABLED": "0", "TMPDIR": str(self.scratch)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen([self.program], env=self.environment | own, cwd=self.scratch, stdout=log, stderr=log)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def client(self, service):
        return boto3.client(service, region_name=REGION, endpoint_url=self.url)

    def resource(self, service):
        return boto3.resource(service, region_name=REGION, endpoint_url=self.url)

    def deploy(self, template, stack, parameters):
        """As README and docs/deploy.md have it; gives what became of the stack."""
        overrides = [f"{name}='{value}'" if value.startswith(("[", "{")) else f"{name}={value}" for name, value in parameters.items()]
        command = ["sam", "deploy", "--template-file", str(template), "--stack-name", stack, "--resolve-s3", "--region", REGION,
                   "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar",
                   "--parameter-overrides", *overrides]
        deployed = subprocess.run(command, env=self.environment, cwd=self.scratch, capture_output=True, text=True, timeout=300)
        made = self.client("cloudformation").list_stacks()["StackSummaries"]
        status = next((one["StackStatus"] for one in made if one["StackName"] == stack), "no stack")
        expect(status != "no stack", f"nothing was deployed:\n{deployed.stdout[-4_000:]}\n{deployed.stderr[-4_000:]}")
        expect((deployed.returncode == 0) == status.endswith(("CREATE_COMPLETE", "UPDATE_COMPLETE")),
               f"{status}, and sam says:\n{deployed.stdout[-4_000:]}\n{deployed.stderr[-4_000:]}")
        return status

    def delete(self, stack):
        cloudformation = self.client("cloudformation")
        name = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=stack)
        status = lambda: cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        until(lambda: status() != "DELETE_IN_PROGRESS", "the deletion does not end")
        expect(status() == "DELETE_COMPLETE", f"not deleted: {status()}")

    def status(self):
        return self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]

    def outputs(self):
        found = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
        return {output["OutputKey"]: output["OutputValue"] for output in found}

    def reasons(self, resource):
        """Why a resource failed, as the events of the stack have it."""
        events = self.client("cloudformation").describe_stack_events(StackName=STACK)["StackEvents"]
        return " ".join(event.get("ResourceStatusReason", "") for event in events if event["LogicalResourceId"] == resource)

    def environment_of(self, function):
        resource = self.client("cloudformation").describe_stack_resource(StackName=STACK, LogicalResourceId=function)
        name = resource["StackResourceDetail"]["PhysicalResourceId"]
        return self.client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def secrets(self):
        return self.client("secretsmanager").list_secrets()["SecretList"]

    def keys(self):
        kms = self.client("kms")
        every = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
        return [key for key in every if key["KeyState"] == "Enabled"]

    def mails(self):
        """The texts of the mails that SES took, the last one at the end."""
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages") as answer:
            accounts = json.load(answer)["messages"]
        return [mail["BodyText"] for mails in accounts.values() for mail in mails]


class Service:
    """The deployed API, by the emulator's gateway."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.host = f"{emulator.outputs()['ApiUrl'].split('//')[1].split('.')[0]}.execute-api.localhost:{emulator.port}"

    def call(self, method, path, body=None, token=None, kind="application/json"):
        headers = {"Host": self.host, "Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(self.emulator.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"null")

    def post(self, path, body):
        status, answer = self.call("POST", path, json.dumps(body).encode())
        expect(status in (200, 202), f"{path}: {status} {answer}")
        return answer

    def sign_in(self, address):
        return self.post("/otp/verify", self.code_for(address))

    def code_for(self, address):
        """A challenge, and the code that came."""
        challenge = self.post("/otp/request", {"email": address})["challenge"]
        return {"challenge": challenge, "code": self.latest_code()}

    def latest_code(self):
        return re.search(r"^\d{6}\r?$", self.emulator.mails()[-1], re.MULTILINE).group().strip()

    def refresh(self, token):
        form = urllib.parse.urlencode({"grant_type": "refresh_token", "refresh_token": token}).encode()
        status, answer = self.call("POST", "/token", form, kind="application/x-www-form-urlencoded")
        expect(status == 200, f"/token: {status} {answer}")
        return answer


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def reachable(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
