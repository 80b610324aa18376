confirm = Continuare su { $client }?
    .title = Continua su { $client }
    .host = La risposta verrà inviata a { $host }.
    .grants = { $client } potrà
    .yes = Continua
    .no = Annulla
    .other-account = Usa un altro account

signed-in-as = Ha effettuato l'accesso come { $account }.

grant-email = vedere il Suo indirizzo email
grant-phone = vedere il Suo numero di telefono
grant-offline-access = mantenere l'accesso anche se Lei esce da qui
grant-account = modificare il Suo account
grant-other = usare { $scope }

step = Ancora un passaggio
    .show = Lo dimostri con qualcosa che il Suo account possiede.
    .passkey = Usa una passkey
    .script = Una passkey richiede JavaScript, che qui è disattivato.
    .app = Codice della Sua app di autenticazione
    .recovery = Codice di recupero
    .add = È richiesto più di un codice inviato da noi. Lo aggiunga al Suo account in una nuova scheda, poi continui qui.
    .add-passkey = Aggiungi una passkey
    .add-app = Aggiungi un’app di autenticazione
    .added = L’ho aggiunto
    .other-way = Il modo in cui ha effettuato l’accesso qui non vale. Ne usi un altro.
    .nothing = È richiesto più di quanto possa dimostrare qui.
    .back = Torna a { $client } senza
    .anew = Accedi in un altro modo

sign-out = Esci
    .heading = Uscire da { $service }?

signed-out = Uscita effettuata
    .everywhere = Uscita effettuata da tutti i dispositivi
    .close = Può chiudere questa pagina.

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

fault-unknown-client = Questa app non è conosciuta qui
    .text = La pagina da cui arriva indica un'app che non è registrata. Torni indietro e avvisi chi gestisce quella pagina.
fault-unknown-redirect = Questo indirizzo non è conosciuto qui
    .text = La pagina da cui arriva vuole riportarLa a un indirizzo che non è registrato. Torni indietro e avvisi chi gestisce quella pagina.
fault-unreadable = Questa richiesta non è leggibile
    .text = La pagina da cui arriva ha commesso un errore. Torni indietro e avvisi chi gestisce quella pagina.
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

wrong-email = Non possiamo scrivere a questo indirizzo. Controlli che non ci siano errori.
wrong-number = Non possiamo inviare SMS a questo numero. Lo controlli e cominci con + e il prefisso del Paese: +39, +41.
    .perhaps = Non possiamo inviare SMS a questo numero. Intendeva { $number }?
wrong-country = Non inviamo SMS ai numeri di questo Paese: usi un indirizzo e-mail.
wrong-texts-off = Non inviamo SMS: usi un indirizzo e-mail.
