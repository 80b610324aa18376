confirm = Doorgaan naar { $client }?
    .title = Doorgaan naar { $client }
    .host = Het antwoord gaat naar { $host }.
    .grants = { $client } kan straks
    .yes = Doorgaan
    .no = Annuleren
    .other-account = Ander account gebruiken

signed-in-as = Je bent ingelogd als { $account }.

grant-email = je e-mailadres zien
grant-phone = je telefoonnummer zien
grant-offline-access = ingelogd blijven nadat je hier uitlogt
grant-account = je account wijzigen
grant-other = { $scope } gebruiken

step = Nog één stap
    .show = Toon het aan met iets dat je account heeft.
    .passkey = Een passkey gebruiken
    .script = Een passkey heeft JavaScript nodig, dat hier uit staat.
    .app = Code van je authenticator-app
    .recovery = Herstelcode
    .add = Er is meer nodig dan een code die we sturen. Voeg het in een nieuw tabblad aan je account toe en ga daarna hier verder.
    .add-passkey = Een passkey toevoegen
    .add-app = Een authenticator-app toevoegen
    .added = Ik heb het toegevoegd
    .other-way = De manier waarop je bent ingelogd telt hier niet. Gebruik een andere.
    .nothing = Er is meer nodig dan je hier kunt aantonen.
    .back = Zonder dat terug naar { $client }
    .anew = Op een andere manier inloggen

sign-out = Uitloggen
    .heading = Uitloggen bij { $service }?

signed-out = Je bent uitgelogd
    .everywhere = Je bent overal uitgelogd
    .close = Je kunt deze pagina sluiten.

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

fault-unknown-client = Deze app is hier niet bekend
    .text = De pagina die je hierheen stuurde, noemt een app die niet is geregistreerd. Ga terug en meld dit bij de beheerder.
fault-unknown-redirect = Dit adres is hier niet bekend
    .text = De pagina die je hierheen stuurde, wil je terugsturen naar een adres dat niet is geregistreerd. Ga terug en meld dit bij de beheerder.
fault-unreadable = Dit verzoek kan niet worden gelezen
    .text = De pagina die je hierheen stuurde, heeft een fout gemaakt. Ga terug en meld dit bij de beheerder.
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

wrong-email = We kunnen geen e-mail sturen naar dit adres. Controleer het op fouten.
wrong-number = We kunnen geen sms sturen naar dit nummer. Controleer het en begin met + en het landnummer: +31, +32.
    .perhaps = We kunnen geen sms sturen naar dit nummer. Bedoelde je { $number }?
wrong-country = We sturen geen sms naar nummers van dit land: gebruik een e-mailadres.
wrong-texts-off = We sturen geen sms: gebruik een e-mailadres.
