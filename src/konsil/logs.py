"""What a log line may say: when, where, which route, which refusal, public ids; never what anybody wrote.

A message is logged as its template, without the values put into it; of an exception its type and its places
stand in the log, without its words, because a database's complaint quotes the row. Further values come by
`extra=` and only under the names of `TOLD`.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

TOLD = ("request", "party", "route", "status", "refusal", "case", "fact", "job", "seconds", "count")


class JsonLines(logging.Formatter):
    """One JSON object a line; instants in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= _of_django(record)
        line |= {name: getattr(record, name) for name in TOLD if _plain(getattr(record, name, None))}
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__
            line["places"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _of_django(record: logging.LogRecord) -> dict[str, object]:
    """Of the request that Django logs whole: the status of the answer and the name of the route, not the path."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    told = {"status": getattr(record, "status_code", None), "route": getattr(match, "view_name", None)}
    return {name: value for name, value in told.items() if value}


def _plain(value: object) -> bool:
    """Ids, keys and figures only: an object, Django's request among them, would print what it holds."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
