fault-flow = Zacznij od nowa
    .text = Ta strona jest zbyt stara lub została otwarta w innej przeglądarce. Wróć do aplikacji i zaloguj się stamtąd.
fault-unavailable = Chwilowo niedostępne
    .text = Usługa nie może teraz odpowiedzieć. Poczekaj chwilę i odśwież tę stronę.
fault-internal = Coś poszło nie tak
    .text = To nasz błąd, nie Twój. Poczekaj chwilę i odśwież tę stronę.
wrong-not-signed-in = Logowanie się nie powiodło. Poproś o nowy kod.
wrong-not-sent = Nie udało się wysłać kodu.

terms = Warunki korzystania
privacy = Prywatność
