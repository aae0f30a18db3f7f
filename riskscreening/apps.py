from django.apps import AppConfig


class RiskscreeningConfig(AppConfig):
    name = "riskscreening"
    label = "riskscreening"
    verbose_name = "risk screening"
    closing_checks = ("riskscreening.closing.check",)
