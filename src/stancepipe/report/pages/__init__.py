"""One module for each page of the report: what it shows, from the findings alone."""
