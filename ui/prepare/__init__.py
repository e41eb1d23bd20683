"""Start, Data and Metrics: from a dropped file to numbers on the board."""
