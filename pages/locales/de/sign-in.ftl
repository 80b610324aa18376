sign-in = Anmelden
    .heading = Bei { $service } anmelden
    .address = E-Mail-Adresse
    .address-or-number = E-Mail-Adresse oder Telefonnummer
    .send = Code senden
    .promise = Wir senden Ihnen einen Code. Ein Passwort gibt es nicht.

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
    .other-address = Andere Adresse verwenden
    .warning = Niemand von { $service } wird Sie nach diesem Code fragen.

fault-flow = Bitte noch einmal von vorn
    .text = Diese Seite ist zu alt oder wurde in einem anderen Browser begonnen. Gehen Sie zurück zur App und melden Sie sich von dort aus an.

wrong-attempt = Dieser Versuch ist vorbei. Beginnen Sie von vorn.
wrong-code = Dieser Code stimmt nicht oder gilt nicht mehr. Prüfen Sie ihn oder lassen Sie sich einen neuen senden.
wrong-form = Der Code ist unvollständig oder zu lang. Prüfen Sie ihn.
wrong-over = Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.
wrong-too-many-calls = Aus Ihrem Netz kamen zu viele Versuche.
wrong-not-signed-in = Der Code war richtig, aber die Anmeldung hat nicht geklappt. Lassen Sie sich einen neuen senden.
wrong-disabled = Ihr Konto ist gesperrt.
wrong-second-step = Ihr Konto verlangt einen zweiten Schritt.
wrong-sign-up = Hier kann kein Konto für Sie angelegt werden.
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

terms = Nutzungsbedingungen
privacy = Datenschutz
