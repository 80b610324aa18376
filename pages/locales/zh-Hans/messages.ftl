code-sign-in = 您的 { $name } 验证码：
    .subject = 您的 { $name } 登录验证码（{ $tag }）
    .warning = 任何人都不会向您索要此验证码。如果您没有尝试登录，请忽略此消息。
    .text = { $name } 验证码：{ $code }，{ $life }内有效，请勿泄露。
    .long-text = { $name } { $code } { $life }

code-new-identifier = 此验证码用于允许通过此地址登录 { $name } 账号：
    .subject = 将此地址添加到 { $name } 账号（{ $tag }）
    .warning = 任何人都不会向您索要此验证码。如果这不是您本人的操作，请忽略此消息。
    .text = { $name } 添加号码验证码：{ $code }，{ $life }内有效。
    .long-text = { $name } { $code } { $life }

code-add-identifier = 此验证码用于向您的 { $name } 账号添加地址或号码：
    .subject = 为您的 { $name } 账号添加登录方式（{ $tag }）
    .warning = 任何人都不会向您索要此验证码。如果这不是您本人的操作，请忽略此消息。
    .text = { $name } 账号变更验证码：{ $code }，{ $life }内有效。
    .long-text = { $name } { $code } { $life }

code-remove-identifier = 此验证码用于从您的 { $name } 账号中移除地址或号码：
    .subject = 从您的 { $name } 账号中移除登录方式（{ $tag }）
    .warning = 任何人都不会向您索要此验证码。如果这不是您本人的操作，请忽略此消息。
    .text = { $name } 账号变更验证码：{ $code }，{ $life }内有效。
    .long-text = { $name } { $code } { $life }

code-minutes =
    { $count ->
       *[other] 验证码在 { $count } 分钟内有效，且只能使用一次。
    }
    .short = { $count }分钟

code-seconds =
    { $count ->
       *[other] 验证码在 { $count } 秒内有效，且只能使用一次。
    }
    .short = { $count }秒

code-place = 请仅在 { $host } 输入，切勿在其他任何地方输入。
code-called = 此消息的名称是“{ $tag }”。
code-link = 登录
    .open = 或者，在您要登录的浏览器中打开此链接：
code-asked-from = 此验证码是从网络 { $network } 请求的。

notice-new-device = 您的 { $name } 账号有新的登录
    .what = 有人在一台陌生设备上登录了您的账号，所用网络为 { $what }。
    .advice = 如果这不是您本人的操作，请在 { $host } 登录，并结束您不认识的登录。

notice-client-consented = 有应用获准使用您的 { $name } 账号
    .what = 您已授权此应用：{ $what }
    .advice = 如果这不是您本人的操作，请在 { $host } 登录，撤销您不认识的应用授权，并结束您不认识的登录。

notice-identifier-added = 您的 { $name } 账号添加了新的登录方式
    .what = 从现在起，也可以通过 { $what } 登录您的账号。
    .advice = 如果这不是您本人的操作，请在 { $host } 登录，退出所有登录，并联系 { $name } 的运营者。
    .text = { $name }：您的账号已添加登录方式。非本人操作？请访问 { $host }

notice-identifier-removed = 您的 { $name } 账号移除了一种登录方式
    .what = 从现在起，无法再通过 { $what } 登录您的账号。
    .advice = 如果这不是您本人的操作，请在 { $host } 登录，退出所有登录，并联系 { $name } 的运营者。
    .text = { $name }：您的账号已移除一种登录方式。非本人操作？请访问 { $host }

notice-factors = 您在 { $name } 的身份验证方式已更改
    .passkey-added = 已通过网络 { $what } 为您的账号添加通行密钥。
    .passkey-removed = 已通过网络 { $what } 从您的账号移除通行密钥。
    .app-set = 已为您的账号设置验证器应用，来自网络 { $what }。
    .app-removed = 已从您的账号移除验证器应用，来自网络 { $what }。
    .recovery-codes-renewed = 已为您的账号生成新的恢复代码，来自网络 { $what }。之前的代码不再有效。
    .second-step-demanded = 您的账号现在每次登录都要求第二步验证。该操作来自网络 { $what }。
    .second-step-dropped = 您的账号不再要求第二步验证。该操作来自网络 { $what }。
    .reset = 您的账号已由 { $name } 的运营方移除所有通行密钥、身份验证器应用和恢复代码，并已结束所有登录。
    .removal-stopped = 等待中的移除已通过网络 { $what } 停止。您的账号会保留被报失的验证方式。
    .removal-completed = 被报失的验证方式已通过网络 { $what } 从您的账号移除。任何人都不能再用它登录。
    .advice = 如果这不是您本人的操作，请在 { $host } 登录，退出所有登录，并联系 { $name } 的运营者。
    .text = { $name }：您的登录方式已更改。非本人操作？请访问 { $host }

notice-removal = 您在 { $name } 的账号有验证方式被报失
    .app = 有人通过网络 { $what } 报失了您的验证器应用。如不提前停止，自 { $due } 起即可将其移除。
    .passkey = 有人通过网络 { $what } 报失了您的一个通行密钥。如不提前停止，自 { $due } 起即可将其移除。
    .everything = 有人通过网络 { $what } 报失了您的所有通行密钥和验证器应用。如不提前停止，自 { $due } 起即可将其移除。
    .advice = 如果这不是您本人的操作，请在 { $host } 使用通行密钥、应用或恢复代码登录并停止移除。如果无法操作，请联系 { $name } 的运营者。
    .text = { $name }：您的登录方式已被报失。非本人操作？请停止：{ $host }

notice-disabled = 您的 { $name } 账号已被停用
    .what = 目前任何人都无法登录您的账号，所有登录均已结束。
    .advice = 如果您对此感到意外，请联系 { $name } 的运营者。
    .text = { $name }：您的账号已被停用。

notice-erased = 您的 { $name } 账号已被删除
    .what = 您的账号及其保存的所有数据均已删除，所有登录均已结束。
    .advice = 如果您对此感到意外，请联系 { $name } 的运营者。
    .text = { $name }：您的账号已被删除。

notice-when = 时间：{ $when }。
