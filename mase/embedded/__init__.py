"""Private PostgreSQL and Valkey for a machine that has neither: development, demonstration and tests only."""

import os

if os.environ.get("MASE_DEBUG") != "1":
    raise RuntimeError(
        "The private database and broker are for development, demonstration and tests only. "
        "Set MASE_DEBUG=1 there; anywhere else set DATABASE_URL and CELERY_BROKER_URL."
    )
