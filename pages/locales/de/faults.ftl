fault-flow = Bitte noch einmal von vorn
    .text = Diese Seite ist zu alt oder wurde in einem anderen Browser begonnen. Gehen Sie zurück zur App und melden Sie sich von dort aus an.
fault-unavailable = Im Moment nicht verfügbar
    .text = Der Dienst kann gerade nicht antworten. Warten Sie ein wenig und laden Sie diese Seite neu.
fault-internal = Etwas ist schiefgegangen
    .text = Der Fehler liegt bei uns, nicht bei Ihnen. Warten Sie ein wenig und laden Sie diese Seite neu.
wrong-not-signed-in = Die Anmeldung hat nicht geklappt. Lassen Sie sich einen neuen Code senden.
wrong-not-sent = Der Code konnte nicht gesendet werden.

terms = Nutzungsbedingungen
privacy = Datenschutz
