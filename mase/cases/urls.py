from django.urls import path

from mase.cases import deadline_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
    path("cases/<str:ref>/", views.case, name="case"),
    path("cases/<str:ref>/pathway/", views.pathway, name="pathway"),
    path("cases/<str:ref>/deadlines/<str:deadline>/", deadline_views.case_deadline, name="case_deadline"),
    path("cases/<str:ref>/deadlines/<str:deadline>/waive/", deadline_views.waive_deadline, name="waive_deadline"),
    path("cases/<str:ref>/deadlines/<str:deadline>/pause/", deadline_views.pause_deadline, name="pause_deadline"),
    path("cases/<str:ref>/deadlines/<str:deadline>/resume/", deadline_views.resume_deadline, name="resume_deadline"),
    path("service/", deadline_views.watch_service, name="watch_service"),
    path("deadlines/<str:ref>/", deadline_views.deadline, name="deadline"),
    path("cases/<str:ref>/history/", views.history, name="history"),
    path("cases/<str:ref>/allocate/", views.allocate, name="allocate"),
    path("cases/<str:ref>/restrict/", views.restrict, name="restrict"),
    path("cases/<str:ref>/close/", views.close, name="close"),
]
