"""How the tests are shared out among the workers, and that each asks the same on every machine.

One by one, but for those that stand on the same servers: these stay together, so that what is slow to start is
started once, and no two outages fall together. Properties are tried on the same examples each time: what one machine
accepts, no other refuses by luck; ``benchmarks/fuzz.py`` is for new ones.
"""

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

BY_FILE = ("tests/browser/", "tests/hosting/", "tests/signing/")
# These only look at the sample, and at one server: it is computed, and Streamlit's scripts are read, once.
LOOKING = tuple(f"tests/browser/test_{name}.py" for name in ("looks", "accessibility", "addresses"))


class Shares(LoadScopeScheduling):
    """Gives each worker the next share of the tests, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file in LOOKING:
            return "looking"
        return file if file.startswith(BY_FILE) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # how long a share takes is not the number of its tests
    return Shares(config, log)
