"""The words rules lean on, as named data: verbs of work, adverbs, modals, unit endings.

Membership is tested by slicing, never by long alternations: a document is read at some
hundred thousand characters a second, and a set look-up is what that affords.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs that open a line of work. Two characters unless that is ambiguous.
VERBS = _words(
    """
    安排 把握 把关 保障 保持 保护 报备 报告 报批 报请 报送 报 备案 比照 编制 编写 编印 变更 表彰 表扬 补助 补贴 补齐 补足 布局 部署
    采购 采取 参加 参与 策划 查处 查找 查摆 拆除 撤销 成立 承办 承担 承接 承诺 呈报 筹备 筹措 筹建 筹集 出台 出具 处理 处置 储备 创办 创建
    创新 创设 创优 促成 促进 催办 存入 搭建 打好 打破 打通 打响 打造 打击 带动 带头 贷款 当好 导入 登记 缔结 点亮 调查 调度 调剂 调整 调研 调解 调动 定位 订立 动员
    督办 督查 督导 督促 端正 对标 对表 对接 对照 兑付 兑现 夺取 发放 发挥 发布 发动 发掘 发起 发送 发展 防范 防止 放大 放宽 废止 分解 分析 分类
    分配 分担 扶持 辅导 服务 复核 复制 赋予 赋能 改建 改进 改善 改革 改造 盖章 概括 跟进 跟踪 更新 公布 公开 公示 攻克 攻坚 巩固 贡献 共建 共享 构建 购买 购置 鼓励 固化 关心 关注 关爱 管好 管理 贯彻
    归集 归档 规范 规划 号召 核查 核定 核实 核算 核准 合作 互派 护航 化解 划拨 划定 划转 绘制 回应 回访 汇报 汇编 汇总 活跃 获批 获得 
    激发 激活 激励 集成 集聚 集中 计划 记录 继续 纪念 加大 加快 加码 加强 加入 加速 兼顾 监测 监督 监管 检查 检验 减免 减轻 减少 建成 建好 建立 建强 建设 建 健全 鉴定 奖励 奖补 讲好 讲清 降低 交办 交付 交流 
    接受 接入 揭榜 节约 结合 解决 解读 借鉴 介绍 紧扣 紧盯 尽到 进驻 经营 精简 精准 警示 纠正 救助 举办 举行 聚焦 聚集 聚力 决定 开办 开创 开发 开放 开工 开设 开通 开辟 开启 
    开展 开拓 看齐 考察 考核 考评 科普 克服 控制 扣减 扩大 扩建 扩充 落地 落实 落户 厘清 立项 立足 利用 力争 力促 联合 联动 联系 链接 列出 列入 列支 履行 论证 领办 
    留住 录入 轮训 满足 明确 摸排 摸清 摸底 谋划 募集 纳入 拿出 凝聚 凝练 努力 拟定 拟制 排查 盘活 培训 培养 培育 配备 配套 配合 配齐 配强 评估 评价 评审 评选 评比 破除 破解 聘请 聘任 聘用 
    普及 迁建 牵头 签订 签署 签约 强化 抢占 抢抓 抢滩 清理 清零 清查 清退 倾斜 请示 负责 取消 确保 确定 确立 确认 认定 认领 融入 融合 容缺 任命 入驻 
    塑造 筛选 申报 申请 申领 深化 深入 审查 审定 审核 审计 审批 审议 设计 设立 设置 升级 生产 施行 实施 实现 实行 试点 试行 享受 适应 收集 启动 形成 帮助 探索 尝试 收回 协调 撬动 约见 核对 拉出 送到 暂停 责令 核减 核销 覆盖 传达 保存 允许 贯通 互换 剖析 投向 参照 建起 办起 立起 记入 做到 列支 拿到 教会 汇集 牵引 赋权 试用 打磨 淘汰 开出 纠治 盯住 盯紧 啃下 攻下 补上 跟上 守好 建档 扣分 清退 采购 建库 建账 建网 建队 落户 公证 代办 帮办 领跑 托举 铺开 铺设 设定 预设 叠加 缓解 化解 遴荐 荐举 选介 推选 申办 承租 免除 豁免 追偿 分担 补充 增补 压茬 协同 授予 受理 输送 输出 疏通 树立 树牢 梳理 
    送达 送审 搜集 算清 缩短 提出 提高 提供 提交 提炼 提前 提请 提升 提醒 提质 添置 填报 填写 填补 挑选 听取 停止 统筹 统计 统一 通报 通过 投入 投放 投产 投用 投资 突出 突破 推出 推动 推广 推荐 推介 推进 推送 推行 推深 退回 退出 
    拓宽 拓展 完成 完善 挖掘 外聘 网罗 围绕 维护 委托 稳定 吸纳 吸引 吸收 细化 下达 下发 下放 下沉 掀起 衔接 宣传 宣讲 选聘 选派 选树 选育 选拔 选取 压减 压缩 压实 严把 严查 严格 严禁 严守 研发 研究 研判 延长 延伸 
    验收 邀请 依托 移交 引导 引进 引育 引领 引入 营造 迎接 印发 印制 应用 用好 用足 用活 用 优化 优先 预留 预约 运用 运营 约谈 遴选 增加 增强 增设 增进 增配 赠送 展示 占领 掌握 招标 招聘 招引 招募 召集 
    召开 找准 征集 征求 征订 整改 整合 整顿 整理 整治 争创 争取 争当 支持 支撑 支付 执行 制订 制定 治理 指导 指定 中止 终止 重点 重视 重组 重塑 注册 注入 注重 主动 主办 主持 转化 转型 转变 转移 撰写 装修 追踪 追究 追加 追回 
    准备 着力 着手 资助 自查 总结 组建 组织 组团 尊重 遵守 遵循 遵照 做大 做好 做实 做优 做强 做深 做精 做足 作出 作好 奋力 派出 派驻 抽调 给予 予以 
    办好 办理 办结 办成 抓好 抓实 抓紧 抓牢 抓住 抓 打赢 守住 守牢 筑牢 织密 织牢 理顺 畅通 厚植 擦亮 唱响 叫响 弘扬 传承 学习 领会 坚持 坚定 坚决 树好 立好 用心 倒排 挂图 挂牌 摘牌 
    验证 拨付 划入 对外 预拨 垫付 分红 出资 认购 缴纳 实缴 返还 退还 赔付 代偿 补偿 保证 担保 贴息 降准 加密 加装 加固 加挂 更换 替换 采集 采用 采纳 采信 上报 上线 上云 上台 上门 下基层 进企业 
    测算 测试 检测 标注 标定 标识 编发 刊发 播发 刊登 转发 转办 转交 转送 转为 转建 集结 会商 会诊 会审 联审 联办 联建 共创 共同 共用 互认 互通 互联 并网 组成 建档 立卡 入库 出库 销号 亮灯 赛马 比武 路演 
    问计 问需 走访 回头看 暗访 抽查 巡查 巡检 复查 复审 复评 重审 通知 告知 答复 回复 反馈 反映 报名 遴选 择优 抢 
    健全完善 做实做细 迁入 引聚 汇聚 打捞 深耕 深挖 深植 提振 释放 激荡 赶超 追赶 领跑 争先 进位 争取 抢占 
    发出 取缔 关停 关闭 腾退 腾出 盘清 盘点 建章立制 举一反三 拉长 锻造 锻长 延链 补链 强链 招商 引资 扭转 遏制 压降 管控 把控 严防 防控 预警 预防 打造 点评 讲评 评议 述职 公告 授牌 颁发 颁布 授权 授信 投保 参保 参股 控股 并购 重整 培优 育强 扶优 
    奔赴 前往 赴 派员 选准 定准 定下 定期 列为 作为 设为 改为 列明 写明 注明 说明 阐明 
    """
)
VERBS_1 = frozenset("抓建报设把将用为由按对以")

# One-character verbs that open a task when what follows is no longer word.
# Adverbs and aspect words that may stand before the verb; they stay in the action.
ADVERBS = _words(
    """
    进一步 切实 全面 深入 积极 大力 加快 加紧 持续 不断 充分 扎实 严格 及时 尽快 抓紧 着力 努力 全力 全力以赴 逐步 有序 共同 协同 主动 坚决 认真 更加 更好 最大限度 最大程度 
    稳步 稳妥 有效 有力 有针对性地 科学 合理 统筹 精准 精心 重点 优先 率先 积极稳妥 分类 分级 分批 分步 分期 同步 统一 定期 适时 随时 立即 立刻 马上 尽早 早日 超前 提前 
    继续 牢牢 紧紧 紧密 密切 牢固 自觉 带头 坚定 坚定不移 毫不动摇 毫不放松 一体 一体化 系统 全方位 全链条 全过程 多措并举 多渠道 多方式 千方百计 想方设法 逐项 逐户 逐一 逐个 逐条 逐月 逐级 逐年 逐企 
    按时 按期 按季 按月 按程序 按规定 按要求 如期 如实 准确 高质量 高标准 高水平 高效 快速 迅速 大胆 勇于 敢于 善于 用心 用情 用力 真正 务必 必须 确保 力争 争取 推动 促进 牵头 会同 联合 配合 协助 指导 组织 研究 探索 尝试 
    要 也要 还要 都要 既要 又要 更要 应 应当 须 需 可 将 拟 请 均 都 也 还 再 又 则 要求 新 再次 首次 首批 至少 常态化 制度化 规范化 清单化 项目化 全程 全域 全市 全省 全县 全区 大规模 成片 自主 实地 亲自 直接 专题 专项 集中 
    就近 就地 依法 依规 依法依规 从严 从快 从实 从速 择优 足额 滚动 动态 柔性 免费 无偿 公开 公平 公正 严肃 务实 纵深 横向 纵向 广泛 深度 适度 适当 始终 时刻 高度 注重 突出 强力 合力 奋力 聚力 倾力 尽力 
    """
)

# Modals: what turns a clause into a directive. Guards keep 主要, 要求, 要素 … out.
MODAL = re.compile(
    r"(?:(?<![主重需只首摘纪概扼紧想简必险机])(?:都|还|也|更|既|又|则|均|同样|特别|尤其)?(?<!就是)(?<!就)要(?![求素点件闻害领目义塞道旨略闻么约是于，、”])"
    r"|(?<![相反对适响供呼感回理])(?:应当|应该|应)(?![用对急答变届有邀运急战享兑收缴得知]|.尽)"
    r"|必须|务必|务须|(?<![急所亟仍供刚])(?:须|需要|需)(?![求要的])|不得|不准|绝不能|不能(?![^，]{1,5}的)|(?<![尽不可])可以?(?=按|依|在|享|由|根据)|(?<![提申邀聘敬恳奏报])请(?![求示假]))"
)

# Endings by which the name of a body is known.
UNIT_ENDINGS = tuple(
    sorted(
        _words(
            """
            局 厅 委 部 办 院 所 处 科 室 组 中心 公司 集团 企业 大学 学院 学校 高校 院校 研究院 银行 分行 支行 县 区 市 省 州
            镇 乡 街道 园区 新区 开发区 管委会 委员会 政府 党委 党组 部门 单位 机关 专班 小组 领导小组 办公室 工作处 协会 学会 商会
            联盟 联合会 科协 工会 团委 妇联 法院 检察院 干部 同志 负责人 上下 层面 方面 各级 主体 机构 基地 实验室 站 医院 海关 总队
            支队 大队 国资委 发改委 科协 人行 分局 监管局 社保局 指挥部 领导 镇街 街 办事处 工作站 工商联 金融办 人才办 财政 科技 经信 工信 教育
            人社 税务 高新区 经开区 自创区 示范区 科学城 科技城 两区 四区 六区 专家组 工作组 服务队 牵头单位 责任单位 成员单位 配合单位
            项目组 班子 书记 市长 县长 区长 处长 局长 主任 企业家 科技工作者 科研人员 干部群众 科研院所 高等院校 院校 院所 园 港 校 会 行 社 队 馆 厂 城 盟 旗
            """
        )
    )
)
_ENDING_SET = frozenset(UNIT_ENDINGS)
_ENDING_SIZES = tuple(sorted({len(e) for e in UNIT_ENDINGS}, reverse=True))

# Endings by which a thing is known: it cannot be told anything (C11).
THING_ENDINGS = tuple(
    sorted(
        _words(
            """
            工作 合作 项目 资金 经费 任务 建设 机制 政策 结果 内容 问题 成果 情况 名单 清单 方案 措施 制度 数据 信息 指标 材料 报告
            平台 活动 会议 认识 培训 资源 产业 专利 标准 技术 产品 诉求 需求 目标 责任 服务 环境 强度 占比 比重 比例 增速 数量 总量
            规模 覆盖率 完成率 到位率 用房 房源 团队 人才 补贴 奖励 补助 期限 时限 上限 额度 利率 稿 书 表 费 率 额 量 度 法 化
            性 力
            """
        )
    )
)


def opens_with_verb(text: str, start: int, end: int) -> bool:
    """Does the clause open with a verb of work, adverbs before it allowed?"""
    return verb_at(text, start, end) is not None


def verb_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the verb the clause opens with, after adverbs; None if it opens otherwise."""
    at, seen = start, None
    for _ in range(8):
        if at >= end:
            break
        hit = _longest(text, at, end, VERBS)
        adverb = _longest(text, at, end, ADVERBS)
        if hit and (not adverb or hit >= adverb):
            seen = (at, at + hit)
            if not adverb or text[at : at + hit] not in ADVERBS:
                return seen
            adverb = hit
        if not adverb:
            break
        at += adverb
        if at < end and text[at] == "地":
            at += 1
    return seen


def _longest(text: str, at: int, end: int, words: frozenset[str]) -> int:
    """Length of the longest word of `words` at a position, 0 if none (5 characters at most)."""
    for size in (5, 4, 3, 2, 1):
        if at + size <= end and text[at : at + size] in words:
            return size
    return 0


def find_verb(text: str, start: int, end: int, skip_asides: bool = True) -> int | None:
    """Where the first verb of work stands in `[start, end)`, outside quotes and brackets."""
    at, depth = start, 0
    while at < end - 1:
        char = text[at]
        if char in "（《“〈":
            depth += 1
        elif char in "）》”〉":
            depth = max(0, depth - 1)
        elif not depth and text[at : at + 2] in VERBS:
            return at
        at += 1
    return None


def looks_like_unit(name: str) -> bool:
    """Does a written name end like the name of a body (brackets at its end set aside)?"""
    core = re.sub(r"（[^（）]*）$", "", name.strip())
    if not core:
        return False
    return any(core[-size:] in _ENDING_SET for size in _ENDING_SIZES if size <= len(core))


def looks_like_thing(name: str) -> bool:
    return name.endswith(THING_ENDINGS) and not looks_like_unit(name)
