code-sign-in = İşte { $name } kodunuz:
    .subject = { $name } giriş kodunuz ({ $tag })
    .warning = Bu kodu sizden hiç kimse, hiçbir zaman istemez. Giriş yapmaya çalışmadıysanız bu mesajı dikkate almayın.
    .text = { $name } kodu: { $code }. { $life } gecerli. Paylasmayin.
    .long-text = { $name } kodu: { $code }. { $life } gecerli.

code-new-identifier = Bu kod, bir { $name } hesabına bu adresle giriş yapılmasını sağlar:
    .subject = Bu adresi bir { $name } hesabına ekleme ({ $tag })
    .warning = Bu kodu sizden hiç kimse, hiçbir zaman istemez. Bunu siz istemediyseniz bu mesajı dikkate almayın.
    .text = { $name } kodu: { $code } bu numarayi ekler. { $life } gecerli.
    .long-text = { $name } hesap kodu: { $code }. { $life }.

code-add-identifier = Bu kod, { $name } hesabınıza bir adres veya numara ekler:
    .subject = { $name } hesabınıza yeni bir giriş yöntemi ekleme ({ $tag })
    .warning = Bu kodu sizden hiç kimse, hiçbir zaman istemez. Bunu siz istemediyseniz bu mesajı dikkate almayın.
    .text = { $name } kodu: { $code } hesabi degistirir. { $life } gecerli.
    .long-text = { $name } hesap kodu: { $code }. { $life }.

code-remove-identifier = Bu kod, { $name } hesabınızdan bir adres veya numara kaldırır:
    .subject = { $name } hesabınızdan bir giriş yöntemi kaldırma ({ $tag })
    .warning = Bu kodu sizden hiç kimse, hiçbir zaman istemez. Bunu siz istemediyseniz bu mesajı dikkate almayın.
    .text = { $name } kodu: { $code } hesabi degistirir. { $life } gecerli.
    .long-text = { $name } hesap kodu: { $code }. { $life }.

code-minutes =
    { $count ->
        [one] Kod { $count } dakika geçerlidir ve yalnızca bir kez kullanılabilir.
       *[other] Kod { $count } dakika geçerlidir ve yalnızca bir kez kullanılabilir.
    }
    .short = { $count } dk

code-seconds =
    { $count ->
        [one] Kod { $count } saniye geçerlidir ve yalnızca bir kez kullanılabilir.
       *[other] Kod { $count } saniye geçerlidir ve yalnızca bir kez kullanılabilir.
    }
    .short = { $count } sn

code-place = Kodu yalnızca { $host } adresinde girin, başka hiçbir yerde girmeyin.
code-called = Bu mesajın adı: { $tag }.
code-link = Giriş yap
    .open = Ya da bu bağlantıyı giriş yapmak istediğiniz tarayıcıda açın:
code-asked-from = Kod, { $network } ağından istendi.

notice-new-device = Yeni bir cihazdan { $name } hesabınıza giriş yapıldı
    .what = Tanımadığımız bir cihazdan, { $what } ağı üzerinden hesabınıza giriş yapıldı.
    .advice = Bu siz değilseniz { $host } adresinde giriş yapın ve tanımadığınız her şeyi sonlandırın.

notice-client-consented = Bir uygulama { $name } hesabınızı kullanabilir
    .what = Erişim verdiğiniz uygulama: { $what }
    .advice = Bu siz değilseniz { $host } adresinde giriş yapın ve tanımadığınız her şeyi sonlandırın.

notice-identifier-added = Bir giriş yöntemi { $name } hesabınıza eklendi
    .what = Artık hesabınıza { $what } ile de giriş yapılabilir.
    .advice = Bunu siz yapmadıysanız { $host } adresinde giriş yapın, tüm oturumları kapatın ve { $name } yöneticisiyle iletişime geçin.
    .text = { $name }: bir giris yontemi eklendi. Siz degil misiniz? { $host }

