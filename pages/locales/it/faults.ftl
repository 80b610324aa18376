fault-flow = Ricominci da capo
    .text = Questa pagina è troppo vecchia o è stata aperta in un altro browser. Torni all'app e acceda da lì.
fault-unavailable = Al momento non disponibile
    .text = Il servizio non può rispondere in questo momento. Attenda un po' e ricarichi questa pagina.
fault-internal = Qualcosa è andato storto
    .text = L'errore è nostro, non Suo. Attenda un po' e ricarichi questa pagina.
wrong-not-signed-in = L'accesso non è riuscito. Chieda un nuovo codice.
wrong-not-sent = Non è stato possibile inviare il codice.

terms = Condizioni d’uso
privacy = Privacy
