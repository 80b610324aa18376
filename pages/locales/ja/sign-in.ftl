sign-in = ログイン
    .heading = { $service } にログイン
    .address = メールアドレス
    .address-or-number = メールアドレスまたは電話番号
    .codes = 電話番号は + と国番号で始まります（例：{ $codes }）
    .send = コードを送信
    .promise = コードをお送りします。パスワードは不要です。
    .passkey = パスキーでログイン

asker = ログイン後、{ $client } に進みます
    .with-host = ログイン後、{ $client }（{ $host }）に進みます

code-entry = コードを入力
    .sent = { $destination } にコードを送信しました。
    .life =
        { $minutes ->
           *[other] 有効期間は { $minutes } 分です。
        }
    .label = コード
    .continue = 続行
    .another = コードを再送信
    .or-link = メールにはリンクもあります。このブラウザーで開いたあと、ここから続行してください。
    .by-link = リンクを開きました
    .other-address = 別のアドレスを使用
    .warning = { $service } がこのコードをお尋ねすることはありません。

link = このデバイスで { $account } としてログインしますか？
    .replaces = 現在このブラウザーでは { $other } としてログインしています。そのログインは終了します。
    .warning = ご自身が今 { $service } へのログインを求めた場合にのみ続行してください。そうでない場合は、このページを閉じてください。何も起こりません。

fault-link = このリンクは無効です
    .text = 使用済みか、期限切れか、新しいリンクが送信されています。新しいコードでログインしてください。
fault-link-refused = ログインできませんでした

wrong-attempt = この操作の有効期限が切れました。最初からやり直してください。
wrong-code = コードが正しくないか、すでに無効です。確認するか、新しいコードを送信してください。
wrong-form = コードの文字が足りないか、多すぎます。確認してください。
wrong-over = このコードはもう使えません。新しいコードを送信してください。
wrong-too-many-calls = お使いのネットワークからの試行回数が多すぎます。
wrong-too-soon = 直前にコードを送信したばかりです。
wrong-too-many-codes = この宛先に送信したコードが多すぎます。
    .link = この宛先に送信したコードが多すぎます。最後にお送りしたメールのリンクか、以前ログインしたデバイスをお使いください。
wrong-no-texts = 現在 SMS を送信できません。メールアドレスを使用してください。
wrong-passkey = このパスキーは使えませんでした。もう一度試すか、コードを送信してください。
wrong-passkey-unknown = このパスキーはすでに登録されていません。コードを送信してください。
wrong-disabled = アカウントが無効になっています。
wrong-second-step = このアカウントでは追加の確認が必要です。
wrong-sign-up = ここではアカウントを作成できません。
wrong-app = アプリの現在のコードではありません。コードは1回だけ有効です。次のコードをお待ちください。
wrong-app-spent = アプリの間違ったコードが多すぎます。
wrong-app-off = 間違ったコードが多すぎるため、パスキーまたは回復コードを使うまでアプリは無効です。
wrong-recovery = 回復コードではないか、すでに使用されています。
wrong-at-once = 同じ内容を変更する操作が同時に多数行われています。
wrong-unavailable = サービスが現在応答できません。
wrong-internal = こちら側で問題が発生しました。

wait-seconds =
    { $count ->
       *[other] { $count } 秒後にもう一度お試しください。
    }
wait-minutes =
    { $count ->
       *[other] { $count } 分後にもう一度お試しください。
    }
wait-hours =
    { $count ->
       *[other] { $count } 時間後にもう一度お試しください。
    }
