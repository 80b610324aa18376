code-sign-in = Twój kod do usługi { $name }:
    .subject = Twój kod logowania do usługi { $name } ({ $tag })
    .warning = Nikt nigdy nie poprosi Cię o ten kod. Jeśli to nie Ty próbujesz się zalogować, zignoruj tę wiadomość.
    .text = { $name }: kod { $code }. Wazny { $life }. Nie udostepniaj go.
    .long-text = { $name }: kod { $code }. Wazny { $life }.

code-new-identifier = Kod, który pozwoli logować się tym adresem na konto w usłudze { $name }:
    .subject = Dodanie tego adresu do konta w usłudze { $name } ({ $tag })
    .warning = Nikt nigdy nie poprosi Cię o ten kod. Jeśli tego nie chcesz, zignoruj tę wiadomość.
    .text = { $name }: kod { $code } dodaje ten numer. Wazny { $life }.
    .long-text = { $name }: kod do konta { $code }. { $life }.

code-add-identifier = Kod, który doda adres lub numer do Twojego konta w usłudze { $name }:
    .subject = Nowy sposób logowania na Twoje konto w usłudze { $name } ({ $tag })
    .warning = Nikt nigdy nie poprosi Cię o ten kod. Jeśli tego nie chcesz, zignoruj tę wiadomość.
    .text = { $name }: kod { $code } zmienia Twoje konto. Wazny { $life }.
    .long-text = { $name }: kod do konta { $code }. { $life }.

code-remove-identifier = Kod, który usunie adres lub numer z Twojego konta w usłudze { $name }:
    .subject = Usunięcie sposobu logowania na Twoje konto w usłudze { $name } ({ $tag })
    .warning = Nikt nigdy nie poprosi Cię o ten kod. Jeśli tego nie chcesz, zignoruj tę wiadomość.
    .text = { $name }: kod { $code } zmienia Twoje konto. Wazny { $life }.
    .long-text = { $name }: kod do konta { $code }. { $life }.

code-minutes =
    { $count ->
        [one] Kod jest ważny przez { $count } minutę i działa tylko raz.
        [few] Kod jest ważny przez { $count } minuty i działa tylko raz.
        [many] Kod jest ważny przez { $count } minut i działa tylko raz.
       *[other] Kod jest ważny przez { $count } minuty i działa tylko raz.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] Kod jest ważny przez { $count } sekundę i działa tylko raz.
        [few] Kod jest ważny przez { $count } sekundy i działa tylko raz.
        [many] Kod jest ważny przez { $count } sekund i działa tylko raz.
       *[other] Kod jest ważny przez { $count } sekundy i działa tylko raz.
    }
    .short = { $count } s

code-place = Wpisz kod na stronie { $host } i nigdzie indziej.
code-called = Nazwa tej wiadomości to { $tag }.
code-link = Zaloguj się
    .open = Możesz też otworzyć ten link w przeglądarce, w której chcesz się zalogować:
code-asked-from = O kod poproszono z sieci { $network }.

notice-new-device = Nowe logowanie na Twoje konto w usłudze { $name }
    .what = Na Twoje konto zalogowano się z urządzenia, którego nie znamy, z sieci { $what }.
    .advice = Jeśli to nie Ty, zaloguj się na stronie { $host } i zakończ wszystko, czego nie rozpoznajesz.

notice-client-consented = Aplikacja może korzystać z Twojego konta w usłudze { $name }
    .what = Przyznano dostęp tej aplikacji: { $what }
    .advice = Jeśli to nie Ty, zaloguj się na stronie { $host } i zakończ wszystko, czego nie rozpoznajesz.

notice-identifier-added = Dodano sposób logowania na Twoje konto w usłudze { $name }
    .what = Od teraz na Twoje konto można się zalogować także za pomocą { $what }.
    .advice = Jeśli to nie Ty, zaloguj się na stronie { $host }, zakończ wszystkie sesje i skontaktuj się z administratorem usługi { $name }.
    .text = { $name }: dodano sposob logowania na Twoje konto. To nie Ty? { $host }

