"""The demo's mail server: takes everything, keeps it in the sink's folder, passes nothing on."""

from __future__ import annotations

import argparse
import asyncio
import sys

from konsil.config import Config
from konsil.gates.sink import Sink
from konsil.gates.sink.server import serve


async def _run(port: int) -> None:
    server = await serve(Sink(Config.read().home / "sink"), port=port)
    await server.serve_forever()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(_run(parser.parse_args().port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
