fault-flow = Baştan başlayın
    .text = Bu sayfa çok eski veya başka bir tarayıcıda açılmış. Uygulamaya dönün ve oradan giriş yapın.
fault-unavailable = Şu anda kullanılamıyor
    .text = Hizmet şu anda yanıt veremiyor. Biraz bekleyin ve bu sayfayı yeniden yükleyin.
fault-internal = Bir şeyler ters gitti
    .text = Hata sizde değil, bizde. Biraz bekleyin ve bu sayfayı yeniden yükleyin.
wrong-not-signed-in = Giriş yapılamadı. Yeni bir kod isteyin.
wrong-not-sent = Kod gönderilemedi.

terms = Kullanım koşulları
privacy = Gizlilik
