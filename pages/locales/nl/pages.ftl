# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = Inloggen
    .heading = Inloggen bij { $service }
    .address = E-mailadres
    .address-or-number = E-mailadres of telefoonnummer
    .send = Code sturen
    .promise = We sturen je een code. Je hebt geen wachtwoord nodig.

# $host is where the app's answer goes: shop.example.org
asker = om door te gaan naar { $client }
    .with-host = om door te gaan naar { $client } ({ $host })

## The code

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
    .other-address = Ander adres gebruiken
    .warning = Niemand van { $service } zal je om deze code vragen.

## Consent

confirm = Doorgaan naar { $client }?
    .title = Doorgaan naar { $client }
    .host = Het antwoord gaat naar { $host }.
    .grants = { $client } kan straks
    .yes = Doorgaan
    .no = Annuleren
    .other-account = Ander account gebruiken

signed-in-as = Je bent ingelogd als { $account }.

# Each goes on from "The app will be able to" or "may".
grant-email = je e-mailadres zien
grant-phone = je telefoonnummer zien
grant-offline-access = ingelogd blijven nadat je hier uitlogt
grant-account = je account wijzigen
grant-other = { $scope } gebruiken

## Sign out

sign-out = Uitloggen
    .heading = Uitloggen bij { $service }?

signed-out = Je bent uitgelogd
    .everywhere = Je bent overal uitgelogd
    .close = Je kunt deze pagina sluiten.

## Account

account = Je account
    .since = bij { $service }, sinds { $since }
    .identifiers = Je logt in met
    .sign-ins = Waar je bent ingelogd
    .browser = Browser
    .this-browser = deze browser
    .last-used = laatst gebruikt: { $when }
    .network = vanaf { $network }
    .end = Uitloggen
    .end-there = Daar uitloggen
    .end-all = Overal uitloggen
    .consents = Apps met toegang tot je account
    .may = mag: { $grants }
    .since-day = sinds { $since }
    .take-back = Toegang intrekken
    .data = Je gegevens
    .export = Alles downloaden wat we van je hebben
    .sure = Ik wil dat mijn account wordt verwijderd. Niemand kan het terughalen.
    .erase = Mijn account verwijderen
    .prove = Bevestig nog één keer wie je bent om je account te verwijderen.
    .get-code = Code aanvragen
    .erased = Je account is verwijderd

done-ended = Die sessie is beëindigd.
done-ended-before = Die sessie was al beëindigd.
done-taken-back = Die app heeft geen toegang meer.
done-nothing = Er is niets gewijzigd.
done-again = Er is niets gewijzigd. Probeer het nog een keer.

## What went wrong: a heading and a sentence

fault-unknown-client = Deze app is hier niet bekend
    .text = De pagina die je hierheen stuurde, noemt een app die niet is geregistreerd. Ga terug en meld dit bij de beheerder.
fault-unknown-redirect = Dit adres is hier niet bekend
    .text = De pagina die je hierheen stuurde, wil je terugsturen naar een adres dat niet is geregistreerd. Ga terug en meld dit bij de beheerder.
fault-unreadable = Dit verzoek kan niet worden gelezen
    .text = De pagina die je hierheen stuurde, heeft een fout gemaakt. Ga terug en meld dit bij de beheerder.
fault-flow = Begin opnieuw
    .text = Deze pagina is te oud of is in een andere browser geopend. Ga terug naar de app en log van daaruit in.
fault-pushed = Begin opnieuw
    .text = Deze link is te oud of is al gebruikt. Ga terug naar de app en log van daaruit in.
fault-attempt-over = Deze code is niet meer geldig
    .text = De code hoorde bij een poging die is verlopen. Ga terug en vraag een nieuwe code aan.
fault-sign-out = Uitloggen is niet gelukt
    .text = De pagina die je hierheen stuurde, heeft een fout gemaakt: je bent nog ingelogd. Meld dit bij de beheerder.
fault-reload = Begin opnieuw
    .text = Laad de pagina opnieuw.
fault-at-once = Te veel tegelijk
    .text = Meerdere pagina's wijzigen hetzelfde. Wacht even en laad deze pagina opnieuw.
fault-unavailable = Even niet beschikbaar
    .text = De dienst kan op dit moment niet antwoorden. Wacht even en laad deze pagina opnieuw.
fault-internal = Er is iets misgegaan
    .text = Dit is onze fout, niet die van jou. Wacht even en laad deze pagina opnieuw.

## What was wrong with what was typed

wrong-email = We kunnen geen e-mail sturen naar dit adres. Controleer het op fouten.
wrong-number = We kunnen geen sms sturen naar dit nummer. Controleer het en begin met + en het landnummer: +31, +32.
    .perhaps = We kunnen geen sms sturen naar dit nummer. Bedoelde je { $number }?
wrong-attempt = Deze poging is voorbij. Begin opnieuw.
wrong-code = Deze code klopt niet of is niet meer geldig. Controleer de code of vraag een nieuwe aan.
wrong-form = De code is niet compleet of heeft te veel tekens. Controleer de code.
wrong-over = Deze code is niet meer geldig. Vraag een nieuwe aan.
wrong-too-soon = De vorige code is net verstuurd.
wrong-too-many-codes = Er zijn daar te veel codes naartoe gestuurd.
wrong-too-many-calls = Er zijn te veel pogingen vanaf jouw netwerk gedaan.
wrong-no-texts = We kunnen nu geen sms sturen. Gebruik een e-mailadres.
wrong-not-sent = De code kon niet worden verstuurd.
wrong-not-signed-in = De code klopte, maar inloggen is niet gelukt. Vraag een nieuwe aan.
wrong-disabled = Je account is uitgeschakeld.
wrong-second-step = Je account vereist een tweede stap.
wrong-sign-up = Je kunt hier geen account krijgen.
wrong-at-once = Te veel verzoeken wijzigen tegelijk hetzelfde.
wrong-unavailable = De dienst kan nu niet antwoorden.
wrong-internal = Er is hier iets misgegaan.

# Follows one of the sentences above.
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
