"""Whether the service works: database, broker, tick, seals, migrations. For load balancers and whoever runs it."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError

from mase import clock
from mase.audit import sealing
from mase.cases.models import Sweep

_TICK_IS_LATE_AFTER = timedelta(minutes=3)


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer with the state of each part; status 503 when one of them is wrong."""
    try:
        parts = {"database": "ok", "migrations": _migrations(), "tick": _tick(), "seals": _seals()}
    except DatabaseError:
        parts = {"database": "not answering"}
    parts["broker"] = _broker()
    well = all(state == "ok" for state in parts.values())
    return JsonResponse(parts, status=200 if well else 503)


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} pending" if pending else "ok"


def _tick() -> str:
    last = Sweep.objects.filter(job="deadlines").values_list("ran_at", flat=True).first()
    if last is None:
        return "has not run yet"
    return "ok" if clock.now() - last < _TICK_IS_LATE_AFTER else f"last seen {last.isoformat(timespec='seconds')}"


def _seals() -> str:
    standing = sealing.standing(at=clock.now())
    if standing.is_late and standing.waiting_since:
        return f"behind since {standing.waiting_since.isoformat(timespec='seconds')}"
    return "ok"


def _broker() -> str:
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return "not answering"
    return "ok"
