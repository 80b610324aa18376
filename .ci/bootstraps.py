"""Judges what `sam build` has built, and puts each bootstrap into a folder under the name of its function:

    python .ci/bootstraps.py x86_64|arm64 BUILD FOLDER [EMULATOR…]

With an emulator, what stands in the folder starts the bootstrap under it.
"""

import shlex
import struct
import sys
from pathlib import Path

import yaml

# e_machine of an ELF file.
MACHINES = {"x86_64": 62, "arm64": 183}


class Loader(yaml.SafeLoader):
    """Reads a template; what CloudFormation's functions give is of no interest here."""


Loader.add_multi_constructor("!", lambda *_: None)


def main():
    if len(sys.argv) < 4 or sys.argv[1] not in MACHINES:
        sys.exit(__doc__)
    architecture, build, folder, *emulator = sys.argv[1:]
    build, folder = Path(build).resolve(), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    declared = functions(Path("template.yaml"))
    built = functions(build / "template.yaml")
    expect(declared.keys() == built.keys(), f"not built: {', '.join(declared.keys() - built.keys())}")
    for name, function in built.items():
        bootstrap = build / function["Properties"]["CodeUri"] / "bootstrap"
        expect(bootstrap.is_file() and bootstrap.stat().st_mode & 0o111, f"{name}: no {bootstrap} that runs")
        found = machine(bootstrap)
        expect(found == MACHINES[architecture], f"{name}: built for the machine {found}, not for {architecture}")
        put(folder / declared[name]["Metadata"]["BuildProperties"]["Binary"], bootstrap, emulator)
    print(f"{len(built)} bootstraps for {architecture}")


def functions(template):
    resources = yaml.load(template.read_text(), Loader)["Resources"]
    return {name: resource for name, resource in resources.items() if resource["Type"] == "AWS::Serverless::Function"}


def machine(file):
    """Of a 64-bit little-endian ELF file; None of anything else."""
    head = file.read_bytes()[:20]
    return struct.unpack_from("<H", head, 18)[0] if head[:6] == b"\x7fELF\x02\x01" else None


def put(place, bootstrap, emulator):
    place.unlink(missing_ok=True)
    if emulator:
        place.write_text(f"#!/bin/sh\nexec {shlex.join([*emulator, str(bootstrap)])}\n")
        place.chmod(0o755)
    else:
        place.symlink_to(bootstrap)


def expect(condition, what):
    if not condition:
        sys.exit(f"sam build: {what}")


if __name__ == "__main__":
    main()
