from django.apps import AppConfig


class RiskscreeningConfig(AppConfig):
    name = "riskscreening"
    label = "riskscreening"
    verbose_name = "risk screening"
    closing_checks = ("riskscreening.closing.check",)
    case_cards = ("riskscreening.card.risk_now",)
    not_trailed = {"TypedSection": "what is being typed and has not been saved"}
