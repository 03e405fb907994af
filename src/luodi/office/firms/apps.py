from django.apps import AppConfig


class FirmsConfig(AppConfig):
    name = "luodi.office.firms"
    label = "firms"
    verbose_name = "企业"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from luodi.office.figures import honours as commending
        from luodi.office.firms import honours, menu, sentences

        sentences.register()
        menu.enter()
        commending.register("titles", _("新获省级以上认定的企业和平台"), honours.earned)
