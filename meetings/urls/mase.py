from django.urls import path

from meetings.views import consultation, mase, pre_mase, updates

urlpatterns = [
    path("cases/<str:ref>/mase/", mase.mase, name="mase"),
    path("cases/<str:ref>/mase/submit/", mase.submit, name="submit"),
    path("cases/<str:ref>/mase/submit/typed/", mase.typed_submit, name="typed_submit"),
    path("cases/<str:ref>/mase/forms/<int:pk>/", mase.mase_form, name="mase_form"),
    path("cases/<str:ref>/mase/forms/<int:pk>/admit-late/", mase.admit_late, name="admit_late"),
    path("cases/<str:ref>/mase/forms/<int:pk>/decide/", pre_mase.decide, name="decide"),
    path("cases/<str:ref>/mase/meetings/<str:meeting>/decide/", pre_mase.decide_cohort, name="decide_cohort"),
    path("cases/<str:ref>/mase/forms/<int:pk>/update/", updates.update_form, name="update_form"),
    path("cases/<str:ref>/mase/forms/<int:pk>/update/typed/", updates.typed_update, name="typed_update"),
    path("cases/<str:ref>/mase/forms/<int:pk>/withdraw/", updates.withdraw_form, name="withdraw_form"),
    path("cases/<str:ref>/mase/forms/<int:pk>/confirm/", updates.confirm_form, name="confirm_form"),
    path(
        "cases/<str:ref>/mase/cohort/<int:pk>/offer-consultation/",
        consultation.offer_consultation,
        name="offer_consultation",
    ),
    path(
        "cases/<str:ref>/mase/consultations/<int:pk>/answer/",
        consultation.answer_consultation,
        name="answer_consultation",
    ),
    path("cases/<str:ref>/mase/consultations/<int:pk>/hold/", consultation.hold_consultation, name="hold_consultation"),
]
