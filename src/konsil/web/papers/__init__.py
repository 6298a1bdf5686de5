"""Documents for every home: handing them in, in pieces or as a plain form, and reading what may be read."""
