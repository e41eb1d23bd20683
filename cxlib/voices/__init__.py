"""What customers say: languages, words, themes, sentiment, contrast, quotes, redaction; offline in every part.

``redacted`` takes out of a comment what says who wrote it; ``themes`` tells what comments speak of; ``quotes`` chooses
a typical, a severe and a dissenting one.
"""

from cxlib.voices.corpus import Corpus
from cxlib.voices.quoting import Quote, quotes
from cxlib.voices.redaction import redacted
from cxlib.voices.starters import starter_themes
from cxlib.voices.theming import matches as themes

__all__ = ["Corpus", "Quote", "quotes", "redacted", "starter_themes", "themes"]
