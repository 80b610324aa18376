sign-in = 登录
    .heading = 登录 { $service }
    .address = 电子邮件地址
    .address-or-number = 电子邮件地址或手机号码
    .send = 发送验证码
    .promise = 我们会向您发送验证码，无需密码。

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
    .other-address = 使用其他地址
    .warning = { $service } 的任何人员都不会向您索要此验证码。

fault-flow = 请重新开始
    .text = 此页面已过期，或是在其他浏览器中打开的。请返回应用，并从那里登录。

wrong-attempt = 此次操作已过期，请重新开始。
wrong-code = 验证码不正确或已失效。请检查，或重新发送验证码。
wrong-form = 验证码的位数不对，请检查。
wrong-over = 此验证码已失效，请重新发送验证码。
wrong-too-many-calls = 来自您所在网络的尝试次数过多。
wrong-not-signed-in = 验证码正确，但未能登录，请重新发送验证码。
wrong-disabled = 您的账号已被停用。
wrong-second-step = 您的账号需要进行第二步验证。
wrong-sign-up = 无法在此处为您创建账号。
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

terms = 使用条款
privacy = 隐私政策
