"""How the acts of this app read in a history."""

from __future__ import annotations

from luodi.office.journal import sentences


def register() -> None:
    sentences.register(
        ("unit.create", "新设单位", "在“{parent}”之下新设“{subject}”（{level}）"),
        ("unit.edit", "修改单位", "修改“{subject}”：{changes}"),
        ("unit.move", "移动单位", "把“{subject}”从“{from}”移到“{to}”之下，连同下级共{count}个单位"),
        ("unit.close", "撤并单位", "撤并“{subject}”，末日{until}，承接单位：{successor}"),
        ("unit.alias", "增加别名", "“{subject}”增加别名“{alias}”"),
        ("unit.alias_end", "停用别名", "“{subject}”停用别名“{alias}”"),
        ("units.import", "导入单位", "从“{subject}”导入单位：新增{created}个，修改{changed}个，未变{same}个"),
        (
            "people.import",
            "导入人员",
            "从“{subject}”导入人员：新增{created}人，修改{changed}人，未变{same}人",
        ),
        ("units.export", "导出名单", "导出{what}名单，共{count}行"),
        ("group.create", "新建分组", "新建分组“{subject}”：{members}"),
        ("group.edit", "修改分组", "自{on}起修改分组“{subject}”：{changes}"),
        ("group.close", "停用分组", "停用分组“{subject}”，末日{until}"),
        ("body.create", "设立领导小组", "设立“{subject}”"),
        ("body.rename", "领导小组更名", "“{subject}”更名为“{name}”"),
        ("seat.open", "任命席位", "“{subject}”{post}：{holder}"),
        ("seat.change", "调整席位", "自{on}起“{subject}”{post}由“{from}”改为“{to}”"),
        ("seat.close", "席位卸任", "“{subject}”{post}“{holder}”任至{until}"),
        ("person.create", "增加人员", "“{unit}”增加人员{subject}（{post}）"),
        ("person.edit", "修改人员", "修改{subject}：{changes}"),
        ("person.leave", "离任", "{subject}离任，末日{on}，随之结束{roles_ended}项角色"),
        ("person.substitute", "指定代办", "{since}至{until}由{substitute}代{subject}办理"),
        ("person.substitute_end", "结束代办", "{substitute}不再代{subject}办理"),
        ("role.grant", "授权", "授予{subject}“{role}”，范围“{unit}”"),
        ("role.revoke", "收回角色", "收回{subject}的“{role}”（范围“{unit}”），末日{last}"),
        ("account.open", "开通账号", "为{subject}开通账号，登录名{login}"),
        ("account.reset", "重设密码", "为{subject}重设初始密码"),
        ("account.disable", "停用账号", "停用{subject}的账号"),
        ("account.enable", "启用账号", "启用{subject}的账号"),
        ("account.unlock", "解锁", "为{subject}解锁"),
        ("password.change", "修改密码", "{subject}修改了自己的密码"),
        ("policy.change", "修改密码规则", "修改{subject}：{changes}"),
        ("signin.success", "登录", "{subject}登录，来自{address}"),
        ("signin.failure", "登录未成功", "有人以“{login}”登录未成功，来自{address}"),
        ("signin.lock", "锁定", "{subject}的登录因连续输错{failures}次锁定{minutes}分钟，来自{address}"),
        ("signin.out", "退出", "{subject}退出"),
        ("signin.idle", "超时退出", "{subject}闲置超过{minutes}分钟，登录结束"),
        ("session.end", "结束登录", "结束{subject}的{count}处登录"),
        (
            "token.create",
            "新设令牌",
            "{subject}新设访问令牌“{token}”（{prefix}…），权限：{rights}，有效{days}天",
        ),
        ("token.revoke", "停用令牌", "停用{subject}的访问令牌“{token}”（{prefix}…）"),
    )
