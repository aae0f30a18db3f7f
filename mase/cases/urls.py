from django.urls import path

from mase.cases import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
    path("cases/<str:ref>/", views.case, name="case"),
    path("cases/<str:ref>/history/", views.history, name="history"),
    path("cases/<str:ref>/allocate/", views.allocate, name="allocate"),
    path("cases/<str:ref>/restrict/", views.restrict, name="restrict"),
    path("cases/<str:ref>/close/", views.close, name="close"),
]
