"""Makes what `sam deploy` takes without Rust and zig, a folder and the same as a zip:

    python .ci/bundle.py arm64|x86-64 BOOTSTRAPS OUT

BOOTSTRAPS holds each function's program under the name of its binary, or as NAME/bootstrap.
"""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

LAMBDA_NAMES = {"arm64": "arm64", "x86-64": "x86_64"}
# The earliest moment that a zip can tell: the same programs make the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)

README = """# otp-authorizer {version}, built for {architecture}

Passwordless sign-in in your own AWS account. Needs the AWS SAM CLI, credentials, and an address or a domain that SES has
verified in the region (`aws sesv2 create-email-identity --email-identity login@example.org`, and the link in the mail):

    sam deploy --parameter-overrides EmailFrom=login@example.org

The outputs say where it answers; `curl -s "$ApiUrl/otp/request" -H 'content-type: application/json' -d
'{{"email":"you@example.org"}}'` sends the first mail. SES's sandbox sends to verified addresses alone. Parameters are
described in `template.yaml`, deployments kept in `samconfig.toml`; the version's documents have the rest.
"""


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in LAMBDA_NAMES:
        sys.exit(__doc__)
    architecture, bootstraps, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    version = subprocess.run([".ci/version"], check=True, capture_output=True, text=True).stdout.strip()
    folder = out / f"otp-authorizer-{version}-{architecture}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    template, functions = bundled(Path("template.yaml").read_text(), LAMBDA_NAMES[architecture])
    for function in functions:
        program = bootstraps / function / "bootstrap"
        zipped(folder / f"{function}.zip", [("bootstrap", program if program.is_file() else bootstraps / function)])
    (folder / "template.yaml").write_text(template)
    (folder / "samconfig.toml").write_text(deploying(Path("samconfig.toml").read_text()))
    (folder / "README.md").write_text(README.format(version=version, architecture=architecture))
    for licence in Path().glob("LICENSE-*"):
        shutil.copy(licence, folder)
    zipped(folder.with_name(f"{folder.name}.zip"), [(f"{folder.name}/{file.name}", file) for file in sorted(folder.iterdir())])
    print(f"{folder}.zip: {len(functions)} functions")


def bundled(template, architecture):
    """The template with zips in place of what is built, and the functions in it."""
    functions = re.findall(r"^      BuildProperties: \{ Binary: (\w+) \}$", template, re.MULTILINE)
    names = iter(functions)
    template = re.sub(r"^      CodeUri: \.$", lambda _: f"      CodeUri: ./{next(names)}.zip", template, flags=re.MULTILINE)
    built = r"(?:    Metadata:\n)?      BuildMethod: rust-cargolambda\n      BuildProperties: \{ Binary: \w+ \}\n"
    template = re.sub(built, "", template)
    template, count = re.subn(r"(  Architecture:\n    Type: String\n    Description: .*\n)    Default: .*\n    AllowedValues: .*\n",
                              rf"\1    Default: {architecture}\n    AllowedValues: [{architecture}]\n", template)
    if next(names, None) or count != 1 or "BuildMethod" in template:
        sys.exit("template.yaml is not as this script knows it")
    return template, functions


def deploying(config):
    """The deployments of `samconfig.toml`, without what builds."""
    sections = re.split(r"(?m)^(?=(?:#[^\n]*\n)*\[)", config)
    return "".join(section for section in sections if not re.search(r"(?m)^\[\w+\.(?:build|validate)\.", section))


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = (0o755 if name == "bootstrap" else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    main()
