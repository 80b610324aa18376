sign-in = ログイン
    .heading = { $service } にログイン
    .address = メールアドレス
    .address-or-number = メールアドレスまたは電話番号
    .send = コードを送信
    .promise = コードをお送りします。パスワードは不要です。

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
    .other-address = 別のアドレスを使用
    .warning = { $service } がこのコードをお尋ねすることはありません。

fault-flow = 最初からやり直してください
    .text = このページは古くなっているか、別のブラウザで開始されたものです。アプリに戻り、そこからログインしてください。

wrong-attempt = この操作の有効期限が切れました。最初からやり直してください。
wrong-code = コードが正しくないか、すでに無効です。確認するか、新しいコードを送信してください。
wrong-form = コードの文字が足りないか、多すぎます。確認してください。
wrong-over = このコードはもう使えません。新しいコードを送信してください。
wrong-too-many-calls = お使いのネットワークからの試行回数が多すぎます。
wrong-not-signed-in = コードは正しいものでしたが、ログインできませんでした。新しいコードを送信してください。
wrong-disabled = アカウントが無効になっています。
wrong-second-step = このアカウントでは追加の確認が必要です。
wrong-sign-up = ここではアカウントを作成できません。
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

terms = 利用規約
privacy = プライバシー
