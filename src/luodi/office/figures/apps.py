from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "luodi.office.figures"
    label = "figures"
    verbose_name = "指标"

    def ready(self) -> None:
        from luodi.office.figures import menu, searching, sentences

        sentences.register()
        menu.enter()
        searching.register_kinds()
