"""Board and Outlook: how the numbers stand and where they are heading."""
