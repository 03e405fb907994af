from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "luodi.office.search"
    label = "search"
    verbose_name = "检索"
