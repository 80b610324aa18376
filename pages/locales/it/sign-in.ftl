sign-in = Accedi
    .heading = Accedi a { $service }
    .address = Indirizzo email
    .address-or-number = Indirizzo email o numero di telefono
    .codes = Un numero inizia con + e il prefisso del Paese, ad esempio { $codes }.
    .send = Invia un codice
    .promise = Le inviamo un codice. Non serve una password.
    .passkey = Accedi con una passkey

asker = per continuare su { $client }
    .with-host = per continuare su { $client } ({ $host })

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
    .or-link = L'e-mail contiene anche un link. Dopo averlo aperto in questo browser, prosegua qui.
    .by-link = Ho aperto il link
    .other-address = Usa un altro indirizzo
    .warning = Nessuno di { $service } Le chiederà questo codice.

link = Accedere come { $account } su questo dispositivo?
    .replaces = Qui ha effettuato l'accesso come { $other }. Quell'accesso terminerà.
    .warning = Prosegua solo se ha appena chiesto Lei di accedere a { $service }. Altrimenti chiuda questa pagina: non succederà nulla.

fault-link = Questo link non è più valido
    .text = È stato usato, è scaduto oppure ne è stato inviato uno più recente. Acceda con un nuovo codice.
fault-link-refused = Non è stato possibile accedere

wrong-attempt = Questo tentativo è terminato. Ricominci da capo.
wrong-code = Questo codice non è corretto o non è più valido. Lo controlli o ne chieda un altro.
wrong-form = Il codice è incompleto o troppo lungo. Lo controlli.
wrong-over = Questo codice non è più valido. Ne chieda uno nuovo.
wrong-too-many-calls = Dalla Sua rete sono arrivati troppi tentativi.
wrong-too-soon = L'ultimo codice è stato appena inviato.
wrong-too-many-codes = Lì sono stati inviati troppi codici.
    .link = Lì sono stati inviati troppi codici. Usi il link della nostra ultima e-mail o un dispositivo su cui ha già effettuato l'accesso.
wrong-no-texts = Al momento non è possibile inviare SMS. Usi un indirizzo email.
wrong-passkey = Questa passkey non ha funzionato. Riprovi o chieda un codice.
wrong-passkey-unknown = Questa passkey non è più nota qui. Chieda un codice.
wrong-disabled = Il Suo account è disattivato.
wrong-second-step = Il Suo account richiede un secondo passaggio.
wrong-sign-up = Qui non è possibile creare un account per Lei.
wrong-app = Questo non è il codice attuale dell’app. Ogni codice vale una volta: attenda il prossimo.
wrong-app-spent = Troppi codici errati dell’app.
wrong-app-off = Troppi codici errati: l’app è disattivata finché non usa una passkey o un codice di recupero.
wrong-recovery = Questo non è uno dei suoi codici di recupero, o è già stato usato.
wrong-at-once = Troppe richieste modificano la stessa cosa insieme.
wrong-unavailable = Il servizio non può rispondere ora.
wrong-internal = Qualcosa è andato storto da parte nostra.

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
