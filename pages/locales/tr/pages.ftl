confirm = { $client } uygulamasına devam edilsin mi?
    .title = { $client } uygulamasına devam et
    .host = Yanıt { $host } adresine gider.
    .grants = { $client } şunları yapabilecek
    .yes = Devam et
    .no = İptal
    .other-account = Başka bir hesap kullan

signed-in-as = Şu hesapla giriş yaptınız: { $account }.

grant-email = e-posta adresinizi görmek
grant-phone = telefon numaranızı görmek
grant-offline-access = siz buradan çıkış yaptıktan sonra da erişimi sürdürmek
grant-account = hesabınızı değiştirmek
grant-other = { $scope } iznini kullanmak

step = Bir adım daha
    .show = Hesabınızda bulunan bir yöntemle kanıtlayın.
    .passkey = Geçiş anahtarı kullan
    .script = Geçiş anahtarı JavaScript gerektirir; burada kapalı.
    .app = Kimlik doğrulama uygulamanızın kodu
    .recovery = Kurtarma kodu
    .add = Gönderdiğimiz bir koddan fazlası isteniyor. Yeni bir sekmede hesabınıza ekleyin, sonra burada devam edin.
    .add-passkey = Geçiş anahtarı ekle
    .add-app = Kimlik doğrulama uygulaması ekle
    .added = Ekledim
    .other-way = Oturum açma yönteminiz burada geçerli değil. Başka bir yöntem kullanın.
    .nothing = Burada kanıtlayabileceğinizden fazlası isteniyor.
    .back = Bunu yapmadan { $client } uygulamasına dön
    .anew = Başka bir yolla oturum aç

sign-out = Çıkış yap
    .heading = { $service } hesabınızdan çıkış yapılsın mı?

signed-out = Çıkış yaptınız
    .everywhere = Her yerden çıkış yaptınız
    .close = Bu sayfayı kapatabilirsiniz.

account = Hesabınız
    .since = { $service } hizmetinde, başlangıç: { $since }
    .identifiers = Giriş yöntemleriniz
    .sign-ins = Oturumunuzun açık olduğu yerler
    .browser = Tarayıcı
    .this-browser = bu tarayıcı
    .last-used = son kullanım: { $when }
    .network = { $network } ağından
    .end = Çıkış yap
    .end-there = Bu oturumu kapat
    .end-all = Her yerden çıkış yap
    .consents = Erişim verdiğiniz uygulamalar
    .may = yapabilecekleri: { $grants }
    .since-day = başlangıç: { $since }
    .take-back = Erişimi kaldır
    .data = Verileriniz
    .export = Sizinle ilgili tüm verileri indir
    .sure = Hesabımın silinmesini istiyorum. Hiç kimse onu geri getiremez.
    .erase = Hesabımı sil
    .prove = Hesabınızı silmek için kimliğinizi bir kez daha doğrulayın.
    .get-code = Kod al
    .erased = Hesabınız silindi

done-ended = O oturum kapatıldı.
done-ended-before = O oturum zaten kapatılmıştı.
done-taken-back = O uygulamanın artık erişimi yok.
done-nothing = Hiçbir şey değiştirilmedi.
done-again = Hiçbir şey değiştirilmedi. Bir kez daha deneyin.

fault-unknown-client = Bu uygulama burada tanınmıyor
    .text = Sizi buraya gönderen sayfa, kayıtlı olmayan bir uygulama bildiriyor. Geri dönün ve sayfanın yöneticisine haber verin.
fault-unknown-redirect = Bu adres burada tanınmıyor
    .text = Sizi buraya gönderen sayfa, kayıtlı olmayan bir adrese geri dönmenizi istiyor. Geri dönün ve sayfanın yöneticisine haber verin.
fault-unreadable = Bu istek okunamıyor
    .text = Sizi buraya gönderen sayfa bir hata yaptı. Geri dönün ve sayfanın yöneticisine haber verin.
fault-pushed = Baştan başlayın
    .text = Bu bağlantı çok eski veya daha önce kullanılmış. Uygulamaya dönün ve oradan giriş yapın.
fault-attempt-over = Bu kod artık geçerli değil
    .text = Kod, süresi dolmuş bir deneme içindi. Geri dönün ve yeni bir kod isteyin.
fault-sign-out = Çıkış yapılamadı
    .text = Sizi buraya gönderen sayfa bir hata yaptı: oturumunuz hâlâ açık. Sayfanın yöneticisine haber verin.
fault-reload = Baştan başlayın
    .text = Sayfayı yeniden yükleyin.
fault-at-once = Aynı anda çok fazla işlem
    .text = Birden fazla sayfa aynı şeyi değiştiriyor. Biraz bekleyin ve bu sayfayı yeniden yükleyin.

wrong-email = Bu adrese e-posta gönderemiyoruz. Hata olup olmadığını kontrol edin.
wrong-number = Bu numaraya SMS gönderemiyoruz. Numarayı kontrol edin; + ve ülke koduyla başlayın: +90, +49.
    .perhaps = Bu numaraya SMS gönderemiyoruz. Bunu mu demek istediniz: { $number }?
wrong-country = Bu ülkenin numaralarına SMS göndermiyoruz: bir e-posta adresi kullanın.
wrong-texts-off = SMS göndermiyoruz: bir e-posta adresi kullanın.
