fault-flow = Recommencez
    .text = Cette page est trop ancienne ou a été ouverte dans un autre navigateur. Revenez à l'application et connectez-vous depuis celle-ci.
fault-unavailable = Indisponible pour le moment
    .text = Le service ne peut pas répondre pour le moment. Patientez un peu et rechargez cette page.
fault-internal = Une erreur s'est produite
    .text = L'erreur vient de nous, pas de vous. Patientez un peu et rechargez cette page.
wrong-not-signed-in = La connexion n'a pas abouti. Demandez un nouveau code.
wrong-not-sent = Le code n'a pas pu être envoyé.

terms = Conditions d’utilisation
privacy = Confidentialité
