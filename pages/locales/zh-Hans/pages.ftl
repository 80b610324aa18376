confirm = 要继续前往 { $client } 吗？
    .title = 继续前往 { $client }
    .host = 您将前往 { $host }。
    .grants = { $client } 将可以
    .yes = 继续
    .no = 取消
    .other-account = 使用其他账号

signed-in-as = 您当前登录的账号是 { $account }。

grant-email = 查看您的电子邮件地址
grant-phone = 查看您的手机号码
grant-offline-access = 在您于此处退出登录后仍保持登录状态
grant-account = 更改您的账号
grant-other = 使用 { $scope }

step = 还差一步
    .show = 请用您的账号已有的方式证明。
    .passkey = 使用通行密钥
    .script = 通行密钥需要 JavaScript，而此处已停用。
    .app = 身份验证器应用中的代码
    .recovery = 恢复代码
    .add = 仅凭我们发送的代码还不够。请在新标签页中为账号添加，然后回到这里继续。
    .add-passkey = 添加通行密钥
    .add-app = 添加身份验证器应用
    .added = 我已添加
    .other-way = 您的登录方式在此不被接受。请换一种方式。
    .nothing = 所要求的超出了您在此能证明的。
    .back = 不添加，返回 { $client }
    .anew = 换一种方式登录

sign-out = 退出登录
    .heading = 要退出 { $service } 吗？

signed-out = 您已退出登录
    .everywhere = 您已在所有位置退出登录
    .close = 您可以关闭此页面。

account = 您的账号
    .since = 自 { $since } 起使用 { $service }
    .identifiers = 您的登录方式
    .sign-ins = 您的登录位置
    .browser = 浏览器
    .this-browser = 当前浏览器
    .last-used = 上次使用时间：{ $when }
    .network = 来自 { $network }
    .end = 退出登录
    .end-there = 结束此登录
    .end-all = 在所有位置退出登录
    .consents = 您已授权的应用
    .may = 可以：{ $grants }
    .since-day = 自 { $since } 起
    .take-back = 撤销授权
    .data = 您的数据
    .export = 下载我们保存的所有与您相关的数据
    .sure = 我要删除我的账号。我知道账号删除后无法恢复。
    .erase = 删除我的账号
    .prove = 要删除账号，请先再次验证您的身份。
    .get-code = 获取验证码
    .erased = 您的账号已删除

done-ended = 该登录已结束。
done-ended-before = 该登录此前已结束。
done-taken-back = 已撤销对该应用的授权。
done-nothing = 未做任何更改。
done-again = 未做任何更改，请重新操作一次。

fault-unknown-client = 无法识别此应用
    .text = 将您带到这里的页面指定了未注册的应用。请返回，并告知其运营者。
fault-unknown-redirect = 无法识别此地址
    .text = 将您带到这里的页面指定了未注册的返回地址。请返回，并告知其运营者。
fault-unreadable = 无法读取此请求
    .text = 将您带到这里的页面出现了错误。请返回，并告知其运营者。
fault-pushed = 请重新开始
    .text = 此链接已过期，或已被使用过。请返回应用，并从那里登录。
fault-attempt-over = 此验证码已失效
    .text = 此验证码对应的操作已过期。请返回，并获取新的验证码。
fault-sign-out = 无法继续退出登录
    .text = 将您带到这里的页面出现了错误，您仍处于登录状态。请告知其运营者。
fault-reload = 请重新开始
    .text = 请重新加载此页面。
fault-at-once = 同时进行的操作过多
    .text = 有多个页面正在更改同一内容。请稍候，然后重新加载此页面。

wrong-email = 无法向此地址发送邮件，请检查是否有误。
wrong-number = 无法向此号码发送短信。请检查号码，并以 + 和国家/地区代码开头，例如 +86、+44。
    .perhaps = 无法向此号码发送短信。您要输入的是 { $number } 吗？
wrong-country = 我们不向该国家/地区的号码发送短信，请使用电子邮件地址。
wrong-texts-off = 我们不发送短信，请使用电子邮件地址。
