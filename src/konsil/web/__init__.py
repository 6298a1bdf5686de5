"""Server-rendered pages, one folder a kind of user."""
