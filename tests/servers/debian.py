"""Debian packages, where the machine is a Debian and we may install."""

from __future__ import annotations

import os
import shutil
import subprocess


def may_install() -> bool:
    """Whether apt-get is here and we are root."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(*packages: str) -> None:
    """Install packages; says what it does, since it takes a while, and shows the output only when it fails."""
    print(f"Installing {', '.join(packages)} from Debian ...", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", "-qq", *step], env=quiet, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", flush=True)
            return
