"""What is wrong with a deployment: settings, secrets, packages, database, snapshots, disk; one sentence each.

The server's own settings are read from ``.streamlit/config.toml`` and ``STREAMLIT_…`` variables, as Streamlit does.
"""

import importlib.util
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxlib.alerts.channels import channels
from cxlib.errors import AlertProblem, CXError, StoreProblem
from cxlib.language import gettext as _
from cxlib.store import data_folder, open_store

ROOT = Path(__file__).parent.parent
MODES = ("local", "links", "open", "signin")
SHORTEST_SECRET = 32
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAMPLES = ("change-me", "secret", "changeme")
_PROVIDER = ("redirect_uri", "client_id", "client_secret", "server_metadata_url")
_CALLBACK = "/oauth2callback"
_HERE = ("localhost", "127.0.0.1", "::1")
_SAFE = {"server.enableXsrfProtection": True, "server.enableCORS": True}


@dataclass(frozen=True)
class Deployment:
    """Where the program lies and which settings it is started with."""

    root: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def mode(self) -> str:
        """Whom Headlight lets in; an identity provider makes signing in the default."""
        return self.environment.get("HEADLIGHT_ACCESS") or ("signin" if "auth" in self.secrets else "local")

    @property
    def secrets(self) -> dict[str, Any]:
        """The secrets file; empty where there is none."""
        return _toml(self.root / ".streamlit" / "secrets.toml")

    def server(self, option: str, otherwise: Any = None) -> Any:
        """One of the server's settings, such as ``server.cookieSecret``."""
        section, _dot, name = option.partition(".")
        variable = f"STREAMLIT_{section}_{_WORDS.sub('_', name)}".upper()
        if variable in self.environment:
            text = self.environment[variable]
            return {"true": True, "false": False}.get(text.lower(), text)
        return _toml(self.root / ".streamlit" / "config.toml").get(section, {}).get(name, otherwise)


def problems(deployment: Deployment | None = None, quick: bool = False) -> list[str]:
    """Sentences about what has to be put right; empty if all is well.

    Args:
        deployment: What is looked at; else this program with the settings of its environment.
        quick: Without comparing every stored version with its hash, which takes a while on large data.
    """
    here = deployment or Deployment()
    unread = [str(StoreProblem(problem="setting", setting=setting)) for setting in _unread(here)]
    return [*unread, *_access(here), *_secrets(here), *_server(here), *_channels(here), *_packages(here),
            *_data(here, quick)]


def _unread(here: Deployment) -> list[str]:
    """Settings that cannot be meant so. Without a word they would be as if nobody had written them."""
    files = [f".streamlit/{name}" for name in ("config.toml", "secrets.toml") if not _is_toml(here.root, name)]
    numbers = [name for name, value in here.environment.items() if not value.strip().isdecimal()
               and (name.startswith("HEADLIGHT_MAX_") or name == "STREAMLIT_SERVER_MAX_UPLOAD_SIZE")]  # fmt: skip
    zone = [] if _is_zone(here.environment.get("HEADLIGHT_TIMEZONE", "")) else ["HEADLIGHT_TIMEZONE"]
    return [*files, *sorted(numbers), *zone, *_unsound_provider(here)]


def _unsound_provider(here: Deployment) -> list[str]:
    """Which lines of ``[auth]`` are missing, or lead the visitor astray after signing in."""
    provider = here.secrets.get("auth")
    if provider is None:
        return []
    missing = [f"auth.{name}" for name in _PROVIDER if not provider.get(name)]
    back = urlsplit(str(provider.get("redirect_uri", "")))
    is_sound = back.path.endswith(_CALLBACK) and (back.scheme == "https" or back.hostname in _HERE)
    return missing if "auth.redirect_uri" in missing or is_sound else [*missing, "auth.redirect_uri"]


def _channels(here: Deployment) -> list[str]:
    try:
        channels(here.environment)
    except AlertProblem as problem:
        return [str(problem)]
    return []


def _is_zone(name: str) -> bool:
    try:
        return not name or bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError):
        return False


