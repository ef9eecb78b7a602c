"""Root addresses."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("desk/", include("qiangxian.web.desk.urls")),
    path("my/", include("qiangxian.web.my.urls")),
    path("", include("qiangxian.web.api.urls")),
    path("", include("qiangxian.web.portal.urls")),
]
