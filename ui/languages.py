"""Which language the app speaks: the one the address asks for, else the workspace's; and the links that change it."""

from urllib.parse import urlencode

from cxlib.language import LANGUAGES, PSEUDO
from cxlib.workspace import Workspace
from ui import show, state


def spoken(workspace: Workspace | None) -> str:
    """Code of the language for this run."""
    asked = state.chosen("lang")
    if asked in LANGUAGES or asked == PSEUDO:
        return asked
    return workspace.language if workspace else "en"


def choice(workspace: Workspace | None) -> None:
    """Every language by its own name, as links that keep all other choices of the address."""
    show.languages(_addresses(), LANGUAGES.get(spoken(workspace), ""))


def _addresses() -> dict[str, str]:
    return {name: "?" + urlencode(state.as_query(lang=code), doseq=True) for code, name in LANGUAGES.items()}
