confirm = { $client } に進みますか？
    .title = { $client } に進む
    .host = 進む先は { $host } です。
    .grants = { $client } に許可する操作
    .yes = 続行
    .no = キャンセル
    .other-account = 別のアカウントを使用

signed-in-as = { $account } としてログインしています。

grant-email = メールアドレスを見る
grant-phone = 電話番号を見る
grant-offline-access = ここでログアウトした後もログイン状態を保つ
grant-account = アカウントを変更する
grant-other = { $scope } を使用する

step = もう一段階の確認
    .show = アカウントに登録済みの方法で確認してください。
    .passkey = パスキーを使う
    .script = パスキーには JavaScript が必要ですが、ここでは無効です。
    .app = 認証アプリのコード
    .recovery = リカバリーコード
    .add = お送りするコードだけでは足りません。新しいタブでアカウントに追加してから、ここで続けてください。
    .add-passkey = パスキーを追加
    .add-app = 認証アプリを追加
    .added = 追加しました
    .other-way = ログインに使った方法はここでは認められません。別の方法を使ってください。
    .nothing = ここで示せる以上の確認が求められています。
    .back = そのまま { $client } に戻る
    .anew = 別の方法でログイン

sign-out = ログアウト
    .heading = { $service } からログアウトしますか？

signed-out = ログアウトしました
    .everywhere = すべての場所でログアウトしました
    .close = このページは閉じてかまいません。

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

fault-unknown-client = このアプリは登録されていません
    .text = 移動元のページが、登録されていないアプリを指定しました。前のページに戻り、運営者にお知らせください。
fault-unknown-redirect = このアドレスは登録されていません
    .text = 移動元のページが、登録されていない戻り先を指定しました。前のページに戻り、運営者にお知らせください。
fault-unreadable = リクエストを読み取れません
    .text = 移動元のページに誤りがあります。前のページに戻り、運営者にお知らせください。
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

wrong-email = このアドレスにはメールを送信できません。誤りがないか確認してください。
wrong-number = この番号には SMS を送信できません。番号を確認し、+ と国番号（+81、+44 など）から入力してください。
    .perhaps = この番号には SMS を送信できません。{ $number } ではありませんか？
wrong-country = この国の番号には SMS を送信していません。メールアドレスをご利用ください。
wrong-texts-off = SMS は送信していません。メールアドレスをご利用ください。
