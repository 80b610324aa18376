sign-in = Anmelden
    .heading = Bei { $service } anmelden
    .address = E-Mail-Adresse
    .address-or-number = E-Mail-Adresse oder Telefonnummer
    .codes = Eine Nummer beginnt mit + und der Vorwahl des Landes, zum Beispiel { $codes }.
    .send = Code senden
    .promise = Wir senden Ihnen einen Code. Ein Passwort gibt es nicht.
    .passkey = Mit einem Passkey anmelden

asker = weiter zu { $client }
    .with-host = weiter zu { $client } ({ $host })

code-entry = Code eingeben
    .sent = Wir haben ihn an { $destination } gesendet.
    .life =
        { $minutes ->
            [one] Er gilt { $minutes } Minute.
           *[other] Er gilt { $minutes } Minuten.
        }
    .label = Code
    .continue = Weiter
    .another = Neuen Code senden
    .or-link = In der E-Mail steht auch ein Link. Wenn Sie ihn in diesem Browser geöffnet haben, geht es hier weiter.
    .by-link = Ich habe den Link geöffnet
    .other-address = Andere Adresse verwenden
    .warning = Niemand von { $service } wird Sie nach diesem Code fragen.

link = Auf diesem Gerät als { $account } anmelden?
    .replaces = Hier sind Sie als { $other } angemeldet. Diese Anmeldung endet dann.
    .warning = Fahren Sie nur fort, wenn Sie sich gerade selbst bei { $service } anmelden wollten. Sonst schließen Sie diese Seite: Es geschieht nichts.

fault-link = Dieser Link gilt nicht mehr
    .text = Er wurde benutzt, ist abgelaufen, oder es wurde ein neuerer gesendet. Melden Sie sich mit einem neuen Code an.
fault-link-refused = Die Anmeldung hat nicht geklappt

wrong-attempt = Dieser Versuch ist vorbei. Beginnen Sie von vorn.
wrong-code = Dieser Code stimmt nicht oder gilt nicht mehr. Prüfen Sie ihn oder lassen Sie sich einen neuen senden.
wrong-form = Der Code ist unvollständig oder zu lang. Prüfen Sie ihn.
wrong-over = Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.
wrong-too-many-calls = Aus Ihrem Netz kamen zu viele Versuche.
wrong-too-soon = Der letzte Code wurde gerade erst gesendet.
wrong-too-many-codes = Dorthin wurden zu viele Codes gesendet.
    .link = Dorthin wurden zu viele Codes gesendet. Benutzen Sie den Link in unserer letzten E-Mail oder ein Gerät, auf dem Sie schon angemeldet waren.
wrong-no-texts = SMS können gerade nicht gesendet werden. Verwenden Sie eine E-Mail-Adresse.
wrong-passkey = Dieser Passkey hat nicht funktioniert. Versuchen Sie es noch einmal oder lassen Sie sich einen Code senden.
wrong-passkey-unknown = Dieser Passkey ist hier nicht mehr bekannt. Lassen Sie sich einen Code senden.
wrong-disabled = Ihr Konto ist gesperrt.
wrong-second-step = Ihr Konto verlangt einen zweiten Schritt.
wrong-sign-up = Hier kann kein Konto für Sie angelegt werden.
wrong-app = Das ist gerade nicht der Code der App. Jeder Code gilt einmal: Warten Sie auf den nächsten.
wrong-app-spent = Zu viele falsche Codes der App.
wrong-app-off = Zu viele falsche Codes: Die App ist aus, bis Sie einen Passkey oder einen Wiederherstellungscode verwenden.
wrong-recovery = Das ist keiner Ihrer Wiederherstellungscodes, oder er wurde schon verwendet.
wrong-at-once = Zu viele Anfragen ändern gerade dasselbe.
wrong-unavailable = Der Dienst kann gerade nicht antworten.
wrong-internal = Bei uns ist etwas schiefgegangen.

wait-seconds =
    { $count ->
        [one] Versuchen Sie es in { $count } Sekunde noch einmal.
       *[other] Versuchen Sie es in { $count } Sekunden noch einmal.
    }
wait-minutes =
    { $count ->
        [one] Versuchen Sie es in { $count } Minute noch einmal.
       *[other] Versuchen Sie es in { $count } Minuten noch einmal.
    }
wait-hours =
    { $count ->
        [one] Versuchen Sie es in { $count } Stunde noch einmal.
       *[other] Versuchen Sie es in { $count } Stunden noch einmal.
    }
