"""The server that `benchmarks.web` asks: a ledger on a port, calls not limited."""

import sys

import uvicorn

from demarche.web.access import Limiter
from demarche.web.app import create_app, settle
from demarche.web.settings import Settings

if __name__ == "__main__":
    ledger, port = sys.argv[1], int(sys.argv[2])
    app = create_app(Settings(ledger=ledger, port=port))
    app.state.site.calls = Limiter(burst=10**9, seconds=0.001)
    settle(app.state.site.store)
    uvicorn.run(app, port=port, log_level="warning", access_log=False)
