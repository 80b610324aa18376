sign-in = Se connecter
    .heading = Se connecter à { $service }
    .address = Adresse e-mail
    .address-or-number = Adresse e-mail ou numéro de téléphone
    .send = Envoyer un code
    .promise = Nous vous envoyons un code. Aucun mot de passe n'est nécessaire.

asker = pour continuer vers { $client }
    .with-host = pour continuer vers { $client } ({ $host })

code-entry = Saisissez le code
    .sent = Nous l'avons envoyé à { $destination }.
    .life =
        { $minutes ->
            [one] Il est valable { $minutes } minute.
           *[other] Il est valable { $minutes } minutes.
        }
    .label = Code
    .continue = Continuer
    .another = Envoyer un nouveau code
    .other-address = Utiliser une autre adresse
    .warning = Personne chez { $service } ne vous demandera ce code.

fault-flow = Recommencez
    .text = Cette page est trop ancienne ou a été ouverte dans un autre navigateur. Revenez à l'application et connectez-vous depuis celle-ci.

wrong-attempt = Cette tentative est terminée. Recommencez.
wrong-code = Ce code est incorrect ou n'est plus valable. Vérifiez-le ou demandez-en un nouveau.
wrong-form = Le code est incomplet ou trop long. Vérifiez-le.
wrong-over = Ce code n'est plus valable. Demandez-en un nouveau.
wrong-too-many-calls = Trop de tentatives sont venues de votre réseau.
wrong-not-signed-in = Le code était correct, mais la connexion n'a pas abouti. Demandez un nouveau code.
wrong-disabled = Votre compte est désactivé.
wrong-second-step = Votre compte exige une deuxième étape.
wrong-sign-up = Aucun compte ne peut être créé pour vous ici.
wrong-at-once = Trop de demandes modifient la même chose à la fois.
wrong-unavailable = Le service ne peut pas répondre pour le moment.
wrong-internal = Une erreur s'est produite de notre côté.

wait-seconds =
    { $count ->
        [one] Réessayez dans { $count } seconde.
       *[other] Réessayez dans { $count } secondes.
    }
wait-minutes =
    { $count ->
        [one] Réessayez dans { $count } minute.
       *[other] Réessayez dans { $count } minutes.
    }
wait-hours =
    { $count ->
        [one] Réessayez dans { $count } heure.
       *[other] Réessayez dans { $count } heures.
    }

terms = Conditions d’utilisation
privacy = Confidentialité
