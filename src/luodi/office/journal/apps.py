from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "luodi.office.journal"
    label = "journal"
    verbose_name = "日志"

    def ready(self) -> None:
        from luodi.office.journal import menu, words

        words.register()
        menu.register()
