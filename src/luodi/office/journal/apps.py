from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "luodi.office.journal"
    label = "journal"
    verbose_name = "日志"
