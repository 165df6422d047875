"""The web application: see the ledger.

Server-rendered pages and a JSON API over one ledger store. `app.create_app(settings)` makes the
ASGI application; `demarche serve` runs it. No page has inline script or style: the
Content-Security-Policy forbids them (`security.py`).
"""
