"""The world outside, one folder each; knows nothing of the store."""
