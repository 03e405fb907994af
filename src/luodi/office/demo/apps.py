from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "luodi.office.demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        from luodi.office.demo import sentences  # noqa: F401
