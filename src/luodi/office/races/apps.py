from django.apps import AppConfig


class RacesConfig(AppConfig):
    name = "luodi.office.races"
    label = "races"
    verbose_name = "赛马"

    def ready(self) -> None:
        from luodi.office.races import menu, searching, sentences
        from luodi.office.races.waiting import waiting
        from luodi.office.web.waiting import register

        sentences.register()
        menu.enter()
        searching.register_kinds()
        register("races", waiting)
