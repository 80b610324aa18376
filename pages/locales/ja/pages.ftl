# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = ログイン
    .heading = { $service } にログイン
    .address = メールアドレス
    .address-or-number = メールアドレスまたは電話番号
    .send = コードを送信
    .promise = コードをお送りします。パスワードは不要です。

# $host is where the app's answer goes: shop.example.org
asker = ログイン後、{ $client } に進みます
    .with-host = ログイン後、{ $client }（{ $host }）に進みます

## The code

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

## Consent

confirm = { $client } に進みますか？
    .title = { $client } に進む
    .host = 進む先は { $host } です。
    .grants = { $client } に許可する操作
    .yes = 続行
    .no = キャンセル
    .other-account = 別のアカウントを使用

signed-in-as = { $account } としてログインしています。

# Each goes on from "The app will be able to" or "may".
grant-email = メールアドレスを見る
grant-phone = 電話番号を見る
grant-offline-access = ここでログアウトした後もログイン状態を保つ
grant-account = アカウントを変更する
grant-other = { $scope } を使用する

## Sign out

sign-out = ログアウト
    .heading = { $service } からログアウトしますか？

signed-out = ログアウトしました
    .everywhere = すべての場所でログアウトしました
    .close = このページは閉じてかまいません。

## Account

account = アカウント
    .since = { $service } を { $since } から利用しています
    .identifiers = ログイン方法
    .sign-ins = ログイン中の場所
    .browser = ブラウザ
    .this-browser = このブラウザ
    .last-used = 最終利用: { $when }
    .network = ネットワーク: { $network }
    .end = ログアウト
    .end-there = このログインを終了
    .end-all = すべての場所でログアウト
    .consents = 許可したアプリ
    .may = 許可した操作: { $grants }
    .since-day = { $since } から
    .take-back = 許可を取り消す
    .data = データ
    .export = 保存されている自分のデータをすべてダウンロード
    .sure = アカウントを削除します。削除すると元に戻せないことを理解しています。
    .erase = アカウントを削除
    .prove = アカウントを削除するには、もう一度本人確認をしてください。
    .get-code = コードを受け取る
    .erased = アカウントを削除しました

done-ended = ログインを終了しました。
done-ended-before = そのログインはすでに終了していました。
done-taken-back = アプリの許可を取り消しました。
done-nothing = 何も変更されませんでした。
done-again = 何も変更されませんでした。もう一度操作してください。

## What went wrong: a heading and a sentence

fault-unknown-client = このアプリは登録されていません
    .text = 移動元のページが、登録されていないアプリを指定しました。前のページに戻り、運営者にお知らせください。
fault-unknown-redirect = このアドレスは登録されていません
    .text = 移動元のページが、登録されていない戻り先を指定しました。前のページに戻り、運営者にお知らせください。
fault-unreadable = リクエストを読み取れません
    .text = 移動元のページに誤りがあります。前のページに戻り、運営者にお知らせください。
fault-flow = 最初からやり直してください
    .text = このページは古くなっているか、別のブラウザで開始されたものです。アプリに戻り、そこからログインしてください。
fault-pushed = 最初からやり直してください
    .text = このリンクは古くなっているか、すでに使用されています。アプリに戻り、そこからログインしてください。
fault-attempt-over = このコードは使用できません
    .text = コードの対象となる操作は有効期限が切れました。前のページに戻り、新しいコードを取得してください。
fault-sign-out = ログアウトを続行できません
    .text = 移動元のページに誤りがあるため、まだログインしたままです。運営者にお知らせください。
fault-reload = 最初からやり直してください
    .text = ページを再読み込みしてください。
fault-at-once = 同時に変更されています
    .text = 複数のページが同じ内容を変更しています。少し待ってから、このページを再読み込みしてください。
fault-unavailable = 現在ご利用いただけません
    .text = サービスが一時的に応答できません。しばらく待ってから、このページを再読み込みしてください。
fault-internal = 問題が発生しました
    .text = お客様の操作ではなく、こちら側の問題です。しばらく待ってから、このページを再読み込みしてください。

## What was wrong with what was typed

wrong-email = このアドレスにはメールを送信できません。誤りがないか確認してください。
wrong-number = この番号には SMS を送信できません。番号を確認し、+ と国番号（+81、+44 など）から入力してください。
    .perhaps = この番号には SMS を送信できません。{ $number } ではありませんか？
wrong-attempt = この操作の有効期限が切れました。最初からやり直してください。
wrong-code = コードが正しくないか、すでに無効です。確認するか、新しいコードを送信してください。
wrong-form = コードの文字が足りないか、多すぎます。確認してください。
wrong-over = このコードはもう使えません。新しいコードを送信してください。
wrong-too-soon = 直前にコードを送信したばかりです。
wrong-too-many-codes = この宛先に送信したコードが多すぎます。
wrong-too-many-calls = お使いのネットワークからの試行回数が多すぎます。
wrong-no-texts = 現在 SMS を送信できません。メールアドレスを使用してください。
wrong-not-sent = コードを送信できませんでした。
wrong-not-signed-in = コードは正しいものでしたが、ログインできませんでした。新しいコードを送信してください。
wrong-disabled = アカウントが無効になっています。
wrong-second-step = このアカウントでは追加の確認が必要です。
wrong-sign-up = ここではアカウントを作成できません。
wrong-at-once = 同じ内容を変更する操作が同時に多数行われています。
wrong-unavailable = サービスが現在応答できません。
wrong-internal = こちら側で問題が発生しました。

# Follows one of the sentences above.
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
