from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "luodi.office.figures"
    label = "figures"
    verbose_name = "指标"

    def ready(self) -> None:
        from luodi.office.figures import menu, searching, sentences
        from luodi.office.figures.waiting import waiting
        from luodi.office.web.waiting import register

        sentences.register()
        menu.enter()
        searching.register_kinds()
        register("figures", waiting)
