"""Which program this is: what another one has made and kept is not shown by this one."""

import hashlib
import sys
from functools import cache
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parent.parent.parent


@cache
def fingerprint() -> str:
    """Changes with any file of the program and any package it stands on."""
    told = hashlib.sha256(sys.version.encode())
    for line in (*_packages(), *_files()):
        told.update(line.encode() + b"\n")
    return told.hexdigest()[:24]


def _packages() -> list[str]:
    """Names and versions of what is installed beside Streamlit, as the names of its folders tell them."""
    return sorted(path.name for path in Path(st.__file__).parent.parent.glob("*.dist-info"))


def _files() -> list[str]:
    files = (path for folder in ("cxlib", "ui") for path in (ROOT / folder).rglob("*.*") if path.suffix != ".pyc")
    stamped = ((path.relative_to(ROOT), path.stat()) for path in files)
    return sorted(f"{path} {status.st_size} {status.st_mtime_ns}" for path, status in stamped)