notice-identifier-removed = Bir giriş yöntemi { $name } hesabınızdan kaldırıldı
    .what = Artık hiç kimse hesabınıza { $what } ile giriş yapamaz.
    .advice = Bunu siz yapmadıysanız { $host } adresinde giriş yapın, tüm oturumları kapatın ve { $name } yöneticisiyle iletişime geçin.
    .text = { $name }: bir giris yontemi kaldirildi. Siz degil misiniz? { $host }

notice-factors = Kim olduğunuzu kanıtlama yolunuz değişti: { $name }
    .passkey-added = Hesabınıza { $what } ağı üzerinden bir geçiş anahtarı eklendi.
    .passkey-removed = Hesabınızdan { $what } ağı üzerinden bir geçiş anahtarı kaldırıldı.
    .app-set = Hesabınız için bir doğrulama uygulaması kuruldu; ağ: { $what }.
    .app-removed = Doğrulama uygulaması hesabınızdan kaldırıldı; ağ: { $what }.
    .recovery-codes-renewed = Hesabınız için yeni kurtarma kodları oluşturuldu; ağ: { $what }. Öncekiler artık geçerli değil.
    .second-step-demanded = Hesabınız artık her girişte ikinci bir adım istiyor; ağ: { $what }.
    .second-step-dropped = Hesabınız artık ikinci bir adım istemiyor; ağ: { $what }.
    .reset = Hesabınızdaki tüm geçiş anahtarları, kimlik doğrulama uygulaması ve kurtarma kodları { $name } işletmecisi tarafından kaldırıldı ve tüm oturumlar sonlandırıldı.
    .removal-stopped = Bekleyen kaldırma işlemi durduruldu; ağ: { $what }. Kayıp olarak bildirilen yöntem hesabınızda kalıyor.
    .removal-completed = Kayıp olarak bildirilen yöntem hesabınızdan kaldırıldı; ağ: { $what }. Artık kimse onunla giriş yapamaz.
    .advice = Bunu siz yapmadıysanız { $host } adresinde giriş yapın, tüm oturumları kapatın ve { $name } yöneticisiyle iletişime geçin.
    .text = { $name }: giris yonteminiz degisti. Siz degil misiniz? { $host }

notice-removal = Hesabınızda kayıp bildirildi ({ $name })
    .app = Birisi doğrulama uygulamanızın kaybolduğunu bildirdi; ağ: { $what }. Daha önce durdurulmazsa { $due } itibarıyla kaldırılabilir.
    .passkey = Birisi bir geçiş anahtarınızın kaybolduğunu bildirdi; ağ: { $what }. Daha önce durdurulmazsa { $due } itibarıyla kaldırılabilir.
    .everything = Birisi tüm geçiş anahtarlarınızın ve doğrulama uygulamanızın kaybolduğunu bildirdi; ağ: { $what }. Daha önce durdurulmazsa { $due } itibarıyla kaldırılabilirler.
    .advice = Bunu siz yapmadıysanız { $host } adresinde bir geçiş anahtarı, uygulama veya kurtarma koduyla giriş yapın ve işlemi orada durdurun. Yapamıyorsanız { $name } yöneticisiyle iletişime geçin.
    .text = { $name }: giris yontemi kayip bildirildi. Siz degil misiniz? Durdurun: { $host }

notice-disabled = Hesabınız devre dışı bırakıldı ({ $name })
    .what = Şimdilik hiç kimse hesabınıza giriş yapamaz. Tüm oturumlar kapatıldı.
    .advice = Bundan haberiniz yoksa { $name } yöneticisiyle iletişime geçin.
    .text = { $name }: hesabiniz devre disi birakildi.

notice-erased = Hesabınız silindi ({ $name })
    .what = Hesabınız, içinde saklanan her şeyle birlikte silindi. Tüm oturumlar kapatıldı.
    .advice = Bundan haberiniz yoksa { $name } yöneticisiyle iletişime geçin.
    .text = { $name }: hesabiniz silindi.

notice-when = Tarih ve saat: { $when }.
