confirm = Przejść do aplikacji { $client }?
    .title = Przejdź do aplikacji { $client }
    .host = Odpowiedź trafi na { $host }.
    .grants = Aplikacja { $client } będzie mogła
    .yes = Kontynuuj
    .no = Anuluj
    .other-account = Użyj innego konta

signed-in-as = Zalogowano jako { $account }.

grant-email = zobaczyć Twój adres e-mail
grant-phone = zobaczyć Twój numer telefonu
grant-offline-access = zachować dostęp po Twoim wylogowaniu się stąd
grant-account = zmieniać Twoje konto
grant-other = korzystać z { $scope }

step = Jeszcze jeden krok
    .show = Potwierdź to czymś, co ma Twoje konto.
    .passkey = Użyj klucza dostępu
    .script = Klucz dostępu wymaga JavaScriptu, który jest tu wyłączony.
    .app = Kod z aplikacji uwierzytelniającej
    .recovery = Kod odzyskiwania
    .add = Wymagane jest więcej niż kod, który wysyłamy. Dodaj to do konta w nowej karcie, a potem przejdź tu dalej.
    .add-passkey = Dodaj klucz dostępu
    .add-app = Dodaj aplikację uwierzytelniającą
    .added = Już dodane
    .other-way = Sposób, w jaki się zalogowano, tu się nie liczy. Użyj innego.
    .nothing = Wymagane jest więcej, niż można tu potwierdzić.
    .back = Wróć bez tego do { $client }
    .anew = Zaloguj się w inny sposób

sign-out = Wyloguj się
    .heading = Wylogować się z usługi { $service }?

signed-out = Wylogowano
    .everywhere = Wylogowano wszędzie
    .close = Możesz zamknąć tę stronę.

account = Twoje konto
    .since = w usłudze { $service }, od { $since }
    .identifiers = Sposoby logowania
    .sign-ins = Aktywne sesje
    .browser = Przeglądarka
    .this-browser = ta przeglądarka
    .last-used = ostatnie użycie: { $when }
    .network = z sieci { $network }
    .end = Wyloguj się
    .end-there = Zakończ tę sesję
    .end-all = Wyloguj się wszędzie
    .consents = Aplikacje z dostępem do konta
    .may = może: { $grants }
    .since-day = od { $since }
    .take-back = Cofnij dostęp
    .data = Twoje dane
    .export = Pobierz wszystko, co o Tobie mamy
    .sure = Chcę usunąć swoje konto. Nikt nie będzie w stanie go przywrócić.
    .erase = Usuń moje konto
    .prove = Aby usunąć konto, jeszcze raz potwierdź swoją tożsamość.
    .get-code = Wyślij kod
    .erased = Twoje konto zostało usunięte

done-ended = Ta sesja została zakończona.
done-ended-before = Ta sesja była już zakończona.
done-taken-back = Ta aplikacja nie ma już dostępu.
done-nothing = Nic się nie zmieniło.
done-again = Nic się nie zmieniło. Spróbuj jeszcze raz.

fault-unknown-client = Nie znamy tej aplikacji
    .text = Strona, która Cię tu skierowała, wskazuje aplikację, która nie jest zarejestrowana. Wróć i powiadom jej administratora.
fault-unknown-redirect = Nie znamy tego adresu
    .text = Strona, która Cię tu skierowała, chce odesłać Cię na adres, który nie jest zarejestrowany. Wróć i powiadom jej administratora.
fault-unreadable = Nie można odczytać tego żądania
    .text = Strona, która Cię tu skierowała, popełniła błąd. Wróć i powiadom jej administratora.
fault-pushed = Zacznij od nowa
    .text = Ten link jest zbyt stary lub został już użyty. Wróć do aplikacji i zaloguj się stamtąd.
fault-attempt-over = Ten kod stracił ważność
    .text = Dotyczył próby logowania, która wygasła. Wróć i poproś o nowy kod.
fault-sign-out = Nie udało się wylogować
    .text = Strona, która Cię tu skierowała, popełniła błąd: nadal trwa Twoja sesja. Powiadom jej administratora.
fault-reload = Zacznij od nowa
    .text = Odśwież stronę.
fault-at-once = Za dużo naraz
    .text = Kilka stron zmienia to samo. Poczekaj chwilę i odśwież tę stronę.

wrong-email = Nie możemy wysłać wiadomości na ten adres. Sprawdź, czy nie ma w nim błędu.
wrong-number = Nie możemy wysłać SMS-a na ten numer. Sprawdź go i zacznij od + i numeru kraju: +48, +49.
    .perhaps = Nie możemy wysłać SMS-a na ten numer. Czy chodzi o { $number }?
wrong-country = Nie wysyłamy SMS-ów na numery z tego kraju. Użyj adresu e-mail.
wrong-texts-off = Nie wysyłamy SMS-ów. Użyj adresu e-mail.