def _access(here: Deployment) -> list[str]:
    found = []
    if here.mode not in MODES:
        found.append(_("HEADLIGHT_ACCESS is {mode}, which means nothing. Use one of: {modes}.", mode=here.mode,
                       modes=", ".join(MODES)))
    if here.mode == "signin" and "auth" not in here.secrets:
        found.append(_("HEADLIGHT_ACCESS is signin, but no identity provider is configured. "
                       "Add [auth] to .streamlit/secrets.toml as docs/deploy.md says."))
    if here.mode == "signin" and not here.environment.get("HEADLIGHT_OWNERS", "").strip():
        found.append(_("HEADLIGHT_OWNERS is empty: nobody can make the first workspace. Name your own e-mail address."))
    return found


def _secrets(here: Deployment) -> list[str]:
    found = []
    secret = str(here.secrets.get("auth", {}).get("cookie_secret") or here.server("server.cookieSecret") or "")
    is_hosted = here.mode in ("signin", "open") or "HEADLIGHT_DATABASE" in here.environment
    if is_hosted and not secret:
        found.append(_("The server has no cookie secret: everybody is signed out at every restart, and two processes "
                       "do not know each other's visitors. Set STREAMLIT_SERVER_COOKIE_SECRET to 64 random letters."))
    elif secret and (len(secret) < SHORTEST_SECRET or secret.lower().startswith(_SAMPLES)):
        found.append(_("The cookie secret is too short or the one of an example. Set 64 random characters."))
    found += [_("{file} can be read by everybody on this machine and holds secrets. Run: chmod 640 {file}", file=file)
              for file in (here.root / ".streamlit" / "secrets.toml",) if _is_open(file, stat.S_IROTH)]
    return found


def _server(here: Deployment) -> list[str]:
    address = str(here.server("server.address", ""))
    listens = here.mode == "local" and address not in ("", *_HERE)
    found = [_("{option} is switched off, which lets foreign pages act for your visitors. Remove that setting.",
               option=option) for option, safe in _SAFE.items() if here.server(option, safe) != safe]
    if listens:
        found.append(_("HEADLIGHT_ACCESS is local, but server.address is {address}: Headlight does not start where "
                       "everybody on the network would reach it. Say in HEADLIGHT_ACCESS who may enter.",
                       address=address))
    if here.server("client.showErrorDetails", "none") not in ("none", False):
        found.append(_("client.showErrorDetails shows visitors the inside of errors. Set it to none."))
    if here.server("server.enableAgentApi", False):
        found.append(_("server.enableAgentApi lets programs drive the app without a browser. Remove that setting."))
    return found


def _packages(here: Deployment) -> list[str]:
    needed = {
        "psycopg": here.environment.get("HEADLIGHT_DATABASE", "").startswith("postgres"),
        "fsspec": bool(here.environment.get("HEADLIGHT_SNAPSHOTS")),
        "authlib": here.mode == "signin",
    }
    return [_("The package {package} is missing. Run: pip install -r requirements-hosted.txt", package=package)
            for package, is_needed in needed.items() if is_needed and importlib.util.find_spec(package) is None]


def _data(here: Deployment, quick: bool) -> list[str]:
    home = data_folder(here.environment.get("HEADLIGHT_HOME"))
    found = []
    if _is_open(home, stat.S_IROTH | stat.S_IXOTH):
        found.append(_("The data folder {place} can be read by everybody on this machine. Run: chmod 700 {place}",
                       place=home))
    url, shelf = (here.environment.get(name) for name in ("HEADLIGHT_DATABASE", "HEADLIGHT_SNAPSHOTS"))
    try:
        store = open_store(home, url, shelf)
    except CXError as problem:
        why = getattr(problem.__cause__, "orig", None)  # the database's own words: whoever asks has to mend it
        return [*found, str(problem), *([str(why).strip()] if why else [])]
    try:
        return [*found, *store.check(quick)]
    finally:
        store.close()


def _is_open(path: Path, bits: int) -> bool:
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & bits)


def _is_toml(root: Path, name: str) -> bool:
    try:
        tomllib.loads((root / ".streamlit" / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return True


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
