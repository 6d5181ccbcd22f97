"""Mounts error_reports/ in the containers of functions, under the path where it is mounted in LocalStack's container.

A mount for another container needs the path on the host, which Docker knows. So the compose file needs no absolute path, and
works from any directory. Scripts in start.d run in LocalStack's process.
"""

import shlex

from localstack import config
from localstack.utils.docker_utils import inspect_current_container_mounts

TARGET = "/mnt/error_reports"

for mount in inspect_current_container_mounts():
    if mount.destination == TARGET:
        volume = shlex.quote(f"{mount.source}:{TARGET}")
        config.LAMBDA_DOCKER_FLAGS = f"{config.LAMBDA_DOCKER_FLAGS} -v {volume}".strip()
