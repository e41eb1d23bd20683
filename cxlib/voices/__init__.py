"""What customers say: languages, words, themes, sentiment, contrast, quotes, redaction; offline in every part."""
