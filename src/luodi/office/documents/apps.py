from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "luodi.office.documents"
    label = "documents"
    verbose_name = "文件与审核"

    def ready(self) -> None:
        from luodi.office.documents import searching, sentences
        from luodi.office.web import navigation

        sentences.register()
        searching.register_kinds()
        navigation.register(
            navigation.Entry(
                "documents:list",
                _("文件"),
                "document",
                order=30,
                test=lambda person: person.scope.has("office", "leader"),
            )
        )
