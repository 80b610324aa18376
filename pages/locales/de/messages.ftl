code-sign-in = Ihr Code für { $name }:
    .subject = Ihr Anmeldecode für { $name } ({ $tag })
    .warning = Niemand wird Sie je nach diesem Code fragen. Wenn Sie sich nicht anmelden wollten, ignorieren Sie diese Nachricht.
    .text = { $name } Code: { $code }. Gilt { $life } Nicht weitergeben.
    .long-text = { $name } Code: { $code }. Gilt { $life }

code-new-identifier = Der Code, mit dem diese Adresse zur Anmeldung bei einem Konto von { $name } dienen wird:
    .subject = Diese Adresse zu einem Konto bei { $name } hinzufügen ({ $tag })
    .warning = Niemand wird Sie je nach diesem Code fragen. Wenn Sie das nicht wollten, ignorieren Sie diese Nachricht.
    .text = { $name } Code: { $code } fügt diese Nummer hinzu. Gilt { $life }
    .long-text = { $name } Kontocode: { $code }. Gilt { $life }

code-add-identifier = Der Code, der Ihrem Konto bei { $name } eine Adresse oder Nummer hinzufügt:
    .subject = Eine weitere Anmeldung für Ihr Konto bei { $name } ({ $tag })
    .warning = Niemand wird Sie je nach diesem Code fragen. Wenn Sie das nicht wollten, ignorieren Sie diese Nachricht.
    .text = { $name } Code: { $code } ändert Ihr Konto. Gilt { $life }
    .long-text = { $name } Kontocode: { $code }. Gilt { $life }

code-remove-identifier = Der Code, der eine Adresse oder Nummer aus Ihrem Konto bei { $name } entfernt:
    .subject = Eine Anmeldung weniger für Ihr Konto bei { $name } ({ $tag })
    .warning = Niemand wird Sie je nach diesem Code fragen. Wenn Sie das nicht wollten, ignorieren Sie diese Nachricht.
    .text = { $name } Code: { $code } ändert Ihr Konto. Gilt { $life }
    .long-text = { $name } Kontocode: { $code }. Gilt { $life }

code-minutes =
    { $count ->
        [one] Er gilt { $count } Minute und nur einmal.
       *[other] Er gilt { $count } Minuten und nur einmal.
    }
    .short = { $count } Min.

code-seconds =
    { $count ->
        [one] Er gilt { $count } Sekunde und nur einmal.
       *[other] Er gilt { $count } Sekunden und nur einmal.
    }
    .short = { $count } Sek.

code-place = Geben Sie ihn nur bei { $host } ein, nirgends sonst.
code-called = Diese Nachricht heißt { $tag }.
code-link = Anmelden
    .open = Oder öffnen Sie diesen Link in dem Browser, in dem Sie sich anmelden möchten:
code-asked-from = Der Code wurde aus dem Netz { $network } angefordert.

notice-new-device = Neue Anmeldung bei Ihrem Konto bei { $name }
    .what = Jemand hat sich auf einem unbekannten Gerät bei Ihrem Konto angemeldet, aus dem Netz { $what }.
    .advice = Wenn Sie das nicht waren, melden Sie sich bei { $host } an und beenden Sie, was Sie nicht kennen.

notice-client-consented = Eine App darf Ihr Konto bei { $name } nutzen
    .what = Sie haben diese App zugelassen: { $what }
    .advice = Wenn Sie das nicht waren, melden Sie sich bei { $host } an und beenden Sie, was Sie nicht kennen.

notice-identifier-added = Ihr Konto bei { $name } hat einen neuen Anmeldeweg
    .what = Ab jetzt kann man sich auch über { $what } bei Ihrem Konto anmelden.
    .advice = Wenn Sie das nicht waren, melden Sie sich bei { $host } an, beenden Sie alle Anmeldungen und schreiben Sie dem Betreiber von { $name }.
    .text = { $name }: neuer Anmeldeweg. Nicht von Ihnen? { $host }

