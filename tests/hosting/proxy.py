"""Finds the nginx that the hosting tests put before two processes; ``--install`` gets Debian's package where we may."""

import os
import shutil
import subprocess
import sys


def nginx() -> str | None:
    """Path of nginx, None if there is none."""
    return shutil.which("nginx") or next((path for path in ("/usr/sbin/nginx",) if os.path.exists(path)), None)


def install() -> None:
    """Debian's package for root; says so where nothing can be had."""
    if nginx() is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "nginx-light"], check=False)
    if nginx() is None:
        sys.stderr.write("No nginx could be had: the tests of hosting fail under CI and are skipped elsewhere.\n")


if __name__ == "__main__":
    install()
