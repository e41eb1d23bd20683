"""A temporary folder that goes when nobody needs it any more."""

import shutil
import tempfile
import weakref
from pathlib import Path


class Folder:
    """A private folder under the system's temporary one; removed with the object."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="headlight-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def __truediv__(self, name: str) -> Path:
        return self.path / name
