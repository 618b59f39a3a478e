"""The reference for HTTP: a bare FastAPI app that gives back what it was sent. ``python -m eval.bench.echo PORT``."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.post("/v1/ask")
@app.post("/v1/search")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    return body


@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
