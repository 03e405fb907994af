"""How the demonstration's act reads in the journal."""

from luodi.office.journal import sentences

sentences.register(("account.demo", "开通演示账号", "为{subject}开通演示账号{login}"))
