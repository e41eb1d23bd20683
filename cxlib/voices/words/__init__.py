"""Word lists by language: what says nothing (stop words), Vietnamese compounds, and the Thai dictionary."""
