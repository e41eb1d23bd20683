"""Why a number changed and what is worth fixing."""

from cxlib.causes.driving import drivers, quadrant

__all__ = ["drivers", "quadrant"]
