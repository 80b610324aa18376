"""Compares our codes of authenticator apps with those of oathtool and pyotp, over random secrets and times; has pyotp read the
URIs that apps scan; and compares which codes are taken with pyotp's verdicts.

    python tests/oracles/totp.py target/debug/examples/totp [--seed N] [--cases N]

The program under test reads lines, and answers each with one: see shared/examples/totp.rs.
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
STEP = 30
# Beside each of them, the last and the first second of a step.
EDGES = [600, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 20_000_000_000, 2**37]
# pyotp knows no year after 9999.
LAST = 253_402_300_799
FEWEST_CASES = 1_000
# Steps beside the current one whose codes are taken.
WINDOWS = {"both": (-1, 0, 1), "previous": (-1, 0), "current": (0,)}
# How far from now judged codes are, in steps.
OFFSETS = (-3, -2, -1, 0, 1, 2, 3)
# What stands in names of services and accounts, beside letters: whatever a URI, a label or a form gives a meaning to.
AWKWARD = " %&+/?#=:@;,'\"<>()[]{}~._-!*$\\üßéñ✓日本語שלום"


def main():
    parser = argparse.ArgumentParser(description="Compares our TOTP codes, URIs and verdicts with others'.")
    parser.add_argument("program", help="the compiled example `totp`")
    parser.add_argument("--seed", type=int, default=6238)
    parser.add_argument("--cases", type=int, default=2_000, help=f"at least {FEWEST_CASES}")
    arguments = parser.parse_args()
    if arguments.cases < FEWEST_CASES:
        parser.error(f"--cases must be at least {FEWEST_CASES}")
    pyotp = the_tools(arguments.program)

    source = random.Random(arguments.seed)
    cases = make_cases(source, arguments.cases)
    print(f"seed {arguments.seed}, {len(cases)} cases, {sum(now >= 2**32 for _, now, _, _ in cases)} of them past 2^32 seconds")
    failures = compare_codes(pyotp, arguments.program, cases)
    print(f"codes and URIs: {len(cases) - failures} passed, {failures} failed")
    judged, wrong = compare_verdicts(pyotp, arguments.program, cases)
    print(f"verdicts: {judged - wrong} passed, {wrong} failed")
    passed, failed = len(cases) - failures + judged - wrong, failures + wrong
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def the_tools(program):
    """Ends the run where a tool is missing; a comparison with fewer oracles would look like a success."""
    for path, hint in [(program, "cargo build -p shared --example totp"), (OATHTOOL, "apt-get install oathtool")]:
        if not os.access(path, os.X_OK):
            sys.exit(f"{path} is missing: {hint}")
    try:
        import pyotp
    except ImportError:
        sys.exit("pyotp is missing: pip install -r tests/oracles/requirements.txt")
    return pyotp


def make_cases(source, count):
    """The edges, each with those of its step, then random times of every magnitude: secret, time, service, account."""
    edges = [edge + more for edge in EDGES for more in (0, -edge % STEP, -edge % STEP - 1)]
    # A random number of bits makes times before 2^32 seconds as likely as those after. The first minutes of 1970 have too
    # few steps before them to be judged.
    others = [source.getrandbits(source.randint(12, 38)) for _ in range(count - len(edges))]
    return [(source.randbytes(20), min(max(now, EDGES[0]), LAST - STEP * max(OFFSETS)), name(source, 60), name(source, 254))
            for now in edges + others]


def name(source, longest):
    letters = "abcXYZ019" + AWKWARD
    # A blank at an end is none of a name's.
    return "".join(source.choice(letters) for _ in range(source.randint(1, longest))).strip() or "a"


def compare_codes(pyotp, program, cases):
    """How many cases fail."""
    answers = ask(program, [f"app {secret.hex()} {now} {service.encode().hex()} {account.encode().hex()}"
                            for secret, now, service, account in cases])
    ours = [answer.split(" ") for answer in answers]
    asked = [(text, now) for (text, _, _), (_, now, _, _) in zip(ours, cases, strict=True)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        oathtool = list(pool.map(code_of_oathtool, asked))

    failed = 0
    for (secret, now, service, account), (text, code, uri), oathtool_code in zip(cases, ours, oathtool, strict=True):
        faults = []
        otp = pyotp.TOTP(text)
        if otp.byte_secret() != secret:
            faults.append(f"the text {text} is another secret")
        if not code == oathtool_code == otp.at(now):
            faults.append(f"ours {code!r}, oathtool {oathtool_code!r}, pyotp {otp.at(now)!r}")
        try:
            read = pyotp.parse_uri(uri)
        except ValueError as fault:
            faults.append(f"pyotp does not read {uri}: {fault}")
        else:
            said = (type(read), read.secret, read.issuer, read.name, read.digits, read.interval, read.at(now))
            expected = (pyotp.TOTP, text, service, account, 6, STEP, code)
            if said != expected:
                faults.append(f"pyotp reads {said} in {uri}")
        if faults:
            failed += 1
            print(f"secret {secret.hex()} time {now}: {'; '.join(faults)}")
    return failed


def compare_verdicts(pyotp, program, cases):
    """How many codes were judged, and of how many the verdicts are not as they must be."""
    lines, expected = [], []
    for secret, now, _, _ in cases:
        otp = pyotp.TOTP(base64.b32encode(secret).decode())
        codes = {offset: otp.at(now + offset * STEP) for offset in OFFSETS}
        for window, taken in WINDOWS.items():
            # A code two steps off may be right by chance, being that of a step of the window too.
            right = {codes[offset] for offset in taken}
            for code in codes.values():
                if window == "both" and otp.verify(code, for_time=now, valid_window=1) != (code in right):
                    sys.exit(f"pyotp contradicts itself: secret {secret.hex()} time {now}")
                lines.append(f"judge {secret.hex()} {now} {window} {code}")
                expected.append("taken taken" if code in right else "refused refused")
    if not any(line == "refused refused" for line in expected):
        sys.exit("no code is to be refused")
    wrong = 0
    for line, verdict, answer in zip(lines, expected, ask(program, lines), strict=True):
        if verdict != answer:
            wrong += 1
            print(f"{line}: {answer}, and must be {verdict}")
    return len(lines), wrong


def ask(program, lines):
    answer = subprocess.run([program], input="".join(f"{line}\n" for line in lines), capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit(f"{program} failed: {answer.stderr.strip()}")
    answers = answer.stdout.splitlines()
    if len(answers) != len(lines):
        sys.exit(f"{program} printed {len(answers)} lines for {len(lines)}")
    return answers


def code_of_oathtool(case):
    text, now = case
    answer = subprocess.run([OATHTOOL, "--totp", "-N", f"@{now}", "--base32", text], capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else answer.stderr.strip()


if __name__ == "__main__":
    sys.exit(main())
