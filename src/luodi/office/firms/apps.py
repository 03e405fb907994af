from django.apps import AppConfig


class FirmsConfig(AppConfig):
    name = "luodi.office.firms"
    label = "firms"
    verbose_name = "企业"

    def ready(self) -> None:
        from luodi.office.firms import menu, sentences

        sentences.register()
        menu.enter()
