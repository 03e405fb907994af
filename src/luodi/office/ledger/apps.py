from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "luodi.office.ledger"
    label = "ledger"
    verbose_name = "台账"
