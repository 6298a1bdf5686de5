"""Whether the demo's world lies in the database of this installation: asked before anything heavy is loaded."""

import psycopg

from konsil.config import Config
from konsil.database import dsn
from konsil.migrate import is_current


def is_laid(config: Config) -> bool:
    """Whether the schema is of this release and the instance is a demo."""
    if not is_current(config):
        return False
    with psycopg.connect(dsn(config, "seed")) as connection:
        return connection.execute("SELECT FROM instance WHERE kind = 'demo'").fetchone() is not None
