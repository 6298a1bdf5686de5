"""The REST API: the same facts, judged by the same rules, for machines with an organisation's token."""
