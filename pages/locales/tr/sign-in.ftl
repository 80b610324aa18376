sign-in = Giriş yap
    .heading = { $service } hesabınıza giriş yapın
    .address = E-posta adresi
    .address-or-number = E-posta adresi veya telefon numarası
    .codes = Numara + ve ülke koduyla başlar, örneğin { $codes }.
    .send = Kod gönder
    .promise = Size bir kod göndeririz. Şifre gerekmez.
    .passkey = Geçiş anahtarıyla giriş yap

asker = { $client } uygulamasına devam etmek için
    .with-host = { $client } ({ $host }) uygulamasına devam etmek için

code-entry = Kodu girin
    .sent = Kodu şuraya gönderdik: { $destination }.
    .life =
        { $minutes ->
            [one] Kod { $minutes } dakika geçerlidir.
           *[other] Kod { $minutes } dakika geçerlidir.
        }
    .label = Kod
    .continue = Devam et
    .another = Başka bir kod gönder
    .or-link = E-postada bir bağlantı da var. Onu bu tarayıcıda açtıktan sonra buradan devam edin.
    .by-link = Bağlantıyı açtım
    .other-address = Başka bir adres kullan
    .warning = { $service } adına hiç kimse sizden bu kodu istemez.

link = Bu cihazda { $account } olarak giriş yapılsın mı?
    .replaces = Burada { $other } olarak giriş yapmış durumdasınız. O oturum sona erer.
    .warning = Yalnızca { $service } hizmetine giriş yapmayı az önce kendiniz istediyseniz devam edin. Aksi halde bu sayfayı kapatın: hiçbir şey olmaz.

fault-link = Bu bağlantı artık geçerli değil
    .text = Kullanıldı, süresi doldu veya daha yenisi gönderildi. Yeni bir kodla giriş yapın.
fault-link-refused = Giriş yapılamadı

wrong-attempt = Bu deneme sona erdi. Baştan başlayın.
wrong-code = Bu kod yanlış veya artık geçerli değil. Kodu kontrol edin ya da yeni bir kod isteyin.
wrong-form = Kod eksik veya fazladan karakter içeriyor. Kontrol edin.
wrong-over = Bu kod artık geçerli değil. Yeni bir kod isteyin.
wrong-too-many-calls = Ağınızdan çok fazla deneme yapıldı.
wrong-too-soon = Son kod az önce gönderildi.
wrong-too-many-codes = Oraya çok fazla kod gönderildi.
    .link = Oraya çok fazla kod gönderildi. Son e-postamızdaki bağlantıyı ya da daha önce giriş yaptığınız bir cihazı kullanın.
wrong-no-texts = Şu anda SMS gönderilemiyor. Bir e-posta adresi kullanın.
wrong-passkey = Bu geçiş anahtarı işe yaramadı. Yeniden deneyin ya da bir kod isteyin.
wrong-passkey-unknown = Bu geçiş anahtarı artık burada tanınmıyor. Bir kod isteyin.
wrong-disabled = Hesabınız devre dışı.
wrong-second-step = Hesabınız ikinci bir adım gerektiriyor.
wrong-sign-up = Burada sizin için hesap oluşturulamıyor.
wrong-app = Bu, uygulamanın şu anki kodu değil. Her kod bir kez geçerlidir: bir sonrakini bekleyin.
wrong-app-spent = Uygulamanın çok fazla yanlış kodu girildi.
wrong-app-off = Çok fazla yanlış kod: bir geçiş anahtarı veya kurtarma kodu kullanana kadar uygulama kapalı.
wrong-recovery = Bu, kurtarma kodlarınızdan biri değil veya daha önce kullanıldı.
wrong-at-once = Çok fazla istek aynı anda aynı şeyi değiştiriyor.
wrong-unavailable = Hizmet şu anda yanıt veremiyor.
wrong-internal = Burada bir şeyler ters gitti.

wait-seconds =
    { $count ->
        [one] { $count } saniye sonra tekrar deneyin.
       *[other] { $count } saniye sonra tekrar deneyin.
    }
wait-minutes =
    { $count ->
        [one] { $count } dakika sonra tekrar deneyin.
       *[other] { $count } dakika sonra tekrar deneyin.
    }
wait-hours =
    { $count ->
        [one] { $count } saat sonra tekrar deneyin.
       *[other] { $count } saat sonra tekrar deneyin.
    }
