"""AWS as moto plays it, for the oracles: where it answers, and who calls it."""

import contextlib
import logging
import os

import boto3
from moto.server import ThreadedMotoServer

REGION = "eu-central-1"
KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


@contextlib.contextmanager
def stand_in():
    """Plays AWS while the context lasts; its endpoint."""
    # A line for each call.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client(service, endpoint):
    """boto3's client of one service."""
    return boto3.client(service, region_name=REGION, endpoint_url=endpoint, **KEYS)


def environment_for(endpoint):
    """What our programs are started with."""
    return {name.upper(): value for name, value in KEYS.items()} | {
        "AWS_REGION": REGION, "AWS_ENDPOINT_URL": endpoint, "PATH": os.environ["PATH"],
    }
