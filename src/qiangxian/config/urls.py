"""Root addresses."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("desk/", include("qiangxian.web.desk.urls")),
    path("my/", include("qiangxian.web.my.urls")),
    path("", include("qiangxian.web.api.urls")),
    path("", include("qiangxian.web.portal.urls")),
]

handler400 = "qiangxian.web.errors.bad_request"
handler403 = "qiangxian.web.errors.permission_denied"
handler404 = "qiangxian.web.errors.not_found"
