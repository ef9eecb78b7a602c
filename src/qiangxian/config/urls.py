"""Root addresses."""

from django.urls import include, path

from qiangxian.web.staying import stay, waits

urlpatterns = [
    path("accounts/stay/", stay, name="account_stay"),
    path("accounts/waiting/", waits, name="account_waits"),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("qiangxian.web.desk.urls")),
    path("my/", include("qiangxian.web.my.urls")),
    path("help/", include("qiangxian.web.guide.urls")),
    path("", include("qiangxian.web.api.urls")),
    path("", include("qiangxian.web.portal.urls")),
]

handler400 = "qiangxian.web.errors.bad_request"
handler403 = "qiangxian.web.errors.permission_denied"
handler404 = "qiangxian.web.errors.not_found"
