# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = Anmelden
    .heading = Bei { $service } anmelden
    .address = E-Mail-Adresse
    .address-or-number = E-Mail-Adresse oder Telefonnummer
    .send = Code senden
    .promise = Wir senden Ihnen einen Code. Ein Passwort gibt es nicht.

# $host is where the app's answer goes: shop.example.org
asker = weiter zu { $client }
    .with-host = weiter zu { $client } ({ $host })

## The code

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

## Consent

confirm = Weiter zu { $client }?
    .title = Weiter zu { $client }
    .host = Die Antwort geht an { $host }.
    .grants = { $client } kann dann
    .yes = Weiter
    .no = Abbrechen
    .other-account = Anderes Konto verwenden

signed-in-as = Sie sind als { $account } angemeldet.

# Each goes on from "The app will be able to" or "may".
grant-email = Ihre E-Mail-Adresse sehen
grant-phone = Ihre Telefonnummer sehen
grant-offline-access = angemeldet bleiben, auch wenn Sie sich hier abmelden
grant-account = Ihr Konto ändern
grant-other = { $scope } verwenden

## Sign out

sign-out = Abmelden
    .heading = Von { $service } abmelden?

signed-out = Sie sind abgemeldet
    .everywhere = Sie sind überall abgemeldet
    .close = Sie können diese Seite schließen.

## Account

account = Ihr Konto
    .since = bei { $service }, seit { $since }
    .identifiers = Sie melden sich an mit
    .sign-ins = Wo Sie angemeldet sind
    .browser = Browser
    .this-browser = dieser Browser
    .last-used = zuletzt verwendet: { $when }
    .network = aus dem Netz { $network }
    .end = Abmelden
    .end-there = Dort abmelden
    .end-all = Überall abmelden
    .consents = Apps, die Sie zugelassen haben
    .may = darf: { $grants }
    .since-day = seit { $since }
    .take-back = Zugriff entziehen
    .data = Ihre Daten
    .export = Alles herunterladen, was wir über Sie gespeichert haben
    .sure = Ich möchte, dass mein Konto gelöscht wird. Niemand kann es wiederherstellen.
    .erase = Mein Konto löschen
    .prove = Um Ihr Konto zu löschen, bestätigen Sie noch einmal, wer Sie sind.
    .get-code = Code anfordern
    .erased = Ihr Konto ist gelöscht

done-ended = Diese Anmeldung ist beendet.
done-ended-before = Diese Anmeldung war schon beendet.
done-taken-back = Diese App hat keinen Zugriff mehr.
done-nothing = Es wurde nichts geändert.
done-again = Es wurde nichts geändert. Versuchen Sie es noch einmal.

## What went wrong: a heading and a sentence

fault-unknown-client = Diese App ist hier nicht bekannt
    .text = Die Seite, von der Sie kommen, nennt eine App, die nicht registriert ist. Gehen Sie zurück und sagen Sie dem Betreiber der Seite Bescheid.
fault-unknown-redirect = Diese Adresse ist hier nicht bekannt
    .text = Die Seite, von der Sie kommen, will Sie an eine Adresse zurückschicken, die nicht registriert ist. Gehen Sie zurück und sagen Sie dem Betreiber der Seite Bescheid.
fault-unreadable = Diese Anfrage ist nicht lesbar
    .text = Die Seite, von der Sie kommen, hat einen Fehler gemacht. Gehen Sie zurück und sagen Sie dem Betreiber der Seite Bescheid.
fault-flow = Bitte noch einmal von vorn
    .text = Diese Seite ist zu alt oder wurde in einem anderen Browser begonnen. Gehen Sie zurück zur App und melden Sie sich von dort aus an.
fault-pushed = Bitte noch einmal von vorn
    .text = Dieser Link ist zu alt oder wurde schon verwendet. Gehen Sie zurück zur App und melden Sie sich von dort aus an.
fault-attempt-over = Dieser Code gilt nicht mehr
    .text = Er gehörte zu einem Versuch, der abgelaufen ist. Gehen Sie zurück und fordern Sie einen neuen Code an.
fault-sign-out = Die Abmeldung ist nicht möglich
    .text = Die Seite, von der Sie kommen, hat einen Fehler gemacht: Sie sind noch angemeldet. Sagen Sie dem Betreiber der Seite Bescheid.
fault-reload = Bitte noch einmal von vorn
    .text = Laden Sie die Seite neu.
fault-at-once = Zu viel auf einmal
    .text = Mehrere Seiten ändern gerade dasselbe. Warten Sie einen Moment und laden Sie diese Seite neu.
fault-unavailable = Im Moment nicht verfügbar
    .text = Der Dienst kann gerade nicht antworten. Warten Sie ein wenig und laden Sie diese Seite neu.
fault-internal = Etwas ist schiefgegangen
    .text = Der Fehler liegt bei uns, nicht bei Ihnen. Warten Sie ein wenig und laden Sie diese Seite neu.

## What was wrong with what was typed

wrong-email = An diese Adresse können wir nicht schreiben. Prüfen Sie, ob sie stimmt.
wrong-number = An diese Nummer können wir keine SMS senden. Prüfen Sie sie und beginnen Sie mit + und der Landesvorwahl: +49, +43.
    .perhaps = An diese Nummer können wir keine SMS senden. Meinten Sie { $number }?
wrong-attempt = Dieser Versuch ist vorbei. Beginnen Sie von vorn.
wrong-code = Dieser Code stimmt nicht oder gilt nicht mehr. Prüfen Sie ihn oder lassen Sie sich einen neuen senden.
wrong-form = Der Code ist unvollständig oder zu lang. Prüfen Sie ihn.
wrong-over = Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.
wrong-too-soon = Der letzte Code wurde gerade erst gesendet.
wrong-too-many-codes = Dorthin wurden zu viele Codes gesendet.
wrong-too-many-calls = Aus Ihrem Netz kamen zu viele Versuche.
wrong-no-texts = SMS können gerade nicht gesendet werden. Verwenden Sie eine E-Mail-Adresse.
wrong-not-sent = Der Code konnte nicht gesendet werden.
wrong-not-signed-in = Der Code war richtig, aber die Anmeldung hat nicht geklappt. Lassen Sie sich einen neuen senden.
wrong-disabled = Ihr Konto ist gesperrt.
wrong-second-step = Ihr Konto verlangt einen zweiten Schritt.
wrong-sign-up = Hier kann kein Konto für Sie angelegt werden.
wrong-at-once = Zu viele Anfragen ändern gerade dasselbe.
wrong-unavailable = Der Dienst kann gerade nicht antworten.
wrong-internal = Bei uns ist etwas schiefgegangen.

# Follows one of the sentences above.
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
