from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "luodi.office.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        from luodi.office.ledger import menu, sentences

        sentences.register()
        menu.enter()
