code-sign-in = 「{ $name }」のログインコードをお送りします。
    .subject = 「{ $name }」のログインコード（{ $tag }）
    .warning = このコードをお尋ねすることは決してありません。ログインしようとした覚えがない場合は、このメッセージを無視してください。
    .text = { $name } コード: { $code }（{ $life }有効・共有不可）
    .long-text = { $name } { $code } { $life }

code-new-identifier = このアドレスで { $name } のアカウントにログインできるようにするためのコードをお送りします。
    .subject = 「{ $name }」のアカウントへのこのアドレスの追加（{ $tag }）
    .warning = このコードをお尋ねすることは決してありません。お心当たりがない場合は、このメッセージを無視してください。
    .text = { $name } 番号追加コード: { $code }（{ $life }有効）
    .long-text = { $name } { $code } { $life }

code-add-identifier = 「{ $name }」のアカウントにアドレスまたは電話番号を追加するためのコードをお送りします。
    .subject = 「{ $name }」のアカウントへのログイン方法の追加（{ $tag }）
    .warning = このコードをお尋ねすることは決してありません。お心当たりがない場合は、このメッセージを無視してください。
    .text = { $name } アカウント変更コード: { $code }（{ $life }有効）
    .long-text = { $name } { $code } { $life }

code-remove-identifier = 「{ $name }」のアカウントからアドレスまたは電話番号を削除するためのコードをお送りします。
    .subject = 「{ $name }」のアカウントからのログイン方法の削除（{ $tag }）
    .warning = このコードをお尋ねすることは決してありません。お心当たりがない場合は、このメッセージを無視してください。
    .text = { $name } アカウント変更コード: { $code }（{ $life }有効）
    .long-text = { $name } { $code } { $life }

code-minutes =
    { $count ->
       *[other] コードの有効期間は { $count } 分で、1 回だけ使えます。
    }
    .short = { $count }分

code-seconds =
    { $count ->
       *[other] コードの有効期間は { $count } 秒で、1 回だけ使えます。
    }
    .short = { $count }秒

code-place = コードは { $host } でのみ入力し、ほかの場所では入力しないでください。
code-called = このメッセージの名前は「{ $tag }」です。
code-link = ログイン
    .open = または、ログインしたいブラウザーでこのリンクを開いてください：
code-asked-from = このコードはネットワーク { $network } から要求されました。

notice-new-device = 「{ $name }」のアカウントに新しいログインがありました
    .what = 未確認のデバイスからアカウントへのログインがありました。ネットワークは { $what } です。
    .advice = お心当たりがない場合は、{ $host } でログインし、見覚えのないログインを終了してください。

notice-client-consented = アプリに { $name } のアカウントの利用が許可されました
    .what = 許可したアプリ: { $what }
    .advice = お心当たりがない場合は、{ $host } でログインし、見覚えのないアプリの許可を取り消し、見覚えのないログインを終了してください。

notice-identifier-added = 「{ $name }」のアカウントにログイン方法が追加されました
    .what = 今後は { $what } でもアカウントにログインできます。
    .advice = お心当たりがない場合は、{ $host } でログインし、すべての場所でログアウトしてから、{ $name } の運営者にご連絡ください。
    .text = { $name }: ログイン方法が追加されました。心当たりがない場合: { $host }

notice-identifier-removed = 「{ $name }」のアカウントからログイン方法が削除されました
    .what = 今後は { $what } でアカウントにログインすることはできません。
    .advice = お心当たりがない場合は、{ $host } でログインし、すべての場所でログアウトしてから、{ $name } の運営者にご連絡ください。
    .text = { $name }: ログイン方法が削除されました。心当たりがない場合: { $host }

notice-factors = 「{ $name }」の本人確認方法が変更されました
    .passkey-added = アカウントにパスキーが追加されました。追加元のネットワークは { $what } です。
    .passkey-removed = アカウントからパスキーが削除されました。削除元のネットワークは { $what } です。
    .app-set = ネットワーク { $what } から、アカウントに認証アプリが設定されました。
    .app-removed = ネットワーク { $what } から、アカウントの認証アプリが削除されました。
    .recovery-codes-renewed = ネットワーク { $what } から、アカウントの新しい回復コードが作成されました。以前のコードは無効です。
    .second-step-demanded = アカウントは今後、ログインのたびに2段階目の確認を求めます。ネットワーク { $what } からの操作です。
    .second-step-dropped = アカウントは今後、2段階目の確認を求めません。ネットワーク { $what } からの操作です。
    .reset = サービス { $name } の運営者が、アカウントからすべてのパスキー、認証アプリ、リカバリーコードを削除し、すべてのログインを終了しました。
    .advice = お心当たりがない場合は、{ $host } でログインし、すべての場所でログアウトしてから、{ $name } の運営者にご連絡ください。
    .text = { $name }: ログイン方法が変更されました。心当たりがない場合: { $host }

notice-disabled = 「{ $name }」のアカウントが無効になりました
    .what = 現在、このアカウントにはログインできません。すべてのログインは終了しました。
    .advice = お心当たりがない場合は、{ $name } の運営者にご連絡ください。
    .text = { $name }: アカウントが無効になりました。

notice-erased = 「{ $name }」のアカウントが削除されました
    .what = アカウントと保存されていたデータはすべて削除され、すべてのログインは終了しました。
    .advice = お心当たりがない場合は、{ $name } の運営者にご連絡ください。
    .text = { $name }: アカウントが削除されました。

notice-when = 日時: { $when }
