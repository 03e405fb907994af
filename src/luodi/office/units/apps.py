from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "luodi.office.units"
    label = "units"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        from luodi.office.units import menu, sentences

        sentences.register()
        menu.register()
