"""Addresses of the pool and the dossiers."""

from django.urls import path

from . import views

urlpatterns = [
    path("dossiers/", views.dossiers, name="dossiers"),
    path("dossiers/missing/", views.dossier_missing, name="dossier_missing"),
    path("dossiers/<int:matter_id>/file/", views.dossier_file, name="dossier_file"),
    path("dossiers/<int:matter_id>/verify/", views.dossier_verify, name="dossier_verify"),
    path("dossiers/evidence/", views.pieces, name="pieces"),
    path("dossiers/evidence/new/", views.piece_new, name="piece_new"),
    path("dossiers/evidence/freeze/", views.piece_freeze, name="piece_freeze"),
    path("dossiers/evidence/<int:piece_id>/", views.piece, name="piece"),
    path("dossiers/evidence/<int:piece_id>/cite/", views.piece_cite, name="piece_cite"),
    path("dossiers/evidence/<int:piece_id>/withdraw/", views.piece_withdraw, name="piece_withdraw"),
    path("dossiers/evidence/<int:piece_id>/file/", views.piece_file, name="piece_file"),
]
