"""How the parts of the emulated deployment wait, fail and tell."""

import sys
import time

PATIENCE = 60


def until(holds, otherwise):
    end = time.monotonic() + PATIENCE
    while not holds():
        expect(time.monotonic() < end, otherwise)
        time.sleep(0.1)


def expect(holds, otherwise):
    if not holds:
        sys.exit(f"the emulated deployment: {otherwise}")


def say(what):
    print(what, flush=True)
