from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    label = "referrals"
    verbose_name = "contact and MASH"
    not_trailed = {"Draft": "written every few seconds and private to its writer; sending it leaves the referral"}
