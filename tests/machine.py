"""A machine at the REST API's door."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.test import Client


class Machine:
    """A client with a token, which sends JSON and a new key each time."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {token}"})

    def get(self, where: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{where}", headers=headers)

    def post(self, where: str, told: object, key: str = "", **headers: str) -> Any:
        named = {"idempotency-key": key or uuid4().hex, **headers}
        return self.client.post(f"/api/v1{where}", json.dumps(told), content_type="application/json", headers=named)
