code-sign-in = Je code voor { $name }:
    .subject = Je inlogcode voor { $name } ({ $tag })
    .warning = Niemand zal je ooit om deze code vragen. Heb je niet geprobeerd in te loggen? Negeer dit bericht dan.
    .text = { $name }: je code is { $code }. { $life } geldig. Niet delen.
    .long-text = { $name }: code { $code }. { $life } geldig.

code-new-identifier = Met deze code kan er met dit adres worden ingelogd op een account bij { $name }:
    .subject = Dit adres toevoegen aan een account bij { $name } ({ $tag })
    .warning = Niemand zal je ooit om deze code vragen. Wilde je dit niet? Negeer dit bericht dan.
    .text = { $name }: code { $code } koppelt dit nummer. { $life } geldig.
    .long-text = { $name }: accountcode { $code }. { $life }.

code-add-identifier = Met deze code wordt een adres of nummer toegevoegd aan je account bij { $name }:
    .subject = Een nieuwe inlogmethode voor je account bij { $name } ({ $tag })
    .warning = Niemand zal je ooit om deze code vragen. Wilde je dit niet? Negeer dit bericht dan.
    .text = { $name }: code { $code } wijzigt je account. { $life } geldig.
    .long-text = { $name }: accountcode { $code }. { $life }.

code-remove-identifier = Met deze code wordt een adres of nummer verwijderd uit je account bij { $name }:
    .subject = Een inlogmethode minder voor je account bij { $name } ({ $tag })
    .warning = Niemand zal je ooit om deze code vragen. Wilde je dit niet? Negeer dit bericht dan.
    .text = { $name }: code { $code } wijzigt je account. { $life } geldig.
    .long-text = { $name }: accountcode { $code }. { $life }.

code-minutes =
    { $count ->
        [one] De code is { $count } minuut geldig en werkt één keer.
       *[other] De code is { $count } minuten geldig en werkt één keer.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] De code is { $count } seconde geldig en werkt één keer.
       *[other] De code is { $count } seconden geldig en werkt één keer.
    }
    .short = { $count } sec

code-place = Vul de code in op { $host } en nergens anders.
code-called = Dit bericht heet { $tag }.
code-link = Inloggen
    .open = Of open deze link in de browser waarin je wilt inloggen:
code-asked-from = De code is aangevraagd vanaf het netwerk { $network }.

notice-new-device = Nieuwe inlogactie op je account bij { $name }
    .what = Iemand heeft op je account ingelogd met een apparaat dat we niet kennen, vanaf het netwerk { $what }.
    .advice = Was jij dit niet? Log dan in op { $host } en beëindig alles wat je niet herkent.

notice-client-consented = Een app mag je account bij { $name } gebruiken
    .what = Je hebt deze app toegang gegeven: { $what }
    .advice = Was jij dit niet? Log dan in op { $host } en beëindig alles wat je niet herkent.

notice-identifier-added = Er is een inlogmethode toegevoegd aan je account bij { $name }
    .what = Vanaf nu kan er ook met { $what } op je account worden ingelogd.
    .advice = Was jij dit niet? Log dan in op { $host }, beëindig alle sessies en neem contact op met de beheerder van { $name }.
    .text = { $name }: er is een inlogmethode toegevoegd. Was jij dit niet? { $host }

notice-identifier-removed = Er is een inlogmethode verwijderd uit je account bij { $name }
    .what = Vanaf nu kan niemand meer met { $what } op je account inloggen.
    .advice = Was jij dit niet? Log dan in op { $host }, beëindig alle sessies en neem contact op met de beheerder van { $name }.
    .text = { $name }: er is een inlogmethode verwijderd. Was jij dit niet? { $host }

notice-factors = Hoe je bewijst wie je bent is gewijzigd bij { $name }
    .passkey-added = Er is een passkey aan je account toegevoegd vanaf het netwerk { $what }.
    .passkey-removed = Er is een passkey van je account verwijderd vanaf het netwerk { $what }.
    .app-set = Er is een authenticator-app ingesteld voor je account, vanaf het netwerk { $what }.
    .app-removed = De authenticator-app is van je account verwijderd, vanaf het netwerk { $what }.
    .recovery-codes-renewed = Er zijn nieuwe herstelcodes voor je account gemaakt, vanaf het netwerk { $what }. De vorige gelden niet meer.
    .second-step-demanded = Je account vraagt nu bij elke aanmelding een tweede stap. Dat is gevraagd vanaf het netwerk { $what }.
    .second-step-dropped = Je account vraagt geen tweede stap meer. Dat is gevraagd vanaf het netwerk { $what }.
    .reset = De beheerder van { $name } heeft alle passkeys, de authenticator-app en de herstelcodes van je account verwijderd en alle aanmeldingen beëindigd.
    .removal-stopped = De wachtende verwijdering is gestopt vanaf het netwerk { $what }. Je account houdt wat als verloren was gemeld.
    .removal-completed = Wat als verloren was gemeld, is van je account verwijderd vanaf het netwerk { $what }. Niemand kan er nog mee inloggen.
    .advice = Was jij dit niet? Log dan in op { $host }, beëindig alle sessies en neem contact op met de beheerder van { $name }.
    .text = { $name }: je manier van inloggen is gewijzigd. Was jij dit niet? { $host }

notice-removal = Er is iets van je account bij { $name } als verloren gemeld
    .app = Iemand heeft je authenticator-app als verloren gemeld, vanaf het netwerk { $what }. Vanaf { $due } kan de app worden verwijderd, tenzij dat eerder wordt gestopt.
    .passkey = Iemand heeft een passkey van je als verloren gemeld, vanaf het netwerk { $what }. Vanaf { $due } kan die worden verwijderd, tenzij dat eerder wordt gestopt.
    .everything = Iemand heeft al je passkeys en je authenticator-app als verloren gemeld, vanaf het netwerk { $what }. Vanaf { $due } kunnen ze worden verwijderd, tenzij dat eerder wordt gestopt.
    .advice = Was jij dit niet? Log dan in op { $host } met een passkey, de app of een herstelcode en stop het daar. Kun je dat niet, neem dan contact op met de beheerder van { $name }.
    .text = { $name }: inlogmethode als verloren gemeld. Was jij dit niet? Stop: { $host }

notice-disabled = Je account bij { $name } is uitgeschakeld
    .what = Voorlopig kan niemand op je account inloggen. Alle sessies zijn beëindigd.
    .advice = Had je dit niet verwacht? Neem dan contact op met de beheerder van { $name }.
    .text = { $name }: je account is uitgeschakeld.

notice-erased = Je account bij { $name } is verwijderd
    .what = Je account is weg, met alles wat erin was bewaard. Alle sessies zijn beëindigd.
    .advice = Had je dit niet verwacht? Neem dan contact op met de beheerder van { $name }.
    .text = { $name }: je account is verwijderd.

notice-when = Dit gebeurde op { $when }.
