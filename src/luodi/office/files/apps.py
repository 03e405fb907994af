from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "luodi.office.files"
    label = "files"
    verbose_name = "文件"
