sign-in = Inloggen
    .heading = Inloggen bij { $service }
    .address = E-mailadres
    .address-or-number = E-mailadres of telefoonnummer
    .codes = Een nummer begint met + en de landcode, bijvoorbeeld { $codes }.
    .send = Code sturen
    .promise = We sturen je een code. Je hebt geen wachtwoord nodig.
    .passkey = Inloggen met een passkey

asker = om door te gaan naar { $client }
    .with-host = om door te gaan naar { $client } ({ $host })

code-entry = Vul de code in
    .sent = We hebben de code gestuurd naar { $destination }.
    .life =
        { $minutes ->
            [one] De code is { $minutes } minuut geldig.
           *[other] De code is { $minutes } minuten geldig.
        }
    .label = Code
    .continue = Doorgaan
    .another = Nieuwe code sturen
    .or-link = In de e-mail staat ook een link. Heb je die in deze browser geopend, ga dan hier verder.
    .by-link = Ik heb de link geopend
    .other-address = Ander adres gebruiken
    .warning = Niemand van { $service } zal je om deze code vragen.

link = Op dit apparaat inloggen als { $account }?
    .replaces = Je bent hier ingelogd als { $other }. Dat eindigt dan.
    .warning = Ga alleen door als je zojuist zelf bij { $service } wilde inloggen. Sluit anders deze pagina: er gebeurt niets.

fault-link = Deze link is niet meer geldig
    .text = De link is gebruikt of verlopen, of er is een nieuwere gestuurd. Log in met een nieuwe code.
fault-link-refused = Het inloggen is niet gelukt

wrong-attempt = Deze poging is voorbij. Begin opnieuw.
wrong-code = Deze code klopt niet of is niet meer geldig. Controleer de code of vraag een nieuwe aan.
wrong-form = De code is niet compleet of heeft te veel tekens. Controleer de code.
wrong-over = Deze code is niet meer geldig. Vraag een nieuwe aan.
wrong-too-many-calls = Er zijn te veel pogingen vanaf jouw netwerk gedaan.
wrong-too-soon = De vorige code is net verstuurd.
wrong-too-many-codes = Er zijn daar te veel codes naartoe gestuurd.
    .link = Er zijn daar te veel codes naartoe gestuurd. Gebruik de link in onze laatste e-mail, of een apparaat waarop je al eens hebt ingelogd.
wrong-no-texts = We kunnen nu geen sms sturen. Gebruik een e-mailadres.
wrong-passkey = Deze passkey werkte niet. Probeer het opnieuw of vraag een code aan.
wrong-passkey-unknown = Deze passkey is hier niet meer bekend. Vraag een code aan.
wrong-disabled = Je account is uitgeschakeld.
wrong-second-step = Je account vereist een tweede stap.
wrong-sign-up = Je kunt hier geen account krijgen.
wrong-app = Dit is nu niet de code van de app. Elke code geldt één keer: wacht op de volgende.
wrong-app-spent = Te veel foute codes van de app.
wrong-app-off = Te veel foute codes: de app staat uit tot u een passkey of een herstelcode gebruikt.
wrong-recovery = Dit is geen van uw herstelcodes, of hij is al gebruikt.
wrong-at-once = Te veel verzoeken wijzigen tegelijk hetzelfde.
wrong-unavailable = De dienst kan nu niet antwoorden.
wrong-internal = Er is hier iets misgegaan.

wait-seconds =
    { $count ->
        [one] Probeer het over { $count } seconde opnieuw.
       *[other] Probeer het over { $count } seconden opnieuw.
    }
wait-minutes =
    { $count ->
        [one] Probeer het over { $count } minuut opnieuw.
       *[other] Probeer het over { $count } minuten opnieuw.
    }
wait-hours =
    { $count ->
        [one] Probeer het over { $count } uur opnieuw.
       *[other] Probeer het over { $count } uur opnieuw.
    }
