from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from mase.cases import locks, trail


class CasesConfig(AppConfig):
    name = "mase.cases"
    label = "cases"
    verbose_name = "case files"
    closing_acts = ("mase.cases.advising.end",)
    of_the_work = frozenset({"Deadline", "DeadlineEvent", "AgencyGrant", "PersonGrant"})
    not_trailed = {
        "Sweep": "when a job last ran, nothing else",
        "TypedNote": "what is being typed and has not been saved",
    }

    def ready(self) -> None:
        """Fasten the locks and lay the trail whenever tables may have changed; loosen the locks before they do."""
        pre_migrate.connect(locks.loosen, sender=self)
        post_migrate.connect(locks.fasten, sender=self)
        post_migrate.connect(trail.lay, sender=self)