notice-identifier-removed = Usunięto sposób logowania na Twoje konto w usłudze { $name }
    .what = Od teraz nikt nie może zalogować się na Twoje konto za pomocą { $what }.
    .advice = Jeśli to nie Ty, zaloguj się na stronie { $host }, zakończ wszystkie sesje i skontaktuj się z administratorem usługi { $name }.
    .text = { $name }: usunieto sposob logowania na Twoje konto. To nie Ty? { $host }

notice-factors = Zmieniły się sposoby potwierdzania tożsamości w usłudze { $name }
    .passkey-added = Do Twojego konta dodano klucz dostępu z sieci { $what }.
    .passkey-removed = Z Twojego konta usunięto klucz dostępu z sieci { $what }.
    .app-set = Na Twoim koncie skonfigurowano aplikację uwierzytelniającą, z sieci { $what }.
    .app-removed = Z Twojego konta usunięto aplikację uwierzytelniającą, z sieci { $what }.
    .recovery-codes-renewed = Dla Twojego konta utworzono nowe kody odzyskiwania, z sieci { $what }. Poprzednie już nie działają.
    .second-step-demanded = Twoje konto wymaga teraz drugiego kroku przy każdym logowaniu. Zażądano tego z sieci { $what }.
    .second-step-dropped = Twoje konto nie wymaga już drugiego kroku. Zażądano tego z sieci { $what }.
    .reset = Operator { $name } usunął z Twojego konta wszystkie klucze dostępu, aplikację uwierzytelniającą i kody odzyskiwania oraz zakończył wszystkie sesje.
    .removal-stopped = Oczekujące usunięcie zostało zatrzymane z sieci { $what }. Na Twoim koncie pozostaje to, co zgłoszono jako utracone.
    .removal-completed = To, co zgłoszono jako utracone, zostało usunięte z Twojego konta z sieci { $what }. Nikt już nie może się tym zalogować.
    .advice = Jeśli to nie Ty, zaloguj się na stronie { $host }, zakończ wszystkie sesje i skontaktuj się z administratorem usługi { $name }.
    .text = { $name }: zmieniono metode logowania. To nie Ty? { $host }

notice-removal = Zgłoszono utratę metody logowania na Twoim koncie w usłudze { $name }
    .app = Ktoś zgłosił utratę Twojej aplikacji uwierzytelniającej, z sieci { $what }. Od { $due } będzie można ją usunąć, jeśli nie zostanie to wcześniej zatrzymane.
    .passkey = Ktoś zgłosił utratę Twojego klucza dostępu, z sieci { $what }. Od { $due } będzie można go usunąć, jeśli nie zostanie to wcześniej zatrzymane.
    .everything = Ktoś zgłosił utratę wszystkich Twoich kluczy dostępu i aplikacji uwierzytelniającej, z sieci { $what }. Od { $due } będzie można je usunąć, jeśli nie zostanie to wcześniej zatrzymane.
    .advice = Jeśli to nie Ty, zaloguj się na stronie { $host } kluczem dostępu, aplikacją lub kodem odzyskiwania i zatrzymaj usuwanie. Jeśli nie możesz, skontaktuj się z administratorem usługi { $name }.
    .text = { $name }: zgloszono utrate metody logowania. To nie Ty? Zatrzymaj: { $host }

notice-disabled = Twoje konto w usłudze { $name } zostało wyłączone
    .what = Na razie nikt nie może zalogować się na Twoje konto. Wszystkie sesje zostały zakończone.
    .advice = Jeśli to dla Ciebie niespodzianka, skontaktuj się z administratorem usługi { $name }.
    .text = { $name }: Twoje konto zostalo wylaczone.

notice-erased = Twoje konto w usłudze { $name } zostało usunięte
    .what = Twojego konta już nie ma, podobnie jak wszystkich zapisanych w nim danych. Wszystkie sesje zostały zakończone.
    .advice = Jeśli to dla Ciebie niespodzianka, skontaktuj się z administratorem usługi { $name }.
    .text = { $name }: Twoje konto zostalo usuniete.

notice-when = Data i godzina: { $when }.
