"""Addresses of the enterprise site."""

from django.urls import path

from qiangxian.web.matters import urls as matters

from . import cultivation, fees, notices, self_test, views

app_name = "my"
urlpatterns = [
    *matters.both,
    path("", views.enterprise, name="enterprise"),
    path("rights/<int:record_id>/", views.right, name="right"),
    path("cultivation/", cultivation.cultivation, name="cultivation"),
    path("fees/", fees.fees, name="fees"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/email/", notices.notices_email, name="notices_email"),
    path("self-test/", self_test.self_test, name="self_test"),
    path("self-test/download.<slug:form>", self_test.self_test_download, name="self_test_download"),
]
