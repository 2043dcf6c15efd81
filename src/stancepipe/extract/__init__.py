"""From text to mentions and events: the only package that knows spaCy."""
