from django.urls import path

from meetings.views import mase_list, removal

urlpatterns = [
    path("mase-list/", mase_list.mase_list, name="mase_list"),
    path("cases/<str:ref>/mase/cohort/<int:pk>/propose-removal/", removal.propose_removal, name="propose_removal"),
    path("cases/<str:ref>/mase/removals/<int:pk>/answer/", removal.answer_removal, name="answer_removal"),
]
