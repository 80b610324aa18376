"""Compares our HOTP codes with those of oathtool and pyotp, over random keys, counters and lengths.

    python tests/oracles/hotp.py target/debug/examples/hotp [--seed N] [--cases N]

The program under test reads lines `hexkey counter digits` and prints a code for each.
"""

import argparse
import base64
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# By its full path: PyPI has another program of this name, which would stand first in a virtual environment.
OATHTOOL = "/usr/bin/oathtool"
EDGES = [0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1]
FEWEST_CASES = 1_000


def main():
    parser = argparse.ArgumentParser(description="Compares our HOTP codes with those of oathtool and pyotp.")
    parser.add_argument("program", help="the compiled example `hotp`")
    parser.add_argument("--seed", type=int, default=4226)
    parser.add_argument("--cases", type=int, default=2_000, help=f"at least {FEWEST_CASES}")
    arguments = parser.parse_args()
    if arguments.cases < FEWEST_CASES:
        parser.error(f"--cases must be at least {FEWEST_CASES}")
    pyotp = the_tools(arguments.program)

    cases = make_cases(random.Random(arguments.seed), arguments.cases)
    print(f"seed {arguments.seed}, {len(cases)} cases")
    ours = codes_of_program(arguments.program, cases)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        oathtool = list(pool.map(code_of_oathtool, cases))

    failed = 0
    for case, our_code, oathtool_code in zip(cases, ours, oathtool, strict=True):
        pyotp_code = code_of_pyotp(pyotp, case)
        if not our_code == oathtool_code == pyotp_code:
            failed += 1
            key, counter, digits = case
            print(f"key {key.hex()} counter {counter} digits {digits}:"
                  f" ours {our_code!r}, oathtool {oathtool_code!r}, pyotp {pyotp_code!r}")
    padded = sum(code.startswith("0") for code in ours)
    print(f"{padded} codes start with a zero")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


def the_tools(program):
    """Ends the run where a tool is missing; a comparison with fewer oracles would look like a success."""
    for path, hint in [(program, "cargo build -p shared --example hotp"), (OATHTOOL, "apt-get install oathtool")]:
        if not os.access(path, os.X_OK):
            sys.exit(f"{path} is missing: {hint}")
    try:
        import pyotp
    except ImportError:
        sys.exit("pyotp is missing: pip install -r tests/oracles/requirements.txt")
    return pyotp


def make_cases(source, count):
    """The edges once for each length of code, then random counters of every magnitude."""
    edges = [(counter, digits) for counter in EDGES for digits in (6, 7, 8)]
    # A random number of bits makes small counters as likely as huge ones.
    others = [(source.getrandbits(source.randint(1, 64)), source.randint(6, 8)) for _ in range(count - len(edges))]
    return [(source.randbytes(source.randint(16, 64)), counter, digits) for counter, digits in edges + others]


def codes_of_program(program, cases):
    lines = "".join(f"{key.hex()} {counter} {digits}\n" for key, counter, digits in cases)
    answer = subprocess.run([program], input=lines, capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit(f"{program} failed: {answer.stderr.strip()}")
    codes = answer.stdout.splitlines()
    if len(codes) != len(cases):
        sys.exit(f"{program} printed {len(codes)} codes for {len(cases)} lines")
    return codes


def code_of_oathtool(case):
    key, counter, digits = case
    command = [OATHTOOL, "--hotp", "-c", str(counter), "-d", str(digits), key.hex()]
    answer = subprocess.run(command, capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else answer.stderr.strip()


def code_of_pyotp(pyotp, case):
    key, counter, digits = case
    return pyotp.HOTP(base64.b32encode(key).decode(), digits=digits).at(counter)


if __name__ == "__main__":
    sys.exit(main())
