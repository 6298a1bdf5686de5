"""A machine at the REST API's door."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client


class Machine:
    """A client with a token, which sends JSON and a new key each time."""

    def __init__(self, token: str) -> None:
        self.client, self.sent = Client(headers={"authorization": f"Bearer {token}"}), 0

    def get(self, where: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{where}", headers=headers)

    def post(self, where: str, told: object, key: str = "", **headers: str) -> Any:
        self.sent += 1
        named = {"idempotency-key": key or f"request-{self.sent}", **headers}
        return self.client.post(f"/api/v1{where}", json.dumps(told), content_type="application/json", headers=named)
