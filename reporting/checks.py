"""What `check --deploy` looks at here."""

from typing import Any

from django.core.checks import Error, Tags, register

from reporting import envelopes


@register(Tags.security, deploy=True)
def documents_can_be_sealed(app_configs: Any, **_: Any) -> list[Error]:
    """Complain where there is no key for what is kept of agenda packs."""
    fault = envelopes.keys_missing()
    return [Error(fault, id="reporting.E001")] if fault else []
