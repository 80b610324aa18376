# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = Accedi
    .heading = Accedi a { $service }
    .address = Indirizzo email
    .address-or-number = Indirizzo email o numero di telefono
    .send = Invia un codice
    .promise = Le inviamo un codice. Non serve una password.

# $host is where the app's answer goes: shop.example.org
asker = per continuare su { $client }
    .with-host = per continuare su { $client } ({ $host })

## The code

code-entry = Inserisca il codice
    .sent = Lo abbiamo inviato a { $destination }.
    .life =
        { $minutes ->
            [one] È valido per { $minutes } minuto.
           *[other] È valido per { $minutes } minuti.
        }
    .label = Codice
    .continue = Continua
    .another = Invia un altro codice
    .other-address = Usa un altro indirizzo
    .warning = Nessuno di { $service } Le chiederà questo codice.

## Consent

confirm = Continuare su { $client }?
    .title = Continua su { $client }
    .host = La risposta verrà inviata a { $host }.
    .grants = { $client } potrà
    .yes = Continua
    .no = Annulla
    .other-account = Usa un altro account

signed-in-as = Ha effettuato l'accesso come { $account }.

# Each goes on from "The app will be able to" or "may".
grant-email = vedere il Suo indirizzo email
grant-phone = vedere il Suo numero di telefono
grant-offline-access = mantenere l'accesso anche se Lei esce da qui
grant-account = modificare il Suo account
grant-other = usare { $scope }

## Sign out

sign-out = Esci
    .heading = Uscire da { $service }?

signed-out = Uscita effettuata
    .everywhere = Uscita effettuata da tutti i dispositivi
    .close = Può chiudere questa pagina.

## Account

account = Il Suo account
    .since = su { $service }, dal { $since }
    .identifiers = Lei accede con
    .sign-ins = Dove ha effettuato l'accesso
    .browser = Browser
    .this-browser = questo browser
    .last-used = ultimo utilizzo: { $when }
    .network = dalla rete { $network }
    .end = Esci
    .end-there = Termina questo accesso
    .end-all = Esci da tutti i dispositivi
    .consents = App autorizzate
    .may = può: { $grants }
    .since-day = dal { $since }
    .take-back = Rimuovi l'accesso
    .data = I Suoi dati
    .export = Scarica tutto ciò che abbiamo su di Lei
    .sure = Voglio che il mio account sia eliminato. Nessuno potrà recuperarlo.
    .erase = Elimina il mio account
    .prove = Per eliminare il Suo account, confermi ancora una volta la Sua identità.
    .get-code = Ricevi un codice
    .erased = Il Suo account è stato eliminato

done-ended = Quell'accesso è terminato.
done-ended-before = Quell'accesso era già terminato.
done-taken-back = Quell'app non ha più accesso.
done-nothing = Non è stato modificato nulla.
done-again = Non è stato modificato nulla. Riprovi.

## What went wrong: a heading and a sentence

fault-unknown-client = Questa app non è conosciuta qui
    .text = La pagina da cui arriva indica un'app che non è registrata. Torni indietro e avvisi chi gestisce quella pagina.
fault-unknown-redirect = Questo indirizzo non è conosciuto qui
    .text = La pagina da cui arriva vuole riportarLa a un indirizzo che non è registrato. Torni indietro e avvisi chi gestisce quella pagina.
fault-unreadable = Questa richiesta non è leggibile
    .text = La pagina da cui arriva ha commesso un errore. Torni indietro e avvisi chi gestisce quella pagina.
fault-flow = Ricominci da capo
    .text = Questa pagina è troppo vecchia o è stata aperta in un altro browser. Torni all'app e acceda da lì.
fault-pushed = Ricominci da capo
    .text = Questo link è troppo vecchio o è già stato usato. Torni all'app e acceda da lì.
fault-attempt-over = Questo codice non è più valido
    .text = Apparteneva a un tentativo scaduto. Torni indietro e chieda un nuovo codice.
fault-sign-out = Non è stato possibile uscire
    .text = La pagina da cui arriva ha commesso un errore: il Suo accesso è ancora attivo. Avvisi chi gestisce quella pagina.
fault-reload = Ricominci da capo
    .text = Ricarichi la pagina.
fault-at-once = Troppe cose insieme
    .text = Più pagine stanno modificando la stessa cosa. Attenda un momento e ricarichi questa pagina.
fault-unavailable = Al momento non disponibile
    .text = Il servizio non può rispondere in questo momento. Attenda un po' e ricarichi questa pagina.
fault-internal = Qualcosa è andato storto
    .text = L'errore è nostro, non Suo. Attenda un po' e ricarichi questa pagina.

## What was wrong with what was typed

wrong-email = Non possiamo scrivere a questo indirizzo. Controlli che non ci siano errori.
wrong-number = Non possiamo inviare SMS a questo numero. Lo controlli e cominci con + e il prefisso del Paese: +39, +41.
    .perhaps = Non possiamo inviare SMS a questo numero. Intendeva { $number }?
wrong-attempt = Questo tentativo è terminato. Ricominci da capo.
wrong-code = Questo codice non è corretto o non è più valido. Lo controlli o ne chieda un altro.
wrong-form = Il codice è incompleto o troppo lungo. Lo controlli.
wrong-over = Questo codice non è più valido. Ne chieda uno nuovo.
wrong-too-soon = L'ultimo codice è stato appena inviato.
wrong-too-many-codes = Lì sono stati inviati troppi codici.
wrong-too-many-calls = Dalla Sua rete sono arrivati troppi tentativi.
wrong-no-texts = Al momento non è possibile inviare SMS. Usi un indirizzo email.
wrong-not-sent = Non è stato possibile inviare il codice.
wrong-not-signed-in = Il codice era corretto, ma l'accesso non è riuscito. Ne chieda uno nuovo.
wrong-disabled = Il Suo account è disattivato.
wrong-second-step = Il Suo account richiede un secondo passaggio.
wrong-sign-up = Qui non è possibile creare un account per Lei.
wrong-at-once = Troppe richieste modificano la stessa cosa insieme.
wrong-unavailable = Il servizio non può rispondere ora.
wrong-internal = Qualcosa è andato storto da parte nostra.

# Follows one of the sentences above.
wait-seconds =
    { $count ->
        [one] Riprovi tra { $count } secondo.
       *[other] Riprovi tra { $count } secondi.
    }
wait-minutes =
    { $count ->
        [one] Riprovi tra { $count } minuto.
       *[other] Riprovi tra { $count } minuti.
    }
wait-hours =
    { $count ->
        [one] Riprovi tra { $count } ora.
       *[other] Riprovi tra { $count } ore.
    }
