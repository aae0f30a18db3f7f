from django.urls import path

from mase.notifications import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/<uuid:ref>/", views.notice, name="notice"),
    path("notices/<uuid:ref>/read/", views.read_notice, name="read_notice"),
]
