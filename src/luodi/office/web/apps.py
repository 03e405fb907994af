from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "luodi.office.web"
    label = "web"
    verbose_name = "界面"

    def ready(self) -> None:
        from luodi.office.web import formwords

        formwords.speak()
