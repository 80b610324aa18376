sign-in = 登录
    .heading = 登录 { $service }
    .address = 电子邮件地址
    .address-or-number = 电子邮件地址或手机号码
    .codes = 电话号码以 + 和国家/地区代码开头，例如 { $codes }。
    .send = 发送验证码
    .promise = 我们会向您发送验证码，无需密码。
    .passkey = 使用通行密钥登录

asker = 登录后将继续前往 { $client }
    .with-host = 登录后将继续前往 { $client }（{ $host }）

code-entry = 输入验证码
    .sent = 验证码已发送至 { $destination }。
    .life =
        { $minutes ->
           *[other] 验证码在 { $minutes } 分钟内有效。
        }
    .label = 验证码
    .continue = 继续
    .another = 重新发送验证码
    .or-link = 邮件中还有一个链接。在此浏览器中打开后，请在此继续。
    .by-link = 我已打开链接
    .other-address = 使用其他地址
    .warning = { $service } 的任何人员都不会向您索要此验证码。

link = 要在此设备上以 { $account } 的身份登录吗？
    .replaces = 您在此处已以 { $other } 的身份登录，该登录将会结束。
    .warning = 仅当您本人刚刚要求登录 { $service } 时才继续。否则请关闭此页面，不会发生任何事情。

fault-link = 此链接已失效
    .text = 它已被使用、已过期，或者已发送了更新的链接。请使用新的验证码登录。
fault-link-refused = 无法登录

wrong-attempt = 此次操作已过期，请重新开始。
wrong-code = 验证码不正确或已失效。请检查，或重新发送验证码。
wrong-form = 验证码的位数不对，请检查。
wrong-over = 此验证码已失效，请重新发送验证码。
wrong-too-many-calls = 来自您所在网络的尝试次数过多。
wrong-too-soon = 刚刚已发送过验证码。
wrong-too-many-codes = 向该地址或号码发送的验证码过多。
    .link = 向该地址或号码发送的验证码过多。请使用我们最后一封邮件中的链接，或使用您曾登录过的设备。
wrong-no-texts = 目前无法发送短信，请使用电子邮件地址。
wrong-passkey = 此通行密钥未能使用。请重试，或获取验证码。
wrong-passkey-unknown = 此通行密钥在这里已不再有效。请获取验证码。
wrong-disabled = 您的账号已被停用。
wrong-second-step = 您的账号需要进行第二步验证。
wrong-sign-up = 无法在此处为您创建账号。
wrong-app = 这不是应用当前的验证码。每个验证码只能用一次：请等待下一个。
wrong-app-spent = 应用的错误验证码过多。
wrong-app-off = 错误验证码过多：在您使用通行密钥或恢复代码之前，应用已停用。
wrong-recovery = 这不是您的恢复代码，或者已被使用。
wrong-at-once = 同时更改同一内容的请求过多。
wrong-unavailable = 服务目前无法响应。
wrong-internal = 我们这边出了点问题。

wait-seconds =
    { $count ->
       *[other] 请在 { $count } 秒后重试。
    }
wait-minutes =
    { $count ->
       *[other] 请在 { $count } 分钟后重试。
    }
wait-hours =
    { $count ->
       *[other] 请在 { $count } 小时后重试。
    }
