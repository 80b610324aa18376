confirm = Weiter zu { $client }?
    .title = Weiter zu { $client }
    .host = Die Antwort geht an { $host }.
    .grants = { $client } kann dann
    .yes = Weiter
    .no = Abbrechen
    .other-account = Anderes Konto verwenden

signed-in-as = Sie sind als { $account } angemeldet.

grant-email = Ihre E-Mail-Adresse sehen
grant-phone = Ihre Telefonnummer sehen
grant-offline-access = angemeldet bleiben, auch wenn Sie sich hier abmelden
grant-account = Ihr Konto ändern
grant-other = { $scope } verwenden

step = Noch ein Schritt
    .show = Weisen Sie sich mit etwas aus, das Ihr Konto hat.
    .passkey = Passkey verwenden
    .script = Ein Passkey braucht JavaScript, das hier aus ist.
    .app = Code Ihrer Authenticator-App
    .recovery = Wiederherstellungscode
    .add = Verlangt wird mehr als ein Code, den wir senden. Fügen Sie es Ihrem Konto in einem neuen Tab hinzu, dann machen Sie hier weiter.
    .add-passkey = Passkey hinzufügen
    .add-app = Authenticator-App hinzufügen
    .added = Ich habe es hinzugefügt
    .other-way = Die Art, wie Sie sich angemeldet haben, zählt hier nicht. Nehmen Sie eine andere.
    .nothing = Verlangt wird mehr, als Sie hier zeigen können.
    .back = Ohne das zurück zu { $client }
    .anew = Auf andere Weise anmelden

sign-out = Abmelden
    .heading = Von { $service } abmelden?

signed-out = Sie sind abgemeldet
    .everywhere = Sie sind überall abgemeldet
    .close = Sie können diese Seite schließen.

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

fault-unknown-client = Diese App ist hier nicht bekannt
    .text = Die Seite, von der Sie kommen, nennt eine App, die nicht registriert ist. Gehen Sie zurück und sagen Sie dem Betreiber der Seite Bescheid.
fault-unknown-redirect = Diese Adresse ist hier nicht bekannt
    .text = Die Seite, von der Sie kommen, will Sie an eine Adresse zurückschicken, die nicht registriert ist. Gehen Sie zurück und sagen Sie dem Betreiber der Seite Bescheid.
fault-unreadable = Diese Anfrage ist nicht lesbar
    .text = Die Seite, von der Sie kommen, hat einen Fehler gemacht. Gehen Sie zurück und sagen Sie dem Betreiber der Seite Bescheid.
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

wrong-email = An diese Adresse können wir nicht schreiben. Prüfen Sie, ob sie stimmt.
wrong-number = An diese Nummer können wir keine SMS senden. Prüfen Sie sie und beginnen Sie mit + und der Landesvorwahl: +49, +43.
    .perhaps = An diese Nummer können wir keine SMS senden. Meinten Sie { $number }?
wrong-country = An Nummern dieses Landes senden wir keine SMS: Verwenden Sie eine E-Mail-Adresse.
wrong-texts-off = Wir senden keine SMS: Verwenden Sie eine E-Mail-Adresse.
