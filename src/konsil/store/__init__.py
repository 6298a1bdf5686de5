"""The one Django app with models: tables by topic, one verb a change, every read by name."""
