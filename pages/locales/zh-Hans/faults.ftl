fault-flow = 请重新开始
    .text = 此页面已过期，或是在其他浏览器中打开的。请返回应用，并从那里登录。
fault-unavailable = 暂时无法使用
    .text = 服务暂时无法响应。请稍候，然后重新加载此页面。
fault-internal = 出了点问题
    .text = 这是我们的问题，与您的操作无关。请稍候，然后重新加载此页面。
wrong-not-signed-in = 未能登录，请重新发送验证码。
wrong-not-sent = 无法发送验证码。

terms = 使用条款
privacy = 隐私政策
