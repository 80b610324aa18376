"""Prints what sign-ins cost, from the calls that they make and a list of prices: the table of docs/deploy.md.

    python3 tests/measure/costs.py [--price KMS_SIGN=0.000003 …] [--check docs/deploy.md]

The calls are those that tests/routes/round_trips.rs holds. `--check` fails where the file has another table.
"""

import argparse
import sys
from pathlib import Path

# US dollars, us-east-1, as listed in November 2026, without free tiers, taxes and discounts. Each is for one of its unit.
PRICES = {
    "WRITE": 0.625e-6,  # DynamoDB, on demand: a write of up to 1 KB
    "READ": 0.125e-6,  # a consistent read of up to 4 KB; half of it otherwise
    "KMS_SIGN": 0.15 / 10_000,  # ECC_NIST_P256, of access tokens; RSA_2048: 0.03 / 10_000
    "KMS_SIGN_ID": 0.03 / 10_000,  # RSA_2048, of ID tokens
    "EMAIL": 0.10 / 1_000,  # SES
    "SMS_US": 0.00645 + 0.0045,  # SNS, and what US carriers add to each message; your invoice has yours
    "SMS_DE": 0.09,
    "HTTP_CALL": 1.00e-6,  # API Gateway, HTTP API
    "INVOCATION": 0.20e-6,  # Lambda
    "GB_SECOND": 0.0000133334,  # Lambda, arm64; x86-64: 0.0000166667
    "LOG_GB": 0.50,  # CloudWatch Logs, ingested
    "TRACE": 5.00e-6,  # X-Ray
}

MEMORY_GB = 0.25
SAMPLED = 0.05
# Billed milliseconds: assumed, since they are those of SES, KMS and DynamoDB. Our own part is about 1 ms.
REQUEST_MS, VERIFY_MS, TOKEN_MS, SIGNIN_MS, AUTHORIZER_MS = 150, 100, 60, 10, 10
# Bytes of log for a call with its access log and Lambda's own lines; assumed.
LOG_BYTES = 2_500

# Per act: writes and reads of DynamoDB, signatures, messages, HTTP calls, and the milliseconds of each invocation.
ACTS = {
    "sign-in by email": {"WRITE": 5, "READ": 4, "KMS_SIGN": 1, "EMAIL": 1, "HTTP_CALL": 2, "ms": (REQUEST_MS, VERIFY_MS)},
    # The block of numbers is read and written once more by `verify`.
    "sign-in by SMS, US": {"WRITE": 8, "READ": 5, "KMS_SIGN": 1, "SMS_US": 1, "HTTP_CALL": 2, "ms": (REQUEST_MS, VERIFY_MS)},
    "sign-in by SMS, Germany": {"WRITE": 8, "READ": 5, "KMS_SIGN": 1, "SMS_DE": 1, "HTTP_CALL": 2, "ms": (REQUEST_MS, VERIFY_MS)},
    # Seven calls: the request, two pages, the two forms, the way on, the tokens. A transaction of three items counts twice.
    "sign-in by email at an OAuth client": {"WRITE": 12, "READ": 8, "KMS_SIGN": 1, "KMS_SIGN_ID": 1, "EMAIL": 1, "HTTP_CALL": 7,
                                            "ms": (REQUEST_MS, VERIFY_MS, TOKEN_MS, *4 * (SIGNIN_MS,))},
    "refresh": {"WRITE": 2, "READ": 3, "KMS_SIGN": 1, "HTTP_CALL": 1, "ms": (TOKEN_MS,)},
    # Your API's own calls and function are not in it. Two queries are made once in five seconds, one per user and sandbox, one
    # per sandbox.
    "guarded call, the authorizer's part": {"READ": 1, "ms": (AUTHORIZER_MS,)},
}
COLUMNS = {
    "DynamoDB": ("WRITE", "READ"),
    "KMS": ("KMS_SIGN", "KMS_SIGN_ID"),
    "message": ("EMAIL", "SMS_US", "SMS_DE"),
    "API Gateway": ("HTTP_CALL",),
}


def dollars(amount):
    return f"{amount:.4f}" if amount < 1 else f"{amount:.2f}"


def row(name, act, prices):
    cells = [sum(1_000 * act.get(unit, 0) * prices[unit] for unit in units) for units in COLUMNS.values()]
    invocations = len(act["ms"])
    seconds = sum(act["ms"]) / 1_000
    cells.append(1_000 * (invocations * prices["INVOCATION"] + seconds * MEMORY_GB * prices["GB_SECOND"]))
    watched = invocations * (LOG_BYTES / 1e9 * prices["LOG_GB"] + SAMPLED * prices["TRACE"])
    cells.append(1_000 * watched)
    return [name, *(dollars(cell) for cell in cells), f"**{dollars(sum(cells))}**"]


def table(prices):
    header = ["1,000 times", *COLUMNS, "Lambda", "logs, traces", "sum"]
    rows = [header, ["---"] * len(header), *(row(name, act, prices) for name, act in ACTS.items())]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in rows)


def main():
    parser = argparse.ArgumentParser(description="Prints what sign-ins cost, in US dollars.")
    parser.add_argument("--price", action="append", default=[], metavar="NAME=DOLLARS", help=f"one of {', '.join(PRICES)}")
    parser.add_argument("--check", type=Path, metavar="FILE", help="fail unless the file has the table")
    arguments = parser.parse_args()
    prices = dict(PRICES)
    for price in arguments.price:
        name, _, amount = price.partition("=")
        if name not in prices:
            parser.error(f"no price {name!r}: {', '.join(PRICES)}")
        try:
            prices[name] = float(amount)
        except ValueError:
            parser.error(f"{price!r} has no number")
    made = table(prices)
    if arguments.check is None:
        print(made, end="")
    elif made not in arguments.check.read_text():
        sys.exit(f"{arguments.check} has another table than\n{made}")


if __name__ == "__main__":
    main()
