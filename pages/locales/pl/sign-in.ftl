sign-in = Zaloguj się
    .heading = Zaloguj się do usługi { $service }
    .address = Adres e-mail
    .address-or-number = Adres e-mail lub numer telefonu
    .codes = Numer zaczyna się od + i numeru kierunkowego kraju, na przykład { $codes }.
    .send = Wyślij kod
    .promise = Wyślemy Ci kod. Hasło nie jest potrzebne.
    .passkey = Zaloguj się kluczem dostępu

asker = aby przejść do aplikacji { $client }
    .with-host = aby przejść do aplikacji { $client } ({ $host })

code-entry = Wpisz kod
    .sent = Kod został wysłany na { $destination }.
    .life =
        { $minutes ->
            [one] Jest ważny przez { $minutes } minutę.
            [few] Jest ważny przez { $minutes } minuty.
            [many] Jest ważny przez { $minutes } minut.
           *[other] Jest ważny przez { $minutes } minuty.
        }
    .label = Kod
    .continue = Dalej
    .another = Wyślij nowy kod
    .or-link = W e-mailu jest też link. Po otwarciu go w tej przeglądarce przejdź dalej tutaj.
    .by-link = Mam już otwarty link
    .other-address = Użyj innego adresu
    .warning = Nikt z usługi { $service } nie poprosi Cię o ten kod.

link = Zalogować się jako { $account } na tym urządzeniu?
    .replaces = W tej przeglądarce używasz teraz konta { $other }. To logowanie się zakończy.
    .warning = Przejdź dalej tylko wtedy, gdy to Ty przed chwilą chcesz zalogować się do usługi { $service }. W innym razie zamknij tę stronę: nic się nie stanie.

fault-link = Ten link stracił ważność
    .text = Został użyty, wygasł albo wysłano nowszy. Zaloguj się nowym kodem.
fault-link-refused = Nie udało się zalogować

wrong-attempt = Ta próba dobiegła końca. Zacznij od nowa.
wrong-code = Ten kod jest nieprawidłowy lub stracił ważność. Sprawdź go albo poproś o nowy.
wrong-form = Kod jest niepełny lub ma za dużo znaków. Sprawdź go.
wrong-over = Ten kod stracił ważność. Poproś o nowy.
wrong-too-many-calls = Z Twojej sieci wykonano zbyt wiele prób.
wrong-too-soon = Poprzedni kod został wysłany przed chwilą.
wrong-too-many-codes = Wysłano tam już zbyt wiele kodów.
    .link = Wysłano tam już zbyt wiele kodów. Użyj linku z naszego ostatniego e-maila albo urządzenia, na którym logowanie już się odbyło.
wrong-no-texts = Teraz nie można wysyłać SMS-ów. Użyj adresu e-mail.
wrong-passkey = Ten klucz dostępu nie zadziałał. Spróbuj ponownie albo poproś o kod.
wrong-passkey-unknown = Ten klucz dostępu nie jest już tu znany. Poproś o kod.
wrong-disabled = Twoje konto jest wyłączone.
wrong-second-step = Twoje konto wymaga drugiego kroku.
wrong-sign-up = Nie można tu założyć dla Ciebie konta.
wrong-app = To nie jest teraz kod aplikacji. Każdy kod działa raz: poczekaj na następny.
wrong-app-spent = Zbyt wiele błędnych kodów aplikacji.
wrong-app-off = Zbyt wiele błędnych kodów: aplikacja jest wyłączona, dopóki nie użyjesz klucza dostępu lub kodu odzyskiwania.
wrong-recovery = To nie jest żaden z twoich kodów odzyskiwania albo został już użyty.
wrong-at-once = Zbyt wiele żądań zmienia to samo w tej samej chwili.
wrong-unavailable = Usługa nie może teraz odpowiedzieć.
wrong-internal = Coś poszło nie tak po naszej stronie.

wait-seconds =
    { $count ->
        [one] Spróbuj ponownie za { $count } sekundę.
        [few] Spróbuj ponownie za { $count } sekundy.
        [many] Spróbuj ponownie za { $count } sekund.
       *[other] Spróbuj ponownie za { $count } sekundy.
    }
wait-minutes =
    { $count ->
        [one] Spróbuj ponownie za { $count } minutę.
        [few] Spróbuj ponownie za { $count } minuty.
        [many] Spróbuj ponownie za { $count } minut.
       *[other] Spróbuj ponownie za { $count } minuty.
    }
wait-hours =
    { $count ->
        [one] Spróbuj ponownie za { $count } godzinę.
        [few] Spróbuj ponownie za { $count } godziny.
        [many] Spróbuj ponownie za { $count } godzin.
       *[other] Spróbuj ponownie za { $count } godziny.
    }