notice-identifier-removed = Ihr Konto bei { $name } hat einen Anmeldeweg weniger
    .what = Ab jetzt kann sich niemand mehr über { $what } bei Ihrem Konto anmelden.
    .advice = Wenn Sie das nicht waren, melden Sie sich bei { $host } an, beenden Sie alle Anmeldungen und schreiben Sie dem Betreiber von { $name }.
    .text = { $name }: Anmeldeweg entfernt. Nicht von Ihnen? { $host }

notice-factors = Ihre Nachweise bei { $name } haben sich geändert
    .passkey-added = Zu Ihrem Konto wurde ein Passkey hinzugefügt, aus dem Netz { $what }.
    .passkey-removed = Von Ihrem Konto wurde ein Passkey entfernt, aus dem Netz { $what }.
    .app-set = Für Ihr Konto wurde eine Authenticator-App eingerichtet, aus dem Netz { $what }.
    .app-removed = Von Ihrem Konto wurde die Authenticator-App entfernt, aus dem Netz { $what }.
    .recovery-codes-renewed = Für Ihr Konto wurden neue Wiederherstellungscodes erstellt, aus dem Netz { $what }. Die bisherigen gelten nicht mehr.
    .second-step-demanded = Ihr Konto verlangt jetzt bei jeder Anmeldung einen zweiten Schritt. Das kam aus dem Netz { $what }.
    .second-step-dropped = Ihr Konto verlangt keinen zweiten Schritt mehr. Das kam aus dem Netz { $what }.
    .reset = Der Betreiber von { $name } hat alle Passkeys, die Authenticator-App und die Wiederherstellungscodes von Ihrem Konto entfernt und alle Anmeldungen beendet.
    .removal-stopped = Die wartende Entfernung wurde gestoppt, aus dem Netz { $what }. Ihr Konto behält, was als verloren gemeldet war.
    .removal-completed = Was als verloren gemeldet war, wurde von Ihrem Konto entfernt, aus dem Netz { $what }. Niemand kann sich mehr damit anmelden.
    .advice = Wenn Sie das nicht waren, melden Sie sich bei { $host } an, beenden Sie alle Anmeldungen und schreiben Sie dem Betreiber von { $name }.
    .text = { $name }: Anmeldeweg geändert. Nicht von Ihnen? { $host }

notice-removal = Zu Ihrem Konto bei { $name } wurde etwas als verloren gemeldet
    .app = Jemand hat Ihre Authenticator-App als verloren gemeldet, aus dem Netz { $what }. Ab { $due } kann sie entfernt werden, wenn das nicht vorher gestoppt wird.
    .passkey = Jemand hat einen Ihrer Passkeys als verloren gemeldet, aus dem Netz { $what }. Ab { $due } kann er entfernt werden, wenn das nicht vorher gestoppt wird.
    .everything = Jemand hat alle Ihre Passkeys und Ihre Authenticator-App als verloren gemeldet, aus dem Netz { $what }. Ab { $due } können sie entfernt werden, wenn das nicht vorher gestoppt wird.
    .advice = Wenn Sie das nicht waren, melden Sie sich bei { $host } mit einem Passkey, der App oder einem Wiederherstellungscode an und stoppen Sie es dort. Wenn Sie das nicht können, schreiben Sie dem Betreiber von { $name }.
    .text = { $name }: Anmeldeweg als verloren gemeldet. Nicht von Ihnen? Stopp: { $host }

notice-disabled = Ihr Konto bei { $name } wurde gesperrt
    .what = Vorerst kann sich niemand bei Ihrem Konto anmelden, und alle Anmeldungen sind beendet.
    .advice = Wenn Sie das nicht erwartet haben, schreiben Sie dem Betreiber von { $name }.
    .text = { $name }: Ihr Konto wurde gesperrt.

notice-erased = Ihr Konto bei { $name } wurde gelöscht
    .what = Ihr Konto ist mit allem, was davon gespeichert war, gelöscht, und alle Anmeldungen sind beendet.
    .advice = Wenn Sie das nicht erwartet haben, schreiben Sie dem Betreiber von { $name }.
    .text = { $name }: Ihr Konto wurde gelöscht.

notice-when = Zeitpunkt: { $when }.
