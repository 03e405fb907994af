from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "luodi.office.documents"
    label = "documents"
    verbose_name = "文件与审核"
