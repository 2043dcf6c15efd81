"""From sources and files to documents: fetching, reading, dating, recognising revisions and duplicates."""
