from django.apps import AppConfig


class RiskscreeningConfig(AppConfig):
    name = "riskscreening"
    label = "riskscreening"
    verbose_name = "risk screening"
    closing_checks = ("riskscreening.closing.check",)
    not_trailed = {"TypedSection": "what is being typed and has not been saved"}
