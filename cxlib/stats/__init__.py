"""Arrays in, NamedTuples out; knows no workspace."""
