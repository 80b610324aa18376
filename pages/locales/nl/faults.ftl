fault-flow = Begin opnieuw
    .text = Deze pagina is te oud of is in een andere browser geopend. Ga terug naar de app en log van daaruit in.
fault-unavailable = Even niet beschikbaar
    .text = De dienst kan op dit moment niet antwoorden. Wacht even en laad deze pagina opnieuw.
fault-internal = Er is iets misgegaan
    .text = Dit is onze fout, niet die van jou. Wacht even en laad deze pagina opnieuw.
wrong-not-signed-in = Inloggen is niet gelukt. Vraag een nieuwe code aan.
wrong-not-sent = De code kon niet worden verstuurd.

terms = Gebruiksvoorwaarden
privacy = Privacy
