code-sign-in = Il Suo codice per { $name }:
    .subject = Il Suo codice di accesso per { $name } ({ $tag })
    .warning = Nessuno Le chiederà mai questo codice. Se non ha provato ad accedere, ignori questo messaggio.
    .text = { $name }: codice { $code }. Vale { $life }. Non lo condivida.
    .long-text = { $name }: codice { $code }. Vale { $life }.

code-new-identifier = Il codice con cui questo indirizzo servirà per accedere a un account { $name }:
    .subject = Aggiungere questo indirizzo a un account { $name } ({ $tag })
    .warning = Nessuno Le chiederà mai questo codice. Se non è una Sua richiesta, ignori questo messaggio.
    .text = { $name }: codice { $code } aggiunge il numero. Vale { $life }.
    .long-text = { $name }: codice account { $code }. { $life }.

code-add-identifier = Il codice che aggiunge un indirizzo o un numero al Suo account { $name }:
    .subject = Un modo in più per accedere al Suo account { $name } ({ $tag })
    .warning = Nessuno Le chiederà mai questo codice. Se non è una Sua richiesta, ignori questo messaggio.
    .text = { $name }: codice { $code } modifica l'account. Vale { $life }.
    .long-text = { $name }: codice account { $code }. { $life }.

code-remove-identifier = Il codice che rimuove un indirizzo o un numero dal Suo account { $name }:
    .subject = Un modo in meno per accedere al Suo account { $name } ({ $tag })
    .warning = Nessuno Le chiederà mai questo codice. Se non è una Sua richiesta, ignori questo messaggio.
    .text = { $name }: codice { $code } modifica l'account. Vale { $life }.
    .long-text = { $name }: codice account { $code }. { $life }.

code-minutes =
    { $count ->
        [one] È valido per { $count } minuto e una sola volta.
       *[other] È valido per { $count } minuti e una sola volta.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] È valido per { $count } secondo e una sola volta.
       *[other] È valido per { $count } secondi e una sola volta.
    }
    .short = { $count } s

code-place = Lo inserisca su { $host } e da nessun'altra parte.
code-called = Questo messaggio si chiama { $tag }.
code-link = Accedi
    .open = Oppure apra questo link nel browser in cui desidera accedere:
code-asked-from = Il codice è stato richiesto dalla rete { $network }.

notice-new-device = Nuovo accesso al Suo account { $name }
    .what = Qualcuno ha effettuato l'accesso al Suo account su un dispositivo che non conosciamo, dalla rete { $what }.
    .advice = Se non era Lei, acceda su { $host } e termini ciò che non riconosce.

notice-client-consented = Un'app può usare il Suo account { $name }
    .what = Ha autorizzato questa app: { $what }
    .advice = Se non era Lei, acceda su { $host } e termini ciò che non riconosce.

notice-identifier-added = Un modo per accedere è stato aggiunto al Suo account { $name }
    .what = Da ora si può accedere al Suo account anche con { $what }.
    .advice = Se non era Lei, acceda su { $host }, termini tutti gli accessi e scriva a chi gestisce { $name }.
    .text = { $name }: aggiunto un modo per accedere. Non era Lei? { $host }

notice-identifier-removed = Un modo per accedere è stato rimosso dal Suo account { $name }
    .what = Da ora nessuno può più accedere al Suo account con { $what }.
    .advice = Se non era Lei, acceda su { $host }, termini tutti gli accessi e scriva a chi gestisce { $name }.
    .text = { $name }: rimosso un modo per accedere. Non era Lei? { $host }

notice-factors = È cambiato come dimostra chi è su { $name }
    .passkey-added = Una passkey è stata aggiunta al Suo account dalla rete { $what }.
    .passkey-removed = Una passkey è stata rimossa dal Suo account dalla rete { $what }.
    .app-set = Un'app di autenticazione è stata configurata per il Suo account, dalla rete { $what }.
    .app-removed = L'app di autenticazione è stata rimossa dal Suo account, dalla rete { $what }.
    .recovery-codes-renewed = Nuovi codici di recupero sono stati creati per il Suo account, dalla rete { $what }. Quelli di prima non valgono più.
    .second-step-demanded = Il Suo account richiede ora un secondo passaggio a ogni accesso. È stato chiesto dalla rete { $what }.
    .second-step-dropped = Il Suo account non richiede più un secondo passaggio. È stato chiesto dalla rete { $what }.
    .reset = Chi gestisce { $name } ha rimosso dal Suo account tutte le passkey, l'app di autenticazione e i codici di recupero, e ha chiuso tutti gli accessi.
    .removal-stopped = La rimozione in attesa è stata fermata dalla rete { $what }. Il Suo account conserva ciò che era stato segnalato come perso.
    .removal-completed = Ciò che era stato segnalato come perso è stato rimosso dal Suo account, dalla rete { $what }. Nessuno può più usarlo per accedere.
    .advice = Se non era Lei, acceda su { $host }, termini tutti gli accessi e scriva a chi gestisce { $name }.
    .text = { $name }: metodo di accesso cambiato. Non era Lei? { $host }

notice-removal = È stata segnalata una perdita per il Suo account { $name }
    .app = Qualcuno ha segnalato come persa la Sua app di autenticazione, dalla rete { $what }. Potrà essere rimossa dal { $due }, se prima non viene fermato.
    .passkey = Qualcuno ha segnalato come persa una Sua passkey, dalla rete { $what }. Potrà essere rimossa dal { $due }, se prima non viene fermato.
    .everything = Qualcuno ha segnalato come perse tutte le Sue passkey e la Sua app di autenticazione, dalla rete { $what }. Potranno essere rimosse dal { $due }, se prima non viene fermato.
    .advice = Se non era Lei, acceda su { $host } con una passkey, l'app o un codice di recupero e fermi la rimozione. Se non può, scriva a chi gestisce { $name }.
    .text = { $name }: metodo di accesso segnalato perso. Non era Lei? Lo fermi: { $host }

notice-disabled = Il Suo account { $name } è stato disattivato
    .what = Per ora nessuno può accedere al Suo account e tutti gli accessi sono terminati.
    .advice = Se non se lo aspettava, scriva a chi gestisce { $name }.
    .text = { $name }: il Suo account è stato disattivato.

notice-erased = Il Suo account { $name } è stato eliminato
    .what = Il Suo account è stato eliminato con tutto ciò che conteneva, e tutti gli accessi sono terminati.
    .advice = Se non se lo aspettava, scriva a chi gestisce { $name }.
    .text = { $name }: il Suo account è stato eliminato.

notice-when = Data: { $when }.
